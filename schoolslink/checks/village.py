"""A village for the crawler: two areas alike, people of every role in one, things asked in both.

Everything is made by the commands that people use, and every text about a child sings.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

from schoolslink.access import seal
from schoolslink.access.actor import Actor
from schoolslink.access.models import FamilyCode, Membership, Organisation, Person
from schoolslink.access.roles import Role
from schoolslink.access.sealed_files import sealed_blocks
from schoolslink.access.unit import acting
from schoolslink.checks.canaries import sing
from schoolslink.checks.describing import describe
from schoolslink.checks.ground import standing_as
from schoolslink.checks.oracle import Who, World
from schoolslink.checks.walls import actor_for
from schoolslink.directory.models import (
    Area,
    AreaMembership,
    Cluster,
    ClusterSchool,
    HealthcareService,
    Link,
    NamedContact,
    School,
    SchoolGroup,
    SharingAgreement,
    SharingParty,
)
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.referrals import models as held
from schoolslink.referrals import storage
from schoolslink.referrals.commands import advice, decide, family, request
from schoolslink.referrals.commands.closing import close_to
from schoolslink.referrals.commands.rights import ask_copy
from schoolslink.referrals.queries.own import own_page
from schoolslink.referrals.rules import Move
from schoolslink.referrals.rules.family.said import FamilySaid
from schoolslink.referrals.rules.guarding import Why
from schoolslink.referrals.rules.request import FIELDS
from schoolslink.referrals.rules.request.fields import FieldKind

LONG_AGO = date(2020, 9, 1)
WRITTEN = (FieldKind.TEXT, FieldKind.LONG_TEXT, FieldKind.PHONE)
PLACE_OF = {
    "school": "school_lead school_cover school_referrer school_head safeguarding_lead",
    "service": "camhs_contact triager service_manager",
    "team": "support_team_worker",
    "area": "area_coordinator",
    "trust": "trust_lead",
    "council": "council_link",
    "programme": "national_team evaluator facilitator grant_assessor operator",
}


@dataclass
class Place:
    """One area: its places, and who of its people asks and answers."""

    area: Organisation
    service: Organisation
    schools: list[Organisation]
    lead: Person
    contact: Person
    manager: Person


@dataclass
class Village:
    """Everything in it, and what the oracle needs to know of it."""

    world: World
    places: list[Place] = field(default_factory=list)
    people: dict[str, UUID] = field(default_factory=dict)
    items: list[UUID] = field(default_factory=list)  # in the order of their songs
    codes: dict[str, UUID] = field(default_factory=dict)

    def askers(self) -> dict[str, Who]:
        """Return everybody who may come with a browser, by what they are."""
        return (
            {"public": Who("public")}
            | {name: Who("person", person) for name, person in self.people.items()}
            | {name: Who("family", code) for name, code in self.codes.items()}
        )


def build() -> Village:
    """Build the village on the real day, since memberships follow the real calendar."""
    made = settle("Alder", "Birch")
    at = clock.now()
    for place in made.places:
        _asked(made, place, at)
    with standing_as("seed"):
        describe(made.world)
    return made


def settle(*names: str) -> Village:
    """Make areas where nothing has been asked yet, with a person of every role in the first."""
    made = Village(World(clock.local_day(clock.real_now())))
    with standing_as("seed"):
        made.places = [_place(name, number) for number, name in enumerate(names)]
        _everybody(made)
    return made


def _organisation(kind: str, name: str) -> Organisation:
    return Organisation.objects.create(kind=kind, name=name)


def _person(name: str) -> Person:
    key = new_id()
    return Person.objects.create(id=key, name=name, email=f"{key}@example.invalid")


def _member(person: Person, place: Organisation, role: str, days: int = 1, until: int = 0) -> None:
    """Give a role since some days ago; until: the days ago on which it ended."""
    today = clock.local_day(clock.real_now())
    Membership.objects.create(
        person=person,
        organisation=place,
        role=role,
        from_on=today - timedelta(days=days),
        until_on=today - timedelta(days=until - 1) if until else None,
    )


def _place(name: str, number: int) -> Place:
    area, service = _organisation("area", name), _organisation("service", f"{name} CAMHS")
    schools = [_organisation("school", f"{name} {kind}") for kind in ("Primary", "High")]
    lead, contact, manager = (_person(f"{name} {who}") for who in ("Lead", "Contact", "Manager"))
    for school in schools:
        _member(lead, school, Role.SCHOOL_LEAD)
    _member(contact, service, Role.CAMHS_CONTACT)
    _member(manager, service, Role.SERVICE_MANAGER)
    Area.objects.create(organisation=area, from_on=LONG_AGO)
    HealthcareService.objects.create(
        organisation=service, area_id=area.pk, pool_manager=manager, from_on=LONG_AGO
    )
    named = NamedContact.objects.create(
        side="nhs",
        position="contact",
        organisation=service,
        person=contact,
        name=contact.name,
        from_on=LONG_AGO,
    )
    agreement = SharingAgreement.objects.create(
        area_id=area.pk, name=f"{name} agreement", purpose="care", from_on=LONG_AGO
    )
    cluster = Cluster.objects.create(
        organisation=_organisation("cluster", f"{name} cluster"), area_id=area.pk, from_on=LONG_AGO
    )
    for count, school in enumerate(schools):
        urn = 800001 + 10 * number + count
        School.objects.create(organisation=school, urn=urn, phase="Primary", status="open")
        AreaMembership.objects.create(school_id=school.pk, area_id=area.pk, from_on=LONG_AGO)
        Link.objects.create(
            school_id=school.pk, service_id=service.pk, nhs_contact=named, linked_from=LONG_AGO
        )
        ClusterSchool.objects.create(cluster=cluster, school_id=school.pk, from_on=LONG_AGO)
    for party in (service, *schools):
        SharingParty.objects.create(agreement=agreement, organisation=party, signed_on=LONG_AGO)
    return Place(area, service, schools, lead, contact, manager)


def _everybody(made: Village) -> None:
    """Seat one person of every role in the first area, and some who have none any more."""
    here = made.places[0]
    where = {"school": here.schools[0], "service": here.service, "team": here.service}
    where |= {"area": here.area}
    for kind, roles in PLACE_OF.items():
        place = where.get(kind) or _organisation(kind, f"Invented {kind}")
        if kind == "trust":
            _named_by(here.schools[0], place)
        for role in roles.split():
            person = _person(f"Of {role}")
            _member(person, place, role)
            made.people[role] = person.pk
    left, nobody = _person("Has left"), _person("No role")
    _member(left, here.schools[0], Role.SCHOOL_LEAD, days=400, until=1)
    made.people |= {"left_today": left.pk, "without_role": nobody.pk}


def _named_by(school: Organisation, trust: Organisation) -> None:
    """Let a school name a trust in the register."""
    SchoolGroup.objects.create(organisation=trust, code="99900", kind="trust")
    School.objects.filter(pk=school.pk).update(trust_code="99900")


def _as(person: UUID) -> Any:
    return acting(actor_for(Who("person", person)))


def _asked(made: Village, place: Place, at: datetime) -> None:
    """Ask everything that can be asked: answered advice, a draft, requests at every stage."""
    primary, high = place.schools
    own = place is made.places[0]
    lead = place.lead.pk
    _advice(made, place, lead, primary.pk, at)
    _request(made, lead, primary.pk, at, send=False)
    for school, risk in ((primary, True), (primary, False), (high, False)):
        item = _request(made, lead, school.pk, at, send=True, risk=risk)
        _worked_on(made, place, item, at)
    if own:
        # What waits last of the first school's is closed to one colleague of each side.
        for role in ("school_cover", "triager"):
            with _as(place.manager.pk) as actor:
                who = made.people[role]
                close_to(actor=actor, item_id=made.items[-2], person_id=who, why=Why.KNOWS, at=at)
        _request(made, made.people["school_referrer"], primary.pk, at, send=False)


def _number(made: Village, item: UUID) -> int:
    made.items.append(item)
    return len(made.items) - 1


def _advice(made: Village, place: Place, lead: UUID, school: UUID, at: datetime) -> None:
    song = sing(len(made.items), "n")
    with _as(lead) as actor:
        item = advice.ask_advice(
            actor=actor,
            school_id=school,
            form_key=new_id(),
            at=at,
            about="pupil",
            age_or_year=song,
            seen=song,
            tried=song,
            question=song,
            how_soon="this_week",
        )
    _number(made, item)
    with _as(place.contact.pk) as actor:
        advice.say(actor=actor, item_id=item, move=Move.ANSWER, version=1, words=song, at=at)


def _request(
    made: Village, lead: UUID, school: UUID, at: datetime, *, send: bool, risk: bool = False
) -> UUID:
    number = len(made.items)
    with _as(lead) as actor:
        item = request.start_request(
            actor=actor,
            school_id=school,
            form_key=new_id(),
            at=at,
            answers=_answers(number),
            gate={"danger_now": risk},
        )
    _number(made, item)
    _file(lead, item, number, at)
    if send:
        with _as(lead) as actor:
            request.send_request(actor=actor, item_id=item, version=1, at=at)
    return item


def _answers(number: int) -> dict[str, Any]:
    """Return an answer to every question that is answered in words, each with its group's song."""
    songs = {
        name: sing(number, question.group.value)
        for name, question in FIELDS.items()
        if question.kind in WRITTEN and question.group.value in "INK"
    }
    return songs | {
        "birth_date": "2011-05-04",
        "worry": "3",
        "called": sing(number, "s"),
        "carer_name": sing(number, "c"),
        "carer_pr": "yes",
        "carer_agrees": "agrees",
        "young_person_agrees": "agrees",
        "school_hears": "yes",
        "tell": ["carer"],
    }


