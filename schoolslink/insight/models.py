"""Counts ready to read: no row about a child, so a dashboard may be read by whoever counts."""

from __future__ import annotations

from django.db import models

from schoolslink.kernel.ids import new_id


class Measure(models.TextChoices):
    """What is counted when something moves."""

    QUESTIONS = "questions", "questions asked"
    REQUESTS = "requests", "requests for help sent"
    ANSWERED = "answered", "questions answered and requests decided"
    ANSWERED_IN_TIME = "answered_in_time", "of these, on or before the promised day"
    TOLD = "told", "families told of a decision"
    TOLD_IN_TIME = "told_in_time", "of these, on or before the promised day"


class Projection(models.Model):
    """One measure of one area in one month, counted up as news arrives."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    area = models.ForeignKey("access.Organisation", models.PROTECT, related_name="+")
    month = models.DateField()  # its first day
    measure = models.TextField(choices=Measure)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="projection_once", fields=["month", "area", "measure"])
        ]


class SchoolCount(models.Model):
    """The same counts of one school: the application can neither read nor write these rows.

    `sql/schools.sql` counts them up, and gives a trust or federation the rounded figures alone.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    school = models.ForeignKey("access.Organisation", models.PROTECT, related_name="+")
    month = models.DateField()  # its first day
    measure = models.TextField(choices=Measure)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="school_count_once", fields=["school", "month", "measure"])
        ]


class Coverage(models.Model):
    """How the settings of one area stood on one day: who can be reached, and how we know."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    area = models.ForeignKey("access.Organisation", models.PROTECT, related_name="+")
    on_day = models.DateField()
    settings = models.PositiveIntegerField()
    pupils = models.PositiveIntegerField()
    live = models.PositiveIntegerField()
    confirmed = models.PositiveIntegerField()
    never_asked = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="coverage_once", fields=["on_day", "area"]),
            models.CheckConstraint(
                name="coverage_within_settings",
                condition=models.Q(live__lte=models.F("settings"))
                & models.Q(confirmed__lte=models.F("live"))
                & models.Q(never_asked__lte=models.F("settings")),
            ),
        ]


class Stratum(models.Model):
    """How the settings of one kind stood on one day in all of England: phase, type, place, fifth."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    on_day = models.DateField()
    dimension = models.TextField()
    name = models.TextField()
    settings = models.PositiveIntegerField()
    live = models.PositiveIntegerField()

    class Meta:
        verbose_name_plural = "strata"
        constraints = [
            models.UniqueConstraint(name="stratum_once", fields=["on_day", "dimension", "name"]),
            models.CheckConstraint(
                name="stratum_within_settings", condition=models.Q(live__lte=models.F("settings"))
            ),
        ]


class ServiceWeek(models.Model):
    """One clock of one service in one week: counted each night from what was done, never by a page.

    counted, kept: denominator and numerator. amounts: how often each number of days (or hand-overs)
    was; what is not done yet is counted and stands in none of them.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    service = models.ForeignKey("access.Organisation", models.PROTECT, related_name="+")
    week = models.DateField()  # its Monday
    clock = models.TextField()
    counted = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)
    amounts = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="service_week_once", fields=["service", "week", "clock"]),
            models.CheckConstraint(
                name="service_week_kept_of_counted",
                condition=models.Q(kept__lte=models.F("counted")),
            ),
        ]


class ServiceGroup(models.Model):
    """One clock of one service over its last 52 whole weeks, of one group of those asked for.

    until_on: the Sunday with which these weeks end. dimension, name: what the group is, as of `Stratum`; a
    name of "" is what is not known. counted, kept, amounts: as of a week.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    service = models.ForeignKey("access.Organisation", models.PROTECT, related_name="+")
    until_on = models.DateField()
    clock = models.TextField()
    dimension = models.TextField()
    name = models.TextField(default="", blank=True)
    counted = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)
    amounts = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="service_group_once", fields=["service", "clock", "dimension", "name"]
            ),
            models.CheckConstraint(
                name="service_group_kept_of_counted",
                condition=models.Q(kept__lte=models.F("counted")),
            ),
        ]
