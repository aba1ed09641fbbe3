"""Two teams of one area are asked for one child: each reads whom to ring, they speak, and both know it."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from schoolslink.access.tests.arrange import sign_in
from schoolslink.kernel import clock
from schoolslink.referrals.tests.arrange import sent
from schoolslink.referrals.tests.elsewhere import sent_to_team, support_team
from schoolslink.web.testing import PHONE
from tests.journeys.test_contact_queue import world

__all__ = ["world"]  # a fixture


@pytest.fixture
def seat(world, as_seed, live_site, visit):
    """Seat Priya of the service, or Kit of the support team, at a browser of a width."""
    with as_seed():
        people = {"priya": world.priya, "kit": support_team(world)}

    def at(who, **kwargs):
        session = sign_in(Client(), people[who])
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

    return at


def test_two_teams_speak_and_neither_relies_on_the_other_without_a_word(world, seat):
    now = clock.now()
    at_riverside = sent(world, now, concern="Here she hides in the library.")
    at_team = sent_to_team(world, now)

    # Kit sees in the queue that another team may have been asked, and whom to ring there.
    visitor = seat("kit")
    kit = visitor.open("/queue")
    kit.get_by_role("link", name="1 request: ask another team").click()
    visitor.check("two-teams-list")
    kit.locator("main a[href*='/at/']").first.click()
    visitor.check("two-teams-whom-to-ring")
    assert kit.get_by_text("Priya Nair").is_visible()
    assert kit.get_by_text("Here she hides").count() == 0
    kit.get_by_label("We have spoken: it is one child, and both teams go on").check(force=True)
    kit.get_by_label("Whom did you speak to").fill("Priya: she assesses, we help at school.")
    kit.get_by_role("button", name="Write it down").click()
    visitor.check("two-teams-record")
    assert kit.get_by_text("The same child is at Riverside CAMHS too").first.is_visible()

    # Priya reads on her own request that it was said, by whom, and not in which words.
    visitor = seat("priya", width=PHONE)
    priya = visitor.open(f"/queue/{at_riverside}")
    priya.get_by_role("link", name="What was agreed").click()
    visitor.check("two-teams-both-go-on")
    assert priya.get_by_text("Kit Bell").first.is_visible()
    assert priya.get_by_text("we help at school").count() == 0
    assert at_team
