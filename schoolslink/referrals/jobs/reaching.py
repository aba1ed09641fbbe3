"""Whom news is for at a school, service or area, and how it is sent to them."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from schoolslink.access import doors
from schoolslink.access.actor import Actor
from schoolslink.access.models import Membership, Role
from schoolslink.access.unit import current
from schoolslink.directory import queries as directory
from schoolslink.directory.jobs import ask_for_coordinator
from schoolslink.kernel import clock
from schoolslink.kernel.worded import Question
from schoolslink.notices import commands as notices
from schoolslink.notices.kinds import Kind
from schoolslink.referrals import messages
from schoolslink.referrals.closed import closed_among
from schoolslink.referrals.commands.reading import LEADS
from schoolslink.referrals.models import Item
from schoolslink.referrals.queries.team import TEAM_ROLES
from schoolslink.referrals.rules import Side
from schoolslink.referrals.rules.overdue import LET_PASS_FOR

# The messages with which a coordinator is the first to hear.
_FIRST_TOLD = [messages.PAST_ITS_DAY.name, messages.PAST_ITS_DAY_AGAIN.name]
_TOLD_AFTER = [messages.STILL_PAST_ITS_DAY.name, messages.STILL_PAST_LATER.name]


def tell(
    person_id: UUID,
    item: Item,
    kind: Kind,
    path: str,
    *,
    once: str,
    at: datetime,
    act_by_on: date | None = None,
) -> None:
    """Send somebody of a school, service or area word about an item; `once` names this very news."""
    notices.send(
        actor=this_job(),
        kind=kind.name,
        link_path=path,
        at=at,
        to_person=person_id,
        about_id=item.pk,
        child_id=item.child_id,
        area_id=item.area_id,
        act_by_on=act_by_on,
        once_key=once,
    )


def this_job() -> Actor:
    return current().actor()


def page_of(item: Item, side: str) -> str:
    """Return the page of an item for one side."""
    return reverse("referrals:asked", args=[item.pk]) if side == Side.SCHOOL else reverse("home")


def record_of(item: Item, side: str) -> str:
    """Return the page of this very item for one side."""
    name = "referrals:asked" if side == Side.SCHOOL else "referrals:record"
    return reverse(name, args=[item.pk])


def team_of(pool_id: UUID) -> set[UUID]:
    """Return who works in a team and opens what it has."""
    held = roles_held_at(pool_id).filter(role__in=TEAM_ROLES, person__is_active=True)
    return set(held.values_list("person_id", flat=True))


def coordinators_of(item: Item) -> set[UUID]:
    if item.area_id is None:
        return set()
    return {person for (person,) in _COORDINATORS.values(area=item.area_id, today=_today())}


def coordinators_to_tell(item: Item, *, at: datetime, once: str = "") -> set[UUID]:
    """Return the coordinators for whom there is news of an item.

    Where its area has none, the national team is asked to name one: news must not go to nobody.
    once: for what they are asked, one time for all news of which it is said; else one a day.
    """
    people = coordinators_of(item)
    if not people and item.area_id is not None:
        ask_for_coordinator(item.area_id, at=at, once=once)
    return people


class InTurn(NamedTuple):
    """Who of an area's coordinators hears of something first, who after them, and who last."""

    first: list[UUID]
    after: list[UUID]
    last: list[UUID]


def coordinators_in_turn(item: Item, kind: Kind, *, once: str, at: datetime) -> InTurn:
    """Return in which order the coordinators of an item's area hear of it.

    The first is one who is not said to be away and did not let the last telling pass; of those the one
    who was first the longest ago. Where all are away, all are first. The last let one pass.
    once: for what the national team is asked, where there is nobody.
    """
    everybody = sorted(coordinators_to_tell(item, at=at, once=once))
    if len(everybody) < 2:
        return InTurn(everybody, [], [])
    on = clock.local_day(at)
    closed = closed_among(item.child_id, everybody)
    ready = [one for one in everybody if one not in closed and not directory.is_away(one, on=on)]
    if not ready:
        return InTurn(everybody, [], [])
    told = doors.rows("select person, last from access.last_told(%s, %s)", kind.name, ready)
    passed = doors.rows(
        "select person from access.let_pass(%s, %s, %s, %s, %s) person",
        item.pk, _FIRST_TOLD, _TOLD_AFTER, ready, at - LET_PASS_FOR,
    )  # fmt: skip
    late = {person for (person,) in passed}
    # Whoever was never told comes first; an id is the older the smaller it is.
    order = {
        person: (person in late, notice is not None, notice or person, person)
        for person, notice in told
    }
    first = min(ready, key=order.__getitem__)
    others = [one for one in everybody if one != first]
    after = [one for one in others if one not in late]
    return InTurn([first], after, [one for one in others if one in late])


def to_tell_at_school(item: Item) -> list[UUID]:
    """Return whom to tell: whoever asked while they belong to the school, else who leads there.

    The asker may have left since, or have been closed out, and what came by phone was typed in by the
    service. Whoever is closed out of the others is passed over where a message is queued.
    """
    is_closed = closed_among(item.child_id, [item.opened_by_id])
    there = _AT_SCHOOL.values(school=item.school_id, today=_today()) if item.school_id else []
    if not is_closed and any(person == item.opened_by_id for person, _role in there):
        return [item.opened_by_id]
    return sorted({person for person, role in there if role in LEADS})


def roles_held_at(school_id: UUID) -> QuerySet[Membership]:
    return _held_at(school_id, _today())


def _held_at(school_id: UUID, today: date) -> QuerySet[Membership]:
    held = Membership.objects.filter(organisation_id=school_id, from_on__lte=today)
    return held.exclude(until_on__lte=today)


def _today() -> date:
    """Return today by the real calendar, which roles follow."""
    return clock.local_day(clock.real_now())


_AT_SCHOOL: Question[Membership] = Question(
    lambda school, today: _held_at(school, today).values_list("person_id", "role"),
    school=UUID, today=date,
)  # fmt: skip
_COORDINATORS: Question[Membership] = Question(
    lambda area, today: _held_at(area, today).filter(
        role=Role.AREA_COORDINATOR, person__is_active=True
    ).values_list("person_id"),
    area=UUID, today=date,
)  # fmt: skip
