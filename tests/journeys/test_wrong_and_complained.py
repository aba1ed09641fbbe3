"""Ellie says what is wrong in her record, and what went wrong: heard by two, answered to her alone."""

from __future__ import annotations

import pytest

from schoolslink.access.unit import acting
from schoolslink.kernel import clock, outbox
from schoolslink.referrals.commands.family import make_sheets
from schoolslink.referrals.models import Complaint, Item
from schoolslink.referrals.rules import Kind
from schoolslink.referrals.tests.arrange import acting_as, sent
from schoolslink.web.testing import DESK, PHONE
from tests.journeys.test_contact_queue import seat, world

__all__ = ["seat", "world"]  # fixtures
WRONG = "It says that I do not try."
WHAT = "Priya laughed when I cried."
ANSWER = "I am sorry. I spoke with everybody. You can see somebody else from Monday."


@pytest.fixture
def ellie(world, live_site, visit):
    """Seat Ellie, 17, at a browser of a width, on her own page."""
    with acting(acting_as(world.nadia)) as nadia:
        item_id = sent(world, clock.now(), called="Ellie", birth_date="2009-01-10")
        sheets = make_sheets(actor=nadia, item_id=item_id, at=clock.now())
    code = next(sheet.code for sheet in sheets if sheet.relationship == "self")

    def at(**kwargs):
        visitor = visit(live_site, **kwargs)
        page = visitor.open("/family/")
        page.locator("input[name=code]").fill(code)
        page.locator("main form button").click()
        page.get_by_role("link", name="What you can ask us for").click()
        return visitor

    return at


def test_what_is_wrong_in_a_record_is_answered_by_the_team(world, seat, ellie, as_seed):
    # On her phone Ellie says what is wrong, and how it should be.
    visitor = ellie(width=PHONE)
    page = visitor.page
    page.get_by_label("What is wrong?").fill(WRONG)
    page.get_by_label("What should it say?").fill("I come on every day that I have slept.")
    page.get_by_role("button", name="Tell us it is wrong").click()
    assert page.get_by_text("must answer you by").is_visible()
    visitor.check("correction-asked")
    outbox.deliver_waiting()

    # It waits for Priya, who keeps the teacher's words and lets Ellie's stand beside them.
    team = seat("priya", width=DESK)
    with as_seed():
        stands = Item.objects.get(kind=Kind.CORRECTION)
    priya = team.open(f"/queue/{stands.pk}")
    assert priya.get_by_text(WRONG).is_visible()
    team.check("correction")
    priya.get_by_label("It is what somebody said or thought").check(force=True)
    priya.get_by_label("What do you tell them?").fill("Your words stand beside it now.")
    priya.get_by_role("button", name="Tell the family").click()

    # Ellie reads it.
    page.reload()
    assert page.get_by_text("Your words now stand next to it.").is_visible()
    assert page.get_by_text("Your words stand beside it now.").is_visible()
    visitor.check("correction-answered")


def test_a_wrong_birth_date_is_put_right_where_it_stands(world, seat, ellie, as_seed):
    # Ellie was born in February, and says so.
    visitor = ellie(width=PHONE)
    page = visitor.page
    page.get_by_label("What is wrong?").fill("My birthday is wrong.")
    page.get_by_label("What should it say?").fill("10 February 2009.")
    page.get_by_role("button", name="Tell us it is wrong").click()
    outbox.deliver_waiting()

    # Priya opens what she says, goes to the answer itself, and writes down what is right and why.
    team = seat("priya", width=DESK)
    with as_seed():
        stands = Item.objects.get(kind=Kind.CORRECTION)
    priya = team.open(f"/queue/{stands.pk}")
    priya.get_by_role("button", name="Put the wrong answer right").click()
    team.check("put-right")
    priya.locator("a[href*='put-right/birth_date']").click()
    priya.get_by_role("button", name="Put it right").click()
    team.check("put-right-errors")
    priya.get_by_label("Month").fill("2")
    priya.get_by_label("Why was it wrong?").fill("We read her passport.")
    team.check("put-right-one")
    priya.get_by_role("button", name="Put it right").click()
    assert priya.get_by_text("What was put right because of this").is_visible()
    priya.get_by_label("It was wrong, and we have put it right").check(force=True)
    priya.get_by_label("What do you tell them?").fill("Your birthday is right now.")
    priya.get_by_role("button", name="Tell the family").click()
    team.check("put-right-told")
    phone = seat("priya", width=PHONE)
    with as_seed():
        request = Item.objects.get(kind=Kind.REFERRAL)
    phone.open(f"/records/{request.pk}/put-right")
    phone.check("put-right")
    phone.open(f"/records/{request.pk}/put-right/birth_date")
    phone.check("put-right-one")

    # Ellie reads what it says now.
    page.reload()
    assert page.get_by_text("It says this now:").is_visible()
    assert page.get_by_text("10 February 2009", exact=True).is_visible()
    visitor.check("put-right-family")


