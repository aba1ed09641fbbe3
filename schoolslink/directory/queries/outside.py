"""Outside receivers: to whom a team may pass somebody on who works without this product."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action
from schoolslink.directory import permissions
from schoolslink.directory.models import Area, OutsideReceiver


@dataclass(frozen=True)
class OutsideView:
    """An outside receiver as other parts see it. can_be_asked: a link can be sent to it."""

    id: UUID
    area_id: UUID
    name: str
    kind_name: str
    what_they_do: str
    phone: str
    email: str
    checked_on: date | None

    @property
    def can_be_asked(self) -> bool:
        """Say whether there is an address to which a link can go."""
        return bool(self.email)


def area_to_keep(actor: Actor, area_id: UUID) -> Area:
    """Return an area whose list somebody keeps: its coordinator, or who manages a service there.

    Raises Area.DoesNotExist (not found).
    """
    mine = permissions.areas(actor, Action.MANAGE).values("pk")
    managed = permissions.services(actor, Action.MANAGE).values("area_id")
    kept = Area.objects.filter(Q(pk__in=mine) | Q(pk__in=managed))
    return kept.select_related("organisation").get(pk=area_id)


def outside_of_area(area_id: UUID, *, on: date) -> list[OutsideView]:
    """Return who can be asked in an area on a day, by name."""
    rows = OutsideReceiver.objects.filter(area_id=area_id).exclude(until_on__lte=on)
    return [_view(row) for row in rows.order_by("name", "pk")]


def outside_receiver(receiver_id: UUID, *, on: date | None = None) -> OutsideView | None:
    """Return one outside receiver; on: only while it takes anybody on that day."""
    row = OutsideReceiver.objects.filter(pk=receiver_id).first()
    if row is None or (on is not None and row.until_on is not None and row.until_on <= on):
        return None
    return _view(row)


def names_of_outside(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Return names by id; no statement for nobody."""
    wanted = {i for i in ids if i is not None}
    if not wanted:
        return {}
    return dict(OutsideReceiver.objects.filter(pk__in=wanted).values_list("pk", "name"))


def _view(row: OutsideReceiver) -> OutsideView:
    return OutsideView(
        id=row.pk,
        area_id=row.area_id,
        name=row.name,
        kind_name=str(row.get_kind_display()),
        what_they_do=row.what_they_do,
        phone=row.phone,
        email=row.email,
        checked_on=row.checked_on,
    )
