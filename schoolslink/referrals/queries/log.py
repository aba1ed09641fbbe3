"""Who looked at a child's record: read from the audit, for those who may know."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from schoolslink.access import audit
from schoolslink.access.actor import Actor
from schoolslink.access.models import Membership, Person
from schoolslink.access.policy import Action, Group
from schoolslink.kernel import clock
from schoolslink.kernel.worded import Question
from schoolslink.referrals import permissions
from schoolslink.referrals.models import Carer, Holding, Item, ItemEvent
from schoolslink.referrals.queries.own import Own
from schoolslink.referrals.rules import State

NEWEST = 2**62
PAGE = 500
# The addresses that only a family's code opens, by name.
FAMILY_PAGES = ("referrals:family", "family:")


@dataclass(frozen=True)
class Look:
    """Somebody opened or changed a record, or had it in a list.

    family: of the family, how they stand to the child: self, carer, or member where that is not
    known any more. Neither a person nor the family is the system itself.
    """

    seq: int
    at: datetime
    kind: str
    who: str
    role: str
    groups: str
    family: str = ""


def who_looked(
    actor: Actor, item_id: UUID, *, before: int = NEWEST, size: int = 50
) -> tuple[Item, list[Look]]:
    """Return the item and who looked at its child's records, newest first.

    Raises Item.DoesNotExist unless the actor may see the log. Looking at the log is a look too.
    """
    item = permissions.items(actor, Action.SEE_LOG).get(pk=item_id)
    audit.read("log", [item.pk], groups=[Group.LOG], children=[item.child_id])
    with connection.cursor() as cursor:
        cursor.execute(
            "select seq, at, kind, subject, body from audit.who_looked(%s, %s, %s)",
            [item.child_id, before, size],
        )
        rows = cursor.fetchall()
    subjects = {row[3] for row in rows if row[3]}
    people = dict(Person.objects.filter(pk__in=subjects).values_list("pk", "name"))
    family = dict(
        Carer.objects.filter(child_id=item.child_id, family_code_id__in=subjects - people.keys())
        .values_list("family_code_id", "relationship")
    )  # fmt: skip
    acting = {json.loads(row[4]).get("acting") for row in rows} - {None}
    roles = {
        str(m.pk): f"{m.role}|{m.organisation.name}"
        for m in Membership.objects.filter(pk__in=acting).select_related("organisation")
    }
    return item, [_look(row, item.child_id, people, roles, family) for row in rows]


def looks_of_one(
    child_id: UUID, person_id: UUID, since: datetime, until: datetime
) -> tuple[Look, ...]:
    """Return what one person did with a child's records in a time, the earliest first.

    Empty for whoever may not see the log.
    """
    found: list[tuple] = []
    before = NEWEST
    with connection.cursor() as cursor:
        while True:
            cursor.execute(
                "select seq, at, kind, subject, body from audit.who_looked(%s, %s, %s)",
                [child_id, before, PAGE],
            )
            rows = cursor.fetchall()
            found += [r for r in rows if r[3] == person_id and since <= r[1] <= until]
            if len(rows) < PAGE or rows[-1][1] < since:
                break
            before = rows[-1][0]
    return tuple(_look(row, child_id, {}, {}, {}) for row in reversed(found))


@dataclass(frozen=True)
class DayLooked:
    """On a day somebody of the staff, in a role and at a place, saw these groups of a request.

    groups has E where they opened it in an emergency, and X where that was found not to be right.
    """

    on: date
    role: str
    place: str
    groups: str


def days_looked(actor: Actor, own: Own, *, size: int) -> list[DayLooked]:
    """Return who had the young person's request before them, newest day first: roles, no names.

    Raises Item.DoesNotExist for a carer: who looked would tell what is kept from them.
    """
    item = permissions.items(actor, Action.SEE_LOG).get(pk=own.item.pk)
    audit.read("log", [item.pk], groups=[Group.LOG], children=[item.child_id])
    with connection.cursor() as cursor:
        cursor.execute(
            "select on_day, membership, groups from audit.days_looked(%s, %s, %s)",
            [item.child_id, item.pk, size],
        )
        rows = cursor.fetchall()
    held = Membership.objects.select_related("organisation").in_bulk({row[1] for row in rows})
    return [
        DayLooked(on, held[acting].role, held[acting].organisation.name, groups)
        for on, acting, groups in rows
        if acting in held
    ]


def days_looked_at(child_id: UUID, item_ids: Iterable[UUID], *, size: int) -> list[DayLooked]:
    """Return who of the staff had these things of a child before them, newest day first: roles, no names."""
    rows: list[tuple[date, UUID, str]] = []
    with connection.cursor() as cursor:
        for item_id in item_ids:
            cursor.execute(
                "select on_day, membership, groups from audit.days_looked(%s, %s, %s)",
                [child_id, item_id, size],
            )
            rows += cursor.fetchall()
    held = Membership.objects.select_related("organisation").in_bulk({row[1] for row in rows})
    return [
        DayLooked(on, held[acting].role, held[acting].organisation.name, groups)
        for on, acting, groups in sorted(
            set(rows), key=lambda row: (row[0], str(row[1])), reverse=True
        )
        if acting in held
    ]


def people_who_read(child_id: UUID) -> int:
    """Return how many people have opened a child's record and read its words; 0 for who may not know."""
    with connection.cursor() as cursor:
        cursor.execute("select audit.people_who_read(%s)", [child_id])
        return int(cursor.fetchone()[0])


def _look(
    row: tuple,
    child_id: UUID,
    people: dict[UUID, str],
    roles: dict[str, str],
    family: dict[UUID, str],
) -> Look:
    seq, at, kind, subject, body = row
    content = json.loads(body)
    groups = _groups_read(content, str(child_id))
    return Look(
        seq=seq,
        at=at,
        kind=kind,
        who=people.get(subject, ""),
        role=roles.get(content.get("acting", ""), ""),
        groups=groups,
        family=family.get(subject, "") or _on_a_family_page(content.get("route", "")),
    )


def _groups_read(content: dict, child: str) -> str:
    """Return the groups of fields read of this child: a page may show more of another one.

    A read that names no children was about all of its page's.
    """
    reads = (r for r in content.get("reads", []) if child in r.get("children", [child]))
    return "".join(sorted({group for read in reads for group in read["groups"]}))


def _on_a_family_page(route: str) -> str:
    """Return that it was one of the family: a code taken back since says no more than its page."""
    return "member" if route.startswith(FAMILY_PAGES) else ""


@dataclass(frozen=True)
class MoveMade:
    """What a count needs to know of a move: where, on which day, and by when it was due.

    reached_service: by this move a request was at a service for the first time.
    """

    area_id: UUID | None
    school_id: UUID | None
    on: date
    was_due_on: date | None
    reached_service: bool


_EVENT: Question[ItemEvent] = Question(lambda pk: ItemEvent.objects.filter(pk=pk), pk=UUID)
_ENDED_BY_IT: Question[Holding] = Question(
    lambda item, at: Holding.objects.filter(item_id=item, ended_at=at).order_by("pk")[:1],
    item=UUID, at=datetime,
)  # fmt: skip


def move_made(event_id: UUID) -> MoveMade:
    """Return where and when a move was made; nothing of the child."""
    event = _EVENT.first(pk=event_id)
    if event is None:
        raise ItemEvent.DoesNotExist
    before = _ENDED_BY_IT.first(item=event.item_id, at=event.at)
    return MoveMade(
        event.area_id,
        event.school_id,
        clock.local_day(event.at),
        before.due_on if before else None,
        event.to_state == State.SUBMITTED and event.from_state != State.SUBMITTED,
    )
