"""A coordinator opens what is past its day and what did not arrive, and does the next thing.

Both pages are looked at: accessible, in their width, with nothing from elsewhere.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from schoolslink.access.tests.arrange import sign_in
from schoolslink.directory.models import HealthcareService, School
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.notices.models import Notice
from schoolslink.referrals import messages
from schoolslink.referrals.tests.arrange import World, asked, small_world
from schoolslink.web.testing import PHONE


@pytest.fixture
def world(own_database, as_seed) -> World:
    now = clock.now()
    with as_seed():
        made = small_world()
        HealthcareService.objects.filter(pk=made.riverside.pk).update(phone="01632 960 000")
        School.objects.filter(pk=made.northgate.pk).update(phone="01632 960 222")
        for who, error in ((made.amira, "refused_550"), (made.nadia, "no_address")):
            Notice.objects.create(
                kind=messages.ANSWERED.name, recipient_person=who, channel="email",
                state="failed", is_weekly=False, code_word="amber kite", link_path="/",
                language="en", area_id=made.area.pk, created_at=now, due_at=now, attempts=3,
                last_error=error,
            )  # fmt: skip
    item_id = asked(made, now - timedelta(days=21), new_id())
    with as_seed(), connection.cursor() as cursor:
        for invariant in ("past_its_day_and_nobody_asked", "holder_without_role"):
            cursor.execute(
                "insert into referrals_fault (invariant, about_id, item_id, school_id, service_id,"
                " area_id, first_seen_at, last_seen_at) select %s, id, id, school_id, service_id,"
                " area_id, %s, %s from referrals_item where id = %s",
                [invariant, now, now, item_id],
            )
    return made


def test_coordinator_rings_about_the_silent_and_sends_the_stuck_again(world, live_site, visit):
    visitor = visit(live_site, width=PHONE)
    session = sign_in(Client(), world.jo)
    visitor.page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": live_site}]
    )
    page = visitor.open("/")
    visitor.check("coordinator-1-home")
    page.get_by_role("link", name="Past their day").click()
    visitor.check("coordinator-2-silent")
    ring = page.get_by_role("button", name="Ring Dr Lena Fox 01632 960 000")
    assert ring.get_attribute("href") == "tel:01632960000"

    page.get_by_role("link", name="Riverside area").click()
    page.get_by_role("link", name="2 records that are not right").click()
    visitor.check("coordinator-5-not-right")
    assert page.get_by_text("Whoever holds this has no role there any more").is_visible()
    assert page.get_by_role("button", name="Ring Dr Lena Fox").count() == 2

    page.get_by_role("link", name="Riverside area").click()
    page.get_by_role("link", name="Messages stuck").click()
    visitor.check("coordinator-3-stuck")
    assert page.get_by_text("There is no mail address").is_visible()
    assert page.get_by_role("button", name="Ring Nadia Stone 01632 960 222").is_visible()
    page.get_by_role("button", name="Send again").click()
    assert page.get_by_text("never take it").count() == 0
    assert page.get_by_text("There is no mail address").is_visible()
    visitor.check("coordinator-4-sent-again")
