"""Times at which a contact can be talked to about a pupil: a weekly rota, or one day."""

from __future__ import annotations

from datetime import time

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from schoolslink.directory.models.contact import NamedContact
from schoolslink.directory.models.dated import ends_after_it_begins
from schoolslink.kernel.ids import new_id


class Whom(models.TextChoices):
    """Which schools may book."""

    MINE = "mine", _("The schools I am named for")
    ALL = "all", _("Every school of my team (an advice line)")
    CLUSTER = "cluster", _("One cluster of schools")
    SCHOOL = "school", _("One school")


class How(models.TextChoices):
    """How they talk."""

    PHONE = "phone", _("By phone")
    VIDEO = "video", _("By video call")
    SCHOOL = "school", _("At the school")


class AdviceHours(models.Model):
    """Hours of one weekday that a contact keeps for schools, cut into times of so many minutes.

    The weekday is that of from_on; until_on is the first day on which they are offered no more, so that
    one day alone ends on the next. The times themselves are no rows: they are worked out when somebody
    looks. in_holidays: offered in school holidays too; never on a bank holiday.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contact = models.ForeignKey(NamedContact, models.PROTECT, related_name="hours", db_index=False)
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    minutes = models.PositiveSmallIntegerField()
    how = models.TextField(choices=How)
    whom = models.TextField(choices=Whom)
    school = models.ForeignKey(
        "directory.School", models.PROTECT, null=True, related_name="+", db_index=False
    )
    cluster = models.ForeignKey(
        "directory.Cluster", models.PROTECT, null=True, related_name="+", db_index=False
    )
    in_holidays = models.BooleanField(default=False)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            ends_after_it_begins("hours_end_after_they_begin"),
            # By day: so no time of theirs lies in the hour in which the clocks change.
            models.CheckConstraint(
                name="hours_of_the_day",
                condition=Q(
                    starts_at__gte=time(7), ends_at__lte=time(20), ends_at__gt=F("starts_at")
                ),
            ),
            models.CheckConstraint(
                name="hours_cut_into_minutes", condition=Q(minutes__gte=15, minutes__lte=90)
            ),
            models.CheckConstraint(
                name="hours_for_whom",
                condition=Q(whom="school", school__isnull=False, cluster__isnull=True)
                | Q(whom="cluster", school__isnull=True, cluster__isnull=False)
                | Q(whom__in=["mine", "all"], school__isnull=True, cluster__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["contact", "from_on"], name="hours_by_contact")]

    def __str__(self) -> str:
        return f"{self.starts_at:%H:%M} to {self.ends_at:%H:%M} from {self.from_on}"
