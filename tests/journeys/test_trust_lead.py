"""A coordinator invites whoever leads a trust; they come in with a phone and see their schools, no child."""

from __future__ import annotations

import base64
import time
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.conf import settings
from django.test import Client

from schoolslink.access.models import Membership, Role
from schoolslink.access.tests.arrange import sign_in
from schoolslink.directory.tests import factories as make
from schoolslink.insight.models import SchoolCount
from schoolslink.kernel import calendar, clock
from schoolslink.web.testing import DESK, PHONE

PASSWORD = "three quiet amber kites"
ADDRESS = "pat.vale@river-trust.example.invalid"


@pytest.fixture
def jo(own_database, as_seed):
    """Arrange an area with a trust of two schools; return its coordinator."""
    began = calendar.term_at(clock.today()).first_on
    last_month = (clock.today().replace(day=1) - timedelta(days=1)).replace(day=1)
    with as_seed():
        area = make.an_area()
        trust = make.a_group("River Learning Trust")
        service = make.a_service(area, pool_manager=make.a_person("Lena Fox"))
        priya = make.a_contact(service, confirmed_on=clock.today())
        hillside = make.a_school(area=area, trust_code=trust.code)
        make.a_school("Northgate High", area=area, trust_code=trust.code)
        amira = make.a_contact(hillside, "Amira Khan", confirmed_on=began)
        make.a_cover(amira, trust.organisation)
        make.a_link(hillside, service, nhs_contact=priya)
        make.a_sharing_agreement(area, hillside, service)
        for measure, count in (("requests", 21), ("answered", 20), ("answered_in_time", 20)):
            SchoolCount.objects.create(
                school_id=hillside.pk, month=last_month, measure=measure, count=count
            )
        jo = make.a_person("Jo Marsh")
        make.a_member(jo, area, Role.AREA_COORDINATOR)
    return jo


def code_from(key: str) -> str:
    """Return what a phone shows that was given this key."""
    secret = base64.b32decode(key.replace(" ", ""))
    return TOTP(secret, 6, SHA1(), 30).generate(int(time.time())).decode()  # noqa: S303


@pytest.mark.parametrize(("width", "scripts"), [(DESK, True), (PHONE, False)], ids=str)
def test_trust_lead_is_invited_and_sees_the_schools(jo, live_site, visit, width, scripts):
    coordinator = visit(live_site, width=width, scripts=scripts)
    cookie = sign_in(Client(), jo).session_key
    coordinator.page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_site}]
    )
    page = coordinator.open("/")
    page.get_by_role("link", name="People", exact=True).first.click()
    page.get_by_role("link", name="River Learning Trust").click()
    page.get_by_role("button", name="Invite somebody").click()
    page.fill("[name=name]", "Pat Vale")
    page.fill("[name=email]", ADDRESS)
    page.select_option("[name=role]", label="Trust lead")
    page.get_by_role("button", name="Invite").click()
    link = page.locator("details .sl-address").first.text_content() or ""

    visitor = visit(live_site, width=width, scripts=scripts)
    page = visitor.open("/link/" + link.rpartition("/link/")[2])
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Accept").click()
    page.get_by_text("You are in. Sign in to begin.").wait_for()
    page.fill("[name=email]", ADDRESS)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.fill("[name=code]", code_from(page.locator(".sl-key").text_content() or ""))
    page.get_by_role("button", name="Continue").click()

    page = visitor.open("/")
    page.get_by_role("heading", name="My schools").wait_for()
    for said in ("Priya Nair", "Lead: Amira Khan", "Sharing: in force", "No service yet"):
        assert page.get_by_text(said).first.is_visible(), said
    asked = page.get_by_role("row").filter(has_text="All schools together")
    assert "20" in (asked.text_content() or "")
    assert "100 %" in (asked.text_content() or "")
    if scripts:
        visitor.check("trust-1-my-schools")
    else:
        visitor.picture("trust-1-my-schools-without-scripts")
    page.get_by_role("link", name="Hillside Primary").click()
    assert page.get_by_role("heading", name="Who answers this school").is_visible()
    assert page.get_by_role("button", name="This is all still right").count() == 0
    if scripts:
        visitor.check("trust-2-school")
    page.get_by_role("link", name="Schools", exact=True).click()
    page.get_by_role("heading", name="My schools").wait_for()
    assert Membership.objects.filter(role=Role.TRUST_LEAD, person__email=ADDRESS).count() == 1