def test_what_went_wrong_is_heard_by_the_manager_alone(world, seat, ellie, as_seed):
    # Ellie reads who reads it and who does not, before she writes a word.
    visitor = ellie(width=PHONE)
    page = visitor.page
    page.get_by_role("link", name="Tell us what went wrong").click()
    assert page.get_by_text("It never changes the help you get.").is_visible()
    assert page.get_by_text("Nor do the people who help you.").is_visible()
    visitor.check("complaint-new")
    page.get_by_role("button", name="Send it").click()
    visitor.check("complaint-new-errors")
    page.get_by_label("What went wrong?").fill(WHAT)
    page.get_by_label("What would put it right?").fill("To see somebody else.")
    page.get_by_role("button", name="Send it").click()
    assert page.get_by_text("must write back by").is_visible()
    visitor.check("complaint-said")
    outbox.deliver_waiting()

    # Neither the worker it is about nor the school finds it anywhere.
    with as_seed():
        one = Complaint.objects.get().pk
    for who in ("priya", "nadia"):
        other = seat(who)
        body = other.open("/queue" if who == "priya" else "/").locator("body").inner_text()
        assert "went wrong" not in body
        found = other.page.goto(f"{other.address}/service/complaint/{one}")
        assert found is not None
        assert found.status in (403, 404)

    # The manager does. She writes back by which day there is an answer, and then answers.
    manager = seat("lena", width=DESK)
    lena = manager.open("/service")
    assert WHAT not in lena.locator("body").inner_text()
    manager.check("service-with-complaint")
    lena.get_by_role("link", name="Write back:").click()
    assert lena.get_by_text(WHAT).is_visible()
    manager.check("complaint")
    lena.get_by_role("button", name="Write back").click()
    assert lena.get_by_text("Say whether they agreed to the day").first.is_visible()
    manager.check("complaint-errors")
    lena.get_by_label("No, or they did not want to talk").check(force=True)
    lena.get_by_role("button", name="Write back").click()
    manager.check("complaint-seen")
    page.reload()
    assert page.get_by_text("Dr Lena Fox has read it.").is_visible()
    visitor.check("complaint-read")
    lena.get_by_label("What do you tell them?").fill(ANSWER)
    lena.get_by_role("button", name="Send the answer").click()
    manager.check("complaint-answered")

    # Ellie reads it, and whom she can turn to.
    page.reload()
    assert page.get_by_text(ANSWER).is_visible()
    assert page.get_by_text("Parliamentary and Health Service Ombudsman").is_visible()
    visitor.check("complaint-family-answered")


def test_it_goes_without_scripts_and_at_a_desk(world, seat, ellie):
    visitor = ellie(width=DESK, scripts=False)
    page = visitor.page
    page.get_by_role("link", name="Tell us what went wrong").click()
    page.get_by_label("What went wrong?").fill(WHAT)
    page.get_by_label(world.lena.name).check(force=True)
    page.get_by_role("button", name="Send it").click()
    assert page.get_by_text("must find someone to read it").is_visible()
    visitor.check("complaint-unheard")
    outbox.deliver_waiting()

    # Whoever looks after the area finds that somebody must be named, and no word.
    area = seat("jo", width=PHONE)
    jo = area.open(f"/area/{world.area.pk}/silent")
    assert jo.get_by_role("link", name="Name somebody who manages").is_visible()
    assert WHAT not in jo.locator("body").inner_text()
    area.check("silent-with-complaint")


