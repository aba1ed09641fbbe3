"""What register and contact card know is not asked again, and the team reads it beside the request."""

from datetime import time

import pytest
from django.urls import reverse

from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.directory.models import School
from schoolslink.directory.tests import factories
from schoolslink.referrals.queries import open_draft
from schoolslink.referrals.tests.arrange import acting_as
from schoolslink.referrals.tests.asking import KNOWN, begun, key, the_id, through_the_gate

pytestmark = pytest.mark.django_db


@pytest.fixture
def card(as_seed, world):
    """Amira's own entry, and her school's lines in the register."""
    with as_seed():
        School.objects.filter(pk=world.hillside.pk).update(
            phone="01632 960 500", street="1 Hill Road", town="Riverton", postcode="RV1 1AA"
        )
        return factories.a_contact(
            world.hillside, "Amira Khan", side="school", position="lead", person=world.amira,
            phone="01632 960 501", days="mon tue", starts_at=time(9), ends_at=time(15),
            job_title="SENCO",
        )  # fmt: skip


def answers(world, noon) -> dict:
    with acting(acting_as(world.amira)) as amira:
        return open_draft(amira, the_id(world), on=noon.date()).answers


def test_phone_and_times_come_from_the_askers_own_card(world, amira, card, noon):
    onward = through_the_gate(amira)
    page = amira.get(onward).text
    assert (
        'value="Monday and Tuesday, 9 to 3"' in page or 'value="Monday to Tuesday, 9 to 3"' in page
    )

    amira.post(onward, KNOWN | key() | {"then": "more", "referrer_times": "After four"})

    found = answers(world, noon)
    assert found["referrer_phone"] == "01632 960 501"
    assert found["referrer_times"] == "After four"
    referrer = amira.get(reverse("referrals:part", args=[the_id(world), "referrer"])).text
    assert 'value="01632 960 501"' in referrer


def test_what_was_taken_out_stays_out(world, amira, card, noon):
    begun(amira)

    assert "referrer_times" not in answers(world, noon)


def test_without_a_card_the_schools_own_number_stands(world, amira, card, noon, as_seed):
    with as_seed():
        card.delete()
    begun(amira)

    assert answers(world, noon)["referrer_phone"] == "01632 960 500"


def test_the_team_reads_who_asked_and_where_the_school_is(
    world, amira, card, django_assert_max_num_queries
):
    begun(amira, then="send")
    item_id = the_id(world)
    sign_in(amira, world.priya)

    page = amira.get(reverse("referrals:record", args=[item_id])).text

    assert "Amira Khan, SENCO" in page
    assert "1 Hill Road, Riverton, RV1 1AA" in page
    assert "01632 960 500" in page
    assert "01632 960 501" in page
