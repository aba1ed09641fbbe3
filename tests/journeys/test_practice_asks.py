"""A practice asks for a patient on a public page, says by its link that it did, and follows it there."""

from __future__ import annotations

import pytest

from schoolslink.access import links
from schoolslink.directory.tests import factories
from schoolslink.referrals.models import PracticeAsking
from schoolslink.referrals.rules.asking_practice import PRACTICE_LINK
from schoolslink.referrals.tests.arrange import World, small_world
from schoolslink.web.testing import PHONE


@pytest.fixture
def world(own_database, as_seed) -> World:
    with as_seed():
        made = small_world()
        factories.a_sharing_agreement(made.area.area, made.northgate.school, made.riverside.service)
        factories.a_practice("River Street Surgery")
    return made


def test_a_practice_asks_and_follows_it(world, live_site, visit, as_seed):
    visitor = visit(live_site, width=PHONE)
    page = visitor.open("/ask-for-a-patient?school=100002")
    visitor.check("practice-1-find")
    page.get_by_role("button", name="Ask Riverside").click()
    visitor.check("practice-2-ask")
    page.get_by_role("button", name="Send it to").click()
    visitor.check("practice-3-missing")
    for name in ("danger_now", "cannot_wait", "harmed", "school_hears"):
        page.check(f'[name={name}][value="no"]', force=True)
    for name in ("young_person_agrees", "carer_agrees"):
        page.check(f'[name={name}][value="agrees"]', force=True)
    for name in ("home_hears", "gp_hears"):
        page.check(f'[name={name}][value="yes"]', force=True)
    page.fill("[name=gp_practice_find]", "River Street")
    page.wait_for_selector("text=1 practice is found")
    page.get_by_label("River Street Surgery").check(force=True)
    for name, typed in {
        "gp_name": "Dr Ana Reyes", "practice_mail": "river.street@nhs.net",
        "practice_phone": "01632 960 777", "concern": "Low for a year, and does not sleep.",
        "first_name": "Ellie", "surname": "Wright", "birth_date-day": "4",
        "birth_date-month": "5", "birth_date-year": "2011",
    }.items():  # fmt: skip
        page.fill(f'[name="{name}"]', typed)
    page.get_by_role("button", name="Send it to").click()
    assert "It has arrived" in page.text_content("h1")
    visitor.check("practice-4-sent")

    with as_seed():
        link = links.token(PracticeAsking.objects.get().pk, purpose=PRACTICE_LINK)
    visitor.open(f"/did-you-ask/{link}")
    visitor.check("practice-5-did-you-ask")
    page.get_by_role("button", name="Yes, we asked").click()
    assert "Where it is" in page.text_content("h1")
    assert "Priya Nair" in page.text_content("main")
    assert "Ellie" not in page.text_content("main")
    visitor.check("practice-6-where")
