"""How it stands with a manager's look at a request: it comes with the request, in the same statement."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Func, OuterRef, Subquery, TextField

from schoolslink.referrals.models import Item, ItemEvent
from schoolslink.referrals.rules import Move
from schoolslink.referrals.rules.second_look import NOES, Stands

ENDS = NOES | {Move.DISCHARGE}
SPOKEN = (Move.LOOK_AS_MANAGER, Move.NOT_AGREE)
# A look that has ended, of which a team reads what was said.
SAID = {Stands.AGREED, Stands.ANEW}

# Asked of the database, which knows what another team of the service once refused.
STANDS = Func(
    F("pk"),
    template="(select array[f.second_no, f.after_missed] from access.manager_first(%(expressions)s) f)",
    output_field=ArrayField(TextField()),
)
# Of the latest look: for which reason it was asked, or what was said to come first.
LOOK_SAID = Subquery(
    ItemEvent.objects.filter(item__about=OuterRef("pk"), move__in=SPOKEN)
    .order_by("-id")
    .values("reason")[:1]
)


def stands_of(item: Item, moves: Iterable[Move]) -> tuple[Stands, Stands]:
    """Return how it stands with a second no and with an end after missed ones, for whoever may decide."""
    found = getattr(item, "judged_first", None)
    if found is None or not ENDS & {*moves}:
        return Stands.NOT_NEEDED, Stands.NOT_NEEDED
    no, missed = found
    return Stands(no), Stands(missed)


def look_said(item: Item, stands: Iterable[Stands]) -> str:
    """Return what was said in the latest look, where one has ended."""
    return (getattr(item, "look_said", None) or "") if SAID & {*stands} else ""
