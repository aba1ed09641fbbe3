"""NHS services, what they have published that they take, and mental health support teams."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from schoolslink.directory.models.dated import ends_after_it_begins
from schoolslink.kernel.ids import new_id


class ServiceKind(models.TextChoices):
    """What kind of help a service gives; a school's main link is with one of the first kind."""

    CAMHS = "camhs", _("NHS children's mental health service")
    EARLY_YEARS = "early_years", _("Help for under-fives and their parents")
    EATING = "eating", _("Eating disorder service")
    COUNSELLING = "counselling", _("Counselling and talking")
    VOLUNTARY = "voluntary", _("Voluntary organisation")
    COUNCIL = "council", _("Council early help")
    OTHER = "other", _("Another service")


class HealthcareService(models.Model):
    """A service that can be asked. Its name is its organisation's.

    pool_manager: who answers for whatever has no named contact; nothing ever waits for nobody.
    wait_weeks_low, wait_weeks_high: the wait expected now; wait_said_on: when somebody said so.
    schools_cap: the most schools one contact of this service should look after.
    """

    organisation = models.OneToOneField(
        "access.Organisation", models.PROTECT, primary_key=True, related_name="service"
    )
    kind = models.TextField(choices=ServiceKind, default=ServiceKind.CAMHS)
    ods_code = models.TextField(blank=True)
    area = models.ForeignKey("directory.Area", models.PROTECT, related_name="services")
    pool_manager = models.ForeignKey(
        "access.Person", models.PROTECT, null=True, blank=True, related_name="pools_managed"
    )
    who_for = models.TextField(blank=True)
    what_we_do = models.TextField(blank=True)
    phone = models.TextField(blank=True)
    email = models.EmailField(blank=True)
    website = models.URLField(blank=True)
    hours = models.TextField(blank=True)
    how_to_reach = models.TextField(blank=True)
    postcode = models.TextField(blank=True)
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    families_may_ask = models.BooleanField(default=False)
    wait_weeks_low = models.PositiveSmallIntegerField(null=True, blank=True)
    wait_weeks_high = models.PositiveSmallIntegerField(null=True, blank=True)
    wait_said_on = models.DateField(null=True, blank=True)
    schools_cap = models.PositiveSmallIntegerField(default=35)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="service_kind_known", condition=models.Q(kind__in=ServiceKind.values)
            ),
            ends_after_it_begins("service_ends_after_it_begins"),
            models.CheckConstraint(
                name="service_wait_is_a_range_with_a_date",
                condition=models.Q(
                    wait_weeks_low__isnull=True,
                    wait_weeks_high__isnull=True,
                    wait_said_on__isnull=True,
                )
                | models.Q(
                    wait_weeks_low__isnull=False,
                    wait_weeks_high__gte=models.F("wait_weeks_low"),
                    wait_said_on__isnull=False,
                ),
            ),
        ]
        indexes = [models.Index(fields=["area", "kind"], name="service_by_area")]

    def __str__(self) -> str:
        return self.organisation.name


class ServiceCriteria(models.Model):
    """One published version of what a service takes, from a day on. Never edited.

    content: ages, takes, elsewhere, weights, limits, reasons, own_words, what_to_send, places, as
    `referrals.rules.request.read_criteria` reads them; a key left out is the default.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    service = models.ForeignKey(HealthcareService, models.PROTECT, related_name="criteria")
    version = models.PositiveIntegerField()
    from_on = models.DateField()
    content = models.JSONField(default=dict)
    what_changed = models.TextField(blank=True)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey("access.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="criteria_version_once", fields=["service", "version"]),
            models.CheckConstraint(
                name="criteria_versions_count_from_one", condition=models.Q(version__gte=1)
            ),
        ]
        indexes = [
            models.Index(fields=["service", "-from_on", "-version"], name="criteria_by_service")
        ]


class SupportTeam(models.Model):
    """A mental health support team: about twenty schools. Its name is its organisation's."""

    organisation = models.OneToOneField(
        "access.Organisation", models.PROTECT, primary_key=True, related_name="support_team"
    )
    service = models.ForeignKey(HealthcareService, models.PROTECT, related_name="teams")
    phone = models.TextField(blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [ends_after_it_begins("team_ends_after_it_begins")]
        indexes = [models.Index(fields=["service"], name="team_by_service")]

    def __str__(self) -> str:
        return self.organisation.name
