"""A school that tells the family prints their letter: alone on its sheet, in their own language."""

from __future__ import annotations

import io
import re

import pytest
from django.conf import settings
from django.test import Client
from pypdf import PdfReader

from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.kernel import clock
from schoolslink.referrals.commands.decide import Answering, decide
from schoolslink.referrals.rules import Move, Side
from schoolslink.referrals.tests.arrange import (
    World,
    acting_as,
    sent,
    signed_paper,
    small_world,
)
from schoolslink.web.testing import DESK, PHONE

WORDS = "Priya rings you on Monday to find a day for a first talk. It takes about an hour."


@pytest.fixture
def world(own_database, as_seed) -> World:
    with as_seed():
        made = small_world()
        signed_paper(made)
    return made


@pytest.fixture
def seat(world, live_site, visit):
    """Seat one of the world's people at a browser of a width, signed in."""

    def at(who, **kwargs):
        session = sign_in(Client(), getattr(world, who))
        visitor = visit(live_site, **kwargs)
        name = settings.SESSION_COOKIE_NAME
        visitor.page.context.add_cookies(
            [{"name": name, "value": session.session_key, "url": live_site}]
        )
        return visitor

    return at


def printed(page) -> tuple[int, str]:
    """Return how many sheets the browser prints of a page, and what stands on them."""
    paper = PdfReader(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True)))
    text = " ".join(sheet.extract_text() for sheet in paper.pages)
    return len(paper.pages), " ".join(text.split())


@pytest.mark.usefixtures("letters_as_wide_as_arial")
def test_the_school_prints_what_the_family_reads(seat, world):
    item_id = sent(world, clock.now(), called="Ellie")
    with acting(acting_as(world.priya)) as priya:
        decide(
            actor=priya, item_id=item_id, version=2, at=clock.now(),
            answer=Answering(
                Move.ACCEPT, level="getting_help", words=WORDS, who_tells=Side.SCHOOL
            ),
        )  # fmt: skip
    nadia = seat("nadia", width=PHONE)
    page = nadia.open(f"/asked/{item_id}")
    page.get_by_role("link", name=re.compile("Print the letter.*Halina W.")).click()
    nadia.check("family-letter")

    count, sheet = printed(page)

    assert count == 1
    assert "Halina W." in sheet
    assert WORDS in sheet
    for chrome in ("Schools Link", "Print this page", "Read it in English", "Large print"):
        assert chrome not in sheet
    page.get_by_role("link", name="In large print").click()
    nadia.check("family-letter-large")


@pytest.mark.parametrize(("width", "scripts"), [(DESK, True), (PHONE, False)])
def test_the_team_sees_what_each_will_read_before_it_says_yes(seat, world, width, scripts):
    item_id = sent(
        world, clock.now(), called="Ellie", birth_date="2009-01-10", tell="", school_hears="no"
    )
    priya = seat("priya", width=width, scripts=scripts)
    page = priya.open(f"/queue/{item_id}/help")
    page.get_by_label("Getting help:").check(force=True)
    page.get_by_label("What happens now").fill(WORDS)
    page.get_by_role("button", name="See what they will read").click()

    school = page.get_by_role("region", name="What Northgate High will read")
    assert WORDS not in school.inner_text()
    assert WORDS in page.get_by_role("region", name="What Ellie will read").inner_text()
    assert WORDS not in page.get_by_role("region", name="What Halina W. will read").inner_text()
    if scripts:
        priya.check("contact-help-preview")
    page.get_by_role("button", name="Send it").click()
    assert page.get_by_text("Done: We will help.").is_visible()
