"""A lead asks, her contact answers, the family reads its own truth: at a desk, on a phone, unscripted."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from schoolslink.access.jobs import as_system
from schoolslink.access.models import Role
from schoolslink.access.tests.arrange import member, organisation, person, sign_in
from schoolslink.access.unit import acting
from schoolslink.directory.rules.strata import STRATA
from schoolslink.insight.models import Coverage, Stratum
from schoolslink.insight.projections import take_coverage
from schoolslink.kernel import clock
from schoolslink.kernel.calendar import term_at
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands.advice import say
from schoolslink.referrals.commands.decide import Answering, acknowledge, decide, step
from schoolslink.referrals.commands.family import make_sheets
from schoolslink.referrals.rules import Move
from schoolslink.referrals.tests.arrange import (
    World,
    acting_as,
    asked,
    sent,
    signed_paper,
    small_world,
)
from schoolslink.web.testing import DESK, PHONE

AREAS_OF_ENGLAND = 42


@pytest.fixture
def world(own_database, as_seed) -> World:
    with as_seed():
        world = small_world()
        signed_paper(world)
        return world


@pytest.fixture
def seat(live_site, visit):
    """Seat somebody at a browser, signed in."""

    def sit(who=None, **kwargs):
        visitor = visit(live_site, **kwargs)
        if who is not None:
            session = sign_in(Client(), who)
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key}
            visitor.page.context.add_cookies([cookie | {"url": live_site}])
        return visitor

    return sit


@pytest.mark.parametrize(("width", "scripts"), [(DESK, True), (PHONE, False)])
def test_lead_asks_a_question_in_a_minute(world, seat, width, scripts):
    amira = seat(world.amira, width=width, scripts=scripts)
    page = amira.open("/")
    amira.check("lead-home-empty")

    page.get_by_role("button", name="Ask a question").click()
    amira.check("ask")
    page.get_by_role("button", name="Ask").click()
    assert page.get_by_role("heading", name="There is a problem").is_visible()
    amira.check("ask-with-an-error")
    page.get_by_label("What would you like to know?").fill("What could we try next?")
    page.get_by_role("button", name="Ask").click()

    assert page.get_by_text(re.compile("Priya Nair must answer by")).is_visible()
    amira.check("asked")
    page.get_by_role("link", name="Back").click()
    assert page.get_by_role("link", name="A pupil").is_visible()
    amira.check("lead-home")


def test_lead_reads_the_answer_and_asks_again(world, seat):
    item_id = asked(world, clock.now(), new_id())
    with acting(acting_as(world.priya)) as priya:
        say(
            actor=priya, item_id=item_id, move=Move.ANSWER, version=1, at=clock.now(),
            words="A worry box works well in Year 4. Ring me on Thursday if you like.",
        )  # fmt: skip
    amira = seat(world.amira)

    page = amira.open(f"/asked/{item_id}")
    assert page.get_by_text("A worry box works well").is_visible()
    amira.check("answered")
    page.get_by_text("Ask something more").click()
    page.locator("#ask-again-words").fill("How long should we try it?")
    page.get_by_role("button", name="Ask", exact=True).click()

    assert page.get_by_text("How long should we try it?").is_visible()


@pytest.mark.parametrize(
    ("whose", "language"), [("self", "en-gb"), ("carer", "pl"), ("carer", "ur")]
)
def test_each_of_the_family_opens_their_own_page(world, seat, whose, language):
    item_id = sent(world, clock.now(), called="Ellie")
    with acting(acting_as(world.nadia)) as nadia:
        sheets = make_sheets(actor=nadia, item_id=item_id, at=clock.now())
    code = next(sheet.code for sheet in sheets if sheet.relationship == whose)
    reader = seat(width=PHONE)

    page = reader.open("/family/")
    page.locator("input[name=code]").fill(code.lower().replace("-", " "))
    page.locator("main form button").click()
    page.goto(f"{reader.address}/my-request?lang={language}")

    assert page.get_by_text("Priya").first.is_visible()
    reader.check(f"family-{whose}-{language}")
    if whose == "self":
        page.goto(f"{reader.address}/my-request/who-has-looked")
        reader.check("family-who-has-looked")


def test_young_person_reads_a_decision_and_says_it_got_worse(world, seat):
    item_id = sent(world, clock.now(), called="Ellie")
    with acting(acting_as(world.nadia)) as nadia:
        sheets = make_sheets(actor=nadia, item_id=item_id, at=clock.now())
    with acting(acting_as(world.priya)) as priya:
        answer = Answering(Move.ACCEPT, level="getting_help", words="We can help.")
        decide(actor=priya, item_id=item_id, version=2, at=clock.now(), answer=answer)
    code = next(sheet.code for sheet in sheets if sheet.relationship == "self")
    ellie = seat(width=PHONE, scripts=False)
    page = ellie.open("/family/")
    page.locator("input[name=code]").fill(code)
    page.locator("main form button").click()
    ellie.check("family-accepted")

    worse = page.locator("details", has_text="Something changed or got worse")
    worse.locator("summary").click()
    page.locator("#worse-words").fill("I cannot sleep at all now.")
    worse.get_by_role("button").click()

    assert page.get_by_text("I cannot sleep at all now.").is_visible()
    ellie.check("family-worse")


def test_help_ends_and_everybody_reads_what_to_watch(world, seat):
    item_id = sent(world, clock.now(), called="Ellie")
    with acting(acting_as(world.nadia)) as nadia:
        sheets = make_sheets(actor=nadia, item_id=item_id, at=clock.now())
    with acting(acting_as(world.priya)) as priya:
        answer = Answering(Move.ACCEPT, level="getting_help", words="We can help.")
        decide(actor=priya, item_id=item_id, version=2, at=clock.now(), answer=answer)
        step(actor=priya, item_id=item_id, move=Move.START_HELP, version=3, at=clock.now())
    priya = seat(world.priya)
    page = priya.open(f"/queue/{item_id}/finish")
    page.get_by_label("What was agreed as a goal is reached").check(force=True)
    page.get_by_label("How are things now?").fill("Ellie sleeps well again.")
    page.get_by_label("What should people look out for?").fill("Two nights awake: ring us.")
    page.get_by_label("Who does what from now on?").fill("Ms Green talks with her on Fridays.")
    priya.check("finish")
    page.get_by_role("button", name="End our help").click()
    assert page.get_by_text("Two nights awake: ring us.").first.is_visible()
    priya.check("record-help-ended")

    ellie = seat(width=PHONE, scripts=False)
    page = ellie.open("/family/")
    page.locator("input[name=code]").fill(next(s.code for s in sheets if s.relationship == "self"))
    page.locator("main form button").click()
    for words in ("This help has come to an end.", "Two nights awake: ring us.", "ask again"):
        assert page.get_by_text(words).first.is_visible()
    ellie.check("family-help-ended")

    nadia = seat(world.nadia, width=PHONE)
    page = nadia.open(f"/asked/{item_id}")
    assert page.get_by_text("What to look out for: Two nights awake: ring us.").is_visible()
    nadia.check("asked-help-ended")


@pytest.mark.parametrize(("width", "scripts"), [(DESK, True), (PHONE, False)])
def test_young_person_asks_the_team_and_reads_the_answer(world, seat, width, scripts):
    item_id = sent(world, clock.now(), called="Ellie")
    with acting(acting_as(world.nadia)) as nadia:
        sheets = make_sheets(actor=nadia, item_id=item_id, at=clock.now())
    with acting(acting_as(world.priya)) as priya:
        acknowledge(actor=priya, seen=[(item_id, 2)], at=clock.now())
    code = next(sheet.code for sheet in sheets if sheet.relationship == "self")
    ellie, priya = seat(width=PHONE, scripts=scripts), seat(world.priya, width=width)
    page = ellie.open("/family/")
    page.locator("input[name=code]").fill(code)
    page.locator("main form button").click()
    asking = page.locator("details", has_text="Ask something")
    asking.locator("summary").click()
    asking.locator("textarea").fill("Will my class find out?")
    asking.get_by_role("button").click()

    page = priya.open("/queue")
    page.locator("a.sl-queue__link").click()
    page.goto(f"{priya.address}/queue/{item_id}")
    assert page.get_by_text("Will my class find out?").is_visible()
    priya.check("record-family-asks")
    answering = page.locator("details", has_text="Answer Ellie")
    answering.locator("textarea").fill("No. You decide who hears.")
    answering.get_by_role("button").click()
    priya.check("record-family-answered")

    page = ellie.open("/my-request")
    assert page.get_by_text("No. You decide who hears.").is_visible()
    ellie.check("family-answered")


def test_lead_hands_over_the_sheets(world, seat):
    item_id = sent(world, clock.now(), called="Ellie")
    nadia = seat(world.nadia)

    page = nadia.open(f"/asked/{item_id}")
    nadia.check("asked-request")
    page.get_by_role("button", name="Make the sheets for the family").click()

    assert page.get_by_text("Halina W.").is_visible()
    nadia.check("sheets")


def test_national_page_is_read_at_a_glance(world, seat, as_seed):
    with as_seed():
        ade = person("Ade Bello")
        member(ade, organisation("programme", "National programme"), Role.NATIONAL_TEAM)
    with as_system("coverage"):
        take_coverage(at=clock.now())

    visitor = seat(ade)
    visitor.open("/england")
    visitor.check("england")


@pytest.mark.usefixtures("letters_as_wide_as_arial")
def test_national_page_prints_on_one_side_with_every_area_of_england(world, seat, as_seed):
    with as_seed():
        ade = person("Ade Bello")
        member(ade, organisation("programme", "National programme"), Role.NATIONAL_TEAM)
        day = term_at(clock.today()).first_on
        for number in range(AREAS_OF_ENGLAND):
            area = organisation("area", f"NHS Somewhere, Elsewhere and Nowhere {number}")
            on = day
            for _ in range(8):
                Coverage.objects.create(
                    area=area, on_day=on, settings=580, pupils=210_000, live=400, confirmed=300
                )
                on = term_at(term_at(on).first_on - timedelta(days=1)).last_on
        for dimension, names in STRATA.items():
            for name in names:
                Stratum.objects.create(
                    on_day=day, dimension=dimension, name=name, settings=5_000, live=3_000
                )
    visitor = seat(ade)
    page = visitor.open("/england")
    page.get_by_role("link", name="answered in time").click()
    assert page.get_by_text("on or before the day that was promised").first.is_visible()
    visitor.check("england-42-areas")

    printed = page.pdf(prefer_css_page_size=True)

    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
