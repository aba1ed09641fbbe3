"""A page that somebody else left open is not sent in one's own name, and its words are not lost."""

import pytest
from django.urls import reverse

from schoolslink.access.unit import acting
from schoolslink.kernel import once
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.models import Item
from schoolslink.referrals.tests.arrange import QUESTION, acting_as
from schoolslink.referrals.tests.asking import KNOWN, through_the_gate

pytestmark = pytest.mark.django_db

SENTENCE = "This form was sent by somebody else."


def of_another(what: str) -> dict[str, str]:
    """Return the key of a form that a colleague sent."""
    form_key = new_id()
    once.saved_before(form_key, by=new_id(), what=what)
    return {"form_key": str(form_key)}


def items_of(person) -> int:
    with acting(acting_as(person)):
        return Item.objects.count()


def test_a_question(amira, world):
    page = amira.post(reverse("referrals:ask"), QUESTION | of_another("advice"))

    assert (page.status_code, SENTENCE in page.text) == (200, True)
    assert QUESTION["seen"] in page.text
    assert items_of(world.amira) == 0


@pytest.mark.parametrize("then", ["send", "more"])
def test_a_request(amira, world, then):
    page = amira.post(through_the_gate(amira), KNOWN | of_another("request") | {"then": then})

    assert (page.status_code, SENTENCE in page.text) == (200, True)
    assert KNOWN["concern"] in page.text
    assert items_of(world.amira) == 0


def test_what_came_by_phone(priya, world):
    said = {"school": str(world.hillside.pk), "question": "Why does he hide?", "answer": "Wait."}

    page = priya.post(reverse("referrals:phone"), said | of_another("phone"))

    assert (page.status_code, SENTENCE in page.text) == (200, True)
    assert said["question"] in page.text
    assert items_of(world.priya) == 0
