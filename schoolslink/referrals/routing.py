"""Who holds a thing next: from the pair of school and service, on a day, to one named adult or a pool.

Nothing here is ever nobody: where no contact is named, the pool holds it and its manager answers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from schoolslink.directory.queries import (
    away,
    belongs,
    covers_of_person,
    link_for_school,
    managers_of,
    pair_of_school,
    pool_of,
    school_contacts,
    who_belong,
    who_guard,
)
from schoolslink.directory.rules.way_in import who_is_in
from schoolslink.kernel import clock
from schoolslink.kernel.calendar import is_working_day
from schoolslink.kernel.worded import Question
from schoolslink.referrals.closed import closed_among
from schoolslink.referrals.errors import NoLink
from schoolslink.referrals.models import Holding, Item, ItemEvent, Referral
from schoolslink.referrals.rules.holders import Side
from schoolslink.referrals.rules.moves import BY_MANAGER, Kind, Move

# Asked with who held it last, so that it costs a move no message of its own.
_IS_CLOSED = """exists (select from access.closed_among(referrals_holding.child_id,
  array[referrals_holding.person_id]))"""


@dataclass(frozen=True)
class Route:
    """The pair through which an item goes. *_person: who answers on that day, after cover.

    school_id: None only of what a family asked by itself without naming a school.
    service_in_turn: contact and covers who answer on that day, with the weekdays on which they work.
    """

    school_id: UUID | None
    service_id: UUID
    team_id: UUID
    area_id: UUID | None
    school_person: UUID | None
    service_person: UUID | None
    pool_manager: UUID | None
    service_in_turn: tuple[tuple[UUID, tuple[int, ...]], ...] = ()


@dataclass(frozen=True)
class Holder:
    """The one who must act: a named adult where there is one, and always a pool behind them."""

    side: Side
    person_id: UUID | None
    pool_id: UUID


def holder_for(
    side: Side, route: Route, *, opened_by: UUID | None, on: date, risk_until: date | None = None
) -> Holder:
    """Return who holds a thing on this side. Whoever asked at the school holds what comes back.

    risk_until: the last day in time of what has a risk marked. Then whoever works on no day until
    it gives way to the first of their covers who does; where no cover does, it stays theirs.
    """
    if side is Side.SCHOOL and route.school_id is not None:
        return Holder(side, opened_by or route.school_person, route.school_id)
    person = route.service_person or route.pool_manager
    if risk_until is not None:
        days = [on + timedelta(days=ahead) for ahead in range((risk_until - on).days + 1)]
        person = who_is_in(route.service_in_turn, [d for d in days if is_working_day(d)]) or person
    return Holder(side, person, route.team_id)


def _last(item: UUID, side: str, pool: UUID, on: date, real_on: date) -> QuerySet[Holding]:
    held = Holding.objects.filter(item_id=item, side=side, pool_id=pool)
    last = held.annotate(
        is_there=belongs(person="person_id", organisation="pool_id", on=real_on),
        is_away=away(person="person_id", on=on),
        is_closed=RawSQL(_IS_CLOSED, []),  # noqa: S611 (our own words)
    )
    return last.order_by("-id")[:1]


_LAST = Question(_last, item=UUID, side=str, pool=UUID, on=date, real_on=date)


def last_holder(item_id: UUID, side: Side, *, pool_id: UUID | None) -> Holder | None:
    """Return who held an item last on this side, while they still belong there and are not away.

    pool_id: the school or team whose it is now; who held it elsewhere may not open it any more.
    What comes back comes back to the same person: a family should not have to say it all again.
    """
    if pool_id is None:
        return None
    real_today = clock.local_day(clock.real_now())  # memberships follow the real calendar
    row: Any = _LAST.first(
        item=item_id, side=side.value, pool=pool_id, on=clock.today(), real_on=real_today
    )
    if row is None or row.person_id is None or row.is_away or row.is_closed or not row.is_there:
        return None
    return Holder(side, row.person_id, row.pool_id)


def route_for(school_id: UUID, *, on: date, service_id: UUID | None = None) -> Route:
    """Return the live pair of a school. Raises NoLink when the school has none on this day."""
    pair = pair_of_school(school_id, on=on, service_id=service_id)
    if pair is None:
        raise NoLink
    return Route(
        school_id=pair.school_id,
        service_id=pair.service_id,
        team_id=pair.team_id or pair.service_id,
        area_id=pair.area_id,
        school_person=pair.school_contact_person_id,
        service_person=pair.answers_person_id,
        pool_manager=pair.pool_manager_person_id,
        service_in_turn=pair.in_turn,
    )


def route_of(item: Item, *, on: date) -> Route:
    """Return the pair an item goes through now: its school with the service that has it.

    What a family asked by itself goes through no school: that which they named, if any, only says who
    of the service answers, and holds nothing.

    Where that link has ended, what was sent before is still the service's: its pool answers. What
    no service has yet goes to the one it is meant for, or else to any that the school is linked to.
    """
    if item.kind == Kind.POST and item.team_id is not None and item.service_id is not None:
        return post_route(item.team_id, item.service_id, item.area_id)
    if item.is_own and item.service_id is not None:
        return own_route(item.routing_school_id, item.service_id, area_id=item.area_id, on=on)
    if item.school_id is None:
        raise NoLink
    try:
        return route_for(item.school_id, on=on, service_id=item.service_id or _meant_for(item))
    except NoLink:
        if item.service_id is None:
            return route_for(item.school_id, on=on)
    pool = pool_of(item.service_id)
    at_school = school_contacts(item.school_id, on=on)
    return Route(
        school_id=item.school_id,
        service_id=item.service_id,
        team_id=item.team_id or item.service_id,
        area_id=item.area_id,
        school_person=at_school[0].person_id if at_school else None,
        service_person=None,
        pool_manager=pool.manager_person_id if pool else None,
    )


def own_route(school_id: UUID | None, service_id: UUID, *, area_id: UUID | None, on: date) -> Route:
    """Return the way of what no school asked: whoever answers for the school they named, or the pool."""
    if school_id is not None:
        try:
            return replace(route_for(school_id, on=on, service_id=service_id), school_person=None)
        except NoLink:
            pass
    pool = pool_of(service_id)
    return Route(
        school_id=school_id,
        service_id=service_id,
        team_id=service_id,
        area_id=area_id,
        school_person=None,
        service_person=None,
        pool_manager=pool.manager_person_id if pool else None,
    )


def post_route(team_id: UUID, service_id: UUID, area_id: UUID | None) -> Route:
    """Return the way of post that came to a team: nobody is named for it but the pool's manager."""
    pool = pool_of(service_id)
    return Route(
        school_id=None,
        service_id=service_id,
        team_id=team_id,
        area_id=area_id,
        school_person=None,
        service_person=None,
        pool_manager=pool.manager_person_id if pool else None,
    )


