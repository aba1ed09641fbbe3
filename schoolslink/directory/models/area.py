"""Areas of the programme, dated, and which school lay in which of them when."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from schoolslink.directory.models.dated import ends_after_it_begins
from schoolslink.kernel.ids import new_id


class AreaKind(models.TextChoices):
    """What an area was made from."""

    CCG = "ccg", _("Clinical commissioning group")
    ICB = "icb", _("Integrated care board")
    PROGRAMME = "programme", _("Programme area")


class Area(models.Model):
    """The part of the country one coordinator looks after, for as long as it was one.

    Its name is its organisation's. code: of the commissioning body it was made from, if of one.
    """

    organisation = models.OneToOneField(
        "access.Organisation", models.PROTECT, primary_key=True, related_name="area"
    )
    kind = models.TextField(choices=AreaKind, default=AreaKind.PROGRAMME)
    code = models.TextField(blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="area_kind_known", condition=models.Q(kind__in=AreaKind.values)
            ),
            ends_after_it_begins("area_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return self.organisation.name


class AreaMembership(models.Model):
    """One school in one area, from a day until a day (that day excluded)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    school = models.ForeignKey("directory.School", models.PROTECT, related_name="areas")
    area = models.ForeignKey(Area, models.PROTECT, related_name="schools")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            # A request is routed by one area; a school in two would have two coordinators, so none.
            models.UniqueConstraint(
                name="school_in_one_area",
                fields=["school"],
                condition=models.Q(until_on__isnull=True),
            ),
            ends_after_it_begins("area_membership_ends_after_it_begins"),
        ]
        indexes = [models.Index(fields=["area", "school"], name="area_membership_by_area")]


class HelpLine(models.Model):
    """A number somebody in this area can ring now, and who answers for its being right.

    The national numbers are in `rules.help_now`: they must be shown without a database.
    checked_on: when somebody last rang it and said so; empty until then, and again when it changes.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="help_lines")
    name = models.TextField()
    phone = models.TextField()
    hours = models.TextField()
    for_whom = models.TextField(blank=True)
    owner = models.TextField()
    checked_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["area", "name"], name="help_line_by_area")]


class NumberCheck(models.Model):
    """Somebody rang a national number on a day and found it right. The latest row of a number counts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    phone = models.TextField()
    checked_on = models.DateField()
    checked_by = models.ForeignKey("access.Person", models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["phone", "-checked_on"], name="number_check_latest")]

    def __str__(self) -> str:
        return f"{self.phone} on {self.checked_on}"
