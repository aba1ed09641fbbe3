"""The days that stand aside on a request which somebody may open."""

from __future__ import annotations

from collections.abc import Iterable

from schoolslink.referrals.models import Item, ItemEvent
from schoolslink.referrals.rules import Move
from schoolslink.referrals.rules.aside import Aside, SaidAside, days_aside

_OF_ASIDE = (Move.SET_ASIDE, Move.COUNT_AGAIN)


def stands_aside(item: Item, events: Iterable[ItemEvent] | None = None) -> tuple[Aside, ...]:
    """Return the days that stand aside on a request. events: its own, where they have been read already."""
    if events is None:
        events = ItemEvent.objects.filter(item=item, move__in=_OF_ASIDE)
    rows = [event for event in events if event.move in _OF_ASIDE]
    return days_aside(
        SaidAside(
            row.version_seen, row.move, row.reason, row.happened_on, row.until_on, row.puts_right
        )
        for row in rows
    )
