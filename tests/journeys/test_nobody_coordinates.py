"""Jo, who alone coordinates Riverside, leaves; Ade of the national team reads it and invites somebody."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.conf import settings
from django.test import Client

from schoolslink.access import commands as access
from schoolslink.access.models import Membership, Role
from schoolslink.access.tests.arrange import member, organisation, person, sign_in
from schoolslink.access.unit import acting
from schoolslink.kernel import clock, outbox
from schoolslink.referrals.tests.arrange import acting_as, small_world
from schoolslink.web.testing import PHONE


@pytest.fixture
def world(own_database, as_seed):
    with as_seed():
        made = small_world()
        ade = person("Ade Bello")
        member(ade, organisation("programme", "The programme"), Role.NATIONAL_TEAM)
        held = Membership.objects.get(person=made.jo)
    return SimpleNamespace(ade=ade, jo=made.jo, coordinates=held.pk)


@pytest.fixture
def seat(world, live_site, visit):
    def at(**kwargs):
        visitor = visit(live_site, **kwargs)
        cookie = {
            "name": settings.SESSION_COOKIE_NAME,
            "value": sign_in(Client(), world.ade).session_key,
        }
        visitor.page.context.add_cookies([cookie | {"url": live_site}])
        return visitor

    return at


def test_an_area_is_left_by_its_last_coordinator_and_given_another(world, seat):
    ade = seat()
    page = ade.open("/england")
    assert page.get_by_text("Nobody coordinates").count() == 0

    with acting(acting_as(world.jo)) as jo:
        access.end_membership(actor=jo, membership_id=world.coordinates, at=clock.now())
    outbox.deliver_waiting()

    page = ade.open("/messages")
    assert page.get_by_text("Nobody coordinates an area").first.is_visible()
    ade.picture("nobody-coordinates-messages")
    for visitor in (ade, seat(width=PHONE), seat(scripts=False)):
        page = visitor.open("/england")
        assert page.get_by_text("Nobody coordinates this area").is_visible()
        visitor.picture("nobody-coordinates")
        if visitor.scripts:
            assert visitor.axe() == []
    page = ade.open("/england")
    page.get_by_role("link", name="invite a coordinator").click()
    page.get_by_role("button", name="Invite somebody").click()
    page.locator("input[name=name]").fill("Sam Hill")
    page.locator("input[name=email]").fill("sam.hill@riverside.example")
    page.locator("select[name=role]").select_option("area_coordinator")
    ade.picture("nobody-coordinates-invite")
    page.locator("main form button").first.click()
    assert page.get_by_role("heading", name="Sam Hill").is_visible()
