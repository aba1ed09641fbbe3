"""Where each school of an area stands, for its coordinator: five statements for any number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count

from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action
from schoolslink.directory import permissions
from schoolslink.directory.models import (
    Area,
    Link,
    NamedContact,
    Nomination,
    NominationState,
    School,
    Side,
)
from schoolslink.directory.models.dated import current
from schoolslink.directory.queries.links import (
    ContactView,
    LinkView,
    contact_views,
    is_named,
    links_with_people,
    live_links,
)
from schoolslink.directory.rules.way_in import Reach, Standing, WayIn, standing, way_in
from schoolslink.kernel import calendar


@dataclass(frozen=True)
class SchoolStanding:
    """One school with all that is known of reaching it.

    nomination: an asking that is open. asked_at_address: where it was last asked, answered or not.
    school_has_confirmed: its own side said so this term; the standing needs both.
    """

    school_id: UUID
    urn: int
    name: str
    town: str
    postcode: str
    phone: str
    contacts: tuple[ContactView, ...]
    link: LinkView | None
    nomination: Nomination | None
    asked_at_address: str
    way_in: WayIn
    standing: Standing
    school_has_confirmed: bool = False

    @property
    def lead(self) -> ContactView | None:
        """Return who is asked first at the school."""
        order = {"lead": 0, "head": 1, "cover": 2}
        return min(self.contacts, key=lambda c: order[c.position], default=None)


@dataclass(frozen=True)
class ContactLoad:
    """A contact on the NHS side with the schools they look after."""

    contact: ContactView
    service_id: UUID
    service_name: str
    schools: int
    cap: int


def areas_of(actor: Actor) -> list[Area]:
    """Return the areas somebody coordinates, by name."""
    mine = permissions.areas(actor, Action.MANAGE).select_related("organisation")
    return sorted(mine, key=lambda area: area.organisation.name)


def area_of(actor: Actor, area_id: UUID) -> Area:
    """Return an area one coordinates. Raises Area.DoesNotExist (not found)."""
    return permissions.areas(actor, Action.MANAGE).select_related("organisation").get(pk=area_id)


def school_standings(actor: Actor, area_id: UUID, *, on: date) -> list[SchoolStanding]:
    """Return every open school of an area in human order. Raises Area.DoesNotExist (not found)."""
    return standings_in(area_of(actor, area_id), on=on)


def standings_in(area: Area, *, on: date) -> list[SchoolStanding]:
    """Return every open school of an area that was opened already, in human order."""
    rows = School.objects.filter(
        current(on, through="areas__"), areas__area=area, status__in=["open", "closing"]
    )
    return standings_of(list(rows.select_related("organisation").order_by("sort_key", "pk")), on)


def school_standing(actor: Actor, school_id: UUID, *, on: date) -> SchoolStanding:
    """Return one school that the actor may see. Raises School.DoesNotExist (not found)."""
    seen = permissions.schools(actor, Action.VIEW).select_related("organisation")
    return standings_of([seen.get(pk=school_id)], on)[0]


def phone_tasks(actor: Actor, area_id: UUID, *, on: date) -> list[SchoolStanding]:
    """Return the schools whose nomination is to be asked for by phone."""
    return [
        row
        for row in school_standings(actor, area_id, on=on)
        if row.nomination and row.nomination.state == NominationState.PHONE
    ]


def contact_loads(actor: Actor, area_id: UUID, *, on: date) -> list[ContactLoad]:
    """Return the NHS contacts of an area's services with how many schools each has."""
    area = area_of(actor, area_id)
    rows = list(
        NamedContact.objects.filter(
            current(on), side=Side.NHS, organisation__service__area=area
        ).select_related("organisation__service")
    )
    counted = dict(
        Link.objects.filter(
            current(on, start="linked_from", end="linked_until"), nhs_contact__in=rows
        )
        .values_list("nhs_contact_id")
        .annotate(Count("pk"))
    )
    loads = [
        ContactLoad(
            view,
            row.organisation_id,
            row.organisation.name,
            counted.get(row.pk, 0),
            row.organisation.service.schools_cap,
        )
        for row, view in zip(rows, contact_views(rows, on), strict=True)
    ]
    return sorted(loads, key=lambda load: (-load.schools, load.contact.name))


def standings_of(schools: list[School], on: date) -> list[SchoolStanding]:
    """Return where these schools stand on a day."""
    ids = [school.pk for school in schools]
    people: dict[UUID, list[ContactView]] = {}
    ever = list(NamedContact.objects.filter(organisation__in=ids, side=Side.SCHOOL).order_by("pk"))
    named = [who for who in ever if is_named(who, on)]
    views, known = links_with_people(
        list(live_links(on).filter(school__in=ids, is_main=True)), named, on
    )
    for who in named:
        people.setdefault(who.organisation_id, []).append(known[who.pk])
    links = {view.school_id: view for view in views}
    nominations: dict[UUID, Nomination] = {}
    for row in Nomination.objects.filter(organisation__in=ids).order_by("asked_at"):
        nominations[row.organisation_id] = row
    had_contact = {who.organisation_id for who in ever}
    return [
        _standing(
            school,
            tuple(people.get(school.pk, ())),
            links.get(school.pk),
            nominations.get(school.pk),
            school.pk in had_contact,
            on,
        )
        for school in schools
    ]


def _standing(
    school: School,
    contacts: tuple[ContactView, ...],
    link: LinkView | None,
    nomination: Nomination | None,
    had_contact: bool,
    on: date,
) -> SchoolStanding:
    held = {contact.position for contact in contacts}
    shared = any(
        cover.organisation_id for c in contacts for cover in c.covers if not cover.contact_id
    )
    lead_or_head = [c for c in contacts if c.position in ("lead", "head")] or list(contacts)
    ours = _all_said([c.confirmed_on for c in lead_or_head])
    theirs = link.contact.confirmed_on if link and link.contact else None
    began = calendar.term_at(on).first_on
    reach = Reach(
        has_lead="lead" in held,
        has_cover="cover" in held,
        has_shared_cover=shared,
        has_head="head" in held,
        was_asked=had_contact or nomination is not None,
        is_being_asked=nomination is not None and nomination.state == NominationState.WAITING,
        service_answers=link is not None and link.answers_person_id is not None,
        confirmed_on=_all_said([ours, theirs]),
    )
    open_states = (NominationState.WAITING, NominationState.PHONE)
    return SchoolStanding(
        school_id=school.pk,
        urn=school.urn,
        name=school.organisation.name,
        town=school.town,
        postcode=school.postcode,
        phone=school.phone,
        contacts=contacts,
        link=link,
        nomination=nomination if nomination and nomination.state in open_states else None,
        asked_at_address=nomination.email if nomination else "",
        way_in=way_in(reach),
        standing=standing(reach, term_began_on=began),
        school_has_confirmed=ours is not None and ours >= began,
    )


def _all_said(days: list[date | None]) -> date | None:
    """Return since when all have said that it is right: the earliest day, None while one has not."""
    said = [day for day in days if day is not None]
    return min(said, default=None) if len(said) == len(days) else None
