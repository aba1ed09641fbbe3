"""Year 6 is over: the old school says so, the new lead that they have arrived, and the family is told."""

from __future__ import annotations

import re

import pytest
from django.core import mail

from schoolslink.access.roles import Role
from schoolslink.access.tests.arrange import member
from schoolslink.access.unit import acting
from schoolslink.directory.models import AreaMembership, NamedContact, OutsideReceiver
from schoolslink.kernel import clock, outbox
from schoolslink.kernel.calendar import add_working_days
from schoolslink.notices import delivery
from schoolslink.referrals.commands.arriving import hand_to_school
from schoolslink.referrals.commands.decide import Answering, decide
from schoolslink.referrals.commands.family import make_sheets
from schoolslink.referrals.commands.transferring import arrange
from schoolslink.referrals.jobs.overdue import escalate_overdue
from schoolslink.referrals.models import Item
from schoolslink.referrals.rules import Kind, Move
from schoolslink.referrals.rules.transferring import WhyTransfer
from schoolslink.referrals.tests.arrange import (
    LONG_AGO,
    acting_as,
    other_service,
    sent,
    tell_family,
)
from schoolslink.referrals.tests.test_help_ends import helped
from schoolslink.web.dates import day
from schoolslink.web.testing import PHONE
from tests.journeys.test_contact_queue import seat, world

__all__ = ["seat", "world"]  # fixtures


@pytest.fixture
def under_help(world, as_seed):
    """Let Priya help a pupil of Northgate; Amira is named as the lead of Hillside."""
    with as_seed():
        for school in (world.hillside, world.northgate):
            AreaMembership.objects.create(
                school_id=school.pk, area_id=world.area.pk, from_on=LONG_AGO
            )
        for school, who in ((world.hillside, world.amira), (world.northgate, world.nadia)):
            NamedContact.objects.create(
                side="school", position="lead", organisation=school, person=who, name=who.name,
                from_on=LONG_AGO,
            )  # fmt: skip
        OutsideReceiver.objects.create(
            area_id=world.area.pk, kind="voluntary", name="Talk Time", what_they_do="Mentors.",
            phone="01632 960 123", email="talk@example.invalid", owner="Jo", from_on="2020-01-01",
        )  # fmt: skip
    request_id = sent(world, clock.now(), called="Ellie", surname="Woods", school_year="Year 6")
    helped(world, request_id, clock.now())
    return request_id


@pytest.fixture
def the_card(under_help, as_seed):
    """Return a function that finds the card of the hand-over, which nobody's page has to name."""

    def find():
        with as_seed():
            return Item.objects.get(about=under_help, kind=Kind.TRANSFER).pk

    return find


def test_the_old_school_says_so_the_new_lead_confirms_and_the_family_is_told(
    world, seat, under_help, the_card
):
    # Nadia, at the school that Ellie leaves, says that she leaves it in summer.
    visitor = seat("nadia", width=PHONE)
    nadia = visitor.open(f"/asked/{under_help}")
    nadia.get_by_text("They change or leave this school").first.click()
    nadia.locator(f"form[action='/asked/{under_help}/moves-school'] textarea").fill(
        "She leaves us in July and goes to Hillside."
    )
    nadia.get_by_role("button", name="Tell the service").click()
    with acting(acting_as(world.nadia)) as actor:
        sheets = make_sheets(actor=actor, item_id=under_help, at=clock.now())
    code = next(one for one in sheets if one.relationship == "self")

    # Priya rings Hillside, hands over, and asks whoever leads there.
    card_id = the_card()
    visitor = seat("priya")
    priya = visitor.open(f"/queue/{card_id}")
    priya.get_by_role("link", name="Hand over to a school that works here").click()
    visitor.check("hand-to-school")
    priya.get_by_label("Which school, college or council?").fill("100001")
    priya.get_by_label("With whom there did you speak?").fill("Ms Khan")
    priya.get_by_label("What did you hand over, and how?").fill("All that we know, on the phone.")
    priya.get_by_role("button", name="Ask them whether they have arrived").click()
    assert priya.get_by_text("Hillside Primary has not said yes yet").is_visible()
    visitor.check("card-asked-a-school")
    outbox.deliver_waiting()
    priya.goto(priya.url.split("/queue")[0] + "/queue?view=done")
    assert priya.get_by_text("With you. Hillside Primary was asked on").is_visible()
    visitor.check("where-now-asked")

    # Amira, who leads at Hillside, finds it on her first page, reads no name, and says yes.
    visitor = seat("amira", width=PHONE)
    amira = visitor.open("/")
    amira.get_by_role("link", name=re.compile("Say whether they have arrived")).first.click()
    assert amira.get_by_role("heading", name="Has this young person arrived?").is_visible()
    assert "Ellie" not in amira.content()
    visitor.check("arrival")
    amira.get_by_role("button", name="Say that they are not here").click()
    assert amira.get_by_text("Choose why").first.is_visible()
    visitor.check("arrival-errors")
    amira.get_by_role("button", name="They have arrived, and somebody here knows them").click()
    assert amira.get_by_text("They have arrived").first.is_visible()
    visitor.check("arrival-said")
    outbox.deliver_waiting()

    # Priya tells Ellie, with which all three ticks stand; Ellie reads it herself.
    priya.goto(priya.url.split("/queue")[0] + f"/queue/{card_id}")
    assert priya.get_by_text("who leads there said so on their own page").is_visible()
    priya.goto(priya.url + "/told-of-it")
    priya.get_by_label("The young person", exact=True).check(force=True)
    priya.get_by_label("How did you tell them?").fill("At her last meeting.")
    priya.get_by_role("button", name="Write it down").click()
    assert priya.get_by_text(
        "Say what they said, or that you have not asked yet"
    ).first.is_visible()
    visitor = seat("priya", width=PHONE)
    visitor.open(f"/queue/{card_id}/told-of-it")
    visitor.check("told-of-it-next-school")
    priya.get_by_label("The young person says yes").check(force=True)
    priya.get_by_role("button", name="Write it down").click()
    outbox.deliver_waiting()
    priya.goto(priya.url.split("/queue")[0] + "/queue?view=done")
    assert priya.get_by_text("themselves, that they have them").is_visible()

    # With her yes the request is with Hillside from now on, and with Northgate no more.
    amira = seat("amira", width=PHONE)
    page = amira.open(f"/asked/{under_help}")
    assert page.get_by_text("With the next school from now on").first.is_visible()
    amira.check("asked-at-the-next-school")
    old = seat("nadia", width=PHONE)
    assert old.page.goto(f"{old.address}/asked/{under_help}").status == 404
    visitor = seat("priya", width=PHONE)
    visitor.open(f"/queue/{card_id}")
    visitor.check("card-all-ticks")
    assert code.code


