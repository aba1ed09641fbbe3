"""An invented corner of England, made row by row. Arrange with it inside `as_seed`."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from schoolslink.access.actor import Actor, Held
from schoolslink.access.models import Membership, Organisation, Person, Role
from schoolslink.directory.models import (
    Area,
    AreaMembership,
    Cover,
    GpPractice,
    HealthcareService,
    Link,
    NamedContact,
    School,
    SchoolGroup,
    ServiceCriteria,
    SharingAgreement,
    SharingParty,
    SupportInPlace,
    SupportTeam,
)
from schoolslink.directory.rules.search import found_by
from schoolslink.kernel import names

LONG_AGO = date(2020, 9, 1)
_urns = count(900001)
_addresses = count(1)
_practices = count(90001)
_groups = count(99001)


def an_organisation(kind: str, name: str) -> Organisation:
    return Organisation.objects.create(kind=kind, name=name)


def an_area(name: str = "Riverside", **fields: Any) -> Area:
    return Area.objects.create(
        organisation=an_organisation("area", name), **{"from_on": LONG_AGO} | fields
    )


def a_school(name: str = "Hillside Primary", *, area: Area | None = None, **fields: Any) -> School:
    given = {
        "urn": next(_urns),
        "status": "open",
        "phase": "Primary",
        "town": "Riverton",
        "sort_key": names.sort_key(name),
        "search_text": names.normal_form(name),
    } | fields
    school = School.objects.create(organisation=an_organisation("school", name), **given)
    if area is not None:
        AreaMembership.objects.create(school=school, area=area, from_on=LONG_AGO)
    return school


def a_service(area: Area, name: str = "Riverside CAMHS", **fields: Any) -> HealthcareService:
    """Make a service. pool_manager: has the role without which nobody answers for it."""
    service = HealthcareService.objects.create(
        organisation=an_organisation("service", name), area=area, **{"from_on": LONG_AGO} | fields
    )
    if service.pool_manager is not None:
        a_member(service.pool_manager, service, Role.SERVICE_MANAGER)
    return service


def a_group(name: str = "River Learning Trust", **fields: Any) -> SchoolGroup:
    """Make a trust, or with kind="federation" a federation."""
    given = {"code": str(next(_groups)), "kind": "trust"} | fields
    return SchoolGroup.objects.create(organisation=an_organisation("trust", name), **given)


def a_team(service: HealthcareService, name: str = "Riverside team", **fields: Any) -> SupportTeam:
    given = {"from_on": LONG_AGO} | fields
    return SupportTeam.objects.create(
        organisation=an_organisation("team", name), service=service, **given
    )


def criteria(
    service: HealthcareService,
    version: int = 1,
    *,
    from_on: date | None = None,
    what_changed: str = "",
    **content: Any,
) -> ServiceCriteria:
    return ServiceCriteria.objects.create(
        service=service,
        version=version,
        from_on=from_on or LONG_AGO + timedelta(days=version),
        what_changed=what_changed,
        content=content,
        published_at=datetime(2020, 9, 1, tzinfo=UTC),
    )


def a_person(name: str = "Priya Nair", email: str = "") -> Person:
    address = email or f"{name.split()[0].lower()}{next(_addresses)}@example.invalid"
    return Person.objects.create(name=name, email=address)


def a_member(person: Person, organisation: Any, role: Role, **fields: Any) -> Membership:
    """Give a person a role, once; organisation: an organisation or anything that has one."""
    held, _ = Membership.objects.get_or_create(
        person=person,
        organisation=getattr(organisation, "organisation", organisation),
        role=role,
        **{"from_on": LONG_AGO} | fields,
    )
    return held


def a_contact(organisation: Any, name: str = "Priya Nair", **fields: Any) -> NamedContact:
    """Make a named contact of a school (by default its lead) or of a service."""
    organisation = getattr(organisation, "organisation", organisation)
    at_school = organisation.kind == "school"
    given = {
        "side": "school" if at_school else "nhs",
        "position": "lead" if at_school else "contact",
        "name": name,
        "from_on": LONG_AGO,
    } | fields
    return NamedContact.objects.create(organisation=organisation, **given)


def a_link(school: School, service: HealthcareService, **fields: Any) -> Link:
    return Link.objects.create(school=school, service=service, **{"linked_from": LONG_AGO} | fields)


def a_cover(contact: NamedContact, by: Any, **fields: Any) -> Cover:
    way = {"by": by} if isinstance(by, NamedContact) else {"by_organisation": by}
    return Cover.objects.create(contact=contact, **way, **{"from_on": LONG_AGO} | fields)


def a_sharing_agreement(area: Area, *parties: Any, **fields: Any) -> SharingAgreement:
    agreement = SharingAgreement.objects.create(
        area=area,
        **{
            "name": "Riverside sharing agreement",
            "purpose": "Asking for and giving mental health help",
            "lawful_basis": "Public task; provision of health care",
            "from_on": LONG_AGO,
        }
        | fields,
    )
    for party in parties:
        SharingParty.objects.create(
            agreement=agreement,
            organisation=party.organisation,
            signed_on=LONG_AGO,
            signed_by="A. Signatory",
        )
    return agreement


def some_support(school: School, **fields: Any) -> SupportInPlace:
    return SupportInPlace.objects.create(
        school=school,
        **{
            "kind": "counsellor",
            "provider": "Quiet Corner",
            "days": "Mondays",
            "checked_on": date(2026, 1, 12),
            "from_on": LONG_AGO,
        }
        | fields,
    )


def an_actor(person: Person, *held: tuple[Any, Role]) -> Actor:
    """Return the actor that a person's session would be, with these (organisation, role)."""
    memberships = tuple(
        Held(
            a_member(person, organisation, role).pk,
            organisation.organisation_id,
            organisation.organisation.kind,
            organisation.organisation.name,
            role,
        )
        for organisation, role in held
    )
    return Actor(
        kind="person",
        subject_id=person.pk,
        name=person.name,
        memberships=memberships,
        acting=memberships[0].id if memberships else None,
    )


def a_practice(name: str = "River Street Surgery", **fields: Any) -> GpPractice:
    given = {
        "ods_code": f"Y{next(_practices):05d}",
        "address": "12 River Street\nRiverton",
        "postcode": "ZE1 2AB",
        "sort_key": names.sort_key(name),
    } | fields
    given["search_text"] = found_by(name, given["address"])
    return GpPractice.objects.create(name=name, **given)
