"""One of two requests as the rule that joins them asks for it: where it stands, and what is unfinished."""

from __future__ import annotations

from schoolslink.kernel import clock
from schoolslink.referrals.models import Item, Joining
from schoolslink.referrals.queries.held import held_now
from schoolslink.referrals.queries.owed import is_owed
from schoolslink.referrals.queries.own import family_waits
from schoolslink.referrals.rules import Kind, State
from schoolslink.referrals.rules.joining import Half
from schoolslink.referrals.sharing import latest_choices


def half_of(item: Item) -> Half:
    """Return a request as one of two to be joined; of one that has ended, when it did."""
    held = held_now(item.pk)
    asked_on = clock.local_day(item.asked_at or item.opened_at)
    beside = Item.objects.filter(about=item, closed_at__isnull=True).values_list("kind", flat=True)
    joined = Joining.objects.filter(apart_at__isnull=True)
    return Half(
        state=State(item.state),
        asked_on=asked_on,
        due_on=held.due_on if held else item.closed_on or asked_on,
        beside=frozenset(map(Kind, beside)),
        waits=bool(family_waits(item)),
        owed=is_owed(item.pk),
        choices=tuple(sorted(latest_choices(item).items())),
        is_joined=joined.filter(item=item).exists(),
        goes_on_for_others=joined.filter(goes_on=item).exists(),
    )
