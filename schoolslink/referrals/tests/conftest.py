"""A world in which a school can ask for help, and its people at a browser on a plain day."""

from datetime import UTC, datetime

import pytest

from schoolslink.access.roles import Role
from schoolslink.access.tests.arrange import member, organisation, person, sign_in
from schoolslink.access.unit import acting
from schoolslink.directory.commands.last_resort import stand_in_for_schools
from schoolslink.directory.models import (
    AreaMembership,
    GpPractice,
    HealthcareService,
    Link,
    LocalAuthority,
    NamedContact,
    School,
    SharingAgreement,
    SharingParty,
)
from schoolslink.directory.tests import factories
from schoolslink.kernel import clock
from schoolslink.referrals.tests.arrange import (
    LONG_AGO,
    World,
    acting_as,
    signed_paper,
    small_world,
)
from schoolslink.referrals.tests.turns import Two


@pytest.fixture
def world(as_seed) -> World:
    """Two schools that may share with one service, and the people of both."""
    with as_seed():
        made = small_world()
        signed_paper(made)
    return made


@pytest.fixture
def open_door(world, as_seed) -> World:
    """The same world, in which families may ask Riverside by themselves."""
    with as_seed():
        HealthcareService.objects.filter(pk=world.riverside.pk).update(families_may_ask=True)
    return world


@pytest.fixture
def amira(world, client, noon):
    """Seat Amira, who leads at Hillside, at a browser at noon on an ordinary day."""
    sign_in(client, world.amira)
    with clock.fixed(noon):
        yield client


@pytest.fixture
def priya(client, world, noon):
    """Seat Priya, the service's contact, at a browser at noon on an ordinary day."""
    sign_in(client, world.priya)
    with clock.fixed(noon):
        yield client


@pytest.fixture
def surgery(as_seed, world) -> GpPractice:
    """A practice that a family can name."""
    with as_seed():
        return factories.a_practice("River Street Surgery")


@pytest.fixture
def two(world, client, noon):
    """Let both sides use one browser in turn, at noon on an ordinary day."""
    with clock.fixed(noon):
        yield Two(world, client)


@pytest.fixture
def council(world, as_seed):
    """The council of the schools, with Ada as its link, joined with Riverside."""
    with as_seed():
        place = organisation("council", "Severnshire")
        LocalAuthority.objects.create(organisation=place, code="916")
        School.objects.filter(urn__lt=100004).update(la_code="916")
        for school in (world.hillside, world.northgate):
            AreaMembership.objects.create(
                school_id=school.pk, area_id=world.area.pk, from_on=LONG_AGO
            )
    with acting(acting_as(world.jo)) as jo:
        at = datetime(2026, 3, 3, 9, tzinfo=UTC)
        stand_in_for_schools(actor=jo, area_id=world.area.pk, la_code="916", at=at)
    with as_seed():
        ada = person("Ada Penn")
        member(ada, place, Role.COUNCIL_LINK)
        NamedContact.objects.create(
            side="school", position="lead", organisation=place, person=ada, name=ada.name,
            from_on=LONG_AGO,
        )  # fmt: skip
        Link.objects.create(
            school_id=place.pk, service_id=world.riverside.pk, linked_from=LONG_AGO,
            nhs_contact=NamedContact.objects.get(person=world.priya),
        )  # fmt: skip
        SharingParty.objects.create(
            agreement=SharingAgreement.objects.get(), organisation=place, signed_on=LONG_AGO,
            signed_by="Severnshire",
        )  # fmt: skip
    place.ada = ada
    return place
