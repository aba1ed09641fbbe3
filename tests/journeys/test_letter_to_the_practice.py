"""The family's doctor is told: chosen from the list, written to where agreed, and only then."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from schoolslink.access.actor import Actor
from schoolslink.access.family import open_page
from schoolslink.access.tests.arrange import enter_family, sign_in
from schoolslink.access.unit import acting
from schoolslink.directory.tests import factories
from schoolslink.kernel import clock
from schoolslink.referrals.commands.decide import Answering, decide
from schoolslink.referrals.commands.family import choose, make_sheets
from schoolslink.referrals.models import Carer, Item
from schoolslink.referrals.queries import open_item
from schoolslink.referrals.rules import Move, Side
from schoolslink.referrals.rules.reasons import Reason
from schoolslink.referrals.tests.arrange import (
    World,
    acting_as,
    begun,
    sent,
    signed_paper,
    small_world,
)
from schoolslink.web.testing import DESK, PHONE

AGREED = ["school", "carer", "gp"]


@pytest.fixture
def world(own_database, as_seed) -> World:
    with as_seed():
        made = small_world()
        signed_paper(made)
        factories.a_practice("River Street Surgery")
        factories.a_practice(
            "Mill Lane Surgery", address="3 Mill Lane\nOldtown", postcode="ZE2 9AA"
        )
    return made


@pytest.fixture
def seat(live_site, visit):
    """Seat somebody whose browser client is given at a browser of a width."""

    def at(client: Client, **kwargs):
        visitor = visit(live_site, **kwargs)
        for name, kept in client.cookies.items():
            visitor.page.context.add_cookies(
                [{"name": name, "value": kept.value, "url": live_site}]
            )
        return visitor

    return at


def signed_in(who) -> Client:
    client = Client()
    session = sign_in(client, who)
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client


def decided(world, item_id) -> None:
    with acting(acting_as(world.priya)) as priya:
        decide(
            actor=priya, item_id=item_id, version=2, at=clock.now(),
            answer=Answering(
                move=Move.NOT_ACCEPT, reason=Reason.UNDERSTANDABLE.value, who_tells=Side.SERVICE,
                next_step="Talk Time offers eight talks in town; they expect her call.",
            ),
        )  # fmt: skip


def answered_with(world, name: str, **more):
    practice = factories.GpPractice.objects.get(name=name)
    chosen = [str(practice.pk), f"{name}, {practice.postcode}"]
    item_id = sent(world, clock.now(), gp_practice=chosen, tell=AGREED, **more)
    decided(world, item_id)
    return item_id


def test_the_school_finds_the_practice_as_it_types(world, seat):
    item_id = begun(world, clock.now())
    nadia = seat(signed_in(world.nadia), width=PHONE)
    page = nadia.open(f"/help/{item_id}/part/gp")
    nadia.check("practice-1-asked")

    page.get_by_label("Find their GP practice").press_sequentially("river st")
    page.get_by_label("River Street Surgery").wait_for(state="attached")
    nadia.check("practice-2-found")
    page.get_by_label("River Street Surgery").check(force=True)
    page.get_by_role("button", name="Save and go on").click()

    page = nadia.open(f"/help/{item_id}/check")
    assert page.get_by_text("River Street Surgery, 12 River Street").is_visible()


def test_without_scripts_it_is_found_by_a_button_and_another_may_be_typed(world, seat):
    item_id = begun(world, clock.now())
    nadia = seat(signed_in(world.nadia), width=PHONE, scripts=False)
    page = nadia.open(f"/help/{item_id}/part/gp")
    page.get_by_label("Find their GP practice").fill("ZE2")
    page.get_by_role("button", name="Find").click()
    assert page.get_by_text("1 practice is found.").is_visible()
    nadia.picture("practice-found-without-scripts")

    page.get_by_label("It is not in this list").check(force=True)
    page.get_by_label("Name and town of the practice").fill("Dr Vale in Oldtown")
    page.get_by_role("button", name="Save and go on").click()

    assert nadia.open(f"/help/{item_id}/check").get_by_text("Dr Vale in Oldtown").is_visible()


def test_the_letter_is_read_printed_posted_and_the_family_can_see_it(world, seat):
    item_id = answered_with(world, "River Street Surgery", gp_name="Dr Vale", called="Ellie")
    with acting(acting_as(world.nadia)) as nadia:
        made = {
            s.relationship: s for s in make_sheets(actor=nadia, item_id=item_id, at=clock.now())
        }
    priya = seat(signed_in(world.priya), width=PHONE)
    page = priya.open("/queue")
    page.get_by_role("link", name="1 letter to a GP practice waits").click()
    priya.check("letter-1-owed")
    page.get_by_role("link", name="EW").click()
    priya.check("letter-2-read")
    with page.expect_download() as printed:
        page.get_by_role("button", name="Open the letter as PDF").click()
    assert printed.value.suggested_filename.endswith("-letter.pdf")

    page.get_by_role("button", name="It is posted").click()

    page.get_by_text("By post").wait_for()
    priya.check("letter-3-told")
    family = Client()
    enter_family(family, open_page(made["self"].code, machine="192.0.2.7"))
    ellie = seat(family, width=PHONE)
    page = ellie.open("/my-request")
    assert "Your doctor was told on" in page.content()
    ellie.check("letter-4-ellie")


def test_agreement_taken_back_leaves_nothing_to_send(world, seat):
    sixteen = clock.today() - timedelta(days=16 * 366)  # she decides, whenever this runs
    item_id = answered_with(world, "River Street Surgery", birth_date=sixteen.isoformat())
    with acting(acting_as(world.nadia)) as nadia:
        assert open_item(nadia, item_id).item.pk == item_id
        make_sheets(actor=nadia, item_id=item_id, at=clock.now())
        her_page = Carer.objects.get(item_id=item_id, relationship="self")
        child_id = Item.objects.get(pk=item_id).child_id
    ellie = Actor(
        kind="family", subject_id=her_page.family_code_id, child_id=child_id, item_id=item_id,
        relationship="self",
    )  # fmt: skip
    priya = seat(signed_in(world.priya), width=PHONE)
    page = priya.open(f"/queue/{item_id}")
    letter = page.get_by_role("link", name="Letter to the practice").get_attribute("href")

    with acting(ellie) as actor:
        choose(actor=actor, whom="gp", may_be_told=False, at=clock.now())

    page = priya.open(letter)
    assert "has not agreed that their doctor is told" in page.content()
    assert page.get_by_role("button", name="PDF").count() == 0
    priya.check("letter-stopped")


def test_a_practice_that_nobody_knew_is_chosen_when_the_family_says_it(world, seat):
    item_id = sent(world, clock.now(), gp_practice="__ask_family__", tell=AGREED)
    decided(world, item_id)
    priya = seat(signed_in(world.priya), width=DESK)
    page = priya.open("/queue/letters")
    page.get_by_role("link", name="EW").click()
    priya.check("letter-to-nobody-yet")
    page.get_by_role("button", name="Choose the practice").click()
    page.get_by_label("Find their GP practice").press_sequentially("oldtown")
    page.get_by_label("Mill Lane Surgery").check(force=True)
    priya.check("letter-practice-chosen")
    page.get_by_role("button", name="Keep this practice").click()

    assert page.get_by_text("3 Mill Lane").is_visible()
