"""What tests of asking for help do with a browser."""

import re
from uuid import UUID

from django.urls import reverse

from schoolslink.access.unit import acting
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.models import Item
from schoolslink.referrals.tests.arrange import acting_as

NO_TO_ALL = {"danger_now": "no", "cannot_wait": "no", "harmed": "no"}
KNOWN = {
    "first_name": "Ellie",
    "surname": "Ward",
    "birth_date-day": "12",
    "birth_date-month": "5",
    "birth_date-year": "2015",
    "school_year": "Year 5",
    "concern": "Cries every morning and does not eat.",
    "worry": "2",
    "young_person_agrees": "agrees",
    "carer_agrees": "agrees",
    "carer_pr": "yes",
    "school_hears": "yes",
    "tell": ["young_person", "carer"],
}


def key() -> dict[str, str]:
    return {"form_key": str(new_id())}


def through_the_gate(client, answers=NO_TO_ALL, query: str = "") -> str:
    """Answer the gate; return the address of the next page."""
    response = client.post(reverse("referrals:gate") + query, answers | key())
    if response.status_code == 302:
        return response.url
    return re.search(r'href="([^"]+gate=[^"]+)"', response.text)[1].replace("&amp;", "&")


def begun(client, answers=KNOWN, then: str = "more") -> str:
    """Fill in the first page; return the address it leads to."""
    response = client.post(through_the_gate(client), answers | key() | {"then": then})
    assert response.status_code == 302, re.findall(r"error-summary.*?</ul>", response.text, re.S)
    return response.url


def the_item() -> Item:
    return Item.objects.get(kind="referral")


def as_amira(world):
    return acting(acting_as(world.amira))


def the_id(world) -> UUID:
    with as_amira(world):
        return the_item().pk
