"""Who holds a thing now, in the words that every move and every message asks with."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models.expressions import RawSQL

from schoolslink.kernel.worded import Question
from schoolslink.referrals.models import Holding

_NOW: Question[Holding] = Question(
    lambda item: Holding.objects.filter(item_id=item, ended_at__isnull=True).order_by("pk")[:1],
    item=UUID,
)
# Asked with who holds it, so that it costs a move no message of its own.
_TO_MOVE: Question[Holding] = Question(
    lambda item: (
        Holding.objects.filter(item_id=item, ended_at__isnull=True)
        .annotate(asked_first=RawSQL("access.asked_first(referrals_holding.item_id)", []))
        .order_by("pk")[:1]
    ),
    item=UUID,
)
_BY: Question[Holding] = Question(
    lambda item, person: Holding.objects.filter(
        item_id=item, person_id=person, ended_at__isnull=True
    ),
    item=UUID,
    person=UUID,
)


_WITH_ITEM: Question[Holding] = Question(
    lambda item: (
        Holding.objects.filter(item_id=item, ended_at__isnull=True)
        .select_related("item")
        .order_by("pk")[:1]
    ),
    item=UUID,
)


def held_with_item(item_id: UUID) -> Holding | None:
    """Return the open holding of an item, and with it the item; None of what has ended."""
    return _WITH_ITEM.first(item=item_id)


def held_now(item_id: UUID) -> Holding | None:
    """Return the open holding of an item; None of what has ended."""
    return _NOW.first(item=item_id)


def held_to_move(item_id: UUID) -> tuple[Holding | None, datetime | None]:
    """Return the open holding of an item, and since when help was asked for by what is joined to it."""
    row = _TO_MOVE.first(item=item_id)
    return row, row.asked_first if row else None  # type: ignore[attr-defined]


def is_held_by(item_id: UUID | None, person_id: UUID | None) -> bool:
    """Say whether this person still has to act on an item."""
    return _BY.exists(item=item_id, person=person_id)