def _worked_on(made: Village, place: Place, item: UUID, at: datetime) -> None:
    """Let the service note, decide and hand out the family's codes; let the family write."""
    number = made.items.index(item)
    with _as(place.contact.pk) as actor:
        decide.add_service_note(actor=actor, item_id=item, words=sing(number, "v"), at=at)
        decide.keep_clinic_reference(actor=actor, item_id=item, reference=sing(number, "v"), at=at)
        told = sing(number, "t")
        answer = decide.Answering(Move.ACCEPT, words=told, level="getting_help", next_step=told)
        decide.decide(actor=actor, item_id=item, version=2, answer=answer, at=at)
        sheets = family.make_sheets(actor=actor, item_id=item, at=at)
    with _as(place.lead.pk) as actor:
        _school_note(actor, item, sing(number, "w"), at)
    with standing_as("seed"):
        codes = {
            code.relationship: code.pk
            for code in FamilyCode.objects.filter(item_id=item, revoked_at__isnull=True)
        }
    for letter, relationship in (("f", "self"), ("g", "carer")):
        if relationship in codes and sheets:
            with acting(actor_for(Who("family", codes[relationship]))) as actor:
                family.keep_own_words(actor=actor, words=sing(number, letter), at=at)
                version = held.Item.objects.get(pk=item).version
                words = sing(number, letter)
                family.say(actor=actor, said=FamilySaid.ASKED, version=version, words=words, at=at)
    if place is made.places[0]:
        if not made.codes:
            _copy(codes["self"], at)
        made.codes |= codes


