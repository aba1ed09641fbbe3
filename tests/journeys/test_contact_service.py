"""The manager hands over, who looked is read, copies are taken; at a desk and on a phone."""

from __future__ import annotations

from schoolslink.access.unit import acting
from schoolslink.kernel import clock
from schoolslink.referrals.commands.decide import Answering, decide
from schoolslink.referrals.rules import Move
from schoolslink.referrals.tests.arrange import acting_as
from schoolslink.web.testing import PHONE
from tests.journeys.test_contact_queue import full, seat, world

__all__ = ["full", "seat", "world"]  # fixtures


def test_manager_sees_loads_and_gives_several_over(seat, full, world):
    lena = seat("lena", width=PHONE)
    page = lena.open("/service")
    lena.check("service")
    page.get_by_role("button", name="Give them over").click()
    lena.check("service-errors")
    for box in page.locator("input[name=held]").all():
        box.check(force=True)
    page.get_by_label("Give the ticked ones to").select_option(label="Sam Okoro")
    page.get_by_role("button", name="Give them over").click()

    assert page.get_by_text("Northgate High: done.").count() == 2
    lena.check("service-came-of-it")


def test_who_looked_is_said_in_plain_words(seat, full):
    priya = seat(width=PHONE)
    page = priya.open(f"/queue/{full[0]}")
    page.get_by_role("link", name="Who looked at this record").click()

    assert page.get_by_text("Read what was said").first.is_visible()
    priya.check("who-looked")


def test_copies_are_taken_in_one_click(seat, full):
    priya = seat()
    page = priya.open(f"/queue/{full[0]}")
    for name, ending in (("PDF", "pdf"), ("Plain text", "txt")):
        with page.expect_download() as taken:
            page.get_by_role("link", name=name).click()
        assert taken.value.suggested_filename.startswith("SL-")
        assert taken.value.suggested_filename.endswith(ending)


def test_notes_number_phone_and_told_without_scripts(seat, full, world):
    priya = seat(width=PHONE, scripts=False)
    page = priya.open(f"/queue/{full[0]}")
    page.get_by_text("Add a note").click()
    page.get_by_label("Note for your team").fill("Rang the GP.")
    page.get_by_role("button", name="Keep the note").click()
    assert page.get_by_text("Rang the GP.").is_visible()
    page.get_by_text("Your own number for this").click()
    page.get_by_label("Number in your own record").fill("RIO-4711")
    page.get_by_role("button", name="Keep the number").click()
    assert page.get_by_text("RIO-4711").first.is_visible()
    priya.open("/queue/phone")
    page.get_by_label("Which school rang?").select_option(label="Hillside Primary")
    page.get_by_label("What did they ask?").fill("About sleep.")
    page.get_by_label("What did you say?").fill("A diary.")
    page.get_by_role("button", name="Keep it").click()
    assert page.get_by_text("A diary.").first.is_visible()
    priya.picture("contact-phone-kept")


def test_what_took_place_is_written_down_with_its_day_and_put_right(seat, full, world):
    item_id = full[1]
    with acting(acting_as(world.priya)) as priya:
        answer = Answering(Move.ACCEPT, level="getting_help", words="Yes.")
        decide(actor=priya, item_id=item_id, version=2, at=clock.now(), answer=answer)
    priya = seat(width=PHONE)
    page = priya.open(f"/queue/{item_id}")
    page.get_by_role("link", name="We have met them").or_(
        page.get_by_role("button", name="We have met them")
    ).first.click()
    page.get_by_label("Year").fill("2020")
    page.get_by_role("button", name="Write it down").click()
    priya.check("happened-errors")
    page.get_by_label("Year").fill(str(clock.today().year))
    page.get_by_role("button", name="Write it down").click()
    page.get_by_text("Write down what has taken place").click()
    priya.check("happened-record")
    page.get_by_role("link", name="A day was written down wrong").click()
    page.get_by_role("button", name="Put it right").click()
    priya.check("day-wrong-errors")


def test_days_are_set_aside_beside_the_wait_and_count_again(seat, full, world):
    item_id = full[1]
    with acting(acting_as(world.priya)) as priya:
        answer = Answering(Move.ACCEPT, level="getting_help", words="Yes.")
        decide(actor=priya, item_id=item_id, version=2, at=clock.now(), answer=answer)
    priya = seat(width=PHONE)
    page = priya.open(f"/queue/{item_id}")
    page.get_by_text("Write down what has taken place").click()
    page.get_by_role("link", name="They asked to wait, or could not be reached").click()
    today = clock.today()
    for part, said in (("Day", today.day), ("Month", today.month), ("Year", today.year)):
        for box in page.get_by_label(part, exact=True).all():
            box.fill(str(said))
    page.get_by_role("button", name="Set these days aside").click()
    assert page.get_by_text("Choose why they waited longer").first.is_visible()
    priya.check("aside-errors")
    page.get_by_label("The family asked to wait").check(force=True)
    page.get_by_role("button", name="Set these days aside").click()
    assert page.get_by_text("Beside it, without the days set aside").is_visible()
    priya.check("aside-record")
    page.get_by_text("Write down what has taken place").click()
    page.get_by_role("link", name="Days that were set aside count after all").click()
    page.get_by_role("radio").first.check(force=True)
    priya.check("aside-again")
    page.get_by_role("button", name="Count them again").click()
    assert page.get_by_text("Counted days again that were set aside").first.is_visible()
