"""The one way by which anything moves: rule, holder, date, event, news, audit; or a refusal that raises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import DatabaseError, transaction

from schoolslink.access import audit, seal
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action
from schoolslink.kernel import clock, outbox, rows
from schoolslink.kernel.calendar import add_working_days
from schoolslink.referrals import events, permissions
from schoolslink.referrals.errors import (
    ChangedMeanwhile,
    DatedInTheFuture,
    NoLink,
    NotPossible,
    NotYours,
)
from schoolslink.referrals.limits import limits_for
from schoolslink.referrals.models import Holding, Item, ItemEvent, ThreadMessage
from schoolslink.referrals.queries.held import held_now, held_to_move
from schoolslink.referrals.queries.owed import is_owed, is_owed_from_before
from schoolslink.referrals.queries.own import family_waits
from schoolslink.referrals.routing import Holder, Route, holder_for, last_holder, open_to
from schoolslink.referrals.rules import (
    Due,
    Duty,
    Kind,
    Moment,
    Move,
    Need,
    RuleBroken,
    Side,
    State,
    check_needs,
    due_after,
    holding_side,
    is_open,
    next_state,
)
from schoolslink.referrals.rules.dues import Limits
from schoolslink.referrals.rules.moves import BEFORE_HELP, BEGUN_UNTOLD, TELLS_FIRST
from schoolslink.referrals.rules.second_look import MET
from schoolslink.referrals.sharing import kept_from_school

# What the database says of a refused event (migrations/sql/moves.sql).
CHANGED, NOT_ALLOWED, NOT_THEIRS, FUTURE = "SL409", "SL422", "SL403", "SL425"

# While it stands so somebody may be asked how the child is (`rules.check_in`).
ASKED_AFTER = (*BEFORE_HELP, State.DISCHARGED)

# Whose day is promised from the day on which it was asked for.
BY_THE_FIRST_DAY = (State.ACKNOWLEDGED, State.IN_TRIAGE, State.WAITING)

# Another holder, the same promise: what was due stays due on its day.
HANDING = (Move.REASSIGN, Move.ESCALATE, Move.CHANGE_SCHOOL, Move.LEAVE_SCHOOL)


@dataclass(frozen=True)
class Moved:
    """A move that was made: the event, and who must act next by when (None when it ended)."""

    item: Item
    event: ItemEvent
    to: State
    due: Due | None
    holder: Holder | None


def find(actor: Actor, item_id: UUID) -> tuple[Item, Side]:
    """Return an item and the side on which the actor acts on it.

    Raises Item.DoesNotExist (shown as not found) outside what the actor may see, and NotYours for
    somebody who may look at it only.
    """
    item = permissions.items(actor, Action.VIEW).get(pk=item_id)
    side = permissions.side_of(actor, item)
    if side is None:
        raise NotYours
    return item, side


def make_move(
    *,
    actor: Actor,
    item: Item,
    side: Side,
    move: Move,
    version: int,
    at: datetime,
    route: Route | None = None,
    given: Mapping[Need, object] | None = None,
    words: str = "",
    named_on: date | None = None,
    holder: Holder | None = None,
    teller: Side | None = None,
    facts: Mapping[str, Any] | None = None,
    limits: Limits | None = None,
    news: Sequence[object] = (),
    answering: UUID | None = None,
    said_no: bool = False,
) -> Moved:
    """Make one move on an item and say who holds it next.

    version: the one the actor saw. route: the pair it goes through; none is needed when the holder
    is named or the item ends. named_on: a day the actor named for what is asked. teller: the
    side that tells the family. facts: what the move sets on the item (`set_risk`, `to_team_id` ...).
    limits: where the caller has read them already. answering: whose words of the family this answers.
    said_no: those whose yes is needed said no. news: events that go out with that of the move.
    A move that brings a request to a service names that service and says so, whoever makes it.
    Raises NotYours, ChangedMeanwhile, or NotPossible with the broken rule's own sentence.
    """
    kind, state = Kind(item.kind), State(item.state)
    if not permissions.may_move(actor, item, move, side):
        raise NotYours
    on, facts = clock.local_day(at), dict(facts or {})
    try:
        check_needs(move, {**(given or {}), **({Need.WORDS: words} if words else {})})
        to = next_state(kind, state, move)
        due = _due(
            kind, move, to, item, on, named_on, facts, route, limits, side, answering, said_no
        )
    except RuleBroken as broken:
        raise NotPossible(sentence=broken.message) from broken
    if to is State.SUBMITTED and state is not to and route is not None:
        facts |= {"to_service_id": route.service_id, "to_team_id": route.team_id}
        facts |= {} if item.area_id else {"to_area_id": route.area_id}
        news = (*news, events.ReferralSubmitted(item_id=item.pk, child_id=item.child_id))
    if kind is Kind.REFERRAL and not is_open(kind, to) and item.closed_at is None:
        news = (*news, events.RequestEnded(item_id=item.pk, child_id=item.child_id))
    elif (
        kind is Kind.REFERRAL and state in ASKED_AFTER and to not in BEFORE_HELP and to is not state
    ):
        news = (*news, events.WaitEnded(item_id=item.pk, child_id=item.child_id))
    if kind is Kind.REFERRAL and move in MET:
        news = (*news, events.TheyMet(item_id=item.pk, child_id=item.child_id))
    if state is State.REDIRECTED and to is not state:
        news = (*news, events.NotPassedOn(item_id=item.pk, child_id=item.child_id))
    if due is not None and holder is None:
        holder = _next_holder(item, to, due, version, route, teller or Side(item.teller), facts, on)
    if teller is not None:
        facts["set_teller"] = teller.value
    event = _append(actor, item, side, move, version, at, due, holder if due else None, facts)
    if words:
        _say(actor, item, event, side, words, at)
    outbox.publish(
        events.ItemMoved(
            item_id=item.pk,
            child_id=item.child_id,
            event_id=event.pk,
            kind=kind.value,
            move=move.value,
        ),
        *news,
        at=at,
    )
    audit.record(actor, f"{kind}.{move}", item.pk, at=at, child_id=item.child_id)
    return Moved(item, event, to, due, holder if due else None)


def foreseen(
    *, item: Item, side: Side, move: Move, at: datetime, route: Route | None
) -> tuple[Due | None, Holder | None]:
    """Return what a move would make due, and of whom; nothing where it would end or cannot be made."""
    kind, on = Kind(item.kind), clock.local_day(at)
    try:
        to = next_state(kind, State(item.state), move)
        due = _due(kind, move, to, item, on, None, {}, route, None, side, None, said_no=False)
        if due is None:
            return None, None
        teller = Side(item.teller)
        return due, _next_holder(item, to, due, item.version, route, teller, {}, on)
    except (RuleBroken, NoLink):
        return None, None


def _next_holder(
    item: Item,
    to: State,
    due: Due,
    version: int,
    route: Route | None,
    teller: Side,
    facts: Mapping[str, Any],
    on: date,
) -> Holder:
    """Return who must do what is due. Raises NoLink where no pair says who."""
    where = holding_side(
        to,
        teller=teller,
        duty=due.what,
        school_is_told=to is not State.NEXT_STEP or kept_from_school(item) is None,
        is_own=item.is_own,
    )
    own = item.school_id if where is Side.SCHOOL else facts.get("to_team_id") or item.team_id
    # A new one was held by nobody.
    kept = last_holder(item.pk, where, pool_id=own) if version else None
    if kept is not None:
        holder = kept
    elif route is not None:
        marked = item.risk_marked or facts.get("set_risk")
        holder = holder_for(
            where, route, opened_by=item.opened_by_id, on=on,
            risk_until=due.on if marked else None,
        )  # fmt: skip
        if version or item.about_id:  # a child of whom nobody knew before is closed to nobody
            holder = open_to(holder, item, on=on)
    else:
        raise NoLink
    if own is not None and holder.pool_id != own:
        # The school's link names another team by now; what was sent before stays the first one's.
        holder = Holder(where, None, own)
    return holder


def present_holder(item: Item) -> Holder:
    """Return whoever holds an item now: more words are no reason to hand it to anybody else.

    Raises NotPossible where it has ended.
    """
    row = held_now(item.pk)
    if row is None:
        raise NotPossible(sentence="This request has ended. Nothing was changed.")
    return Holder(Side(row.side), row.person_id, row.pool_id)


def _due(
    kind: Kind,
    move: Move,
    to: State,
    item: Item,
    on: date,
    named_on: date | None,
    facts: Mapping[str, Any],
    route: Route | None,
    limits: Limits | None,
    side: Side,
    answering: UUID | None,
    said_no: bool,
) -> Due | None:
    if not is_open(kind, to):
        return None
    before, asked_first = held_to_move(item.pk)
    if before and move in HANDING:
        return Due(Duty(before.duty), before.due_on, before.beside_on)
    moment = Moment(
        on=on,
        entered_on=clock.local_day(item.entered_at) if item.entered_at else None,
        was_due_on=before.due_on if before else None,
        was_duty=Duty(before.duty) if before else None,
        asked_on=_asked_on(item, to, asked_first),
        named_on=named_on,
        urgent=bool(facts.get("set_urgent", item.urgent)),
        stood=_stood(item) if move is Move.LOOK_AGAIN else None,
        must_answer=_must_answer(item, move, before, side, answering),
        marked=bool(facts.get("set_risk", item.risk_marked)),
        said_no=said_no,
        beside_on=before.beside_on if before else None,
        untold=_untold(item, move, to, before),
        stays=to is State(item.state),
    )
    routed = route.service_id if route else None
    going_to: UUID | None = facts.get("to_service_id") or item.service_id or routed
    limits = limits or limits_for(item, on=on, service_id=going_to)
    return due_after(kind, move, to, moment, add_working_days, limits=limits)


def _untold(item: Item, move: Move, to: State, before: Holding | None) -> bool:
    """Say whether the family is owed word that does not end with this state: what comes first here."""
    if move is Move.TAKE_OVER:
        return is_owed(item.pk)
    if move is Move.RECORD_TOLD and to is not State(item.state):
        return False  # it goes on with the last who was told
    if item.state == State.REDIRECTED and to is not State.REDIRECTED:
        return False  # it is back: what they hear is the answer that comes now
    if item.state in (State.ACCEPTED, State.REDIRECTED, *BEGUN_UNTOLD):
        return is_owed(item.pk)
    tells = before is not None and before.duty in (Duty.TELL, Duty.LOOK_AGAIN)
    return tells and item.state in TELLS_FIRST and is_owed_from_before(item.pk)


def _asked_on(item: Item, to: State, asked_first: datetime | None) -> date | None:
    """Return since when help has been asked for: by the earliest of what is joined to it."""
    if item.asked_at is None:
        return None
    first = asked_first if to in BY_THE_FIRST_DAY else None
    return clock.local_day(min(item.asked_at, first or item.asked_at))


def _stood(item: Item) -> Due | None:
    """Return what was last due in this state before somebody had to look again."""
    own = Holding.objects.filter(item=item, state=item.state, began_at__gte=item.entered_at)
    row = own.exclude(duty=Duty.LOOK_AGAIN).order_by("-id").first()
    return Due(Duty(row.duty), row.due_on) if row else None


def _must_answer(
    item: Item, move: Move, before: Holding | None, side: Side, answering: UUID | None
) -> bool:
    """Say whether somebody's words wait for a look that this move does not give.

    Only the team reads who wrote: for all others, what had to be looked at still has to be. Nor has
    the team looked by telling the family of an answer from before those words.
    """
    if before is None or before.duty != Duty.LOOK_AGAIN:
        return False
    if side is not Side.SERVICE or move is Move.RECORD_TOLD:
        return True
    return bool(family_waits(item) - {answering})


def _append(
    actor: Actor,
    item: Item,
    side: Side,
    move: Move,
    version: int,
    at: datetime,
    due: Due | None,
    holder: Holder | None,
    facts: Mapping[str, Any],
) -> ItemEvent:
    """Insert the event; the database applies it or refuses."""
    event = ItemEvent(
        item=item,
        move=move.value,
        version_seen=version,
        at=at,
        actor_kind=actor.kind,
        actor_id=actor.subject_id,
        side=side.value,
        holder_person_id=holder.person_id if holder else None,
        holder_pool_id=holder.pool_id if holder else None,
        holder_side=holder.side.value if holder else "",
        duty=due.what.value if due else "",
        due_on=due.on if due else None,
        beside_on=due.beside if due else None,
        **facts,
    )
    try:
        with transaction.atomic():
            rows.insert([event])
    except DatabaseError as error:
        state = getattr(error.__cause__, "sqlstate", "")
        if state in (CHANGED, NOT_ALLOWED):
            raise ChangedMeanwhile from error
        if state == NOT_THEIRS:
            raise NotYours from error
        if state == FUTURE:
            raise DatedInTheFuture from error
        raise
    return event


def _say(actor: Actor, item: Item, event: ItemEvent, side: Side, words: str, at: datetime) -> None:
    message = ThreadMessage(
        item=item,
        event=event,
        side=side.value,
        written_by=actor.subject_id,
        written_by_name=actor.name,
        at=at,
    )
    seal.fill(message, item.child_id, words=words)
    rows.insert([message])
