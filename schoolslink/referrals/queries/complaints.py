"""Complaints: to whoever said them, to whoever hears them, and that there is one to who finds somebody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from schoolslink.access import audit, doors, seal
from schoolslink.access.actor import Actor
from schoolslink.access.models import Person
from schoolslink.access.policy import Group
from schoolslink.referrals import permissions
from schoolslink.referrals.models import Complaint, Item
from schoolslink.referrals.queries.own import Own

MOST = 200
WHO_HEARS_ME = "select person, hears from access.who_hears_me()"
WHO_HEARS_OF = "select person, hears from access.who_hears_of(%s)"


@dataclass(frozen=True)
class Said:
    """One complaint in the words of whoever said it, and what became of it.

    by: in which relationship they stand to the child. has: who must act now. due_on: by when.
    """

    id: UUID
    reference: str
    by: str
    place: str
    said_at: datetime
    due_on: date
    has: str
    what: str
    wish: str
    reach: str
    answer: str
    answered_by: str
    not_to: tuple[str, ...]
    is_seen: bool
    is_agreed: bool
    is_answered: bool
    is_heard: bool = True
    how: str = ""
    typed_at: datetime | None = None
    typed_by: str = ""
    given_at: datetime | None = None
    given_how: str = ""


@dataclass(frozen=True)
class Due:
    """That there is a complaint: who has it, by when, and what is due. No word of it."""

    id: UUID
    reference: str
    place_id: UUID
    place: str
    has: str
    due_on: date
    is_seen: bool
    is_mine: bool
    is_answered: bool = False


@dataclass(frozen=True)
class Hearers:
    """Who would hear a complaint now, by id and name; else who looks for somebody."""

    people: tuple[tuple[UUID, str], ...]
    finder: str = ""

    @property
    def is_anybody(self) -> bool:
        """Say whether there is somebody to have it: without one it is told nobody here, and kept nowhere."""
        return bool(self.people or self.finder)


@dataclass(frozen=True)
class Giving:
    """Whether what stands must be given on paper or by voice, whether by post, and in which language."""

    is_owed: bool
    by_post: bool
    language: str


def who_would_hear() -> Hearers:
    """Return who would hear what one of the family says now, before they say it."""
    return _hearers(doors.rows(WHO_HEARS_ME))


def who_would_hear_of(item: Item) -> Hearers:
    """Return who would hear what somebody takes down for one of the family of a request."""
    return _hearers(doors.rows(WHO_HEARS_OF, item.pk))


def is_anybody_left(found: list[tuple[Any, ...]], not_to: Sequence[UUID]) -> bool:
    """Say whether somebody would have it: one who hears it and is not named in it, or who finds one."""
    return any(not hears or person not in not_to for person, hears in found)


def how_to_give(complaint_id: UUID) -> Giving:
    """Return how whoever complained comes to what stands of it, for whoever hears it."""
    found = doors.row("select by_post, reads from access.how_to_give(%s)", complaint_id)
    owed = {one for (one,) in doors.rows("select access.complaints_to_give()")}
    by_post, reads = found or (False, "")
    return Giving(complaint_id in owed, by_post, reads)


def _hearers(found: list[tuple[Any, ...]]) -> Hearers:
    names = _names(person for person, _ in found)
    people = tuple((person, names[person]) for person, hears in found if hears)
    finders = [names[person] for person, hears in found if not hears]
    return Hearers(people, "" if people or not finders else finders[0])


def own_complaints(own: Own) -> list[Said]:
    """Return what one of the family has complained of, the latest first: their own, and no other's."""
    rows = Complaint.objects.filter(family_member_id=own.member.pk).select_related("place")
    found = list(rows.order_by("-said_at", "-id"))
    if all(row.answered_at is not None for row in found):
        return _said(found)
    # Whoever looks for somebody to read it does not read it.
    finders = {one for one, hears in doors.rows(WHO_HEARS_ME) if not hears}
    return [
        replace(said, is_heard=row.person_id not in finders)
        for row, said in zip(found, _said(found), strict=True)
    ]


def complaint_of(actor: Actor, complaint_id: UUID) -> Said:
    """Return one complaint to whoever hears it. Raises Complaint.DoesNotExist (not found) for any other."""
    rows = permissions.complaints_heard(actor).select_related("place")
    one = rows.get(pk=complaint_id)
    (said,) = _said([one])
    return said


def complaints_due(actor: Actor) -> list[Due]:
    """Return what this actor hears and has to answer, or to give to who said it, the earliest first."""
    rows = permissions.complaints_heard(actor)
    owed = [one for (one,) in doors.rows("select access.complaints_to_give()")]
    return _due(actor, rows.filter(Q(answered_at__isnull=True) | Q(pk__in=owed)))


def is_to_answer(complaint_id: UUID | None) -> bool:
    """Say whether nobody has answered a complaint yet."""
    rows = Complaint.objects.filter(answered_at__isnull=True)
    return complaint_id is not None and rows.filter(pk=complaint_id).exists()


def complaints_in_area(actor: Actor, area_id: UUID, *, today: date) -> list[Due]:
    """Return the complaints of an area that are late, or for which this actor has to find somebody."""
    rows = permissions.complaints_in(actor, area_id).filter(answered_at__isnull=True)
    late = rows.filter(due_on__lt=today)
    return _due(actor, late | rows.filter(person_id=actor.person_id))


def _due(actor: Actor, rows: QuerySet[Complaint]) -> list[Due]:
    found = list(rows.select_related("place").order_by("due_on", "id")[:MOST])
    audit.read("complaint", [row.pk for row in found], groups=[Group.ROUTING],
               children={row.child_id for row in found})  # fmt: skip
    names = _names(row.person_id for row in found)
    return [
        Due(
            id=row.pk, reference=row.reference, place_id=row.place_id, place=row.place.name,
            has=names.get(row.person_id, ""), due_on=row.due_on,
            is_seen=row.acknowledged_at is not None, is_mine=row.person_id == actor.person_id,
            is_answered=row.answered_at is not None,
        )
        for row in found
    ]  # fmt: skip


def _said(found: list[Complaint]) -> list[Said]:
    if not found:
        return []
    audit.read("complaint", [row.pk for row in found], groups=[Group.NARRATIVE],
               children={row.child_id for row in found if row.child_id})  # fmt: skip
    seal.open_keys([row.pk for row in found])
    names = _names(
        id for row in found for id in (row.person_id, row.answered_by, _typist(row), *row.not_to)
    )
    return [_one(row, seal.texts(row, row.pk), names) for row in found]


def _one(row: Complaint, words: dict[str, str], names: dict[UUID, str]) -> Said:
    return Said(
        id=row.pk, reference=row.reference, by=row.said_as, place=row.place.name,
        said_at=row.said_at, due_on=row.due_on, has=names.get(row.person_id, ""),  # type: ignore[arg-type]
        what=words["what"], wish=words["wish"], reach=words["reach"], answer=words["answer"],
        answered_by=names.get(row.answered_by, ""),  # type: ignore[arg-type]
        not_to=tuple(names.get(one, "") for one in row.not_to),
        is_seen=row.acknowledged_at is not None, is_agreed=row.is_agreed,
        is_answered=row.answered_at is not None, how=row.how, typed_at=row.typed_at,
        typed_by=names.get(_typist(row), ""), given_at=row.given_at, given_how=row.given_how,  # type: ignore[arg-type]
    )  # fmt: skip


def _typist(row: Complaint) -> UUID | None:
    return row.said_by if row.how else None


def _names(people: Iterable[UUID | None]) -> dict[UUID, str]:
    wanted = {one for one in people if one}
    return dict(Person.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}
