"""When a contact can be talked to, and the times that a school may book."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db.models import F, Q, QuerySet

from schoolslink.directory.models import (
    AdviceHours,
    Cluster,
    ClusterSchool,
    Cover,
    Link,
    NamedContact,
    School,
    Whom,
)
from schoolslink.directory.models.dated import current
from schoolslink.directory.queries.belonging import who_belong
from schoolslink.directory.rules.slots import Hours, slots_of
from schoolslink.kernel import clock
from schoolslink.kernel.calendar import is_term_day, is_working_day, own_terms


@dataclass(frozen=True)
class OfferedSlot:
    """One time that a school may book. person: who talks then; instead_of: whom they stand in for."""

    hours_id: UUID
    starts_at: datetime
    ends_at: datetime
    how: str
    person_id: UUID
    person_name: str
    organisation_id: UUID
    instead_of: str = ""


def running(on: date) -> Q:
    """Return the condition that hours are still offered on a day or later."""
    return Q(until_on__isnull=True) | Q(until_on__gt=on) & Q(until_on__gt=F("from_on"))


def rule_of(row: AdviceHours) -> Hours:
    """Return what the rules know of some hours."""
    return Hours(
        row.pk, row.starts_at, row.ends_at, row.minutes, row.from_on, row.until_on, row.in_holidays
    )


def hours_of(contact_id: UUID, *, on: date) -> list[AdviceHours]:
    """Return the hours that a contact offers on a day or later, the earliest in the week first."""
    rows = AdviceHours.objects.filter(running(on), contact_id=contact_id).select_related(
        "school__organisation", "cluster__organisation"
    )
    return sorted(rows, key=lambda row: (row.from_on.weekday(), row.starts_at, row.from_on))


def slots_of_contact(contact: NamedContact, *, now: datetime) -> list[OfferedSlot]:
    """Return the coming times of one contact, booked or not, as schools on the assumed terms see them."""
    today = clock.local_day(now)
    rows = AdviceHours.objects.filter(running(today), contact=contact).select_related("contact")
    return _slots(list(rows), now=now, la_code=None)


def slots_for_school(
    school_id: UUID, *, service_id: UUID, team_id: UUID, now: datetime
) -> list[OfferedSlot]:
    """Return the coming times that a school may book with whoever answers it, the earliest first.

    service_id, team_id: of its pair. A time of somebody away is with whoever stands in for them, and is
    not there where nobody does.
    """
    today = clock.local_day(now)
    clusters = ClusterSchool.objects.filter(current(today), school_id=school_id).values(
        "cluster_id"
    )
    live = current(today, start="linked_from", end="linked_until")
    named = Link.objects.filter(live, school_id=school_id, service_id=service_id)
    theirs = (
        Q(whom=Whom.MINE, contact__in=named.values("nhs_contact_id"))
        | Q(whom=Whom.ALL)
        | Q(whom=Whom.CLUSTER, cluster_id__in=clusters)
        | Q(whom=Whom.SCHOOL, school_id=school_id)
    )
    rows = AdviceHours.objects.filter(
        theirs,
        running(today),
        Q(contact__until_on__isnull=True) | Q(contact__until_on__gt=today),
        contact__organisation_id=team_id,
        contact__person__isnull=False,
    ).select_related("contact")
    found = list(rows)
    if not found:
        return []
    code = School.objects.filter(pk=school_id).values_list("la_code", flat=True).first()
    return _slots(found, now=now, la_code=code)


def schools_for(contact: NamedContact, *, on: date) -> list[tuple[UUID, str]]:
    """Return the schools to which a contact may offer a time: those joined with their organisation."""
    live = current(on, start="linked_from", end="linked_until")
    rows = _links_of(contact).filter(live).order_by("school__sort_key", "pk")
    return list(rows.values_list("school_id", "school__organisation__name"))


def clusters_for(contact: NamedContact, *, on: date) -> list[tuple[UUID, str]]:
    """Return the clusters that hold one of these schools."""
    live = current(on, start="linked_from", end="linked_until")
    schools = _links_of(contact).filter(live).values("school_id")
    inside = ClusterSchool.objects.filter(current(on), school_id__in=schools).values("cluster_id")
    rows = Cluster.objects.filter(current(on), pk__in=inside).order_by("organisation__name")
    return list(rows.values_list("pk", "organisation__name"))


def _links_of(contact: NamedContact) -> QuerySet[Link]:
    place = contact.organisation_id
    return Link.objects.filter(Q(team_id=place) | Q(service_id=place, team__isnull=True))


def _slots(rows: list[AdviceHours], *, now: datetime, la_code: str | None) -> list[OfferedSlot]:
    terms = own_terms(settings.TERM_DATES)
    by_id = {row.pk: row for row in rows}
    covers = _covers(row.contact for row in rows)
    people = [(row.contact.person_id, row.contact.organisation_id) for row in rows]
    people += [
        (cover.by.person_id, cover.by.organisation_id)
        for all_of in covers.values()
        for cover in all_of
        if cover.by
    ]
    belong = who_belong((person, place) for person, place in people if person and place)
    found = []
    for slot in slots_of(
        [rule_of(row) for row in rows],
        now=now,
        is_working_day=is_working_day,
        is_term_day=lambda day: is_term_day(day, la_code, overrides=terms),
    ):
        row = by_id[slot.hours_id]
        day = clock.local_day(slot.starts_at)
        who = _who_talks(row.contact, covers.get(row.contact_id, []), day, belong)
        if who is None or who.person_id is None:
            continue
        found.append(
            OfferedSlot(
                hours_id=slot.hours_id,
                starts_at=slot.starts_at,
                ends_at=slot.ends_at,
                how=row.how,
                person_id=who.person_id,
                person_name=who.name,
                organisation_id=row.contact.organisation_id,
                instead_of=row.contact.name if who.pk != row.contact_id else "",
            )
        )
    return found


def _covers(contacts: Iterable[NamedContact]) -> dict[UUID, list[Cover]]:
    """Return the covers of these contacts, those for an absence first; one statement."""
    ids = {contact.pk for contact in contacts}
    covers: dict[UUID, list[Cover]] = {}
    rows = Cover.objects.filter(contact__in=ids).select_related("by")
    for cover in rows.order_by("-is_away", "from_on", "pk"):
        covers.setdefault(cover.contact_id, []).append(cover)
    return covers


def _who_talks(
    contact: NamedContact,
    covers: list[Cover],
    day: date,
    belong: frozenset[tuple[UUID, UUID]],
) -> NamedContact | None:
    """Return who talks on a day: the contact, somebody of the same team who stands in, or nobody."""
    running = [
        cover
        for cover in covers
        if cover.from_on <= day and (cover.until_on is None or day < cover.until_on)
    ]
    is_away = any(cover.is_away for cover in running)
    in_turn = [] if is_away else [contact]
    if is_away:
        in_turn = [cover.by for cover in running if cover.by]
    for who in in_turn:
        leaves = who.until_on is not None and who.until_on <= day
        there = (who.person_id, who.organisation_id) in belong
        if who.organisation_id == contact.organisation_id and there and not leaves:
            return who
    return None
