"""A talk about a pupil, from the first click to the last thing that was agreed; it grows into a request."""

from __future__ import annotations

import re
from datetime import time, timedelta

import pytest

from schoolslink.directory.models import AdviceHours, NamedContact
from schoolslink.kernel import clock
from schoolslink.web import dates
from schoolslink.web.testing import PHONE
from tests.journeys.test_contact_queue import seat, world

__all__ = ["seat", "world"]  # fixtures


@pytest.fixture
def hours(world, as_seed) -> AdviceHours:
    """Priya keeps half an hour at a time for schools, each week, holidays too."""
    with as_seed():
        return AdviceHours.objects.create(
            contact=NamedContact.objects.get(person=world.priya), starts_at=time(9),
            ends_at=time(10), minutes=30, how="phone", whom="all", in_holidays=True,
            from_on=clock.today() + timedelta(days=1),
        )  # fmt: skip


def test_a_talk_is_booked_noted_and_what_was_agreed_is_done_by_its_day(hours, seat):
    # Amira finds a time in two clicks, and says what she would like to talk about.
    visitor = seat("amira", width=PHONE)
    amira = visitor.open("/")
    amira.get_by_text("Talk about a pupil", exact=True).first.click()
    visitor.check("talk-times")
    amira.locator("main a[href*='/talks/book/']").first.click()
    amira.get_by_role("button", name="Book this time").click()
    assert amira.get_by_text("Say whether they know").first.is_visible()
    visitor.check("talk-book-errors")
    amira.get_by_label("First name").fill("Ellie")
    amira.get_by_label("Last name").fill("Wren")
    amira.get_by_label("What would you like to talk about?").fill("She cries before PE.")
    amira.get_by_label("Yes: they know, and agree").check(force=True)
    amira.get_by_role("button", name="Book this time").click()
    assert amira.get_by_role("heading", name="Talk about Ellie Wren").is_visible()
    visitor.check("talk-booked")
    talk = re.search(r"/talks/[0-9a-f-]{36}", amira.url).group()

    # The day has come. Priya writes down what was said, and who does what by when.
    began = clock.now() + timedelta(days=9)
    with clock.fixed(began):
        visitor = seat("priya")
        priya = visitor.open(talk)
        priya.get_by_role("button", name="Save for both sides").click()
        assert priya.get_by_text("Write down what was said").first.is_visible()
        priya.get_by_label("What was said?").fill("Slow mornings, and a place to go.")
        priya.get_by_label("What do you do next?").fill("Send a leaflet.")
        priya.get_by_label("By when do you?").fill(dates.day(clock.today() + timedelta(days=2)))
        priya.get_by_label("What does the school do next?").fill("Ring her mother.")
        priya.get_by_label("By when does the school?").fill(
            dates.day(clock.today() + timedelta(days=5))
        )
        priya.get_by_role("button", name="Save for both sides").click()
        assert priya.get_by_text("Slow mornings, and a place to go.").is_visible()
        visitor.check("talk-noted")
        priya.get_by_label("What do you want to say?").first.fill("Sent.")
        priya.get_by_role("button", name="Say that it is done").click()

        # What Amira said she would do is hers now; and it can become a request, with what she wrote.
        amira = seat("amira").open(talk)
        holder = amira.locator(".sl-holder")
        assert holder.get_by_text("Amira Khan").is_visible()
        amira.get_by_role("link", name=re.compile("Ask for help for this pupil")).click()
        assert "/help/new" in amira.url
