"""A risk that is marked shows whom to ring and tell, whichever it is and whenever it was marked."""

import pytest
from django.urls import reverse

from schoolslink.access.models import Role
from schoolslink.access.tests.arrange import member, person
from schoolslink.directory.models import AreaMembership, HelpLine
from schoolslink.kernel import clock
from schoolslink.referrals.tests.arrange import LONG_AGO, World
from schoolslink.referrals.tests.asking import KNOWN, begun, key, the_id

pytestmark = pytest.mark.django_db

SHOWN = (
    'href="tel:999"',
    'href="tel:111"',
    'href="tel:01632960111"',
    "Tell Ms Safe in person today",
)


@pytest.fixture
def ready(world, as_seed, noon) -> World:
    """Hillside with a safeguarding lead, in an area with a line of its own."""
    with as_seed():
        member(person("Ms Safe"), world.hillside, Role.SAFEGUARDING_LEAD)
        AreaMembership.objects.create(
            school_id=world.hillside.pk, area_id=world.area.pk, from_on=LONG_AGO
        )
        HelpLine.objects.create(
            area_id=world.area.pk, name="Riverside crisis line", phone="01632 960 111",
            hours="Day and night", checked_on=clock.local_day(noon), owner="The council",
        )  # fmt: skip
    return world


@pytest.mark.parametrize("risk", ["risk_to_others", "risk_substances", "risk_self_harm"])
@pytest.mark.parametrize("then", ["more", "send"])
def test_everybody_to_ring_is_on_the_page_after(ready, amira, risk, then):
    begun(amira, KNOWN, then=then)
    item_id = the_id(ready)
    page = "part" if then == "more" else "add"

    came = amira.post(
        reverse(f"referrals:{page}", args=[item_id, "risk"]),
        {risk: "yes", "for_empty": "later"} | key() | {"version": "1"},
    )

    assert came.url == reverse("referrals:first", args=[item_id])
    first = amira.get(came.url).text
    assert [words for words in SHOWN if words not in first] == []
    if then == "more":
        check = amira.get(reverse("referrals:check", args=[item_id])).text
        assert [words for words in SHOWN if words not in check] == []
