"""Who has a role where today: only they can open what is sent there, so only they can answer.

Said twice, for querysets and for the statement written by hand; a test compares what they find.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from schoolslink.access.models import Membership, Role
from schoolslink.directory.models import NamedContact
from schoolslink.directory.models.dated import current
from schoolslink.kernel import clock
from schoolslink.kernel.worded import Question, among

# Who answers for a school's records, in the order in which they are asked; the council's where there is none.
GUARDS = (Role.SCHOOL_LEAD, Role.SCHOOL_HEAD, Role.COUNCIL_LINK)

# {person} and {organisation}: columns. %(today)s: memberships follow the real calendar.
BELONGS = """exists (
    select from access_membership m join access_person p on p.id = m.person_id
    where m.person_id = {person} and m.organisation_id = {organisation} and p.is_active
      and m.from_on <= %(today)s and (m.until_on is null or m.until_on > %(today)s))"""


def belongs(*, person: str, organisation: str, on: date | None = None) -> Exists:
    """Return the condition that the person in one column has a role in the organisation in another.

    on: today by the real calendar, where the caller keeps the words and gives the day each time.
    """
    today = on or clock.local_day(clock.real_now())
    return Exists(
        Membership.objects.filter(
            current(today),
            person=OuterRef(person),
            organisation=OuterRef(organisation),
            person__is_active=True,
        )
    )


def named_who_left(today: date, organisation_id: UUID | None) -> list[NamedContact]:
    """Return, locked, who is still named for an organisation and no longer belongs to it."""
    if organisation_id is None:
        return _LEFT.rows(today=today)
    return list(_left(today).filter(organisation_id=organisation_id))


def _left(today: date) -> QuerySet[NamedContact]:
    ended = Membership.objects.filter(
        person=OuterRef("person_id"), organisation=OuterRef("organisation_id")
    )
    left = NamedContact.objects.filter(
        Exists(ended), ~Exists(ended.filter(current(today))), until_on__isnull=True
    )
    return left.select_for_update(of=("self",))


_LEFT: Question[NamedContact] = Question(_left, today=date)


def who_belong(named: Iterable[tuple[UUID | None, UUID]]) -> frozenset[tuple[UUID, UUID]]:
    """Return those pairs of person and organisation in which the person has a role today."""
    people = {person for person, _ in named if person}
    today = clock.local_day(clock.real_now())
    return frozenset(_BELONG.values(today=today, people=list(people)) if people else ())


def _with_roles(today: date) -> QuerySet[Membership]:
    return Membership.objects.filter(current(today), person__is_active=True)


_BELONG: Question[Membership] = Question(
    lambda today, people: (
        _with_roles(today)
        .filter(person__in=among(people))
        .values_list("person_id", "organisation_id")
    ),
    today=date, people=list,
)  # fmt: skip


def managers_of(service_id: UUID) -> list[UUID]:
    """Return the people who manage a service today, each once."""
    today = clock.local_day(clock.real_now())
    rows = Membership.objects.filter(
        current(today),
        organisation_id=service_id,
        role=Role.SERVICE_MANAGER,
        person__is_active=True,
    )
    return list(rows.order_by("person_id").values_list("person_id", flat=True).distinct())


def who_guard(school_id: UUID) -> list[UUID]:
    """Return who answers for a school's records today: its lead, then its head; or the council's link."""
    today = clock.local_day(clock.real_now())
    rows = Membership.objects.filter(
        current(today),
        organisation_id=school_id,
        role__in=GUARDS,
        person__is_active=True,
    )
    found = sorted(
        rows.values_list("role", "person_id"), key=lambda one: (GUARDS.index(Role(one[0])), one[1])
    )
    return list(dict.fromkeys(person for _role, person in found))


def with_people(organisations: Iterable[UUID], roles: Iterable[Role]) -> frozenset[UUID]:
    """Return those organisations in which somebody holds one of these roles today."""
    today = clock.local_day(clock.real_now())
    rows = Membership.objects.filter(
        current(today),
        organisation__in=list(organisations),
        role__in=list(roles),
        person__is_active=True,
    )
    return frozenset(rows.values_list("organisation_id", flat=True))
