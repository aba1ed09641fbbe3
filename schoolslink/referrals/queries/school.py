"""One record as its school reads it: with the family, whom it may have to tell, and the usual wait."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from uuid import UUID

from schoolslink.access.actor import Actor
from schoolslink.access.policy import Group
from schoolslink.kernel import clock
from schoolslink.referrals import permissions
from schoolslink.referrals.models import Item
from schoolslink.referrals.queries.contact_bars import bars_of
from schoolslink.referrals.queries.door import Happened, Holds, Opened, open_item
from schoolslink.referrals.queries.files import files_of
from schoolslink.referrals.queries.joined import goes_on_as
from schoolslink.referrals.queries.mended import put_right_before
from schoolslink.referrals.queries.team import Relative, TeamRecord, contacts_of, family_of
from schoolslink.referrals.queries.telling import WAITS, expected_wait
from schoolslink.referrals.queries.transfers import TransferView, transfer_of
from schoolslink.referrals.rules import Kind, Move, Side, State
from schoolslink.referrals.rules.moves import AFTER_THE_ANSWER, TELLS_THE_ANSWER
from schoolslink.referrals.rules.sharing import Choice
from schoolslink.referrals.rules.waiting import ExpectedWait
from schoolslink.referrals.sharing import kept_from_school, latest_choices

# That these can be done, or no more, tells what was answered. To say that it got worse never does.
# What a team does with two requests about one child, and whoever asked for one reads nothing of.
OF_JOINING = (Move.MERGE, Move.TAKE_IN, Move.TAKE_APART, Move.HEAR_DECISION)
TELLING_MOVES = AFTER_THE_ANSWER | {Move.WITHDRAW, Move.ASK_TO_STOP, Move.ADD_ANSWERS}


@dataclass(frozen=True)
class SchoolRecord:
    """What the school may read beside the record itself.

    wait: how long it takes, while they wait. kept_by: the choice by which no answer is shown, or None.
    choices: who may be told, the latest about each.
    transfer: of a hand-over, its three ticks.
    may_record: this actor writes down what whoever decides says about it.
    """

    opened: Opened
    family: tuple[Relative, ...] = ()
    wait: ExpectedWait | None = None
    kept_by: Choice | None = None
    choices: dict[str, bool] = field(default_factory=dict)
    may_record: bool = False
    transfer: TransferView | None = None


def open_at_school(actor: Actor, item_id: UUID) -> SchoolRecord:
    """Return one record with what belongs to the school that asked, as far as this actor may read.

    Raises Item.DoesNotExist (shown as not found) when the actor has no relationship to it.
    """
    opened = as_asked(open_item(actor, item_id))
    item = opened.item
    choices = latest_choices(item)
    kept_by = kept_from_school(item, choices)
    if kept_by is not None:
        opened = _without_answer(opened)
    is_named = item.kind == Kind.REFERRAL and Group.CONTACTS in opened.groups
    return SchoolRecord(
        opened,
        family=family_of(item) if is_named and opened.told else (),
        wait=_wait(opened),
        kept_by=kept_by,
        choices=choices,
        may_record=permissions.may_record_choices(actor, item),
        transfer=transfer_of(opened),
    )


def as_asked(opened: Opened) -> Opened:
    """Return a record as whoever asked for it reads it: joined with another, it stands where that one does.

    That it is joined, and with what, is the team's to know: it would tell who else asked.
    """
    goes_on = goes_on_as(opened.item)
    heard = [one for one in opened.history if one.move == Move.HEAR_DECISION]
    said = tuple(
        replace(one, move=opened.decision.move) if one in heard[-1:] and opened.decision else one
        for one in opened.history
        if one.move not in OF_JOINING or one in heard[-1:]
    )
    if goes_on is None:
        return replace(opened, history=said)
    holding = goes_on.holding
    holds = opened.holds
    if holds is None and holding is not None:
        holds = Holds(
            person_id=holding.person_id,
            name=holding.person.name if holding.person else "",
            place=opened.service_name,
            side=holding.side,
            duty=holding.duty,
            due_on=holding.due_on,
        )
    return replace(opened, item=goes_on.shown(opened.item), holds=holds, history=said)


def open_as_sent(actor: Actor, item_id: UUID) -> TeamRecord:
    """Return what a school sent of one request, and nothing that the family or the team wrote.

    Raises Item.DoesNotExist for whoever may not read its words, and before a service has it.
    """
    opened = open_item(actor, item_id)
    item = opened.item
    reads = {Group.IDENTITY, Group.NARRATIVE, Group.CONTACTS} <= opened.groups
    if item.kind != Kind.REFERRAL or item.asked_at is None or not reads:
        raise Item.DoesNotExist
    return TeamRecord(
        opened,
        contacts=contacts_of(item),
        files=files_of(item, opened.groups),
        bars=bars_of(item),
        put_right=put_right_before(item),
    )


def _without_answer(opened: Opened) -> Opened:
    """Return a record without what was answered: that there is an answer and who has it stays.

    What can be done only after one kind of answer goes too, unless it is the school's to do.
    """
    return replace(
        opened,
        decision=None,
        decision_words={},
        receiver_name="",
        moves=moves_told(
            opened.moves, opened.item.state, opened.holds.side if opened.holds else ""
        ),
        history=tuple(
            one if _is_schools(one) else replace(one, words="", kept=True) for one in opened.history
        ),
    )


def moves_told(moves: tuple[Move, ...], state: str, held_by: str) -> tuple[Move, ...]:
    """Return what of these moves a school may know of that reads no answer. held_by: the side."""
    is_answered = State(state) in TELLS_THE_ANSWER
    return tuple(
        move
        for move in moves
        if move is not Move.ARRANGE_TRANSFER
        and (
            not is_answered
            or move not in TELLING_MOVES
            or (held_by == Side.SCHOOL and move is Move.CONFIRM_NEXT_STEP)
        )
    )


def _is_schools(happened: Happened) -> bool:
    """Say whether these words are the school's own, or ask something of it: what it must do stays."""
    return happened.side == Side.SCHOOL or happened.move == Move.ASK_MORE


def _wait(opened: Opened) -> ExpectedWait | None:
    if opened.item.state not in WAITS or opened.referral is None:
        return None
    return expected_wait(opened.item, opened.referral.intended_service_id, clock.today())