def test_what_is_said_by_telephone_is_taken_down_heard_and_given_on_paper(world, seat, as_seed):
    with acting(acting_as(world.nadia)):
        item_id = sent(world, clock.now(), called="Ellie", birth_date="2009-01-10")

    # Ellie rings the team; Sam takes down her words, and what is missing is said beside its field.
    team = seat("sam", width=DESK)
    sam = team.open(f"/queue/{item_id}")
    sam.get_by_role("link", name="Somebody of the family complains").click()
    assert sam.get_by_text("Dr Lena Fox reads it").is_visible()
    team.check("complaint-taking")
    sam.get_by_label("What do they say went wrong?").fill(WHAT)
    sam.get_by_role("button", name="Send it to whoever hears it").click()
    assert sam.get_by_text("Say who says so").first.is_visible()
    team.check("complaint-taking-errors")
    sam.get_by_label("Ellie").check(force=True)
    sam.get_by_label("By telephone").check(force=True)
    today = clock.today()
    for name, part in (("Day", today.day), ("Month", today.month), ("Year", today.year)):
        sam.get_by_label(name, exact=True).fill(str(part))
    sam.get_by_label("Who are they, and how").fill("Ellie, 07700 900 123")
    sam.get_by_role("button", name="Send it to whoever hears it").click()
    assert sam.get_by_role("heading", name="It is written down").is_visible()
    assert WHAT not in sam.locator("body").inner_text()
    team.check("complaint-taken")
    outbox.deliver_waiting()

    # Sam opens it no more; the manager reads it, prints what Ellie reads, and says that she has it.
    with as_seed():
        one = Complaint.objects.get().pk
    found = sam.goto(f"{team.address}/service/complaint/{one}")
    assert found is not None
    assert found.status in (403, 404)
    manager = seat("lena", width=PHONE)
    lena = manager.open("/service")
    lena.get_by_role("link", name="Write back:").click()
    assert lena.get_by_text("By telephone; written down by Sam Okoro").is_visible()
    manager.check("complaint-to-give")
    lena.get_by_role("link", name="Print what they read").click()
    assert lena.get_by_text("Someone wrote this down for you.").is_visible()
    manager.check("complaint-paper")
    lena.go_back()
    lena.get_by_label("On paper, by hand").check(force=True)
    lena.get_by_role("button", name="They have it").click()
    assert lena.get_by_text("On paper, by hand, on").is_visible()
    manager.check("complaint-given")


def test_it_is_taken_down_without_scripts_on_a_phone_and_by_the_manager(world, seat, as_seed):
    with acting(acting_as(world.nadia)):
        item_id = sent(world, clock.now(), called="Ellie", birth_date="2009-01-10")
    with as_seed():
        reference = Item.objects.get(pk=item_id).reference
    school = seat("nadia", width=PHONE, scripts=False)
    nadia = school.open(f"/asked/{item_id}")
    nadia.get_by_role("link", name="Somebody of the family complains").click()
    school.check("complaint-taking-school")
    nadia.get_by_role("button", name="Send it to whoever hears it").click()
    assert nadia.get_by_text("Write down what they say went wrong").first.is_visible()
    school.check("complaint-taking-school-errors")

    manager = seat("lena", width=DESK, scripts=False)
    lena = manager.open("/service")
    lena.get_by_role("link", name="Somebody complained to you").click()
    manager.check("complaint-find")
    lena.get_by_label("The number of the request").fill("SL-1")
    lena.get_by_role("button", name="Continue").click()
    assert lena.get_by_text("No request with this number").first.is_visible()
    lena.get_by_label("The number of the request").fill(reference)
    lena.get_by_role("button", name="Continue").click()
    assert lena.get_by_text("Dr Lena Fox reads it").is_visible()
    manager.check("complaint-taking-manager")
