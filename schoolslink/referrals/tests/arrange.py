"""A small world for tests: two schools, one service, one link each, and the people of the pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from schoolslink.access.actor import Actor, Held
from schoolslink.access.models import Membership, Organisation, Person, Role
from schoolslink.access.tests.arrange import member, organisation, person
from schoolslink.access.unit import acting
from schoolslink.directory.models import Area, HealthcareService, Link, NamedContact, School
from schoolslink.directory.tests import factories
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands.advice import ask_advice
from schoolslink.referrals.commands.decide import record_told
from schoolslink.referrals.commands.next_step import confirm_receipt, say_it_began
from schoolslink.referrals.commands.request import send_request, start_request
from schoolslink.referrals.models import Item, Told
from schoolslink.referrals.rules.begun import HowKnown

LONG_AGO = date(2020, 9, 1)


@dataclass(frozen=True)
class World:
    """Hillside and Northgate, both linked to Riverside CAMHS in one area."""

    area: Organisation
    hillside: Organisation
    northgate: Organisation
    riverside: Organisation
    amira: Person  # lead at Hillside
    nadia: Person  # lead at Northgate
    priya: Person  # contact at Riverside
    sam: Person  # triager at Riverside
    lena: Person  # manager of Riverside
    jo: Person  # coordinator of the area
    stranger: Person  # lead of a school elsewhere


def small_world() -> World:
    """Make it. Call as the seed role."""
    area = organisation("area", "Riverside area")
    riverside = organisation("service", "Riverside CAMHS")
    hillside = organisation("school", "Hillside Primary")
    northgate = organisation("school", "Northgate High")
    elsewhere = organisation("school", "Elsewhere School")
    names = ["Amira Khan", "Nadia Stone", "Priya Nair", "Sam Okoro", "Dr Lena Fox", "Jo Marsh"]
    amira, nadia, priya, sam, lena, jo = [person(name) for name in names]
    stranger = person("Somebody Else")
    member(amira, hillside, Role.SCHOOL_LEAD)
    member(nadia, northgate, Role.SCHOOL_LEAD)
    member(priya, riverside, Role.CAMHS_CONTACT)
    member(sam, riverside, Role.TRIAGER)
    member(lena, riverside, Role.SERVICE_MANAGER)
    member(jo, area, Role.AREA_COORDINATOR)
    member(stranger, elsewhere, Role.SCHOOL_LEAD)
    Area.objects.create(organisation=area, from_on=LONG_AGO)
    service = HealthcareService.objects.create(
        organisation=riverside, area_id=area.pk, pool_manager=lena, from_on=LONG_AGO
    )
    contact = NamedContact.objects.create(
        side="nhs", position="contact", organisation=riverside, person=priya,
        name=priya.name, from_on=LONG_AGO,
    )  # fmt: skip
    for urn, school in ((100001, hillside), (100002, northgate), (100003, elsewhere)):
        School.objects.create(organisation=school, urn=urn, **_plain_school())
    for school in (hillside, northgate):
        Link.objects.create(
            school_id=school.pk, service=service, nhs_contact=contact, linked_from=LONG_AGO
        )
    return World(area, hillside, northgate, riverside, amira, nadia, priya, sam, lena, jo, stranger)


def _plain_school() -> dict[str, object]:
    return {"phase": "primary", "status": "open"}


def acting_as(who: Person) -> Actor:
    """Return the actor this person is today, as a session would."""
    today = date.today() + timedelta(days=0)  # noqa: DTZ011 (the real day, as memberships count)
    held = tuple(
        Held(m.pk, m.organisation_id, m.organisation.kind, m.organisation.name, Role(m.role))
        for m in Membership.objects.filter(person=who, from_on__lte=today)
        .select_related("organisation")
        .order_by("from_on", "pk")
    )
    return Actor(
        kind="person",
        subject_id=who.pk,
        name=who.name,
        memberships=held,
        acting=held[0].id if held else None,
    )


QUESTION = {
    "about": "pupil",
    "age_or_year": "Year 4",
    "seen": "Very quiet since half term, cries before PE.",
    "tried": "Time with the learning mentor twice a week.",
    "question": "What could we try next?",
    "how_soon": "this_week",
}


def asked(world: World, at, form_key: UUID) -> UUID:
    """Let Amira ask her contact a question; return the item's id."""
    with acting(acting_as(world.amira)) as amira:
        return ask_advice(
            actor=amira, school_id=world.hillside.pk, form_key=form_key, at=at, **QUESTION
        )


