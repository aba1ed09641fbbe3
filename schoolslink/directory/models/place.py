"""Where schools lie: authorities, commissioning bodies, neighbourhoods, postcodes, outlines."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from schoolslink.access.models import Organisation
from schoolslink.kernel.ids import new_id


class LocalAuthority(models.Model):
    """A council with duties for schools. Its name is the organisation's."""

    organisation = models.OneToOneField(
        Organisation, models.PROTECT, primary_key=True, related_name="local_authority"
    )
    code = models.TextField(unique=True)

    class Meta:
        verbose_name_plural = "local authorities"

    def __str__(self) -> str:
        return self.code


class BodyKind(models.TextChoices):
    """What a commissioning body is; each had its years."""

    ICB = "icb", _("Integrated care board")
    SUB_ICB = "sub_icb", _("Part of an integrated care board")
    CCG = "ccg", _("Clinical commissioning group")


class CommissioningBody(models.Model):
    """Who pays for children's mental health services somewhere, from a day until a day."""

    organisation = models.OneToOneField(
        Organisation, models.PROTECT, primary_key=True, related_name="commissioning_body"
    )
    kind = models.TextField(choices=BodyKind)
    code = models.TextField(unique=True)
    ons_code = models.TextField()
    parent_code = models.TextField(default="", blank=True)
    from_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "commissioning bodies"
        constraints = [
            models.CheckConstraint(
                name="body_kind_known", condition=models.Q(kind__in=BodyKind.values)
            ),
            models.CheckConstraint(
                name="body_part_has_a_whole",
                condition=~models.Q(kind="sub_icb") | ~models.Q(parent_code=""),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Neighbourhood(models.Model):
    """A small area of the census (LSOA 2021) with what is known of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lsoa_code = models.TextField(unique=True)
    name = models.TextField(default="", blank=True)
    sub_icb_code = models.TextField(default="", blank=True)
    icb_code = models.TextField(default="", blank=True)
    imd_decile = models.SmallIntegerField(null=True, blank=True)
    rural_urban = models.TextField(default="", blank=True)

    def __str__(self) -> str:
        return self.lsoa_code


class Postcode(models.Model):
    """A postcode and its point on the national grid, in metres."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    postcode = models.TextField(unique=True)
    easting = models.IntegerField()
    northing = models.IntegerField()
    lad_code = models.TextField(default="", blank=True)
    lsoa_code = models.TextField(default="", blank=True)

    def __str__(self) -> str:
        return self.postcode


class Boundary(models.Model):
    """The outline of an area for maps, as a GeoJSON geometry. layer: icb, sub_icb, ccg, district ..."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    layer = models.TextField()
    code = models.TextField()
    name = models.TextField()
    geometry = models.TextField()

    class Meta:
        verbose_name_plural = "boundaries"
        constraints = [
            models.UniqueConstraint(name="boundary_once_a_layer", fields=["layer", "code"])
        ]

    def __str__(self) -> str:
        return f"{self.layer} {self.code}"
