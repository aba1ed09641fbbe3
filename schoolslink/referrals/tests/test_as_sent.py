"""A school reads what it sent, section by section, and nothing that others wrote; each look is noted."""

import pytest
from django.test import Client

from schoolslink.access.models import Role
from schoolslink.access.tests.arrange import member, person, sign_in
from schoolslink.access.unit import acting
from schoolslink.kernel import clock
from schoolslink.referrals.queries import who_looked
from schoolslink.referrals.tests.arrange import KNOWN, acting_as, sent

pytestmark = pytest.mark.django_db


def get(who, item_id, at):
    browser = Client()
    sign_in(browser, who)
    with clock.fixed(at):
        return browser.get(f"/asked/{item_id}/as-sent")


def test_what_was_sent_is_read_by_section_and_the_look_is_noted(world, noon, as_seed):
    item_id = sent(world, noon)
    with as_seed():
        head = person("Ms Head")
        member(head, world.northgate, Role.SCHOOL_HEAD)

    page = get(head, item_id, noon)

    assert page.status_code == 200
    for said in (KNOWN["concern"], KNOWN["first_name"], KNOWN["carer_name"]):
        assert said in page.text
    with acting(acting_as(world.nadia)) as nadia:
        _item, looked = who_looked(nadia, item_id)
    assert {"I", "N", "K"} <= set(next(one.groups for one in looked if one.who == "Ms Head"))


def test_a_colleague_whose_it_is_not_finds_nothing(world, noon, as_seed):
    item_id = sent(world, noon)
    with as_seed():
        teacher, safe = person("A Teacher"), person("Safe Lead")
        member(teacher, world.northgate, Role.SCHOOL_REFERRER)
        member(safe, world.northgate, Role.SAFEGUARDING_LEAD)

    for who in (teacher, safe, world.amira, world.stranger):
        assert get(who, item_id, noon).status_code == 404
