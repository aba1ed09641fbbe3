"""A manager looks before a second no, and before help ends after three missed appointments."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from schoolslink.access import audit
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action, Group
from schoolslink.kernel.worded import Question
from schoolslink.referrals import events, permissions
from schoolslink.referrals.commands.beside import begin_beside
from schoolslink.referrals.commands.moving import Moved, find, make_move, present_holder
from schoolslink.referrals.errors import NotPossible, NotYours
from schoolslink.referrals.models import Item, ItemEvent
from schoolslink.referrals.queries.second_look import stands_with
from schoolslink.referrals.routing import Holder, judges
from schoolslink.referrals.rules import Kind, Move, Need, Side, State
from schoolslink.referrals.rules.ending import check_why
from schoolslink.referrals.rules.errors import RuleBroken
from schoolslink.referrals.rules.moves import UNDECIDED
from schoolslink.referrals.rules.second_look import (
    IN_A_ROW,
    NOES,
    THIRD_MISSED,
    Instead,
    Stands,
    missed_in_a_row,
)

SECOND_NO = (
    "This team has said no to this child before, or gave advice alone. Nobody does so twice alone: "
    "ask your manager to look at it first, who answers by a day."
)
OTHER_REASON = (
    "Your manager looked at another reason, or another answer. Choose that one, or ask them again."
)
AFTER_MISSED = (
    "Three appointments in a row were missed. Your manager looks at it before help may end, and "
    "has been asked."
)
NOT_NOW = "A manager need not be asked now. Nothing was changed."
ONE_AT_A_TIME = (
    "Your manager looks at something else of this request still. When that has ended, ask again."
)
NO_MANAGER = (
    "Nobody is named as manager of your service. Ask the coordinator of your area to name one: they "
    "look at it before this may end."
)


def require_judged(request: Item, move: Move, reason: str, on: date) -> None:
    """Raise NotPossible where a manager has to look before this decision, and has not agreed to it.

    And where help may not end for this reason on this day.
    """
    if move not in (*NOES, Move.DISCHARGE):
        return
    no, missed = stands_with(request.pk)
    if move is Move.DISCHARGE:
        if not missed.may_end:
            raise NotPossible(sentence=AFTER_MISSED)
        try:
            check_why(reason, on, missed)
        except RuleBroken as broken:
            raise NotPossible(sentence=broken.message) from broken
    elif not no.may_end:
        raise NotPossible(sentence=SECOND_NO)
    elif no is Stands.AGREED and reason != reason_looked_at(request):
        raise NotPossible(sentence=OTHER_REASON)


def reason_looked_at(request: Item) -> str:
    """Return as what a manager was asked about the latest no; empty where none was."""
    looks = ItemEvent.objects.filter(item__about=request, move=Move.LOOK_AS_MANAGER)
    found = looks.exclude(reason=THIRD_MISSED).order_by("-id").values_list("reason", flat=True)
    return found.first() or ""


@transaction.atomic
def ask_manager(*, actor: Actor, item_id: UUID, version: int, reason: str, at: datetime) -> UUID:
    """Ask a manager to look before a second no with this reason; return what they look at.

    What they agreed to with another reason may be asked anew. Raises
    NotPossible where it is the first no, where one is asked already, and where there is no manager;
    else as `make_move`.
    """
    request, side = find(actor, item_id)
    stands, _missed = stands_with(request.pk)
    if stands not in (Stands.ASK, Stands.ANEW, Stands.AGREED):
        raise NotPossible(sentence=NOT_NOW)
    return _ask(actor, request, side, version, str(reason), at)


@transaction.atomic
def ask_before_end(*, actor: Actor, item_id: UUID, version: int, at: datetime) -> UUID:
    """Ask a manager again whether help may end after missed appointments. Raises as `ask_manager`."""
    request, side = find(actor, item_id)
    _no, stands = stands_with(request.pk)
    if stands not in (Stands.ASK, Stands.ANEW):
        raise NotPossible(sentence=NOT_NOW)
    return _ask(actor, request, side, version, THIRD_MISSED, at)


def ask_after_missed(actor: Actor, request: Item, side: Side, at: datetime) -> UUID | None:
    """Ask a manager where the third appointment in a row was missed; None where none has to be."""
    _no, stands = stands_with(request.pk)
    if stands not in (Stands.ASK, Stands.ANEW) or _open_look(request) is not None:
        return None
    if not judges(request):
        return None  # refused again, in words, when help is to end
    return _ask(actor, request, side, request.version, THIRD_MISSED, at)


def _ask(actor: Actor, request: Item, side: Side, version: int, reason: str, at: datetime) -> UUID:
    if _open_look(request) is not None:
        raise NotPossible(sentence=ONE_AT_A_TIME)
    there = [one for one in judges(request) if one != actor.person_id]
    if not there or request.service_id is None:
        raise NotPossible(sentence=NO_MANAGER)
    make_move(
        actor=actor, item=request, side=side, move=Move.ASK_MANAGER, version=version, at=at,
        holder=present_holder(request), given={Need.REASON: reason},
    )  # fmt: skip
    look = begin_beside(
        Kind.SECOND_LOOK, Move.LOOK_AS_MANAGER, request, actor=actor, side=side,
        holder=Holder(Side.SERVICE, there[0], request.service_id), at=at,
        facts={"reason": reason}, given={Need.REASON: reason},
    )  # fmt: skip
    return look.pk


_OPEN_LOOK: Question[Item] = Question(
    lambda request: Item.objects.filter(
        about_id=request, kind=Kind.SECOND_LOOK.value, closed_at__isnull=True
    ).order_by("pk"),
    request=UUID,
)


def _open_look(request: Item) -> Item | None:
    return _OPEN_LOOK.first(request=request.pk)


@transaction.atomic
def judge(
    *, actor: Actor, item_id: UUID, version: int, instead: Instead | None, at: datetime
) -> Moved:
    """Let a manager agree, or (instead) say what comes first. No word of the child goes with it.

    Raises Item.DoesNotExist for whoever does not manage the service, NotYours for whoever asked for it,
    and as `make_move`.
    """
    look = permissions.items(actor, Action.GUARD).get(pk=item_id, kind=Kind.SECOND_LOOK)
    audit.read("item", [look.pk], groups=[Group.ROUTING], children=[look.child_id])
    if asked_by(look) == actor.person_id:
        raise NotYours
    said = events.ManagerLooked(item_id=look.about_id, child_id=look.child_id, look_id=look.pk)
    return make_move(
        actor=actor, item=look, side=Side.SERVICE,
        move=Move.AGREE_TO_END if instead is None else Move.NOT_AGREE,
        version=version, at=at, news=(said,),
        facts={"reason": instead.value} if instead else {},
        given={Need.REASON: instead.value} if instead else {},
    )  # fmt: skip


def asked_by(look: Item) -> UUID | None:
    """Return who asked for a manager's look."""
    first = ItemEvent.objects.filter(item=look, move=Move.LOOK_AS_MANAGER)
    return first.values_list("actor_id", flat=True).first()


def end_look(*, actor: Actor, request_id: UUID, at: datetime) -> None:
    """End a manager's look that nobody needs any more.

    At a second no, where the request was answered otherwise meanwhile; at what was missed, where they
    were met since.
    """
    request = permissions.items(actor, Action.VIEW).get(pk=request_id)
    look = _open_look(request)
    if look is None:
        return
    first = ItemEvent.objects.filter(item=look, move=Move.LOOK_AS_MANAGER)
    if first.filter(reason=THIRD_MISSED).exists():
        moves = ItemEvent.objects.filter(item=request).order_by("version_seen")
        is_moot = missed_in_a_row(moves.values_list("move", flat=True)) < IN_A_ROW
    else:
        is_moot = State(request.state) not in UNDECIDED
    if is_moot:
        make_move(
            actor=actor, item=look, side=Side.SYSTEM, move=Move.NO_LONGER_NEEDED,
            version=look.version, at=at,
        )  # fmt: skip
