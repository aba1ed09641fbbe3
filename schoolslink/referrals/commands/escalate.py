"""When a promised day is over: the next person is asked, one a working day, until somebody acts.

Nothing closes and no promise moves: the day that was promised stays, and its being late is seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from schoolslink.access.actor import Actor
from schoolslink.access.models import Person
from schoolslink.kernel import clock
from schoolslink.kernel.calendar import add_working_days
from schoolslink.referrals.commands.moving import Moved, make_move
from schoolslink.referrals.commands.reading import unread_at_school
from schoolslink.referrals.models import Holding, Item, ItemEvent
from schoolslink.referrals.routing import Holder, ladder
from schoolslink.referrals.rules import Kind, Move, Need, Side, State, WhenOverdue, when_overdue
from schoolslink.referrals.rules.overdue import asked_next_on


def escalate(*, actor: Actor, item_id: UUID, at: datetime) -> Moved | None:
    """Ask the next person about an overdue item; return None when nothing is to be done today.

    An answer that the school has read and not asked about again closes by itself. Everything else goes
    to the cover, then to the manager or head, one step on each working day after the last. When all
    were asked, the coordinators are told (`at_the_end`).
    """
    item = Item.objects.get(pk=item_id)
    held = Holding.objects.filter(item=item, ended_at__isnull=True).first()
    on = clock.local_day(at)
    if held is None or held.due_on >= on:
        return None
    move = Move.ESCALATE
    is_read = not unread_at_school(item).exists()
    if when_overdue(Kind(item.kind), State(item.state), is_read=is_read) is WhenOverdue.CLOSE:
        move = Move.CLOSE
    elif _asked_lately(item, held, on):
        return None
    person = None if move is Move.CLOSE else next_person(item, held, at=at)
    if move is Move.ESCALATE and person is None:
        return None
    return make_move(
        actor=actor,
        item=item,
        side=Side.SYSTEM,
        move=move,
        version=item.version,
        at=at,
        holder=Holder(Side(held.side), person, held.pool_id) if person else None,
        given={Need.HOLDER: person},
    )


def at_the_end(item_id: UUID, *, at: datetime) -> Holding | None:
    """Return who holds what is past its day when the last who can be asked has had a working day.

    The ladder then ends at the area's coordinators: they are told, and ring. None before that.
    """
    item, on = Item.objects.get(pk=item_id), clock.local_day(at)
    held = Holding.objects.select_related("item").filter(item=item, ended_at__isnull=True).first()
    if held is None or held.due_on >= on or _asked_lately(item, held, on):
        return None
    return held if next_person(item, held, at=at) is None else None


def _asked_lately(item: Item, held: Holding, on: date) -> bool:
    """Say whether the last step up the ladder still has its working day to act."""
    last = ItemEvent.objects.filter(pk=held.event_id, move=Move.ESCALATE.value).first()
    return last is not None and on < add_working_days(clock.local_day(last.at), 1)


def next_person(item: Item, held: Holding, *, at: datetime) -> UUID | None:
    """Return who is asked next; None when the last of the ladder has it already."""
    people = ladder(item, Side(held.side), at=at)
    if held.person_id not in people:
        return people[0] if people else None
    place = people.index(held.person_id)
    return people[place + 1] if place + 1 < len(people) else None


@dataclass(frozen=True)
class Rung:
    """Who is asked next, and on which day, if nobody acts before."""

    name: str
    on: date


def comes_next(item: Item, *, at: datetime) -> Rung | None:
    """Return who is asked if the promise is not kept; None when that day is over, or nobody is left."""
    held = Holding.objects.filter(item=item, ended_at__isnull=True).first()
    if held is None or held.due_on < clock.local_day(at):
        return None
    person_id = next_person(item, held, at=at)
    person = Person.objects.filter(pk=person_id).first() if person_id else None
    return Rung(person.name, asked_next_on(held.due_on)) if person else None
