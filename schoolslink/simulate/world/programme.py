"""How far the programme has come in an area: services, contacts, pairs, agreements, support."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from uuid import UUID

from django.db.models import Model

from schoolslink.access.models import Membership, Organisation, Person, Role
from schoolslink.directory.models import (
    Area,
    AreaMembership,
    Cover,
    HealthcareService,
    HelpLine,
    Link,
    NamedContact,
    Position,
    School,
    ServiceCriteria,
    SharingAgreement,
    SharingParty,
    Side,
    SupportInPlace,
    SupportKind,
    SupportTeam,
    WorkingAgreement,
)
from schoolslink.directory.rules.agreement import review_day, usual_answers
from schoolslink.kernel import calendar, clock
from schoolslink.referrals.rules.request import PROMISES
from schoolslink.simulate.world import invented
from schoolslink.simulate.world.facts import PROGRAMME
from schoolslink.simulate.world.order import Order

SCHOOLS_A_SERVICE = 130
SCHOOLS_A_CONTACT = 28
SCHOOLS_A_TEAM = 20
SMALL_SCHOOL = 150  # pupils: below it the head is often everything in one person
DAYS = ("mon tue wed", "tue wed thu", "mon tue thu fri", "mon tue wed thu fri", "wed thu fri")
NINE, FOUR = time(9), time(16)


Row = TypeVar("Row", bound=Model)


@dataclass
class Staffed:
    """A service with the people who answer for it, and its support teams, each with its contact."""

    service: HealthcareService
    name: str
    sharing: SharingAgreement
    contacts: list[NamedContact] = field(default_factory=list)
    teams: list[tuple[SupportTeam, NamedContact]] = field(default_factory=list)


@dataclass
class Filling:
    """One area being filled: its chances, its days, its rows so far."""

    order: Order
    chance: random.Random
    rows: list[Model] = field(default_factory=list)

    @property
    def long_ago(self) -> date:
        """Return the day on which the programme began here."""
        return self.order.anchor - timedelta(days=760)

    def add(self, row: Row) -> Row:
        """Keep a row to be written; return it."""
        self.rows.append(row)
        return row

    def organisation(self, kind: str, name: str) -> Organisation:
        """Return a new organisation."""
        return self.add(Organisation(kind=kind, name=name))

    def person(self, name: str, at: str) -> Person:
        """Return a new person with an account."""
        return self.add(Person(name=name, email=invented.mail(name, at)))

    def member(self, person: Person, organisation_id: UUID, role: Role) -> None:
        """Give a person a role, since some day of the last two years."""
        since = self.long_ago + timedelta(days=self.chance.randrange(500))
        self.add(
            Membership(
                person=person, organisation_id=organisation_id, role=role.value, from_on=since
            )
        )


def fill_area(order: Order, code: str, name: str, schools: Sequence[School]) -> Filling:
    """Return an area's rows: its services with their people, and how far its schools have come."""
    doing = Filling(order, order.chance(f"area {code}"))
    organisation = doing.organisation("area", name)
    area = doing.add(Area(organisation=organisation, kind="icb", code=code, from_on=doing.long_ago))
    jo = doing.person(invented.person(doing.chance), f"{name} coordination")
    doing.member(jo, organisation.pk, Role.AREA_COORDINATOR)
    for school in schools:
        doing.add(AreaMembership(school=school, area=area, from_on=doing.long_ago))
    _help_line(doing, area, name)
    services = [
        _service(doing, area, service_name, share)
        for service_name, share in _divided(name, schools)
    ]
    for staffed, (_, share) in zip(services, _divided(name, schools), strict=True):
        fill_schools(doing, staffed, share)
    return doing


