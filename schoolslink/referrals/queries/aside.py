"""The days that stand aside on a request which somebody may open."""

from __future__ import annotations

from schoolslink.referrals.models import Item, ItemEvent
from schoolslink.referrals.rules import Move
from schoolslink.referrals.rules.aside import Aside, SaidAside, days_aside


def stands_aside(item: Item) -> tuple[Aside, ...]:
    """Return the days that stand aside on a request."""
    rows = ItemEvent.objects.filter(item=item, move__in=[Move.SET_ASIDE, Move.COUNT_AGAIN])
    return days_aside(
        SaidAside(
            row.version_seen, row.move, row.reason, row.happened_on, row.until_on, row.puts_right
        )
        for row in rows
    )
