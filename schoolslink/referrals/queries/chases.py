"""Who asked after something past its day, and when: for the coordinator's list and for whoever has it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import OuterRef, Subquery

from schoolslink.access.models import Person
from schoolslink.referrals.models import Chase
from schoolslink.referrals.queries.door import Holds
from schoolslink.referrals.rules.chasing import Chased


@dataclass(frozen=True)
class Asked:
    """What was last done about one item. nudged_on: of the last reminder, whoever sent it.

    to_name: to whom it was given.
    """

    item_id: UUID
    how: str
    came: str
    by_id: UUID
    by_name: str
    on: date
    due_on: date
    nudged_on: date | None
    to_name: str = ""


def asked_after(holds: Holds | None, item_id: UUID, today: date) -> Asked | None:
    """Return what a coordinator last did about an item past its day; None while none had to."""
    if holds is None or holds.due_on >= today:
        return None  # one more question only where it is late
    return last_asked([item_id]).get(item_id)


def last_asked(item_ids: Iterable[UUID]) -> dict[UUID, Asked]:
    """Return what was last done about each of these items, of those whose routing the reader may read.

    The caller has found, and noted, the items already.
    """
    found: dict[UUID, Asked] = {}
    nudged: dict[UUID, date] = {}
    to_name = Person.objects.filter(pk=OuterRef("to_person")).values("name")
    rows = Chase.objects.filter(item_id__in=list(item_ids)).annotate(to_name=Subquery(to_name))
    for row in rows.order_by("id"):
        if row.how == Chased.NUDGED:
            nudged[row.item_id] = row.on
        found[row.item_id] = Asked(
            row.item_id, row.how, row.came, row.by_id, row.by_name, row.on, row.due_on,
            nudged.get(row.item_id), row.to_name or "",
        )  # fmt: skip
    return found
