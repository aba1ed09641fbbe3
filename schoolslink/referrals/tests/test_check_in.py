"""While somebody waits a person asks each month how things are: one tap answers, and help ends the asking."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from schoolslink.access.jobs import as_job
from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.kernel import clock, outbox
from schoolslink.kernel.calendar import add_working_days
from schoolslink.notices.models import Notice
from schoolslink.referrals import jobs
from schoolslink.referrals.commands.decide import Answering, decide, step
from schoolslink.referrals.commands.family import choose, say
from schoolslink.referrals.models import Holding, Item, SharingChoice
from schoolslink.referrals.queries import open_item
from schoolslink.referrals.rules import Duty, Kind, Move, State
from schoolslink.referrals.rules.check_in import is_due, month_begins
from schoolslink.referrals.rules.family.said import FamilySaid
from schoolslink.referrals.tests.arrange import acting_as, sent
from schoolslink.referrals.tests.test_family_truth import family
from schoolslink.referrals.tests.turns import Two, text_of

pytestmark = pytest.mark.django_db
YES = date(2026, 3, 2)


@pytest.fixture
def noon():
    """Stand on the real day: who works where follows the real calendar."""
    return clock.real_now()


@pytest.fixture
def two(world, client):
    return Two(world, client)


@pytest.fixture
def waits(world, noon):
    """Return a request with a yes, 28 days ago by the end of this arrangement."""
    item_id = sent(world, noon, called="Ellie")
    with acting(acting_as(world.priya)) as priya:
        answer = Answering(Move.ACCEPT, level="getting_help", words="Yes.")
        decide(actor=priya, item_id=item_id, version=2, at=noon, answer=answer)
    return item_id


def morning(noon, days: int) -> None:
    """Let the morning of a later day come."""
    with clock.fixed(noon + timedelta(days=days)):
        jobs.check_in_on_waiting(0)
    outbox.deliver_waiting()


def check_ins(world, request_id) -> list[Item]:
    with acting(acting_as(world.priya)):
        return list(Item.objects.filter(about=request_id, kind=Kind.CHECK_IN).order_by("id"))


def held(world, item_id) -> Holding | None:
    with acting(acting_as(world.priya)):
        return Holding.objects.filter(item_id=item_id, ended_at__isnull=True).first()


def test_a_month_begins_every_four_weeks_from_the_yes() -> None:
    assert month_begins(YES, YES + timedelta(days=27)) is None
    assert month_begins(YES, YES + timedelta(days=28)) == YES + timedelta(days=28)
    assert month_begins(YES, YES + timedelta(days=90)) == YES + timedelta(days=84)


@pytest.mark.parametrize(
    ("after", "last", "is_open", "due"),
    [
        (28, None, False, True),
        (27, None, False, False),
        (55, 28, False, False),
        (56, 28, False, True),
        (57, 31, False, True),  # three nights were missed, and the next month keeps its day
        (90, None, False, True),
        (56, 28, True, False),
    ],
)
def test_once_a_month_and_never_beside_an_open_one(after, last, is_open, due) -> None:
    asked = YES + timedelta(days=last) if last else None

    found = is_due(YES, YES + timedelta(days=after), last_asked_on=asked, is_open=is_open)

    assert found == due


def test_the_asker_is_asked_once_however_often_the_morning_comes(world, waits, noon, as_seed):
    morning(noon, 27)
    assert check_ins(world, waits) == []

    for _ in range(3):
        morning(noon, 30)

    (one,) = check_ins(world, waits)
    day = clock.local_day(noon + timedelta(days=30))
    now = held(world, one.pk)
    assert (now.person_id, now.duty, now.due_on) == (
        world.nadia.pk, Duty.CHECK_IN, add_working_days(day, 5),
    )  # fmt: skip
    assert held(world, waits).duty == Duty.TELL
    with as_seed():
        (mail,) = Notice.objects.filter(kind="referrals.check_in")
        assert (mail.recipient_person_id, mail.is_weekly) == (world.nadia.pk, True)
        of_families = Notice.objects.filter(kind="referrals.waits_for_you", about_id=one.pk)
        assert not of_families.exists()


def test_one_tap_of_the_school_answers_it_and_stands_on_every_page(world, waits, noon, two, client):
    morning(noon, 30)
    (one,) = check_ins(world, waits)
    page = two.reads(one.pk)
    assert "How are things?" in page

    sign_in(client, world.nadia)
    key = page.split('name="form_key" value="')[1].split('"')[0]
    came = client.post(
        f"/asked/{one.pk}/better", {"form_key": key, "version": "1", "words": "Sleeps."}
    )

    assert came.status_code == 302
    assert held(world, one.pk) is None
    assert check_ins(world, waits)[0].state == State.BETTER
    assert "How each month of waiting went" in text_of(two.reads(waits))
    with acting(acting_as(world.priya)) as priya:
        assert "Sleeps." in [line.words for line in open_item(priya, one.pk).history]
    morning(noon, 55)
    assert len(check_ins(world, waits)) == 1
    morning(noon, 58)
    assert len(check_ins(world, waits)) == 2


def test_worse_is_looked_at_by_the_next_working_day(world, waits, noon, client):
    morning(noon, 30)
    (one,) = check_ins(world, waits)
    at = noon + timedelta(days=31)
    sign_in(client, world.nadia)

    with clock.fixed(at):
        came = client.post(
            f"/asked/{one.pk}/worse-now",
            {"form_key": "01900000-0000-7000-8000-000000000009", "version": "1", "words": ""},
        )

    assert came.status_code == 302
    assert check_ins(world, waits)[0].state == State.WORSE
    now = held(world, waits)
    assert now.duty == Duty.LOOK_AGAIN
    assert now.due_on <= add_working_days(clock.local_day(at), 1)


def test_the_team_taps_too_where_it_asks(world, waits, noon, two, as_seed):
    with as_seed():
        SharingChoice.objects.create(
            item_id=waits, whom="school", may_be_told=False, chosen_by="carer", at=noon
        )
    morning(noon, 30)
    (one,) = check_ins(world, waits)

    assert (held(world, one.pk).side, one.school_id) == ("service", None)
    sign_in(two.client, world.priya)
    assert "How are things?" in two.client.get(f"/queue/{one.pk}").content.decode()
    two.answers(one.pk, "not-reached")

    assert check_ins(world, waits)[0].state == State.NOT_REACHED
    with acting(acting_as(world.nadia)):
        assert not Item.objects.filter(pk=one.pk).exists()


def test_it_goes_to_the_service_when_the_school_is_no_longer_to_know(world, waits, noon, as_seed):
    morning(noon, 30)
    (one,) = check_ins(world, waits)
    who = family(world, waits, noon)

    with acting(who["self"]) as child:
        choose(actor=child, whom="school", may_be_told=False, at=noon)
    outbox.deliver_waiting()

    assert held(world, one.pk).side == "service"


@pytest.mark.parametrize("said", [FamilySaid.SAME, FamilySaid.WORSE])
def test_the_family_says_it_on_its_own_page_and_nobody_asks_again(world, waits, noon, client, said):
    who = family(world, waits, noon)
    morning(noon, 30)
    (one,) = check_ins(world, waits)

    with acting(who["self"]) as child:
        version = Item.objects.get(pk=waits).version
        say(actor=child, said=said, version=version, words="", at=noon + timedelta(days=30))
    outbox.deliver_waiting()

    assert check_ins(world, waits)[0].state == State.FAMILY_SAID
    assert held(world, one.pk) is None
    duty = Duty.LOOK_AGAIN if said is FamilySaid.WORSE else Duty.TELL
    assert held(world, waits).duty == duty
    with acting(acting_as(world.nadia)) as nadia:
        assert all(not line.words for line in open_item(nadia, one.pk).history)


def test_it_ends_when_help_begins(world, waits, noon):
    morning(noon, 30)
    (one,) = check_ins(world, waits)

    with acting(acting_as(world.priya)) as priya:
        step(
            actor=priya,
            item_id=waits,
            move=Move.START_HELP,
            version=3,
            at=noon + timedelta(days=31),
        )
    outbox.deliver_waiting()

    assert held(world, one.pk) is None
    assert check_ins(world, waits)[0].state == State.CLOSED
    morning(noon, 60)
    assert len(check_ins(world, waits)) == 1


@pytest.mark.parametrize(("named", "side"), [("", "service"), ("Mr Reed", "school")])
def test_in_the_holidays_the_service_asks_where_the_school_named_nobody(
    world, waits, noon, monkeypatch, named, side
):
    monkeypatch.setattr(
        "schoolslink.referrals.commands.check_in.holiday_of_school", lambda *a, **k: object()
    )
    said = {"holiday_contact": named, "holiday_phone": "01632 960 777"} if named else {}
    monkeypatch.setattr("schoolslink.referrals.commands.check_in.contacts_of", lambda item: said)

    morning(noon, 30)

    (one,) = check_ins(world, waits)
    assert held(world, one.pk).side == side


def test_a_job_begins_nothing_but_what_stands_beside_a_request(world, waits, noon):
    with acting(acting_as(world.priya)):
        about = Item.objects.get(pk=waits)

    with (
        as_job(child_id=about.child_id, purpose="test") as _job,
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
    ):
        Item.objects.create(
            kind="referral", reference="R-1", child_id=about.child_id, opened_at=noon
        )
