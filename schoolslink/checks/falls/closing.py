"""Everything by which a thing could end without a word: tried by command and straight in the database.

Each try is undone. It must be refused, or leave the thing open with somebody who holds it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, connection

from schoolslink.checks.falls.story import NOBODY_AS_YET
from schoolslink.checks.ground import undone
from schoolslink.kernel import rows as inserting
from schoolslink.referrals.commands import advice, beside, decide, offering
from schoolslink.referrals.models import Item, ItemEvent
from schoolslink.referrals.rules import Kind, Move, RuleBroken, Side, State, is_open
from schoolslink.referrals.rules.holders import WHOSE
from schoolslink.referrals.rules.moves import MOVES, TOLD_OF, moves_allowed
from schoolslink.referrals.rules.offering import WhyBack
from schoolslink.simulate.programme.acts import Turn
from schoolslink.simulate.programme.watch import rows
from schoolslink.web.errors import Refusal

if TYPE_CHECKING:
    from schoolslink.checks.falls.life import Life

REFUSED = (Refusal, RuleBroken, ObjectDoesNotExist, DatabaseError)
# These need nothing but the name of whoever makes them, which the database writes down itself: a person
# says that a draft is not wanted, that an answer was enough, how a child is.
SIGNED = frozenset(
    {
        Move.DISCARD, Move.CLOSE, Move.FOUND_BETTER, Move.FOUND_SAME, Move.FOUND_NOBODY,
        Move.FOUND_WORSE, Move.TAKE_OFFER, Move.CONFIRM_ARRIVAL,
    }
)  # fmt: skip
BY_HAND = (
    "update referrals_item set state = 'closed', closed_at = now(), closed_on = current_date where id = %s",
    "update referrals_holding set ended_at = now() where item_id = %s",
    "update referrals_holding set due_on = due_on + 900 where item_id = %s",
    "delete from referrals_holding where item_id = %s",
    "delete from referrals_itemevent where item_id = %s",
    "delete from referrals_item where id = %s",
)
_NOW = "select kind, state, version, closed_at from referrals_item where id = %s"


def try_everything(life: Life) -> None:
    """Try it on each open thing, once in each state that it comes to."""
    for thing, item_id in list(life.things.items()):
        holder = life.story.holder_of(thing, life.day) if thing in life.story.whose else None
        ((kind, state, _, closed_at),) = rows(_NOW, item_id)
        mark = (thing, state)
        if closed_at is not None or holder in NOBODY_AS_YET | {None} or mark in life.tried:
            continue
        life.tried.add(mark)
        people = dict.fromkeys((str(holder), "lead", "contact"))
        for name in (one for one in people if one not in life.town.left):
            _by_command(life, thing, item_id, name, Kind(kind), State(state))
            _by_hand(life, thing, item_id, name, Kind(kind), State(state))


def _by_command(life: Life, thing: str, item_id: UUID, name: str, kind: Kind, state: State) -> None:
    for move in moves_allowed(kind, state):  # any other is none of this state's
        life.seen.tries += 1
        with undone():
            try:
                with life.turn(name) as turn:
                    _empty_handed(turn, item_id, move)
            except REFUSED:
                continue
            if move not in SIGNED and rows(_NOW, item_id)[0][3] is not None:
                life.fault(f"{thing} was ended by {move}, by {name} and without a word")


def _empty_handed(turn: Turn, item_id: UUID, move: Move) -> None:
    """Make a move as its page would, with every field left empty."""
    seen: dict[str, Any] = {
        "actor": turn.actor, "item_id": item_id, "version": turn.version(item_id), "at": turn.at
    }  # fmt: skip
    kind = Kind(Item.objects.get(pk=item_id).kind)
    if kind is Kind.ADVICE:
        advice.say(**seen, move=move, words=" ")
    elif kind is Kind.REDIRECT and move is Move.GIVE_BACK:
        offering.give_back(**seen, reason=WhyBack.NO_ROOM, words=" ")
    elif kind is not Kind.REFERRAL:
        beside.step_beside(**seen, move=move, words=" ")
    elif move in TOLD_OF:
        decide.decide(**seen, answer=decide.Answering(move))
    else:
        decide.step(**seen, move=move, words=" ")


def _by_hand(life: Life, thing: str, item_id: UUID, name: str, kind: Kind, state: State) -> None:
    """Write events and changes as the application's own role, with somebody's identity and no command."""
    for move in _that_end_or_decide(kind, state):
        life.seen.tries += 1
        with undone():
            try:
                with life.turn(name) as turn:
                    inserting.insert([_bare_event(turn, item_id, move, kind, state)])
            except REFUSED:
                continue
        life.fault(f"{thing}: {name} wrote {move} into the database with nothing beside it")
    for statement in BY_HAND:
        life.seen.tries += 1
        with undone():
            try:
                with life.turn(name), connection.cursor() as cursor:
                    cursor.execute(statement, [item_id])
                    done = cursor.rowcount
            except REFUSED:
                continue
        if done:
            life.fault(f"{thing}: {name} could run: {statement}")


def _that_end_or_decide(kind: Kind, state: State) -> list[Move]:
    return [
        move for (of, since, move), to in MOVES.items()
        if (of, since) == (kind, state) and move not in SIGNED
        and (not is_open(kind, to) or move in TOLD_OF) and WHOSE[move] - {Side.SYSTEM}
    ]  # fmt: skip


def _bare_event(turn: Turn, item_id: UUID, move: Move, kind: Kind, state: State) -> ItemEvent:
    item = Item.objects.get(pk=item_id)
    side = Side.SERVICE if Side.SERVICE in WHOSE[move] else Side.SCHOOL
    event = ItemEvent(
        item=item, move=move.value, version_seen=item.version, at=turn.at, actor_kind="person",
        actor_id=turn.actor.subject_id, side=side.value,
    )  # fmt: skip
    if is_open(kind, MOVES[kind, state, move]):
        event.holder_pool_id, event.holder_side = item.team_id, Side.SERVICE.value
        event.duty, event.due_on = "tell", turn.today.replace(year=turn.today.year + 9)
    return event
