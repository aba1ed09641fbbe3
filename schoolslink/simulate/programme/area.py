"""An invented area to live in: its schools, two services, everybody in them, and what joins them."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from schoolslink.access.models import Membership, Organisation, Person
from schoolslink.access.roles import Role
from schoolslink.directory.models import (
    Area,
    AreaMembership,
    Cover,
    HealthcareService,
    Link,
    NamedContact,
    School,
    SharingAgreement,
    SharingParty,
)
from schoolslink.simulate.programme import habits
from schoolslink.simulate.programme.cast import Cast, Player
from schoolslink.simulate.world.connection import arranging

FIRST_URN = 700_001


@dataclass
class Place:
    """The area as it was made. other_id: where things are passed on. paper_id: what all have signed."""

    area_id: UUID
    service_id: UUID
    other_id: UUID
    paper_id: UUID
    cast: Cast
    schools: list[UUID] = field(default_factory=list)


def make_area(schools: int, since: date, chance: random.Random) -> Place:
    """Write an area with so many schools into the database, as it stood on its first day."""
    with arranging():
        return _Maker(since, chance).make(schools)


class _Maker:
    def __init__(self, since: date, chance: random.Random) -> None:
        self.since, self.cast, self.people = since, Cast(chance), 0

    def make(self, schools: int) -> Place:
        area_id = self._organisation("area", "Invented area")
        area = Area.objects.create(organisation_id=area_id, from_on=self.since)
        service, contacts = self._service(area, "Invented CAMHS", schools)
        other, _ = self._service(area, "Invented Talk Time", 1)
        for _ in range(2):
            self.person(Role.AREA_COORDINATOR, area_id)
        # Hears of an area that nobody coordinates, and does nothing else here.
        self._joins(Role.NATIONAL_TEAM, self._organisation("programme", "Invented programme"))
        paper = SharingAgreement.objects.create(
            area=area, name="Sharing in the invented area", purpose="care",
            lawful_basis="public task", from_on=self.since,
        )  # fmt: skip
        self._signs(paper, service.pk, other.pk)
        place = Place(area_id, service.pk, other.pk, paper.pk, self.cast)
        for number in range(schools):
            school_id = self._school(area, number)
            nhs = contacts[number % len(contacts)]
            for one, is_main in ((service, True), (other, False)):
                Link.objects.create(
                    school_id=school_id, service=one, linked_from=self.since, is_main=is_main,
                    nhs_contact_id=nhs.contact_id if is_main else None, confirmed_on=self.since,
                )  # fmt: skip
            self._signs(paper, school_id)
            place.schools.append(school_id)
        return place

    def _organisation(self, kind: str, name: str) -> UUID:
        return Organisation.objects.create(kind=kind, name=name).pk

    def _signs(self, paper: SharingAgreement, *parties: UUID) -> None:
        for party in parties:
            SharingParty.objects.create(
                agreement=paper, organisation_id=party, signed_on=self.since, signed_by="Invented"
            )

    def _service(
        self, area: Area, name: str, schools: int
    ) -> tuple[HealthcareService, list[Player]]:
        place = self._organisation("service", name)
        service = HealthcareService.objects.create(
            organisation_id=place, area=area, from_on=self.since
        )
        manager = self.person(Role.SERVICE_MANAGER, place)
        service.pool_manager_id = manager.person_id
        service.save(update_fields=["pool_manager"])
        many = -(-schools // habits.SCHOOLS_A_CONTACT)
        contacts = [self.contact(Role.CAMHS_CONTACT, place, "nhs", "contact") for _ in range(many)]
        cover = self.contact(Role.TRIAGER, place, "nhs", "cover")
        for one in contacts:
            Cover.objects.create(
                contact_id=one.contact_id, by_id=cover.contact_id, from_on=self.since
            )
        return service, contacts

    def _school(self, area: Area, number: int) -> UUID:
        place = open_school(area.pk, number, self.since)
        lead = self.contact(Role.SCHOOL_LEAD, place, "school", "lead")
        if number % 3:  # in a small school one person is everything
            cover = self.contact(Role.SCHOOL_COVER, place, "school", "cover")
            Cover.objects.create(
                contact_id=lead.contact_id, by_id=cover.contact_id, from_on=self.since
            )
        self.contact(Role.SCHOOL_HEAD, place, "school", "head")
        self.person(Role.SAFEGUARDING_LEAD, place)
        return place

    def contact(self, role: Role, place: UUID, side: str, position: str) -> Player:
        """Let a named contact begin."""
        person, membership = self._joins(role, place)
        row = NamedContact.objects.create(
            side=side, position=position, organisation_id=place, person=person, name=person.name,
            email=person.email, from_on=self.since, confirmed_on=self.since,
        )  # fmt: skip
        return self.cast.enters(person, membership, row.pk)

    def person(self, role: Role, place: UUID) -> Player:
        """Let somebody begin who is no named contact."""
        return self.cast.enters(*self._joins(role, place), None)

    def _joins(self, role: Role, place: UUID) -> tuple[Person, Membership]:
        self.people += 1
        return join(role, place, self.people, self.since)


def open_school(area_id: UUID, number: int, since: date) -> UUID:
    """Write a school of an area into the register, as yet without anybody; the number makes its name."""
    name = f"Invented School {number + 1}"
    place = Organisation.objects.create(kind="school", name=name).pk
    School.objects.create(
        organisation_id=place, urn=FIRST_URN + number, phase="Primary", status="open",
        sort_key=name.casefold(), search_text=name.casefold(),
    )  # fmt: skip
    AreaMembership.objects.create(school_id=place, area_id=area_id, from_on=since)
    return place


def join(role: Role, place: UUID, number: int, since: date) -> tuple[Person, Membership]:
    """Write a person with a role, from a day on; the number makes their name."""
    name = f"Invented {role.value.replace('_', ' ')} {number}"
    person = Person.objects.create(name=name, email=f"invented-{number}@example.invalid")
    membership = Membership.objects.create(
        person=person, organisation_id=place, role=role.value, from_on=since
    )
    return person, membership
