"""The first three minutes in the demonstration: asked, answered, told; somebody leaves, nothing is lost."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest

from schoolslink.access.models import Membership, Organisation, Person, Persona
from schoolslink.kernel import clock, outbox
from schoolslink.referrals.models import Holding, Item
from schoolslink.simulate.world.connection import arranging
from schoolslink.web.testing import DESK, PHONE

QUESTION = "What could we try next, before we ask for more?"
ANSWER = "Let her help to set out the PE things, ten minutes before the others come."


class Journey:
    """Speaks as the story does. Each person has a browser of their own, opened by one click."""

    def __init__(self, site: str, visit) -> None:
        self.site, self.visit = site, visit
        self.seats: dict[str, object] = {}

    def be(self, name: str, *, width: int = DESK):
        """Sign in as somebody invented, with one click on the front page."""
        if name not in self.seats:
            visitor = self.visit(self.site, width=width)
            page = visitor.open("/")
            page.get_by_role("button", name=name, exact=True).click()
            page.wait_for_load_state()
            self.seats[name] = visitor
        return self.seats[name]

    def page_of(self, name: str, path: str = "/", **kwargs):
        """Open a page as somebody."""
        return self.be(name, **kwargs).open(path)

    def when_amira_asks(self) -> float:
        """Ask as Amira does; return how many seconds it took her."""
        page = self.page_of("Amira Khan")
        begun = time.monotonic()
        page.get_by_role("button", name="Ask a question").click()
        page.get_by_label("What have you seen or heard?").fill("Cries before PE, since half term.")
        page.get_by_label("What would you like to know?").fill(QUESTION)
        page.get_by_role("button", name="Ask", exact=True).click()
        assert page.get_by_text(re.compile("Priya Nair must answer by")).is_visible()
        self.hear()
        return time.monotonic() - begun

    def when_priya_answers(self) -> None:
        """Answer from the queue."""
        page = self.page_of("Priya Nair", f"/queue/{self.asked().pk}/answer")
        page.get_by_label("Your answer").fill(ANSWER)
        page.get_by_role("button", name="Send the answer").click()
        page.get_by_text("Done:").first.wait_for()
        self.hear()

    def when_lena_ends_priyas_membership(self) -> None:
        """End the role of somebody who leaves, from the manager's page of people."""
        with arranging():
            service = Organisation.objects.get(name="Riverside CAMHS")
        page = self.page_of("Dr Lena Fox", f"/people/{service.pk}")
        page.locator("a", has_text="End this role").filter(has_text="Priya Nair").click()
        page.get_by_role("button", name="End this role").click()
        page.wait_for_load_state()
        self.hear()

    def hear(self) -> None:
        """Do what the worker does meanwhile."""
        outbox.deliver_waiting()

    def asked(self) -> Item:
        """Return the question just asked: the last that was."""
        with arranging():
            return Item.objects.filter(kind="advice").order_by("-opened_at").first()

    def held_by(self, name: str) -> dict:
        """Return what somebody holds: item -> day."""
        with arranging():
            person = Person.objects.get(name=name)
            held = Holding.objects.filter(person=person, ended_at__isnull=True)
            return dict(held.values_list("item_id", "due_on"))

    def counted(self, what: str) -> int:
        """Return a count of the national page."""
        page = self.page_of("Ade Bello", "/england")
        row = page.locator(".nhsuk-summary-list__row", has_text=what)
        return int(row.locator("dd").inner_text().replace(",", ""))


@pytest.fixture
def journey(world_site, visit) -> Journey:
    return Journey(world_site, visit)


def test_front_page_says_that_all_is_invented_and_whom_to_be(world_site, visit):
    visitor = visit(world_site, width=PHONE)
    page = visitor.open("/")
    visitor.check("demonstration-front")
    assert page.get_by_role("heading", name="Your first three minutes").is_visible()
    assert page.get_by_role("button", name="Amira Khan").is_visible()
    assert page.get_by_role("button", name="Halina W.").is_visible()


def test_lead_sees_who_answers_for_her(journey):
    page = journey.page_of("Amira Khan")

    card = page.get_by_role("main").inner_text()
    for said in ("Priya Nair", "Riverside CAMHS", "Tuesday to Thursday", "Sam Okoro", "Confirmed"):
        assert said in card
    journey.be("Amira Khan").check("demonstration-lead")


def test_question_is_asked_in_a_minute_answered_and_read(journey):
    before = journey.counted("Questions asked")

    seconds = journey.when_amira_asks()
    journey.when_priya_answers()
    page = journey.page_of("Amira Khan", f"/asked/{journey.asked().pk}")

    assert seconds < 60
    assert page.get_by_text(ANSWER).is_visible()
    assert journey.counted("Questions asked") == before + 1


def test_priya_leaves_and_nothing_is_lost(journey):
    journey.when_amira_asks()
    hers, sams = journey.held_by("Priya Nair"), journey.held_by("Sam Okoro")
    asked = journey.asked().pk

    journey.when_lena_ends_priyas_membership()

    assert asked in hers
    assert journey.held_by("Priya Nair") == {}
    assert journey.held_by("Sam Okoro") == sams | hers
    page = journey.page_of("Amira Khan", f"/asked/{asked}")
    assert page.get_by_text("Sam Okoro").first.is_visible()
    assert page.get_by_text(re.compile("Priya Nair must")).count() == 0


def test_mother_reads_polish_and_daughter_her_own_page(journey):
    halina = journey.page_of("Halina W.", "/my-request", width=PHONE)
    ellie = journey.page_of("Ellie W.", "/my-request", width=PHONE)

    assert halina.locator("html").get_attribute("lang") == "pl"
    assert ellie.locator("html").get_attribute("lang") == "en"
    for page in (halina, ellie):
        assert page.get_by_text("Priya").first.is_visible()
    own_words = "I play the viola."
    assert own_words in ellie.content()
    assert own_words not in halina.content()
    journey.be("Halina W.").check("demonstration-mother")
    journey.be("Ellie W.").check("demonstration-daughter")


def test_every_persona_has_a_page_of_their_own(journey, world_database):
    with arranging():
        names = list(Persona.objects.order_by("position").values_list("name", flat=True))

    for name in names:
        page = journey.page_of(name)
        assert page.locator("h1").count() == 1, name
        assert "You have no role" not in page.content(), name


def test_whoever_left_does_not_come_in_again(journey):
    journey.page_of("Priya Nair", "/queue")
    yesterday = clock.local_day(clock.real_now()) - timedelta(days=1)  # as roles end: in real time
    with arranging():
        Membership.objects.filter(person__name="Priya Nair").update(until_on=yesterday)

    page = journey.page_of("Priya Nair", "/queue")

    assert page.get_by_role("heading", name="Ellie").count() == 0
    assert "Hillside" not in page.get_by_role("main").inner_text()
