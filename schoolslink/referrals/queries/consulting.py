"""Talks about a pupil: the times that are left, one talk as both sides read it, and today's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import connection

from schoolslink.access import audit, policy, seal
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action, Group
from schoolslink.directory.queries import OfferedSlot, slots_for_school
from schoolslink.kernel import clock
from schoolslink.referrals import permissions
from schoolslink.referrals.models import ConsultationNote, ConsultationSlot, Item
from schoolslink.referrals.queries.door import Opened, open_item
from schoolslink.referrals.queries.lists import initials_of
from schoolslink.referrals.routing import Route, route_for
from schoolslink.referrals.rules import Kind, Side, State
from schoolslink.referrals.rules.consulting import Step

# How many times a page shows: the first weeks of them, however many there are.
MOST_SHOWN = 60


@dataclass(frozen=True)
class SlotKey:
    """Which time somebody chose: of which hours, beginning when."""

    hours_id: UUID
    starts_at: datetime


@dataclass(frozen=True)
class Booked:
    """The time of a talk: with whom, how; released: it is booked no more."""

    starts_at: datetime
    ends_at: datetime
    how: str
    person_name: str
    knows: str
    released: bool


@dataclass(frozen=True)
class Noted:
    """What was said, and what each side does next."""

    at: datetime
    said: str
    school: Step
    service: Step


@dataclass(frozen=True)
class Talk:
    """One talk as this reader may see it. side: on which they act, None for whoever only looks on."""

    opened: Opened
    side: Side | None
    slots: tuple[Booked, ...]
    note: Noted | None

    @property
    def booked(self) -> Booked | None:
        """Return the time that is booked, or was kept."""
        return next((one for one in reversed(self.slots) if not one.released), None)


@dataclass(frozen=True)
class TalkToday:
    """One talk of today in a team's queue."""

    item_id: UUID
    starts_at: datetime
    initials: str
    school_name: str
    person_id: UUID
    person_name: str
    how: str


def free_slots(route: Route, *, at: datetime) -> list[OfferedSlot]:
    """Return the coming times of a pair that nobody has booked, the earliest first."""
    if route.school_id is None:
        return []
    offered = slots_for_school(
        route.school_id, service_id=route.service_id, team_id=route.team_id, now=at
    )
    if not offered:
        return []
    people = list({one.person_id for one in offered})
    with connection.cursor() as cursor:
        cursor.execute(
            "select person, starts_at, ends_at from access.taken_times(%s, %s, %s)",
            [people, offered[0].starts_at, max(one.ends_at for one in offered)],
        )
        taken = cursor.fetchall()
    return [
        one
        for one in offered
        if not any(
            person == one.person_id and starts < one.ends_at and one.starts_at < ends
            for person, starts, ends in taken
        )
    ]


def slots_of_school(school_id: UUID, *, at: datetime) -> list[OfferedSlot]:
    """Return the times that a school can book now; none more than a page shows. Raises NoLink."""
    return free_slots(route_for(school_id, on=clock.local_day(at)), at=at)[:MOST_SHOWN]


def talk_of(actor: Actor, item_id: UUID) -> Talk:
    """Return one talk with its times and what was said. Raises Item.DoesNotExist (not found)."""
    opened = open_item(actor, item_id)
    item = opened.item
    if item.kind != Kind.CONSULTATION:
        raise Item.DoesNotExist
    rows = permissions.visible_to(actor, Action.VIEW, ConsultationSlot.objects.filter(item=item))
    slots = tuple(
        Booked(
            row.starts_at,
            row.ends_at,
            row.how,
            row.person.name,
            row.knows,
            row.released_at is not None,
        )
        for row in rows.select_related("person").order_by("id")
    )
    note = None
    if Group.NARRATIVE in opened.groups:
        found = permissions.visible_to(
            actor, Action.VIEW, ConsultationNote.objects.filter(item=item)
        ).first()
        note = _noted(found) if found else None
    return Talk(opened, permissions.side_of(actor, item), slots, note)


def _noted(row: ConsultationNote) -> Noted:
    words = seal.texts(row, row.child_id)
    return Noted(
        row.at,
        words["said"],
        Step(words["school_does"], row.school_by),
        Step(words["service_does"], row.service_by),
    )


def talks_of_team(actor: Actor, *, on: date) -> list[TalkToday]:
    """Return the talks that a team has on a day, the earliest first, whoever has them."""
    midnight = datetime.combine(on, time(), tzinfo=clock.LONDON)
    teams = policy.relationships(actor, Action.DECIDE, permissions.RECORD)
    rows = (
        permissions.visible_to(actor, Action.VIEW, ConsultationSlot.objects.all())
        .filter(
            team_id__in=teams.get("own-team", ()),
            released_at__isnull=True,
            item__state=State.BOOKED.value,
            starts_at__gte=midnight,
            starts_at__lt=datetime.combine(on + timedelta(days=1), time(), tzinfo=clock.LONDON),
        )
        .select_related("item__school", "person")
        .order_by("starts_at", "id")[:MOST_SHOWN]
    )
    found = list(rows)
    if not found:
        return []
    letters = initials_of([(row.item_id, row.child_id) for row in found])
    audit.read(
        "holding",
        [row.item_id for row in found],
        groups=[Group.ROUTING, Group.IDENTITY],
        children={row.child_id for row in found},
    )
    return [
        TalkToday(
            row.item_id,
            row.starts_at,
            letters.get(row.item_id, ""),
            row.item.school.name if row.item.school else "",
            row.person_id,
            row.person.name,
            row.how,
        )
        for row in found
    ]
