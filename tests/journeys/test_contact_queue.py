"""Priya's queue: opened, worked through and emptied; at a desk, on a phone and with scripts off."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands.decide import step
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

STORY = {
    "called": "Ellie",
    "school_year": "Year 10",
    "language": "pl",
    "interpreter": "yes",
    "risk_suicide_thoughts": "yes",
    "risk_suicide_thoughts_said": "On Monday she told her tutor that she would rather not be here.",
    "risk_self_harm": "no",
    "wants": "She would like to talk to somebody who is not from school.",
    "impact_learning": "3",
    "impact_sleep": "2",
    "tried": "Breaks with the learning mentor since September; it helped at first.",
    "since": "Since the summer",
    "postcode": "__ask_family__",
}


@pytest.fixture
def world(own_database, as_seed) -> World:
    with as_seed():
        made = small_world()
        signed_paper(made)
    return made


@pytest.fixture
def seat(world, live_site, visit):
    """Seat one of the world's people at a browser of a width, signed in."""

    def at(who="priya", **kwargs):
        session = sign_in(Client(), getattr(world, who))
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


@pytest.fixture
def full(world):
    """Give the queue a marked request, an ordinary one and a question."""
    now = clock.now()
    marked = sent(world, now, **STORY)
    plain = sent(world, now, first_name="Tom", surname="Bell", concern="Angry since half term.")
    return marked, plain, asked(world, now, new_id())


def test_every_page_of_the_team_is_accessible_and_fits(seat, full):
    marked, plain, advice = full
    priya = seat(width=PHONE)
    for name, path in {
        "queue": "/queue",
        "queue-filtered": "/queue?risk=yes&kind=referral",
        "queue-others-empty": "/queue?view=others",
        "queue-done-empty": "/queue?view=done",
        "record": f"/queue/{marked}",
        "record-advice": f"/queue/{advice}",
        "act-help": f"/queue/{marked}/help",
        "act-ask": f"/queue/{marked}/ask",
        "act-other-team": f"/queue/{marked}/other-team",
        "act-hand-over": f"/queue/{plain}/hand-over",
        "act-answer": f"/queue/{advice}/answer",
        "phone": "/queue/phone",
    }.items():
        priya.open(path)
        priya.check(f"contact-{name}")


def test_a_row_opens_beside_and_is_walked_with_the_keyboard(seat, full):
    priya = seat()
    page = priya.open("/queue")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Ellie Wiśniewska").wait_for()

    assert page.url.endswith("/queue")
    priya.check("contact-queue-beside")
    page.get_by_role("button", name="I have seen this").click()
    page.get_by_text("Done: I have seen this.").wait_for()


@pytest.mark.parametrize("scripts", [True, False])
def test_several_are_ticked_and_each_says_what_came_of_it(seat, full, world, scripts):
    priya = seat(width=DESK, scripts=scripts)
    page = priya.open("/queue")
    for box in page.locator("input[name=held]").all():
        box.check(force=True)
    with acting(acting_as(world.sam)) as sam:
        step(actor=sam, item_id=full[1], move=Move.ACKNOWLEDGE, version=2, at=clock.now())
    page.get_by_role("button", name="I have seen the ticked ones").click()

    assert page.get_by_text("EW, Northgate High: done.").is_visible()
    assert page.get_by_text("TB, Northgate High: not changed. Sam Okoro").is_visible()
    if scripts:
        priya.check("contact-queue-came-of-it")


@pytest.mark.parametrize(("width", "scripts"), [(DESK, True), (PHONE, False)])
def test_not_the_right_team_goes_only_after_both_letters_were_read(seat, full, width, scripts):
    priya = seat(width=width, scripts=scripts)
    page = priya.open(f"/queue/{full[0]}/other-team")
    page.get_by_role("button", name="See what they will read").click()
    if scripts:
        priya.check("contact-other-team-errors")
    page.get_by_label("Needs less than this team gives").check(force=True)
    page.get_by_label("What should happen next?").fill(
        "\n  A talk with the counsellor.\n<b>Soon</b>"
    )
    page.get_by_label("With whom?").fill("Ms Green, 01632 960 002")
    page.get_by_role("button", name="See what they will read").click()

    assert page.get_by_role("heading", name="Check what they will read").is_visible()
    if scripts:
        priya.check("contact-letters")
    page.get_by_role("button", name="Change something").click()
    typed = page.get_by_label("What should happen next?").input_value()
    assert typed == "\n  A talk with the counsellor.\n<b>Soon</b>"
    page.get_by_role("button", name="See what they will read").click()
    page.get_by_role("button", name="Send it").click()
    assert page.get_by_text("Done: Not the right team.").is_visible()
    if scripts:
        priya.check("contact-decided")
    nadia = seat("nadia", width=width, scripts=scripts)
    read = nadia.open(f"/asked/{full[0]}")
    letter = read.get_by_role("region", name="What was decided")
    assert "fits help that starts sooner and closer" in letter.inner_text()
    assert "Ms Green, 01632 960 002" in letter.inner_text()
    assert "We tell the family by" in letter.inner_text()
    if scripts:
        nadia.check("lead-decided")
    read.get_by_text("Ask them to look again").first.click()
    read.locator("form[action$=look-again] textarea").fill("She has stopped eating since then.")
    read.get_by_role("button", name="Ask them to look again").click()
    read.get_by_role("button", name="I have read this. Save it").click()
    assert read.get_by_text("Being decided").is_visible()


def test_who_comes_second_keeps_every_word(seat, full, world):
    priya = seat()
    page = priya.open(f"/queue/{full[0]}/advise")
    page.get_by_label("Your advice").fill("Careful words.")
    page.get_by_label("What should happen next?").fill("Her tutor tries it with her.")
    page.get_by_label("With whom?").fill("Ms Pell, at school")
    with acting(acting_as(world.sam)) as sam:
        step(actor=sam, item_id=full[0], move=Move.ACKNOWLEDGE, version=2, at=clock.now())
    page.get_by_role("button", name="Send the advice").click()

    assert page.get_by_text("This changed while you were here").is_visible()
    assert page.get_by_label("Your advice").input_value() == "Careful words."
    priya.check("contact-second")
    page.get_by_role("button", name="Send the advice").click()
    assert page.get_by_text("Done: Answer with advice.").is_visible()
    # The form of an act that was done leads back to the record, from wherever it is opened again.
    priya.open(f"/queue/{full[0]}/advise")
    assert page.get_by_role("heading", name="Ellie Wiśniewska").is_visible()
