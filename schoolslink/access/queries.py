"""Who belongs to an organisation, who is invited, and what a link says. No child is here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet

from schoolslink.access import doors, links
from schoolslink.access.actor import Actor, Held
from schoolslink.access.models import Invitation, Membership, Organisation
from schoolslink.access.permissions import manages, organisation_managed_by
from schoolslink.access.roles import Role
from schoolslink.kernel import clock


@dataclass(frozen=True)
class Member:
    """Somebody's role in an organisation, now or from a coming day."""

    membership_id: UUID
    person_id: UUID
    name: str
    email: str
    role: Role
    from_on: date
    until_on: date | None
    last_seen_at: datetime | None


@dataclass(frozen=True)
class Invited:
    """An invitation that nobody has accepted yet."""

    id: UUID
    name: str
    email: str
    role: Role
    made_at: datetime
    expires_at: datetime
    link: str


@dataclass(frozen=True)
class Link:
    """What a link says while it is good. person_id, has_a_way: of whoever has the address."""

    id: UUID
    purpose: str
    email: str
    name: str
    organisation: str
    role: str
    from_on: date | None
    until_on: date | None
    expires_at: datetime
    person_id: UUID | None
    has_a_way: bool


class NobodyHere(Exception):
    """Nobody with this e-mail address has a role here today. Check the address."""


def person_named(email: str) -> Actor:
    """Return the person with this address, with the roles they hold today. Raises NobodyHere.

    For the command line, where whoever runs the machine says for whom; as the system.
    """
    today = real_today()
    rows = list(
        Membership.objects.filter(
            person__email__iexact=email.strip(), person__is_active=True, from_on__lte=today
        )
        .exclude(until_on__lte=today)
        .select_related("person", "organisation")
        .order_by("pk")
    )
    if not rows:
        raise NobodyHere(NobodyHere.__doc__)
    held = tuple(
        Held(m.pk, m.organisation_id, m.organisation.kind, m.organisation.name, Role(m.role))
        for m in rows
    )
    person = rows[0].person
    return Actor(kind="person", subject_id=person.pk, name=person.name, memberships=held)


def managed_organisations(actor: Actor) -> list[Organisation]:
    """Return the organisations of the actor's own memberships that the actor looks after."""
    return [
        held_in
        for held_in in Organisation.objects.filter(
            pk__in={held.organisation_id for held in actor.memberships}
        ).order_by("name", "pk")
        if manages(actor, held_in.pk)
    ]


def members(actor: Actor, organisation_id: UUID) -> list[Member]:
    """Return who has a role there today or later; raise DoesNotExist unless the actor manages it."""
    organisation_managed_by(actor, organisation_id)
    rows = (
        Membership.objects.filter(organisation_id=organisation_id)
        .filter(
            Q(until_on__isnull=True) | Q(until_on__gt=real_today()) & Q(until_on__gt=F("from_on"))
        )
        .select_related("person")
        .order_by("person__name", "role", "pk")
    )
    return [
        Member(
            row.pk,
            row.person_id,
            row.person.name,
            row.person.email,
            Role(row.role),
            row.from_on,
            row.until_on,
            row.person.last_login,
        )
        for row in rows
    ]


def invitations(actor: Actor, organisation_id: UUID) -> list[Invited]:
    """Return the invitations still open; raise DoesNotExist unless the actor manages it."""
    organisation_managed_by(actor, organisation_id)
    rows = open_invitations(organisation_id).order_by("-made_at")
    return [
        Invited(
            row.pk,
            row.name,
            row.email,
            Role(row.role),
            row.made_at,
            row.expires_at,
            links.address(row.pk, row.token_hash),
        )
        for row in rows
    ]


@dataclass(frozen=True)
class There:
    """Who has a role in an organisation today, by name, and how many are invited."""

    names: tuple[str, ...] = ()
    invited: int = 0


def people_there(actor: Actor, organisation_ids: Iterable[UUID]) -> dict[UUID, There]:
    """Return who is at each of these organisations; those the actor does not look after are left out."""
    if actor.kind != "person":
        return {}
    mine = [
        row[0]
        for row in doors.rows(
            "select wanted from unnest(%s::uuid[]) wanted where access.may_manage(wanted)",
            list(organisation_ids),
        )
    ]
    today = real_today()
    held = (
        Membership.objects.filter(organisation_id__in=mine, from_on__lte=today)
        .exclude(until_on__lte=today)
        .order_by("person__name", "pk")
        .values_list("organisation_id", "person__name")
    )
    names: dict[UUID, list[str]] = {}
    for organisation_id, name in held:
        known = names.setdefault(organisation_id, [])
        if name not in known:
            known.append(name)
    waiting = Counter(
        _open_invitations()
        .filter(organisation_id__in=mine)
        .values_list("organisation_id", flat=True)
    )
    return {one: There(tuple(names.get(one, ())), waiting[one]) for one in mine}


def open_invitations(organisation_id: UUID) -> QuerySet[Invitation]:
    """Return the invitations of an organisation whose links are still good."""
    return _open_invitations().filter(organisation_id=organisation_id)


def _open_invitations() -> QuerySet[Invitation]:
    return Invitation.objects.filter(
        used_at__isnull=True,
        withdrawn_at__isnull=True,
        expires_at__gt=clock.real_now(),
    )


def link_of(token: str) -> Link | None:
    """Return what a link says; None once it was used, withdrawn, or is too old."""
    found = doors.row("select * from access.invitation_of(%s)", links.hashed(token))
    return Link(*found) if found else None


def real_today() -> date:
    """Return the day memberships follow: the real one in London, whatever day is played."""
    return clock.local_day(clock.real_now())
