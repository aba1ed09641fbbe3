"""Ellie asks her school for a copy of what it alone holds: looked through, decided, given, taken once."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from schoolslink.access.roles import Role
from schoolslink.access.tests.arrange import member, person
from schoolslink.access.unit import acting
from schoolslink.kernel import clock, outbox
from schoolslink.referrals.commands.family import make_sheets
from schoolslink.referrals.models import RightAsked
from schoolslink.referrals.tests import arrange
from schoolslink.referrals.tests.arrange import acting_as, sent
from schoolslink.web.testing import DESK, PHONE
from tests.journeys.test_contact_queue import seat

__all__ = ["seat"]  # a fixture


@pytest.fixture
def world(own_database, as_seed):
    """Make the small world, in which Dana leads safeguarding at Northgate."""
    with as_seed():
        made = arrange.small_world()
        arrange.signed_paper(made)
        dana = person("Dana Price")
        member(dana, made.northgate, Role.SAFEGUARDING_LEAD)
    return SimpleNamespace(**vars(made), dana=dana)


def test_the_school_gives_a_copy_of_what_it_alone_holds(world, live_site, visit, seat, as_seed):
    # Help was thought of and nothing is sent yet: Ellie has her page, and asks for a copy.
    with acting(acting_as(world.nadia)) as nadia:
        item_id = sent(
            world, clock.now(), called="Ellie", birth_date="2009-01-10",
            young_person_agrees="not_asked",
        )  # fmt: skip
        sheets = make_sheets(actor=nadia, item_id=item_id, at=clock.now())
    code = next(sheet.code for sheet in sheets if sheet.relationship == "self")
    visitor = visit(live_site, width=PHONE)
    page = visitor.open("/family/")
    page.locator("input[name=code]").fill(code)
    page.locator("main form button").click()
    page.get_by_role("link", name="What you can ask us for").click()
    visitor.check("copy-of-the-school")
    page.get_by_role("button", name="Ask for a copy").click()
    assert page.get_by_text("Northgate High must give it to you by").is_visible()
    outbox.deliver_waiting()

    # Dana, who leads safeguarding, looks through all of it first.
    safeguards = seat("dana", width=DESK)
    dana = safeguards.open("/")
    safeguards.check("safeguarding-home")
    dana.get_by_role("link", name="Look through what a family is to have a copy of").click()
    safeguards.check("copy-look-at-school")
    dana.get_by_role("button", name="I have looked through all of it").click()

    # Nadia decides of others' words and gives it.
    school = seat("nadia", width=DESK)
    with as_seed():
        right = RightAsked.objects.get(item_id=item_id)
    nadia = school.open(f"/asked/{right.stands_id}")
    school.check("copy-at-school")
    nadia.get_by_role("button", name="Prepare the copy for the family").click()
    school.check("copy-answer-at-school")
    nadia.get_by_role("button", name="Give the family its copy").click()
    assert nadia.get_by_text("not decided yet").first.is_visible()
