"""A check-in each month of waiting, and a month after help: opened by itself, answered by one tap."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import takewhile
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action
from schoolslink.directory.queries import holiday_of_school, school_contacts
from schoolslink.kernel import clock
from schoolslink.referrals import permissions
from schoolslink.referrals.commands.beside import begin_beside
from schoolslink.referrals.commands.leaving import still_belongs
from schoolslink.referrals.commands.moving import Moved, find, make_move, present_holder
from schoolslink.referrals.commands.telling import one_at_a_time
from schoolslink.referrals.errors import NoLink
from schoolslink.referrals.models import Holding, Item, ItemEvent
from schoolslink.referrals.queries.team import contacts_of
from schoolslink.referrals.routing import Holder, holder_for, last_holder, route_of
from schoolslink.referrals.rules import Kind, Move, Need, Side, State
from schoolslink.referrals.rules.check_in import (
    is_due,
    is_due_after_help,
    is_tried_again,
    team_asks,
)
from schoolslink.referrals.rules.moves import BEFORE_HELP
from schoolslink.referrals.rules.request import holiday_contact_missing
from schoolslink.referrals.sharing import kept_from_school


@dataclass(frozen=True)
class Opened:
    """A check-in that was opened. is_again: the last could not reach the family, and it is tried again."""

    item: Item
    is_again: bool


def open_check_in(*, actor: Actor, request_id: UUID, at: datetime) -> Opened | None:
    """Let somebody be asked how a child is who waits, or whose help has ended; None where nobody is today.

    Whoever asked at the school is asked; the service where the school is not told, has closed for the
    holidays with nobody to ring, or is none, and where two in a row could not reach the family. Once in
    each month of waiting and once four weeks after help, and again some days after nobody was reached,
    whoever calls this how often.
    """
    request = permissions.items(actor, Action.VIEW).get(pk=request_id)
    one_at_a_time(request)
    request.refresh_from_db()
    on, ended = clock.local_day(at), _not_reached(request)
    is_again = not _is_asked_today(request, on)
    if is_again and not _is_tried_again(request, on, ended):
        return None
    school = None if team_asks(len(ended)) else _at_school(request, at)
    opened = begin_beside(
        Kind.CHECK_IN, Move.CHECK_IN, request, actor=actor, side=Side.SYSTEM, at=at,
        holder=school or at_service(request, at),
    )  # fmt: skip
    return Opened(opened, is_again)


def _not_reached(request: Item) -> list[datetime]:
    """Return when each of the last in a row ended that could not reach the family, the latest first."""
    since = request.closed_at if request.state == State.DISCHARGED else _accepted_at(request)
    if since is None:
        return []
    asked = Item.objects.filter(about=request, kind=Kind.CHECK_IN, opened_at__gte=since)
    found = asked.order_by("-opened_at").values_list("state", "closed_at")
    return [ended for _state, ended in takewhile(lambda one: one[0] == State.NOT_REACHED, found)]


def _is_tried_again(request: Item, on: date, ended: list[datetime]) -> bool:
    if not ended or State(request.state) not in (*BEFORE_HELP, State.DISCHARGED):
        return False
    said = ItemEvent.objects.filter(item=request, side=Side.FAMILY, at__gt=ended[0])
    return is_tried_again(
        clock.local_day(ended[0]), on, not_reached=len(ended), has_spoken=said.exists()
    )


def _is_asked_today(request: Item, on: date) -> bool:
    last = Item.objects.filter(about=request, kind=Kind.CHECK_IN).order_by("-opened_at").first()
    asked_on = clock.local_day(last.opened_at) if last else None
    is_open = last is not None and last.closed_at is None
    if request.state == State.DISCHARGED and request.closed_on is not None:
        return not is_open and is_due_after_help(request.closed_on, on, last_asked_on=asked_on)
    accepted = _accepted_at(request)
    if State(request.state) not in BEFORE_HELP or accepted is None:
        return False
    return is_due(clock.local_day(accepted), on, last_asked_on=asked_on, is_open=is_open)


@transaction.atomic
def tap(
    *, actor: Actor, item_id: UUID, move: Move, version: int, words: str, at: datetime
) -> Moved:
    """Say how a child who waits is: better, the same, worse, or not reached. Raises as `make_move`.

    Worse is said on the request too: the service looks again by the next working day.
    """
    item, side = find(actor, item_id)
    if move is Move.FOUND_WORSE and item.about_id is not None:
        request, _side = find(actor, item.about_id)
        make_move(
            actor=actor, item=request, side=side, move=Move.SAY_WORSE, version=request.version, at=at,
            route=route_of(request, on=clock.local_day(at)),
            words=words or gettext("Asked how things are: it is worse than before."),
        )  # fmt: skip
    return make_move(
        actor=actor, item=item, side=side, move=move, version=version, at=at, words=words,
        holder=present_holder(item),
    )  # fmt: skip


def hear_from_family(*, actor: Actor, request_id: UUID, at: datetime) -> Moved | None:
    """Settle an open check-in: somebody of the family has said on their own page how things are."""
    return _settle(actor, request_id, Move.HEAR_FROM_FAMILY, at)


def end_check_in(*, actor: Actor, request_id: UUID, at: datetime) -> Moved | None:
    """End an open check-in where nobody waits any more."""
    request = permissions.items(actor, Action.VIEW).get(pk=request_id)
    if State(request.state) in (*BEFORE_HELP, State.DISCHARGED):
        return None
    return _settle(actor, request_id, Move.NO_LONGER_NEEDED, at)


def follow_school_choice(*, actor: Actor, request_id: UUID, at: datetime) -> Moved | None:
    """Give an open check-in to the service where the school is no longer told what was answered."""
    item = open_check_in_of(actor, request_id)
    if item is None or item.school_id is not None or item.about is None:
        return None
    if not Holding.objects.filter(item=item, ended_at__isnull=True, side=Side.SCHOOL).exists():
        return None
    holder = at_service(item.about, at)
    return make_move(
        actor=actor, item=item, side=Side.SYSTEM, move=Move.REASSIGN, version=item.version, at=at,
        holder=holder, given={Need.HOLDER: holder.pool_id},
    )  # fmt: skip


def open_check_in_of(actor: Actor, request_id: UUID) -> Item | None:
    """Return the check-in of a request that waits for its answer; None where none does."""
    rows = permissions.items(actor, Action.VIEW).filter(about=request_id, kind=Kind.CHECK_IN)
    return rows.filter(closed_at__isnull=True).select_related("about").first()


def _settle(actor: Actor, request_id: UUID, move: Move, at: datetime) -> Moved | None:
    item = open_check_in_of(actor, request_id)
    if item is None:
        return None
    return make_move(
        actor=actor, item=item, side=Side.SYSTEM, move=move, version=item.version, at=at
    )


def _accepted_at(request: Item) -> datetime | None:
    yes = ItemEvent.objects.filter(item=request, move=Move.ACCEPT).order_by("-version_seen")
    return yes.values_list("at", flat=True).first()


def _at_school(request: Item, at: datetime) -> Holder | None:
    """Return who at the school is asked: whoever asked, or leads there; None where nobody may be."""
    school_id, on = request.school_id, clock.local_day(at)
    if school_id is None or kept_from_school(request) is not None:
        return None
    closed = holiday_of_school(school_id, on=on, within=0)
    if closed is not None and holiday_contact_missing(contacts_of(request)):
        return None
    kept = last_holder(request.pk, Side.SCHOOL, pool_id=school_id)
    if kept is not None:
        return kept
    contacts = [one.person_id for one in school_contacts(school_id, on=on)]
    people = (one for one in (request.opened_by_id, *contacts) if one is not None)
    there = next((one for one in people if still_belongs(one, school_id)), None)
    return Holder(Side.SCHOOL, there, school_id)


def at_service(request: Item, at: datetime) -> Holder:
    """Return who of the team asks: whoever has the request or had it last, or who answers there."""
    assert request.team_id is not None  # noqa: S101 - nobody waits for a service that has nothing
    kept = last_holder(request.pk, Side.SERVICE, pool_id=request.team_id)
    if kept is not None:
        return kept
    try:
        route = route_of(request, on=clock.local_day(at))
    except NoLink:
        return Holder(Side.SERVICE, None, request.team_id)
    person = holder_for(Side.SERVICE, route, opened_by=None, on=clock.local_day(at)).person_id
    return Holder(Side.SERVICE, person, request.team_id)
