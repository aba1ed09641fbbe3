"""Nadia cannot see to one request and gives it to her colleague Cam, who has it at once."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from schoolslink.access.roles import Role
from schoolslink.access.tests.arrange import member, person
from schoolslink.kernel import clock, outbox
from schoolslink.referrals.tests import arrange
from schoolslink.referrals.tests.arrange import sent
from schoolslink.web.testing import DESK
from tests.journeys.test_contact_queue import seat

__all__ = ["seat"]  # a fixture


@pytest.fixture
def world(own_database, as_seed):
    """Make the small world, in which Cam covers at Northgate."""
    with as_seed():
        made = arrange.small_world()
        arrange.signed_paper(made)
        cam = person("Cam Ross")
        member(cam, made.northgate, Role.SCHOOL_COVER)
    return SimpleNamespace(**vars(made), cam=cam)


def test_one_request_goes_to_a_colleague(world, seat):
    # One request waits for a yes; Nadia gives it to Cam, and keeps the rest.
    item_id = sent(world, clock.now(), called="Ellie", young_person_agrees="not_asked")
    school = seat("nadia", width=DESK)
    page = school.open(f"/asked/{item_id}")
    page.get_by_role("link", name="Give it to a colleague").click()
    page.get_by_label("Cam Ross").check(force=True)
    school.check("give-to-a-colleague")
    page.get_by_role("button", name="Give it to them").click()
    assert page.get_by_text("Cam Ross must").first.is_visible()
    outbox.deliver_waiting()

    # It stands on Cam's first page at once.
    cover = seat("cam", width=DESK)
    cam = cover.open("/")
    assert "EW" in cam.locator("main").inner_text()
    cover.check("given-by-a-colleague")
