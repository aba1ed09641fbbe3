"""Somebody who was asked and said no is not asked again: the school sets it aside or asks for advice."""

import pytest
from django.urls import reverse

from schoolslink.referrals.tests.asking import KNOWN, as_amira, begun, the_id, the_item

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("born", "who"), [("2015", "carer_agrees"), ("2009", "young_person_agrees")]
)
def test_a_no_is_not_chased_as_if_nobody_had_asked(world, amira, born, who):
    said = KNOWN | {"carer_agrees": "not_asked", "young_person_agrees": "not_asked"}
    page = amira.get(begun(amira, said | {"birth_date-year": born, who: "says_no"}, then="send"))

    assert "They know, and said no." in page.text
    assert "It goes when" not in page.text
    assert "Ask about the agreement" not in page.text
    assert "Ask for advice without a name" in page.text
    with as_amira(world):
        assert the_item().state == "awaiting_agreement"


def test_the_last_page_says_that_they_said_no(world, amira):
    begun(amira, KNOWN | {"birth_date-year": "2009", "young_person_agrees": "says_no"})

    page = amira.get(reverse("referrals:check", args=[the_id(world)]))

    assert "They know, and said no." in page.text
    assert "It will wait with you until the agreement is there" not in page.text
