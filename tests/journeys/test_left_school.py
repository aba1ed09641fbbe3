"""A lead says that a child has left for none: why, since when; then it is the council's, and off the page."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from schoolslink.access.tests.arrange import sign_in
from schoolslink.kernel import clock
from schoolslink.referrals.tests.arrange import World, sent, signed_paper, small_world
from schoolslink.referrals.tests.conftest import council  # noqa: F401 - a fixture
from schoolslink.web.testing import PHONE


@pytest.fixture
def world(own_database, as_seed) -> World:
    with as_seed():
        made = small_world()
        signed_paper(made)
    return made


def test_what_the_school_asked_is_the_councils(world, council, live_site, visit):  # noqa: F811
    item_id = sent(world, clock.now())
    visitor = visit(live_site, width=PHONE)
    session = sign_in(Client(), world.nadia)
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": live_site}
    visitor.page.context.add_cookies([cookie])

    page = visitor.open(f"/asked/{item_id}")
    page.get_by_role("link", name="They have left our school").click()
    visitor.check("left-1-why")
    page.check('[name=why][value="home_education"]', force=True)
    day = clock.today()
    for part, typed in (("day", day.day), ("month", day.month), ("year", day.year)):
        page.fill(f"[name=left_on-{part}]", str(typed))
    page.get_by_role("button", name="They have left").click()
    assert "It is with the council now" in page.text_content("h1")
    visitor.check("left-2-done")
    page = visitor.open("/")
    assert f"/asked/{item_id}" not in page.content()
