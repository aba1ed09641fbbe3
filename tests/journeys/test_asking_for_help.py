"""A lead asks for help for a child, at a desk, on a phone, and with scripts switched off."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from schoolslink.access.tests.arrange import sign_in
from schoolslink.directory.tests import factories
from schoolslink.referrals.tests.arrange import World, small_world
from schoolslink.web.testing import PHONE


@pytest.fixture
def world(own_database, as_seed) -> World:
    with as_seed():
        made = small_world()
        factories.a_sharing_agreement(made.area.area, made.hillside.school, made.riverside.service)
        factories.criteria(
            made.riverside.service,
            ages={"from": 5, "until": 18},
            own_words="Children and young people from 5 to 18 who feel low, worried or afraid.",
        )
    return made


@pytest.fixture
def amira(world, live_site, visit):
    """Seat Amira at a browser of a width, signed in."""

    def seat(**kwargs):
        session = sign_in(Client(), world.amira)
        visitor = visit(live_site, **kwargs)
        visitor.page.context.add_cookies(
            [
                {
                    "name": settings.SESSION_COOKIE_NAME,
                    "value": session.session_key,
                    "url": live_site,
                }
            ]
        )
        return visitor

    return seat


def answer_the_gate(visitor, yes: str = "") -> None:
    page = visitor.page
    for name in ("danger_now", "cannot_wait", "harmed"):
        page.check(f'input[name="{name}"][value="{"yes" if name == yes else "no"}"]', force=True)
    page.get_by_role("button", name="Go on").click()


def say_what_she_knows(visitor, agrees: str = "agrees") -> None:
    page = visitor.page
    page.fill("[name=first_name]", "Ellie")
    page.fill("[name=surname]", "Ward")
    page.fill("[name=birth_date-day]", "12")
    page.fill("[name=birth_date-month]", "May")
    page.fill("[name=birth_date-year]", "2015")
    page.fill("[name=concern]", "Cries every morning, and has not eaten lunch since half term.")
    page.check('[name=worry][value="3"]', force=True)
    for name in ("young_person_agrees", "carer_agrees"):
        page.check(f'[name={name}][value="{agrees}"]', force=True)
    if agrees == "agrees":
        page.check('[name=carer_pr][value="yes"]', force=True)
    page.check('[name=school_hears][value="yes"]', force=True)


def test_from_the_gate_to_the_confirmation(amira):
    visitor = amira(width=PHONE)
    page = visitor.open("/help/new")
    visitor.check("help-1-gate")
    answer_the_gate(visitor)
    visitor.check("help-2-know")
    say_what_she_knows(visitor)
    page.click("text=Add more first")
    visitor.check("help-3-read-first")
    page.click("text=I have read this. Save it")
    visitor.check("help-3-tasks")
    page.click("text=What could make it worse or unsafe?")
    page.check('[name=risk_self_harm][value="yes"]', force=True)
    page.fill("[name=risk_self_harm_said]", "Scratches on her arm, seen on Monday.")
    visitor.check("help-4-risk")
    page.click("text=Save and go on")
    visitor.check("help-4-risk-first")
    assert page.locator("main").get_by_role("link", name="111").is_visible()
    page.click("text=That is done. Go on")
    page.click("text=Who knows and who agrees")
    visitor.check("help-5-agreement")
    page.click("text=Save, then check and send")
    visitor.check("help-6-check")
    page.click("button:has-text('Send to Riverside CAMHS')")
    visitor.check("help-7-sent")
    assert "You asked on" in page.content()
    assert "Priya Nair" in page.content()
    page.click("text=Make the sheets for the family")
    visitor.check("help-8-sheets")
    assert "Ellie" in page.content()
    assert f"{visitor.address}/family/" in page.content()


def test_without_scripts_and_with_agreement_not_asked_yet(amira):
    visitor = amira(width=PHONE, scripts=False)
    page = visitor.open("/help/new")
    answer_the_gate(visitor)
    say_what_she_knows(visitor, agrees="not_asked")
    page.click("text=Send now")
    page.click("text=I have read this. Save it")

    assert "Kept with you until the agreement is there" in page.content()
    visitor.picture("help-kept")


def test_a_yes_at_the_gate_shows_the_number_first(amira):
    visitor = amira(width=PHONE)
    page = visitor.open("/help/new")
    answer_the_gate(visitor, yes="danger_now")

    assert page.locator("main").get_by_role("link", name="999").is_visible()
    visitor.check("help-gate-yes")
    page.click("text=That is done. Go on")
    assert page.url.split("?")[0].endswith("/help/new/know")
