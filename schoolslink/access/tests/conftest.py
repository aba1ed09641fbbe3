"""A school, its lead, and the browser in which she is signed in."""

import pytest

from schoolslink.access.models import Role
from schoolslink.access.tests import arrange


@pytest.fixture
def hillside(db, as_seed):
    with as_seed():
        return arrange.organisation()


@pytest.fixture
def amira(hillside, as_seed):
    with as_seed():
        amira = arrange.person()
        arrange.member(amira, hillside, Role.SCHOOL_LEAD)
    return amira


@pytest.fixture
def lead(amira, client):
    arrange.sign_in(client, amira)
    return client
