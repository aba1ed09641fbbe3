"""A world in which a lead can ask for help, and the lead at a browser on a plain day."""

import pytest

from schoolslink.access.tests.arrange import sign_in
from schoolslink.directory.tests import factories
from schoolslink.kernel import clock
from schoolslink.referrals.tests.arrange import World, small_world


@pytest.fixture
def agreed_world(as_seed) -> World:
    with as_seed():
        made = small_world()
        factories.a_sharing_agreement(made.area.area, made.hillside.school, made.riverside.service)
    return made


@pytest.fixture
def amira(agreed_world, client, noon):
    sign_in(client, agreed_world.amira)
    with clock.fixed(noon):
        yield client
