"""Schools and colleges, and what they were on earlier days."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from schoolslink.access.models import Organisation
from schoolslink.directory.rules.register import OPEN_STATUSES, Status
from schoolslink.kernel.ids import new_id


class SchoolStatus(models.TextChoices):
    """Whether a school is there, in words."""

    PROPOSED = Status.PROPOSED.value, _("Proposed to open")
    OPEN = Status.OPEN.value, _("Open")
    CLOSING = Status.CLOSING.value, _("Open, but proposed to close")
    CLOSED = Status.CLOSED.value, _("Closed")


class School(models.Model):
    """One school, college or other setting of the national register. Its name is the organisation's.

    Written by the register's import alone.
    """

    organisation = models.OneToOneField(
        Organisation, models.PROTECT, primary_key=True, related_name="school"
    )
    urn = models.IntegerField(unique=True)
    status = models.TextField(choices=SchoolStatus, default=Status.OPEN.value)
    phase = models.TextField(default="", blank=True)
    kind = models.TextField(default="", blank=True)
    gender = models.TextField(default="", blank=True)
    establishment_number = models.TextField(default="", blank=True)
    la_code = models.TextField(default="", blank=True)
    la_name = models.TextField(default="", blank=True)
    street = models.TextField(default="", blank=True)
    town = models.TextField(default="", blank=True)
    postcode = models.TextField(default="", blank=True)
    phone = models.TextField(default="", blank=True)
    website = models.TextField(default="", blank=True)
    trust_code = models.TextField(default="", blank=True)
    trust_name = models.TextField(default="", blank=True)
    federation_code = models.TextField(default="", blank=True)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    age_low = models.SmallIntegerField(null=True, blank=True)
    age_high = models.SmallIntegerField(null=True, blank=True)
    pupils = models.IntegerField(null=True, blank=True)
    fsm_percent = models.FloatField(null=True, blank=True)
    easting = models.IntegerField(null=True, blank=True)
    northing = models.IntegerField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    lad_code = models.TextField(default="", blank=True)
    lsoa_code = models.TextField(default="", blank=True)
    sub_icb_code = models.TextField(default="", blank=True)
    icb_code = models.TextField(default="", blank=True)
    imd_decile = models.SmallIntegerField(null=True, blank=True)
    rural_urban = models.TextField(default="", blank=True)
    # Seen in the list of open state-funded schools: only then does missing from it mean something.
    is_state_listed = models.BooleanField(default=False)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors"
    )
    search_text = models.TextField(default="", blank=True)
    sort_key = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="school_status_known", condition=models.Q(status__in=SchoolStatus.values)
            ),
            models.CheckConstraint(
                name="school_closing_day_only_when_closing",
                condition=models.Q(closed_on__isnull=True)
                | models.Q(status__in=[Status.CLOSED.value, Status.CLOSING.value]),
            ),
            models.CheckConstraint(
                name="school_point_whole",
                condition=models.Q(easting__isnull=True, northing__isnull=True)
                | models.Q(easting__isnull=False, northing__isnull=False),
            ),
            models.CheckConstraint(
                name="school_imd_decile_one_to_ten",
                condition=models.Q(imd_decile__isnull=True)
                | models.Q(imd_decile__gte=1, imd_decile__lte=10),
            ),
            models.CheckConstraint(
                name="school_not_its_own_successor",
                condition=models.Q(successor__isnull=True)
                | ~models.Q(successor=models.F("organisation")),
            ),
        ]
        indexes = [
            models.Index(fields=["sort_key", "organisation"], name="school_in_order"),
            models.Index(fields=["la_code"], name="school_by_la"),
            models.Index(fields=["postcode"], name="school_by_postcode"),
            models.Index(fields=["trust_code"], name="school_by_trust"),
            models.Index(fields=["federation_code"], name="school_by_federation"),
        ]

    def __str__(self) -> str:
        return f"URN {self.urn}"

    @property
    def is_open(self) -> bool:
        """Say whether children go there today."""
        return self.status in OPEN_STATUSES


class SchoolHistory(models.Model):
    """What a school was called and where it belonged, from a day until a day (that day excluded)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="history")
    # Only ever read from its own row, so without an index: sets are kept for good.
    change_set = models.ForeignKey(
        "directory.RegisterChangeSet", models.PROTECT, related_name="+", db_index=False
    )
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    name = models.TextField()
    status = models.TextField(choices=SchoolStatus)
    phase = models.TextField(default="", blank=True)
    la_code = models.TextField(default="", blank=True)
    sub_icb_code = models.TextField(default="", blank=True)
    icb_code = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="school_history_one_now",
                fields=["school"],
                condition=models.Q(until_on__isnull=True),
            ),
            models.CheckConstraint(
                name="school_history_ends_after_it_begins",
                condition=models.Q(until_on__isnull=True)
                | models.Q(until_on__gte=models.F("from_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} from {self.from_on}"