def _divided(name: str, schools: Sequence[School]) -> Iterator[tuple[str, Sequence[School]]]:
    """Yield each service's name with the schools it answers, neighbours together."""
    number = max(1, min(3, len(schools) // SCHOOLS_A_SERVICE))
    size = -(-len(schools) // number) if schools else 1
    names = [f"{name} CAMHS"] if number == 1 else [f"{name} CAMHS, {side}" for side in SIDES]
    for position in range(number):
        yield names[position], schools[position * size : (position + 1) * size]


SIDES = ("north", "south", "town")


def _help_line(doing: Filling, area: Area, name: str) -> None:
    doing.add(
        HelpLine(
            area=area,
            name=f"{name} crisis line (invented)",
            phone=invented.phone(doing.chance),
            hours="Day and night, every day",
            for_whom="Children, young people and whoever is with them",
            # Invented, and so rung by nobody: no day of a check is invented with it.
            owner=f"{name} coordination",
        )
    )


def _service(doing: Filling, area: Area, name: str, schools: Sequence[School]) -> Staffed:
    organisation = doing.organisation("service", name)
    manager = doing.person(invented.person(doing.chance), name)
    low = doing.chance.randrange(3, 14)
    service = doing.add(
        HealthcareService(
            organisation=organisation,
            kind="camhs",
            area=area,
            pool_manager=manager,
            who_for="Children and young people up to their 18th birthday",
            what_we_do="Talk with them, their families and their schools; help with what is hard",
            phone=invented.phone(doing.chance),
            hours="Monday to Friday, 9 to 5",
            postcode=schools[0].postcode if schools else "",
            lat=schools[0].lat if schools else None,
            lon=schools[0].lon if schools else None,
            wait_weeks_low=low,
            wait_weeks_high=low + doing.chance.randrange(2, 12),
            wait_said_on=doing.order.working_day(doing.chance.randrange(30)),
            from_on=doing.long_ago,
        )
    )
    doing.member(manager, organisation.pk, Role.SERVICE_MANAGER)
    doing.add(
        ServiceCriteria(
            service=service,
            version=1,
            from_on=doing.long_ago,
            content={"ages": {"from": 5, "until": 18}},
            published_at=_noon(doing.long_ago),
        )
    )
    sharing = doing.add(
        SharingAgreement(
            area=area,
            name=f"{name} sharing agreement",
            purpose="Asking for and giving mental health help",
            lawful_basis="Public task; provision of health care",
            kept_at="With the board's information governance team",
            from_on=doing.long_ago,
        )
    )
    _sign(doing, sharing, service.pk, name)
    staffed = Staffed(service, name, sharing)
    for _ in range(max(2, round(len(schools) * PROGRAMME.linked / SCHOOLS_A_CONTACT))):
        person = doing.person(f"{invented.person(doing.chance)}", f"{name} {len(doing.rows)}")
        doing.member(person, organisation.pk, Role.CAMHS_CONTACT)
        staffed.contacts.append(_contact(doing, organisation.pk, person))
    for contact, cover in zip(staffed.contacts, staffed.contacts[1:], strict=False):
        doing.add(Cover(contact=contact, by=cover, from_on=doing.long_ago))
    for number in range(round(len(schools) * PROGRAMME.with_support_team / SCHOOLS_A_TEAM)):
        team_name = f"{name.split(' CAMHS')[0]} Support Team {number + 1}"
        team = doing.organisation("team", team_name)
        row = doing.add(SupportTeam(organisation=team, service=service, from_on=doing.long_ago))
        person = doing.person(invented.person(doing.chance), f"{team_name} {len(doing.rows)}")
        doing.member(person, team.pk, Role.SUPPORT_TEAM_WORKER)
        staffed.teams.append((row, _contact(doing, team.pk, person)))
    return staffed


def _contact(doing: Filling, service_id: UUID, person: Person) -> NamedContact:
    return doing.add(
        NamedContact(
            side=Side.NHS,
            position=Position.CONTACT,
            organisation_id=service_id,
            person=person,
            name=person.name,
            email=person.email,
            days=doing.chance.choice(DAYS),
            starts_at=NINE,
            ends_at=FOUR,
            phone=invented.phone(doing.chance),
            confirmed_on=_confirmed(doing),
            from_on=doing.long_ago + timedelta(days=doing.chance.randrange(400)),
        )
    )


def fill_schools(
    doing: Filling,
    staffed: Staffed,
    schools: Sequence[School],
    *,
    linked: float = PROGRAMME.linked,
) -> None:
    """Give schools their contacts, pairs, agreements and support, as far as the programme has come."""
    for number, school in enumerate(schools):
        _support(doing, school)
        if doing.chance.random() > linked:
            continue
        lead = _lead(doing, school)
        link = _link(doing, school, staffed, number, lead)
        if doing.chance.random() < PROGRAMME.sharing_signed:
            _sign(doing, staffed.sharing, school.pk, lead.name)
        if doing.chance.random() < PROGRAMME.agreed_working and link.nhs_contact_id:
            _agree(doing, link, lead.name)


def _sign(doing: Filling, sharing: SharingAgreement, organisation_id: UUID, by: str) -> None:
    doing.add(
        SharingParty(
            agreement=sharing,
            organisation_id=organisation_id,
            signed_on=doing.long_ago + timedelta(days=doing.chance.randrange(30)),
            signed_by=by,
        )
    )


def _lead(doing: Filling, school: School) -> NamedContact:
    """Return a school's lead, or in a small one its head; most of them have an account."""
    name = invented.person(doing.chance)
    is_head = (school.pupils or 0) < SMALL_SCHOOL and doing.chance.random() < 0.5
    person = None
    if doing.chance.random() < PROGRAMME.lead_signs_in:
        person = doing.person(name, f"school {school.urn}")
        doing.member(person, school.pk, Role.SCHOOL_HEAD if is_head else Role.SCHOOL_LEAD)
    return doing.add(
        NamedContact(
            side=Side.SCHOOL,
            position=Position.HEAD if is_head else Position.LEAD,
            organisation_id=school.pk,
            person=person,
            name=name,
            email=invented.mail(name, f"school {school.urn}"),
            phone=invented.phone(doing.chance),
            confirmed_on=_confirmed(doing),
            from_on=doing.long_ago + timedelta(days=doing.chance.randrange(600)),
        )
    )


def _link(
    doing: Filling, school: School, staffed: Staffed, number: int, lead: NamedContact
) -> Link:
    team: SupportTeam | None = None
    contact: NamedContact | None
    contact = staffed.contacts[number // SCHOOLS_A_CONTACT % len(staffed.contacts)]
    drawn = doing.chance.random()
    if drawn < PROGRAMME.at_the_pool and len(staffed.contacts) > 1:
        contact = None
    elif staffed.teams and drawn > 1 - PROGRAMME.with_support_team:
        team, contact = staffed.teams[number // SCHOOLS_A_TEAM % len(staffed.teams)]
    since = max(lead.from_on, contact.from_on if contact else lead.from_on)
    return doing.add(
        Link(
            school=school,
            service=staffed.service,
            team=team,
            nhs_contact=contact,
            linked_from=since,
            confirmed_on=lead.confirmed_on,
        )
    )


USUAL = usual_answers({promise.name: promise.usual for promise in PROMISES})


def _agree(doing: Filling, link: Link, lead: str) -> None:
    written = link.linked_from + timedelta(days=doing.chance.randrange(10, 120))
    if written >= doing.order.anchor:
        return
    both = doing.chance.random() < 0.85
    doing.add(
        WorkingAgreement(
            link=link,
            version=1,
            content=USUAL,
            written_at=_noon(written),
            review_on=review_day(written),
            school_agreed_on=written,
            school_agreed_by=lead,
            nhs_agreed_on=written + timedelta(days=3) if both else None,
            nhs_agreed_by=link.nhs_contact.name if both and link.nhs_contact else "",
        )
    )


def _support(doing: Filling, school: School) -> None:
    kinds = [SupportKind.COUNSELLOR, SupportKind.NURSE, SupportKind.MENTOR, SupportKind.VOLUNTARY]
    for kind in kinds:
        if doing.chance.random() < 0.3:
            doing.add(
                SupportInPlace(
                    school=school,
                    kind=kind,
                    days=doing.chance.choice(
                        ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays")
                    ),
                    how_to_get="Ask the school office",
                    checked_on=doing.order.working_day(doing.chance.randrange(90)),
                    checked_by="The school",
                    from_on=doing.long_ago,
                )
            )


def _confirmed(doing: Filling) -> date | None:
    """Return when a contact last said that this is right: this term, before it, or never yet."""
    drawn = doing.chance.random()
    anchor = doing.order.anchor
    began = calendar.term_at(anchor).first_on
    if drawn < PROGRAMME.confirmed_this_term and began <= anchor:
        return began + timedelta(days=doing.chance.randrange((anchor - began).days + 1))
    if drawn < PROGRAMME.confirmed_this_term + PROGRAMME.confirmed_before:
        return began - timedelta(days=doing.chance.randrange(20, 200))
    return None


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), clock.LONDON)
