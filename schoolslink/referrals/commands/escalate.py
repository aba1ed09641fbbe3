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
from schoolslink.kernel.worded import Question
from schoolslink.referrals.commands.moving import Moved, make_move
from schoolslink.referrals.commands.reading import is_unread_at_school
from schoolslink.referrals.models import Chase, Holding, Item, ItemEvent
from schoolslink.referrals.queries.held import held_now, held_with_item
from schoolslink.referrals.routing import Holder, ladder
from schoolslink.referrals.rules import Kind, Move, Need, Side, State, WhenOverdue, when_overdue
from schoolslink.referrals.rules.chasing import GIVEN_SOON_WD, GIVEN_WD, Chased
from schoolslink.referrals.rules.overdue import asked_next_on

_STEPS = ItemEvent.objects.filter(move=Move.ESCALATE.value)
_STEP: Question[ItemEvent] = Question(lambda pk: _STEPS.filter(pk=pk), pk=UUID)
_LET_PASS: Question[Holding] = Question(
    lambda item, due_on: Holding.objects.filter(
        item=item, due_on=due_on, ended_at__in=_STEPS.filter(item=item).values("at")
    ).values_list("person_id"),
    item=UUID, due_on=date,
)  # fmt: skip
_GIVEN: Question[Chase] = Question(
    lambda item, to, on: Chase.objects.filter(
        item=item, how=Chased.GAVE.value, to_person=to, on=on
    ),
    item=UUID, to=UUID, on=date,
)  # fmt: skip


def escalate(*, actor: Actor, item_id: UUID, at: datetime) -> Moved | Holding | None:
    """Ask the next person about an overdue item; return None when nothing is to be done today.

    An answer that the school has read and not asked about again closes by itself. Everything else goes
    to the cover, then to the manager or head, one step on each working day after the last. When all
    were asked, and the last of them has had a working day, what they hold is returned: the ladder ends
    at the area's coordinators, who are told, and ring.
    """
    held = held_with_item(item_id)
    on = clock.local_day(at)
    if held is None or held.due_on >= on:
        return None
    item, move = held.item, Move.ESCALATE
    kind, state = Kind(item.kind), State(item.state)
    if when_overdue(kind, state, is_read=True) is WhenOverdue.CLOSE and not is_unread_at_school(
        item
    ):
        move = Move.CLOSE
    elif _asked_lately(held, on):
        return None
    person = None if move is Move.CLOSE else next_person(item, held, at=at)
    if move is Move.ESCALATE and person is None:
        return held
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


def _asked_lately(held: Holding, on: date) -> bool:
    """Say whether the last step up the ladder, or whoever a coordinator gave it to, still has its days."""
    last = _STEP.first(pk=held.event_id)
    if last is not None:
        return on < add_working_days(clock.local_day(last.at), 1)
    given_on = clock.local_day(held.began_at)
    if given_on <= held.due_on or not _GIVEN.exists(
        item=held.item_id, to=held.person_id, on=given_on
    ):
        return False
    soon = held.item.risk_marked or held.item.urgent
    return on < add_working_days(given_on, GIVEN_SOON_WD if soon else GIVEN_WD)


def next_person(item: Item, held: Holding, *, at: datetime) -> UUID | None:
    """Return who is asked next; None when the last of the ladder has it already.

    Where a manager gave it back, whoever let it pass on this same day is not asked a second time: the
    ladder goes on to its end, where somebody decides.
    """
    people = ladder(item, Side(held.side), at=at)
    behind = people[people.index(held.person_id) + 1 :] if held.person_id in people else people
    if len(behind) < 2:
        return next(iter(behind), None)
    let_pass = {person for (person,) in _LET_PASS.values(item=item.pk, due_on=held.due_on)}
    return next((one for one in behind[:-1] if one not in let_pass), behind[-1])


@dataclass(frozen=True)
class Rung:
    """Who is asked next, and on which day, if nobody acts before."""

    name: str
    on: date


def comes_next(item: Item, *, at: datetime) -> Rung | None:
    """Return who is asked if the promise is not kept; None when that day is over, or nobody is left."""
    held = held_now(item.pk)
    if held is None or held.due_on < clock.local_day(at):
        return None
    person_id = next_person(item, held, at=at)
    person = Person.objects.filter(pk=person_id).first() if person_id else None
    return Rung(person.name, asked_next_on(held.due_on)) if person else None
