"""Talks about a named pupil: booked for a time, called off, noted down, and what comes next done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from django.db import DatabaseError, transaction

from schoolslink.access import seal
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action
from schoolslink.access.saving import saved_before
from schoolslink.access.unit import attempt
from schoolslink.directory import queries as directory
from schoolslink.directory.queries import OfferedSlot
from schoolslink.kernel import clock, once, rows
from schoolslink.referrals import permissions
from schoolslink.referrals.commands.advice import begin_item
from schoolslink.referrals.commands.moving import Moved, find, make_move
from schoolslink.referrals.errors import NoAgreementToTalk, NotPossible, NotYours, TimeTaken
from schoolslink.referrals.models import (
    AdviceRequest,
    ChildIdentity,
    ConsultationNote,
    ConsultationSlot,
    Item,
    LawfulBasis,
)
from schoolslink.referrals.queries.consulting import SlotKey, free_slots
from schoolslink.referrals.routing import Holder, Route, ladder_on, route_for, route_of
from schoolslink.referrals.rules import Kind, Move, Side, State
from schoolslink.referrals.rules.basis import basis_of
from schoolslink.referrals.rules.consulting import (
    FamilyKnows,
    Step,
    agreed_steps,
    check_begun,
    check_family_knows,
)
from schoolslink.referrals.rules.errors import RuleBroken

Kept = TypeVar("Kept")

PREFIX = "TA"
# What the database says of a time that somebody else has just booked.
TAKEN = ("SL433", "23505")


def book(
    *,
    actor: Actor,
    school_id: UUID,
    form_key: UUID,
    at: datetime,
    slot: SlotKey,
    first_name: str,
    surname: str,
    age_or_year: str,
    question: str,
    knows: FamilyKnows,
    advice_id: UUID | None = None,
) -> UUID:
    """Book a time for a talk about a pupil by name; return the item's id.

    advice_id: the question it grows out of, whose child it keeps. The same form sent twice books once.
    Raises NotYours, NoLink, TimeTaken, NoAgreementToTalk, NotPossible where the family has not been
    asked, and Item.DoesNotExist after a question that is not theirs.
    """
    permissions.require_may_ask(actor, school_id)
    if (made := saved_before(form_key, actor, "consultation")) is not None:
        return made
    _keep(lambda: check_family_knows(knows))
    on = clock.local_day(at)
    route = route_for(school_id, on=on)
    sharing = directory.sharing_allowed(school_id, route.service_id, on)
    if not sharing.allowed:
        raise NoAgreementToTalk
    chosen = _free(route, slot, at)
    advice = None
    if advice_id is not None:
        advice = permissions.items(actor, Action.ADD).get(pk=advice_id, kind=Kind.ADVICE.value)
    with attempt():
        item = begin_item(
            Kind.CONSULTATION, PREFIX, actor=actor, school_id=school_id, at=at,
            child_id=advice.child_id if advice else None,
        )  # fmt: skip
        identity, asked = ChildIdentity(item=item), AdviceRequest(item=item, about="pupil")
        seal.open_keys([item.child_id])
        seal.fill(
            identity, item.child_id,
            first_name=first_name, surname=surname, age_or_year=age_or_year, details="{}",
        )  # fmt: skip
        seal.fill(asked, item.child_id, age_or_year=age_or_year, question=question)
        agreed = knows is FamilyKnows.AGREED
        basis = LawfulBasis(
            item=item, basis=basis_of(agreed=agreed, risk_marked=not agreed).value,
            sharing_agreement_id=sharing.agreement_id, at=at, recorded_by=actor.subject_id,
        )  # fmt: skip
        for row in (identity, asked, basis):
            rows.insert([row])
        _take(actor, item, Move.BOOK, 0, route, chosen, knows.value, at)
        once.remember(form_key, item.pk)
    return item.pk


def book_again(*, actor: Actor, item_id: UUID, version: int, slot: SlotKey, at: datetime) -> None:
    """Book another time after one was called off, or after nobody was there. Raises as `book`."""
    item, side = find(actor, item_id)
    if side is not Side.SCHOOL or item.school_id is None:
        raise NotYours
    route = route_for(item.school_id, on=clock.local_day(at))
    knows = (
        ConsultationSlot.objects.filter(item=item).order_by("-id").values_list("knows", flat=True)
    )
    with attempt():
        chosen = _free(route, slot, at)
        _take(actor, item, Move.BOOK_AGAIN, version, route, chosen, knows[0], at)


def _free(route: Route, key: SlotKey, at: datetime) -> OfferedSlot:
    """Return the time as it is offered now. Raises TimeTaken where it is not any more."""
    for one in free_slots(route, at=at):
        if SlotKey(one.hours_id, one.starts_at) == key:
            return one
    raise TimeTaken


def _take(
    actor: Actor,
    item: Item,
    move: Move,
    version: int,
    route: Route,
    slot: OfferedSlot,
    knows: str,
    at: datetime,
) -> None:
    """Make the move and write the time down; whoever was quicker has it, and this raises TimeTaken."""
    make_move(
        actor=actor, item=item, side=Side.SCHOOL, move=move, version=version, at=at, route=route,
        holder=Holder(Side.SERVICE, slot.person_id, route.team_id),
        named_on=clock.local_day(slot.starts_at),
        facts={
            "to_service_id": route.service_id, "to_team_id": route.team_id, "to_area_id": route.area_id,
        },
    )  # fmt: skip
    row = ConsultationSlot(
        item=item, hours_id=slot.hours_id, person_id=slot.person_id, starts_at=slot.starts_at,
        ends_at=slot.ends_at, how=slot.how, knows=knows, booked_at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            rows.insert([row])
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "") in TAKEN:
            raise TimeTaken from error
        raise


def call_off(*, actor: Actor, item_id: UUID, version: int, words: str, at: datetime) -> Moved:
    """Call a booked talk off: whoever booked it finds another time within two working days."""
    return _plain(actor, item_id, Move.CANCEL_TALK, version, words, at)


def nobody_came(*, actor: Actor, item_id: UUID, version: int, words: str, at: datetime) -> Moved:
    """Say that nobody from the school was there: they are asked, and nothing ends.

    Raises NotPossible before the time has come.
    """
    item, _side = find(actor, item_id)
    _begun(item, at)
    return _plain(actor, item_id, Move.NOT_THERE, version, words, at)


def take_back(*, actor: Actor, item_id: UUID, version: int, words: str, at: datetime) -> Moved:
    """Say that no talk is needed any more, and why."""
    return _plain(actor, item_id, Move.WITHDRAW, version, words, at)


def _plain(
    actor: Actor, item_id: UUID, move: Move, version: int, words: str, at: datetime
) -> Moved:
    item, side = find(actor, item_id)
    return make_move(
        actor=actor, item=item, side=side, move=move, version=version, at=at, words=words,
        route=route_of(item, on=clock.local_day(at)),
    )  # fmt: skip


@transaction.atomic
def write_note(
    *,
    actor: Actor,
    item_id: UUID,
    version: int,
    said: str,
    school: Step,
    service: Step,
    at: datetime,
) -> Moved:
    """Write down what was said and what each side does next; the earlier of both is held first.

    Raises NotPossible before the time has come, and without a next step that has a day.
    """
    item, side = find(actor, item_id)
    if side is not Side.SERVICE:
        raise NotYours
    _begun(item, at)
    on = clock.local_day(at)
    move, is_schools, by = _keep(lambda: agreed_steps(school, service, on=on))
    note = ConsultationNote(
        item=item, at=at, written_by=actor.subject_id, school_by=school.by, service_by=service.by
    )
    seal.open_keys([item.child_id])
    seal.fill(
        note, item.child_id, said=said, school_does=school.does, service_does=service.does
    )  # fmt: skip
    first = Side.SCHOOL if is_schools else Side.SERVICE
    moved = make_move(
        actor=actor, item=item, side=side, move=move, version=version, at=at, named_on=by,
        holder=_whose(item, first, actor, on),
    )  # fmt: skip
    rows.insert([note])
    return moved


@transaction.atomic
def step_done(*, actor: Actor, item_id: UUID, version: int, words: str, at: datetime) -> Moved:
    """Say what came of what one's own side agreed to do; then the other side's, or it is finished.

    Raises NotYours for the other side's step.
    """
    item, side = find(actor, item_id)
    held = item.holdings.filter(ended_at__isnull=True).first()
    if held is None:
        raise NotPossible(sentence="This has ended. Nothing was changed.")
    if held.side != side:
        raise NotYours
    if State(item.state) is not State.TWO_STEPS:
        return make_move(
            actor=actor, item=item, side=side, move=Move.DO_STEP, version=version, at=at, words=words
        )  # fmt: skip
    on, note = clock.local_day(at), ConsultationNote.objects.get(item=item)
    other = Side.SERVICE if side is Side.SCHOOL else Side.SCHOOL
    by = (note.service_by if other is Side.SERVICE else note.school_by) or on
    return make_move(
        actor=actor, item=item, side=side, move=Move.DO_FIRST_STEP, version=version, at=at,
        words=words, named_on=max(by, on), holder=_whose(item, other, actor, on),
    )  # fmt: skip


def _whose(item: Item, side: Side, actor: Actor, on: date) -> Holder:
    """Return who does a side's step: of the service whoever talked, else whoever answers there now."""
    people = ladder_on(item, side, on=on)
    if side is Side.SCHOOL:
        return Holder(side, people[0] if people else None, item.school_id or item.team_id)  # type: ignore[arg-type]
    talked = ConsultationSlot.objects.filter(item=item, released_at__isnull=True).first()
    wanted = [one for one in (actor.person_id, talked.person_id if talked else None) if one]
    there = [one for one in wanted if directory.is_away(one, on=on) is False]
    if item.team_id is None:
        raise NotPossible(sentence="No team has this. Nothing was changed.")
    belong = directory.who_belong([(one, item.team_id) for one in there])
    of_team = [one for one in there if (one, item.team_id) in belong]
    chosen = [*of_team, *people]
    return Holder(side, chosen[0] if chosen else None, item.team_id)


def _begun(item: Item, at: datetime) -> None:
    slot = ConsultationSlot.objects.filter(item=item, released_at__isnull=True).first()
    if slot is not None:
        _keep(lambda: check_begun(slot.starts_at, at))


def _keep(rule: Callable[[], Kept]) -> Kept:
    """Ask a rule; a broken one is a refusal with its own sentence."""
    try:
        return rule()
    except RuleBroken as broken:
        raise NotPossible(sentence=broken.message) from broken
