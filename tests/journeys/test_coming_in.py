"""Somebody is invited, comes in with a phone, looks after people, and goes; a family enters its code."""

from __future__ import annotations

import time

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.conf import settings
from django.test import Client

from schoolslink.access import family
from schoolslink.access.models import FamilyCode, Membership, Person, Persona, Role
from schoolslink.access.tests import arrange
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.web.testing import DESK, PHONE

PASSWORD = "three quiet amber kites"
CODE = "7K3M9QX420HBZT6W"


@pytest.fixture
def world(own_database, as_seed):
    """Hillside with its lead and its cover, a second school, personas, and one family's code."""
    with as_seed():
        hillside = arrange.organisation(name="Hillside Primary School")
        amira = arrange.person("Amira Khan", "amira.khan@hillside.example.invalid")
        arrange.member(amira, hillside, Role.SCHOOL_LEAD)
        arrange.member(amira, arrange.organisation(name="Northgate High"), Role.SCHOOL_COVER)
        tom = arrange.person("Tom Reed", "tom.reed@hillside.example.invalid")
        arrange.member(tom, hillside, Role.SCHOOL_COVER)
        Persona.objects.create(person=amira, name="Amira Khan", about="Lead of Hillside Primary")
        Persona.objects.create(person=tom, name="Tom Reed", about="Covers for Amira", position=1)
        FamilyCode.objects.create(
            child_id=new_id(),
            item_id=new_id(),
            relationship="self",
            code_hash=family.hashes(CODE)[0],
            made_at=clock.now(),
        )
    return hillside, amira, tom


@pytest.fixture
def amira(world, live_site, visit):
    """Seat Amira at a browser, signed in."""

    def seat(**kwargs):
        session = arrange.sign_in(Client(), world[1])
        visitor = visit(live_site, **kwargs)
        cookie = {
            "name": settings.SESSION_COOKIE_NAME,
            "value": session.session_key,
            "url": live_site,
        }
        visitor.page.context.add_cookies([cookie])
        return visitor

    return seat


def code_from(key: str) -> str:
    """Return what a phone shows that was given this key."""
    import base64

    secret = base64.b32decode(key.replace(" ", ""))
    return TOTP(secret, 6, SHA1(), 30).generate(int(time.time())).decode()  # noqa: S303


def button(visitor, name: str) -> None:
    visitor.page.get_by_role("button", name=name).first.click()


def says(visitor, sentence: str) -> None:
    """Wait until the page says something."""
    visitor.page.get_by_text(sentence).first.wait_for()


@pytest.mark.parametrize(("width", "scripts"), [(DESK, True), (PHONE, False)], ids=str)
def test_colleague_is_invited_and_comes_in_with_a_phone(
    amira, world, live_site, visit, width, scripts
):
    hillside = world[0]
    lead = amira(width=width, scripts=scripts)
    lead.open(f"/people/{hillside.pk}/invite")
    button(lead, "Invite")
    lead.check("invite-errors") if scripts else lead.picture("invite-errors")
    lead.page.fill("[name=name]", "Joan Shaw")
    lead.page.fill("[name=email]", "joan.shaw@hillside.example.invalid")
    lead.page.select_option("[name=role]", "school_head")
    button(lead, "Invite")
    if scripts:
        lead.check("people")
    link = lead.page.locator("details .sl-address").first.text_content() or ""

    joan = visit(live_site, width=width, scripts=scripts)
    joan.open("/link/" + link.rpartition("/link/")[2])
    if scripts:
        joan.check("invitation")
    joan.page.fill("[name=password]", PASSWORD)
    button(joan, "Accept")
    says(joan, "You are in. Sign in to begin.")
    joan.page.fill("[name=email]", "joan.shaw@hillside.example.invalid")
    joan.page.fill("[name=password]", PASSWORD)
    button(joan, "Continue")
    if scripts:
        joan.check("set-up")
    key = joan.page.locator(".sl-key").text_content() or ""
    joan.page.fill("[name=code]", code_from(key))
    button(joan, "Continue")
    if scripts:
        joan.check("paper-codes")
    paper = joan.page.locator(".sl-key").first.text_content() or ""
    joan.open("/account")
    if scripts:
        joan.check("account-of-joan")
    says(joan, "Hillside Primary School")

    button(joan, "Sign out")
    says(joan, "You have signed out.")
    joan.page.fill("[name=email]", "joan.shaw@hillside.example.invalid")
    joan.page.fill("[name=password]", PASSWORD)
    button(joan, "Continue")
    if scripts:
        joan.check("code")
    joan.page.fill("[name=code]", paper.lower())
    button(joan, "Continue")
    joan.open("/account")
    says(joan, "9 paper codes are left.")


def test_every_page_of_coming_in_can_be_read_by_everybody(amira, world, live_site, visit):
    visitor = visit(live_site, width=PHONE)
    for path, picture in (
        ("/sign-in", "sign-in"),
        ("/sign-in?note=provider", "sign-in-note"),
        ("/sign-in/forgotten", "forgotten"),
        ("/sign-out", "sign-out"),
        ("/link/unknown", "link-ended"),
        ("/family/", "family-enter"),
    ):
        visitor.open(path)
        visitor.check(picture)
    visitor.open("/sign-in")
    visitor.page.fill("[name=email]", "nobody@example.invalid")
    visitor.page.fill("[name=password]", "wrong")
    button(visitor, "Continue")
    visitor.check("sign-in-wrong")
    lead = amira(width=PHONE)
    membership = Membership.objects.get(person=world[2])
    for path, picture in (
        ("/account", "account"),
        ("/account/password", "password"),
        (f"/people/{world[0].pk}", "people-before"),
        (f"/people/{world[0].pk}/{membership.pk}/end", "end"),
    ):
        lead.open(path)
        lead.check(picture)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_cover_ends_and_sees_nothing_at_the_next_page(amira, world, live_site, visit, scripts):
    hillside, _, tom = world
    toms = visit(live_site, scripts=scripts)
    toms.open("/sign-in")
    button(toms, "Tom Reed")
    toms.open("/account")
    says(toms, "Hillside")

    lead = amira(scripts=scripts)
    lead.open(f"/people/{hillside.pk}")
    lead.page.locator("a", has_text="End this role").filter(has_text="Tom Reed").click()
    button(lead, "End this role")
    lead.page.wait_for_url(f"**/people/{hillside.pk}")
    assert "Tom Reed" not in lead.page.locator("main").text_content()
    toms.open("/account")
    says(toms, "You have no role here at present.")
    assert Person.objects.get(pk=tom.pk).is_active


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_family_enters_its_code_and_wrong_ones_are_told_kindly(world, live_site, visit, scripts):
    ellie = visit(live_site, width=PHONE, scripts=scripts)
    ellie.open("/family/")
    ellie.page.fill("[name=code]", "7k3m 9qx4")
    button(ellie, "Open my page")
    says(ellie, "A code has 16 letters and numbers.")
    ellie.page.fill("[name=code]", "7k3m 9qx4 2ohb zt6v")
    button(ellie, "Open my page")
    says(ellie, "does not open a page")
    if scripts:
        ellie.check("family-wrong")
    ellie.page.fill("[name=code]", "7k3m 9qx4 2ohb zt6w")
    button(ellie, "Open my page")
    ellie.page.wait_for_url(f"**{settings.FAMILY_HOME}")