def _meant_for(item: Item) -> UUID | None:
    """Return the service for which a request that is not sent yet was written."""
    meant = Referral.objects.filter(item=item).values_list("intended_service_id", flat=True)
    return meant.first()


def open_to(holder: Holder, item: Item, *, on: date) -> Holder:
    """Return who holds an item in the place of somebody to whom it is closed, or the same holder."""
    if not closed_among(item.child_id, [holder.person_id]):
        return holder
    people = ladder_on(item, holder.side, on=on)
    return Holder(holder.side, people[0] if people else None, holder.pool_id)


def ladder(item: Item, side: Side, *, at: datetime) -> list[UUID]:
    """Return who is asked about an item on one side now, as `ladder_on`."""
    return ladder_on(item, side, on=clock.local_day(at))


def ladder_on(item: Item, side: Side, *, on: date) -> list[UUID]:
    """Return who is asked about an item on one side, in order, each once.

    A name without a role there is no rung: whoever has left can open nothing. Nor is one to whom
    the record is closed.
    """
    if item.kind == Kind.SECOND_LOOK:
        return judges(item)
    is_school = side is Side.SCHOOL
    named = _at_school(item, on) if is_school else _at_service(item, on)
    places = [item.school_id] if is_school else [item.team_id, item.service_id]
    pairs = [(one, place) for one in dict.fromkeys(named) for place in places if one and place]
    there = who_belong(pairs)
    asked = list(dict.fromkeys(one for one, place in pairs if (one, place) in there))
    closed = closed_among(item.child_id, asked)
    return [one for one in asked if one not in closed]


def first_at_school(school_id: UUID, child_id: UUID, *, on: date) -> UUID | None:
    """Return who is named first at a school, belongs there, and may open a child's record, if anybody."""
    named = [one.person_id for one in school_contacts(school_id, on=on) if one.person_id]
    there = who_belong([(one, school_id) for one in named])
    closed = closed_among(child_id, named)
    return next((one for one in named if (one, school_id) in there and one not in closed), None)


def judges(item: Item) -> list[UUID]:
    """Return who manages the service of an item today, and so looks at what its team may not end alone.

    In the order of `who_answer_for`, and not whoever asked for the look.
    """
    if item.service_id is None:
        return []
    asked = ItemEvent.objects.filter(item=item, move=Move.LOOK_AS_MANAGER)
    asking = set(asked.values_list("actor_id", flat=True))
    return [one for one in who_answer_for(item.service_id, item.child_id) if one not in asking]


def who_answer_for(service_id: UUID, child_id: UUID) -> list[UUID]:
    """Return who answers for a service to a family, in order: its pool's manager, then its other managers.

    Not whoever the child's record is closed to.
    """
    pool = pool_of(service_id)
    first = pool.manager_person_id if pool else None
    people = sorted(managers_of(service_id), key=lambda one: one != first)
    closed = closed_among(child_id, people)
    return [one for one in people if one not in closed]


def who_answer_at_school(school_id: UUID, child_id: UUID) -> list[UUID]:
    """Return who answers for a school to a family, in order; not whoever the child's record is closed to."""
    people = who_guard(school_id)
    closed = closed_among(child_id, people)
    return [one for one in people if one not in closed]


def _at_service(item: Item, on: date) -> list[UUID | None]:
    if Kind(item.kind) in BY_MANAGER and item.service_id is not None:
        return [*who_answer_for(item.service_id, item.child_id)]
    if item.kind == Kind.POST:
        return _with_post(item)
    link = (
        link_for_school(item.routing_school_id, on=on, service_id=item.service_id)
        if item.routing_school_id
        else None
    )
    if link is None:
        pool = pool_of(item.service_id) if item.service_id else None
        return [pool.manager_person_id] if pool else []
    covers = [cover.person_id for cover in link.contact.covers] if link.contact else []
    return [link.contact_person_id, *covers, link.pool_manager_person_id]


def _with_post(item: Item) -> list[UUID | None]:
    """Return who is asked about post: whoever wrote down that it came, their covers, the pool's manager."""
    places = [one for one in (item.team_id, item.service_id) if one]
    covers = covers_of_person(item.opened_by_id, places) if item.opened_by_id else []
    pool = pool_of(item.service_id) if item.service_id else None
    return [item.opened_by_id, *covers, pool.manager_person_id if pool else None]


def _at_school(item: Item, on: date) -> list[UUID | None]:
    if Kind(item.kind) in BY_MANAGER and item.school_id is not None:
        return [*who_answer_at_school(item.school_id, item.child_id)]
    known = school_contacts(item.school_id, on=on) if item.school_id else []
    return [item.opened_by_id, *(contact.person_id for contact in known)]
