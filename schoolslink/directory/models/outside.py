"""Who helps near by and works without this product: voluntary providers, adult and council services."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from schoolslink.directory.models.area import Area
from schoolslink.directory.models.dated import ends_after_it_begins
from schoolslink.kernel.ids import new_id


class OutsideKind(models.TextChoices):
    """What an outside receiver is."""

    VOLUNTARY = "voluntary", _("Voluntary organisation")
    ADULT = "adult", _("Service for adults")
    COUNCIL = "council", _("Council service")
    OTHER = "other", _("Something else")


class OutsideReceiver(models.Model):
    """One place to which a team may pass somebody on that has no account here.

    email: where a link goes that asks whether they can help; empty: they are rung. checked_on: when
    somebody last rang them and said so; empty until then, and again when address or number change.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="outside_receivers")
    kind = models.TextField(choices=OutsideKind)
    name = models.TextField()
    what_they_do = models.TextField()
    phone = models.TextField()
    email = models.TextField(blank=True)
    owner = models.TextField()
    checked_on = models.DateField(null=True, blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="outside_kind_known", condition=models.Q(kind__in=OutsideKind.values)
            ),
            models.CheckConstraint(
                name="outside_can_be_rung",
                condition=~models.Q(phone="") & ~models.Q(name=""),
            ),
            ends_after_it_begins("outside_ends_after_it_begins"),
        ]
        indexes = [models.Index(fields=["area", "name"], name="outside_by_area")]

    def __str__(self) -> str:
        return self.name