KNOWN = {
    "first_name": "Ellie",
    "surname": "Wiśniewska",
    "birth_date": "2010-05-04",
    "concern": "She has stopped coming to lessons and says she feels sick every morning.",
    "worry": "3",
    "carer_name": "Halina W.",
    "carer_language": "pl",
    "carer_pr": "yes",
    "carer_agrees": "agrees",
    "young_person_agrees": "agrees",
    "school_hears": "yes",
    "tell": ["carer"],
    "holiday_contact": "Mr Reed, deputy head",
    "holiday_phone": "01632 960 777",
}


def signed_paper(world: World) -> None:
    """Let both schools share with the service. Call as the seed role."""
    factories.a_sharing_agreement(
        world.area.area, world.hillside.school, world.northgate.school, world.riverside.service
    )


def other_service(world: World, name: str = "Little Steps") -> HealthcareService:
    """Make another service of the area, with which Northgate may share. Call as the seed role."""
    service = factories.a_service(world.area.area, name)
    factories.a_sharing_agreement(
        world.area.area, world.northgate.school, service, name=f"{name} sharing agreement"
    )
    return service


def begun(world: World, at, **more) -> UUID:
    """Let Nadia begin a request and keep it as a draft; return the item's id."""
    with acting(acting_as(world.nadia)) as nadia:
        return start_request(
            actor=nadia, school_id=world.northgate.pk, form_key=new_id(), at=at,
            answers=KNOWN | more, gate={"danger_now": False},
        )  # fmt: skip


def sent(world: World, at, **more) -> UUID:
    """Let Nadia begin a request and send it; without agreement it waits at the school."""
    item_id = begun(world, at, **more)
    with acting(acting_as(world.nadia)) as nadia:
        send_request(actor=nadia, item_id=item_id, version=1, at=at)
    return item_id


def begins_elsewhere(who: Person, item_id: UUID, at) -> None:
    """Let somebody say that the next step has begun on this day, as the family has told."""
    with acting(acting_as(who)) as actor:
        say_it_began(
            actor=actor, item_id=item_id, version=Item.objects.get(pk=item_id).version, at=at,
            who="Ms Pell, at school", how=HowKnown.FAMILY_SAID, since=clock.local_day(at),
        )  # fmt: skip


def tell_family(who: Person, item_id: UUID, at) -> None:
    """Tell each of the family who is owed word, one after the other."""
    with acting(acting_as(who)) as actor:
        owed = Told.objects.filter(item=item_id, whom__in=("self", "carer"), told_at=None)
        for told_id in owed.order_by("pk").values_list("pk", flat=True):
            record_told(
                actor=actor, item_id=item_id, told_id=told_id, how="phone", at=at,
                version=Item.objects.get(pk=item_id).version,
            )  # fmt: skip


def they_have_it(who: Person, item_id: UUID, at, **said) -> None:
    """Write down that they have there what was passed on, as somebody there said on the telephone."""
    given = {
        "who": "Ana Silva, Little Steps", "how": HowKnown.BY_TELEPHONE.value,
        "since": clock.local_day(at), "version": None,
    } | said  # fmt: skip
    with acting(acting_as(who)) as actor:
        given["version"] = given["version"] or Item.objects.get(pk=item_id).version
        confirm_receipt(actor=actor, item_id=item_id, at=at, **given)
