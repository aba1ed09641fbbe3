"""Words that somebody in danger may use: that help was shown is noted, and whoever has it is asked to look.

Nothing is marked, sorted or sent on by it, and no word goes with it.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from schoolslink.access import audit
from schoolslink.access.actor import Actor
from schoolslink.access.models import Person
from schoolslink.kernel import outbox
from schoolslink.kernel.clock import local_day
from schoolslink.referrals import events
from schoolslink.referrals.commands.moving import foreseen
from schoolslink.referrals.errors import NoLink
from schoolslink.referrals.models import Item
from schoolslink.referrals.queries.door import organisations
from schoolslink.referrals.routing import Route, route_of
from schoolslink.referrals.rules import Move, Side


def help_was_shown(*, actor: Actor, at: datetime, item: Item | None = None) -> None:
    """Write down that help was shown: the fact, and neither a word nor what was found."""
    audit.record(
        actor, "help.shown", item.pk if item else None, at=at,
        child_id=item.child_id if item else None,
    )  # fmt: skip


def ask_to_look(*, actor: Actor, item_id: UUID, side: Side, at: datetime) -> None:
    """Let whoever of the team has it be asked to look today; called where it was saved all the same."""
    item = Item.objects.get(pk=item_id)
    news = events.SavedAfterHelp(item.pk, item.child_id, side.value)
    outbox.publish(news, at=at)


def who_reads(item: Item, side: Side, move: Move, *, at: datetime) -> tuple[str, str, date | None]:
    """Return the name and the place of whoever reads what goes with a move, and by when.

    Empty where nobody is bound to: the move would end it, or no pair says who.
    """
    route = _route(item, local_day(at))
    due, holder = foreseen(item=item, side=side, move=move, at=at, route=route)
    if due is None or holder is None:
        return "", "", None
    return _name(holder.person_id), organisations([holder.pool_id]).get(holder.pool_id, ""), due.on


def _name(person_id: UUID | None) -> str:
    if person_id is None:
        return ""
    found = Person.objects.filter(pk=person_id).values_list("name", flat=True).first()
    return found or ""


def _route(item: Item, on: date) -> Route | None:
    try:
        return route_of(item, on=on)
    except NoLink:
        return None
