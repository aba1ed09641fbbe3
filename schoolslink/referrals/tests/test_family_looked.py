"""The young person reads who has looked: roles, places and days; no name, and a carer not at all."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from schoolslink.access.models import Role
from schoolslink.access.tests.arrange import member, person
from schoolslink.access.unit import acting
from schoolslink.kernel import clock
from schoolslink.referrals.queries import open_item, queue_of, who_looked
from schoolslink.referrals.tests.arrange import acting_as, sent
from schoolslink.referrals.tests.test_who_decides import pages_of
from schoolslink.web import dates

pytestmark = pytest.mark.django_db

PAGE = "/my-request/who-has-looked"
CONTACT = "Someone who works with young people (Riverside CAMHS)"


def lines(page) -> list[tuple[str, str]]:
    text = page.content.decode()
    return re.findall(r"<strong>([^<]+)</strong></p><p class=\"sl-looks__what\">([^<]+)<", text)


@pytest.fixture
def item(world, noon, as_seed):
    with as_seed():
        member(person("Sue Field"), world.northgate, Role.SAFEGUARDING_LEAD)
    return sent(world, noon, called="Ellie", risk_self_harm="yes")


def test_roles_places_and_the_day_without_a_name(world, noon, item):
    ellie = pages_of(item, world, noon)["self"]
    for reader in (world.priya, world.sam, world.jo):
        with acting(acting_as(reader)) as actor:
            open_item(actor, item)
    page = ellie.get(PAGE)
    text = page.content.decode()

    found = lines(page)
    assert (CONTACT, "Read what was said") in found
    assert (
        "Someone who checks that help comes (Riverside area)",
        "Saw that there is a request",
    ) in found
    assert len(found) == len(set(found))  # two who looked alike are one line
    assert dates.day_with_year(clock.real_now()) in text
    assert not [name for name in ("Priya", "Sam Okoro", "Jo Marsh", "Nadia") if name in text]


def test_it_is_linked_from_the_page_and_is_in_the_log_itself(world, noon, item):
    ellie = pages_of(item, world, noon)["self"]
    with clock.fixed(noon):
        assert f'href="{PAGE}"' in ellie.get("/my-request", follow=True).content.decode()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert ellie.get(PAGE).status_code == 200

    assert len(asked) <= 20
    with acting(acting_as(world.nadia)) as nadia:
        looks = who_looked(nadia, item)[1]
    assert [look.family for look in looks if "L" in look.groups] == ["self"]


def test_a_carer_has_no_such_page_and_the_database_gives_them_nothing(world, noon, item):
    halina = pages_of(item, world, noon)["carer"]
    with acting(acting_as(world.priya)) as priya:
        open_item(priya, item)

    with clock.fixed(noon):
        assert PAGE not in halina.get("/my-request", follow=True).content.decode()
    assert halina.get(PAGE).status_code == 404


def test_a_list_is_no_reading_and_another_child_is_not_in_it(world, noon, item):
    calm = sent(world, noon, first_name="Tom")
    tom = pages_of(calm, world, noon)["self"]
    with acting(acting_as(world.sam)) as sam:
        queue_of(sam)
    before = lines(tom.get(PAGE))
    with acting(acting_as(world.sam)) as sam:
        open_item(sam, item)

    assert (CONTACT, "Saw your name or its first letters") in before
    assert (CONTACT, "Read what was said") not in lines(tom.get(PAGE))
