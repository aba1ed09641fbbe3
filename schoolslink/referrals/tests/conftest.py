"""A world in which a school can ask for help, and its people at a browser on a plain day."""

import pytest

from schoolslink.access.tests.arrange import sign_in
from schoolslink.directory.models import GpPractice, HealthcareService
from schoolslink.directory.tests import factories
from schoolslink.kernel import clock
from schoolslink.referrals.tests.arrange import World, signed_paper, small_world
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