def test_somebody_outside_says_so_by_their_link(seat, visit, live_site, under_help, the_card):
    visitor = seat("priya", width=PHONE)
    priya = visitor.open(f"/queue/{under_help}/move-on")
    priya.get_by_label("They need less help than this team gives").check(force=True)
    priya.get_by_role("button", name="Open the hand-over").click()
    priya.goto(f"{live_site}/queue/{the_card()}/hand-outside")
    priya.get_by_label("Who says that they have them?").select_option(label="Talk Time")
    priya.get_by_label("With whom there did you speak?").fill("Ana Hale")
    priya.get_by_label("What did you hand over, and how?").fill("All that we know, on the phone.")
    visitor.check("hand-outside")
    priya.get_by_role("button", name="Write it down").click()
    outbox.deliver_waiting()
    delivery.deliver_waiting()
    body = [one.body for one in mail.outbox if one.to == ["talk@example.invalid"]][-1]

    outside = visit(live_site, width=PHONE)
    page = outside.open(re.search(r"https?://[^/]+(/can-you-help/\S+)", body)[1])
    assert page.get_by_role("heading", name="Do you look after this young person now?").is_visible()
    assert "Ellie" not in page.content()
    outside.check("link-confirm")
    page.get_by_role("button", name="Say that you have them").click()
    assert page.get_by_text("Write who looks after them").first.is_visible()
    page.get_by_label("Who at your organisation looks after them now?").fill("Ana Hale")
    page.get_by_role("button", name="Say that you have them").click()
    assert page.get_by_text("knows now that you look after them").is_visible()
    outside.check("link-confirmed")
    outbox.deliver_waiting()
    priya.reload()
    assert priya.get_by_text("they said so themselves, by their link").is_visible()
    visitor.check("card-confirmed-by-link")


