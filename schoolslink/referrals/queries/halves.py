"""One of two requests as the rule that joins them asks for it: where it stands, and what is unfinished."""

from __future__ import annotations

from schoolslink.kernel import clock
from schoolslink.referrals.errors import NotPossible
from schoolslink.referrals.models import Item, Joining
from schoolslink.referrals.queries.held import held_now
from schoolslink.referrals.queries.own import family_waits
from schoolslink.referrals.rules import Kind, State
from schoolslink.referrals.rules.joining import HINDERS, Half, Hinders
from schoolslink.referrals.sharing import latest_choices


def half_of(item: Item) -> Half:
    """Return an open request as one of two to be joined. Raises NotPossible for one that has ended."""
    held = held_now(item.pk)
    if held is None:
        raise NotPossible(sentence=HINDERS[Hinders.NOT_NOW])
    beside = Item.objects.filter(about=item, closed_at__isnull=True).values_list("kind", flat=True)
    joined = Joining.objects.filter(apart_at__isnull=True)
    return Half(
        state=State(item.state),
        asked_on=clock.local_day(item.asked_at or item.opened_at),
        due_on=held.due_on,
        beside=frozenset(map(Kind, beside)),
        waits=bool(family_waits(item)),
        choices=tuple(sorted(latest_choices(item).items())),
        is_joined=joined.filter(item=item).exists(),
        goes_on_for_others=joined.filter(goes_on=item).exists(),
    )
