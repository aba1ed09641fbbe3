"""On what ground a request was shared stands, in one line, on the record of both who share it."""

import pytest
from django.test import Client

from schoolslink.access.tests.arrange import sign_in
from schoolslink.kernel import clock
from schoolslink.referrals.rules.basis import BASES, Basis
from schoolslink.referrals.tests.arrange import begun, sent, small_world

pytestmark = pytest.mark.django_db

UNASKED = {"carer_agrees": "not_asked", "young_person_agrees": "not_asked"}


def pages(client: Client, world, item_id, noon) -> list[str]:
    """Return the record as the school and as the team reads it."""
    found = []
    for who, path in ((world.nadia, f"/asked/{item_id}"), (world.priya, f"/queue/{item_id}")):
        sign_in(client, who)
        with clock.fixed(noon):
            found.append(client.get(path).content.decode())
    return found


@pytest.mark.parametrize(
    ("said", "basis"),
    [({}, Basis.CARE), (UNASKED | {"risk_self_harm": "yes"}, Basis.SAFEGUARDING)],
)
def test_both_sides_read_why_it_was_shared(client, world, noon, said, basis):
    item_id = sent(world, noon, **said)

    for page in pages(client, world, item_id, noon):
        assert f"Why this may be shared: {BASES[basis].title}. {BASES[basis].plain}" in page
        assert BASES[basis].articles in page
        assert "No sharing agreement" not in page


def test_what_went_without_a_sharing_agreement_says_so(client, as_seed, noon):
    with as_seed():
        unsigned = small_world()
    item_id = sent(unsigned, noon, risk_self_harm="yes")

    for page in pages(client, unsigned, item_id, noon):
        assert "No sharing agreement was in force when it went: Somebody" in page


def test_nothing_is_said_before_anything_is_shared(client, world, noon):
    item_id = begun(world, noon)
    sign_in(client, world.nadia)

    with clock.fixed(noon):
        page = client.get(f"/asked/{item_id}").content.decode()

    assert "Why this may be shared" not in page