def _copy(code: UUID, at: datetime) -> None:
    """Let the young person of the first request ask for a copy: its manager reads all that is held."""
    with acting(actor_for(Who("family", code))) as actor:
        own = own_page(actor)
        day = clock.local_day(at)
        ask_copy(actor=actor, item=own.item, member=own.member, asked_on=day, at=at)


def _file(lead: UUID, item_id: UUID, number: int, at: datetime) -> None:
    """Put a file to a request whose name and content sing."""
    song = sing(number, "n")
    with _as(lead):
        item = held.Item.objects.get(pk=item_id)
        row = held.Attachment(
            id=new_id(), item=item, kind="letter", type="text", bytes=len(song), at=at,
            scanned="clean", written_by=lead,
        )  # fmt: skip
        seal.fill(row, item.child_id, name=f"{song}.txt")
        blocks = sealed_blocks(item.child_id, row.pk, BytesIO(song.encode()))
        row.file, row.sha256 = storage.keep(blocks)
        row.save(force_insert=True)


def _school_note(actor: Actor, item_id: UUID, words: str, at: datetime) -> None:
    item = held.Item.objects.get(pk=item_id)
    note = held.SchoolNote(item=item, at=at, written_by=actor.subject_id)
    seal.fill(note, item.child_id, words=words)
    note.save(force_insert=True)
