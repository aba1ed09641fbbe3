"""The falls, told as short stories in a browser: what somebody sees on the day on which a child might fall.

docs/safety.md names the story of each fall; those that another journey tells already are not told twice.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.directory.models import Cover, NamedContact
from schoolslink.kernel import clock, outbox
from schoolslink.kernel.calendar import add_working_days
from schoolslink.kernel.ids import new_id
from schoolslink.referrals import jobs
from schoolslink.referrals.commands.decide import Answering, decide, step
from schoolslink.referrals.commands.family import make_sheets
from schoolslink.referrals.commands.missed import record_missed
from schoolslink.referrals.models import Holding
from schoolslink.referrals.rules import Move
from schoolslink.referrals.tests.arrange import (
    LONG_AGO,
    World,
    acting_as,
    asked,
    sent,
    signed_paper,
    small_world,
)
from schoolslink.simulate.world.connection import arranging
from schoolslink.web.testing import PHONE

NOT_ASKED = {"carer_agrees": "not_asked", "young_person_agrees": "not_asked"}


@pytest.fixture
def world(own_database, as_seed) -> World:
    """Priya with Sam as her cover, and one paper that all have signed."""
    with as_seed():
        made = small_world()
        signed_paper(made)
        priya = NamedContact.objects.get(person=made.priya)
        sam = NamedContact.objects.create(
            side="nhs", position="cover", organisation=made.riverside, person=made.sam,
            name=made.sam.name, from_on=LONG_AGO,
        )  # fmt: skip
        Cover.objects.create(contact=priya, by=sam, from_on=LONG_AGO)
    return made


@pytest.fixture
def seat(world, live_site, visit):
    """Seat somebody at a browser, signed in; nobody is a family with a code in hand."""

    def at(who="", **kwargs):
        visitor = visit(live_site, **kwargs)
        if who:
            session = sign_in(Client(), getattr(world, who))
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key}
            visitor.page.context.add_cookies([cookie | {"url": live_site}])
        return visitor

    return at


def morning_after(item_id):
    """Return the first moment after what is due is over, when the morning's round has come to its end."""
    with arranging():
        due = Holding.objects.get(item_id=item_id, ended_at__isnull=True).due_on
    at = clock.now() + timedelta(days=(add_working_days(due, 1) - clock.today()).days)
    with clock.fixed(at):
        jobs.escalate_overdue(0)
        outbox.deliver_waiting()
    return at


def by(world, who, command, item_id, version, **given):
    with acting(acting_as(getattr(world, who))) as actor:
        return command(actor=actor, item_id=item_id, version=version, at=clock.now(), **given)


def test_at_the_school_a_question_and_a_yes_are_waited_for_in_sight(world, seat):
    # F1: Amira does not know who is there; whoever should have answered did not, and the next has it.
    question = asked(world, clock.now(), new_id())
    with clock.fixed(morning_after(question)):
        page = seat("amira").open(f"/asked/{question}")
        assert page.get_by_text("Went to Sam Okoro").first.is_visible()
        queue = seat("sam").open("/queue")
        assert queue.locator("a.sl-queue__link").count() == 1

    # F3: Nadia waits for a yes; her list says for how long, and nothing says that it was sent.
    sent(world, clock.now(), **NOT_ASKED)
    with clock.fixed(clock.now() + timedelta(days=6)):
        page = seat("nadia").open("/open")
        assert page.get_by_text("Waiting 6 days for a yes.").first.is_visible()


def test_at_the_team_nothing_is_asked_for_ever_ended_or_handed_on_unseen(world, seat):
    # F5: asked twice already; the page says to ring, and a third question is not sent.
    item_id = sent(world, clock.now())
    for version, who, move in ((2, "priya", Move.ASK_MORE), (3, "nadia", Move.GIVE_MORE),
                               (4, "priya", Move.ASK_MORE), (5, "nadia", Move.GIVE_MORE)):  # fmt: skip
        by(world, who, step, item_id, version, move=move, words="And since when?")
    priya = seat("priya")
    page = priya.open(f"/queue/{item_id}/ask")
    page.locator("main textarea").first.fill("And who lives at home?")
    page.locator("main form button").first.click()
    assert page.get_by_text("You have asked for more twice already").first.is_visible()

    # F8: they did not come. It is looked into, and help cannot end before somebody knows why.
    answer = Answering(Move.ACCEPT, level="getting_help", words="We can help.")
    by(world, "priya", decide, item_id, 6, answer=answer)
    by(world, "priya", step, item_id, 7, move=Move.START_HELP)
    by(world, "priya", record_missed, item_id, 8, words="Tuesday at ten, by letter.")
    page = priya.open(f"/queue/{item_id}/finish")
    page.get_by_label("What was agreed as a goal is reached").check(force=True)
    page.get_by_label("How are things now?").fill("Better.")
    page.get_by_label("What should people look out for?").fill("Sleep.")
    page.get_by_label("Who does what from now on?").fill("Ms Green, on Fridays.")
    page.get_by_role("button", name="End our help").click()
    assert page.get_by_text("a missed appointment never ends help by itself").first.is_visible()

    # F9: they move away. The hand-over has a card and a day, and the request stays until it is confirmed.
    page = priya.open(f"/queue/{item_id}/move-on")
    page.get_by_label("They move to another area").check(force=True)
    page.get_by_role("button", name="Open the hand-over").click()
    page.get_by_role("link", name=re.compile("Hand-over")).first.click()
    assert page.get_by_text("Hand over to a service here").first.is_visible()


def test_in_the_family_danger_is_met_first_and_a_barred_carer_hears_nothing(world, seat):
    item_id = sent(world, clock.now(), called="Ellie")
    sheets = by(world, "nadia", _sheets, item_id, 2)
    # H2: Ellie types words of danger; help stands before her, and who reads it when.
    page = seat(width=PHONE).open("/family/")
    page.locator("input[name=code]").fill(next(s.code for s in sheets if s.relationship == "self"))
    page.locator("main form button").click()
    asks = page.locator("details", has_text="Ask something")
    asks.locator("summary").click()
    asks.locator("textarea").fill("I want to die and I have a plan")
    asks.get_by_role("button").click()
    assert page.get_by_role("heading", name="Read this first").is_visible()
    assert page.get_by_text("No one reads this now.").is_visible()

    # H1: a court keeps her mother away; Nadia writes it down, and the mother's code opens nothing.
    nadia = seat("nadia")
    page = nadia.open(f"/records/{item_id}/carers")
    page.get_by_role("link", name=re.compile("Change this")).first.click()
    page.locator("input[name=order][value=barred]").check(force=True)
    page.locator("input[name=seen]").first.check(force=True)
    page.locator("main form button").first.click()
    page = seat(width=PHONE).open("/family/")
    page.locator("input[name=code]").fill(next(s.code for s in sheets if s.relationship == "carer"))
    page.locator("main form button").click()
    assert "my-request" not in page.url


def _sheets(*, version, **given):
    return make_sheets(**given)