def test_nobody_there_says_so_and_the_coordinator_reads_when_the_team_has_it_again(
    world, seat, under_help, the_card, as_seed
):
    with as_seed():
        cover = world.stranger
        member(cover, world.hillside, Role.SCHOOL_COVER)
        NamedContact.objects.create(
            side="school", position="cover", organisation=world.hillside, person=cover,
            name=cover.name, from_on=LONG_AGO,
        )  # fmt: skip
    asked_on = clock.today()
    with acting(acting_as(world.priya)) as priya:
        version = Item.objects.get(pk=under_help).version
        arrange(
            actor=priya, item_id=under_help, version=version, why=WhyTransfer.SCHOOL_MOVE, by=None,
            words="", at=clock.now(),
        )  # fmt: skip
        hand_to_school(
            actor=priya, item_id=the_card(), version=1, school_id=world.hillside.pk,
            person="Ms Khan", words="All that we know, on the phone.", at=clock.now(),
        )  # fmt: skip
    outbox.deliver_waiting()
    due_on = add_working_days(asked_on, 5)

    # On the first working day after its own the cover is asked; Jo reads what it is, and nudges.
    with clock.fixed(clock.now() + (add_working_days(due_on, 1) - asked_on)):
        _round()
        visitor = seat("jo", width=PHONE)
        jo = visitor.open(f"/area/{world.area.pk}/silent")
        row = jo.get_by_role("row").filter(has_text="Has a child arrived at their next school?")
        again = day(add_working_days(due_on, 2))
        assert row.get_by_text(f"the team that hands over has it again on {again}").is_visible()
        assert row.get_by_text("Somebody Else Hillside").is_visible()
        assert "Ellie" not in jo.content()
        row.get_by_role("button", name="Nudge").click()
        assert row.get_by_text("Nudged by you on").is_visible()
        visitor.check("coordinator-arrival-late")
        outbox.deliver_waiting()
        visitor = seat("stranger", width=PHONE)
        there = visitor.open("/")
        there.get_by_role("link", name=re.compile("Say whether they have arrived")).first.click()
        assert there.get_by_text(
            "Jo Marsh, who looks after this area, asked after it on"
        ).is_visible()
        visitor.check("arrival-asked-after")

    # On the second it is the team's, and no more on the lists of the coordinator and the school.
    with clock.fixed(clock.now() + (add_working_days(due_on, 2) - asked_on)):
        _round()
        jo = seat("jo", width=PHONE).open(f"/area/{world.area.pk}/silent")
        assert not jo.get_by_text("Has a child arrived at their next school?").is_visible()
        visitor = seat("lena", width=PHONE)
        lena = visitor.open("/")
        assert lena.get_by_text("arrange the hand-over").first.is_visible()
        visitor.check("the-senders-again")


def _round():
    escalate_overdue(0)
    outbox.deliver_waiting()


def test_what_was_passed_on_ends_with_who_there_has_it_and_the_family_reads_it(
    world, seat, as_seed
):
    with as_seed():
        little = other_service(world)
    item_id = sent(world, clock.now(), called="Ellie")
    with acting(acting_as(world.nadia)) as nadia:
        sheets = make_sheets(actor=nadia, item_id=item_id, at=clock.now())
    with acting(acting_as(world.priya)) as actor:
        answer = Answering(
            Move.REDIRECT, reason="not_covered", receiver_id=little.pk, to_them="Play therapy.",
            next_step="Little Steps rings you.",
        )  # fmt: skip
        decide(actor=actor, item_id=item_id, version=2, at=clock.now(), answer=answer)
    tell_family(world.priya, item_id, clock.now())

    # Priya rings them, and writes down who said so.
    visitor = seat("priya", width=PHONE)
    priya = visitor.open(f"/queue/{item_id}")
    priya.get_by_role("button", name="The other service has it").click()
    visitor.check("receipt")
    priya.get_by_role("button", name="Write it down, and let go").click()
    assert priya.get_by_text("Write who has said so").first.is_visible()
    visitor.check("receipt-errors")
    priya.get_by_label("Who there has said that they have it?").fill("Ines Duarte, duty worker")
    priya.get_by_label("Where?").fill("Little Steps")
    priya.get_by_label("They told us by telephone").check(force=True)
    today = clock.local_day(clock.now())
    for part in ("day", "month", "year"):
        priya.locator(f"input[name=since-{part}]").fill(str(getattr(today, part)))
    priya.get_by_role("button", name="Write it down, and let go").click()
    assert priya.get_by_text("Ines Duarte, duty worker, Little Steps").first.is_visible()
    visitor.check("receipt-written")

    # She has them on her list until she writes that they were met there.
    base = priya.url.split("/queue")[0]
    priya.goto(f"{base}/queue?view=done")
    assert priya.get_by_text("Ask whether they have met them").is_visible()
    visitor.check("where-now-receipt")
    priya.goto(f"{base}/queue/{item_id}/met-there")
    priya.get_by_label("Who says so, and how do you know?").fill("Ines Duarte rang us.")
    visitor.check("met-there")
    priya.get_by_role("button", name="Write it down").click()
    priya.goto(f"{base}/queue?view=done")
    assert priya.get_by_text("and has met them").is_visible()
    visitor.check("where-now-met")

    # School and each of the family read it.
    visitor = seat("nadia", width=PHONE)
    nadia = visitor.open(f"/asked/{item_id}")
    assert nadia.get_by_text("Ines Duarte, duty worker, Little Steps").first.is_visible()
    visitor.check("receipt-at-school")
    for sheet in sheets:
        visitor = seat("nadia", width=PHONE)
        visitor.page.context.clear_cookies()
        page = visitor.open("/family/")
        page.locator("input[name=code]").fill(sheet.code)
        page.locator("main form button").click()
        assert page.get_by_text("Ines Duarte, duty worker, Little Steps").first.is_visible()
        visitor.check(f"receipt-family-{sheet.relationship}")
