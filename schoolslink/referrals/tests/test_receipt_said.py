"""ADR 0137: what was passed on to somebody who cannot say so here ends with who over there has it."""

import re
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.directory.models import OutsideReceiver
from schoolslink.kernel import clock, outbox
from schoolslink.notices.models import Notice
from schoolslink.referrals.commands.decide import Answering, decide, step
from schoolslink.referrals.errors import NotPossible
from schoolslink.referrals.models import Item, ItemEvent
from schoolslink.referrals.queries import open_item
from schoolslink.referrals.queries.family import family_view
from schoolslink.referrals.queries.own import own_page
from schoolslink.referrals.rules import Move, Side, State
from schoolslink.referrals.rules.begun import (
    AfterToday,
    BeforeItWasPassedOn,
    HowKnown,
    HowUnknown,
    check_begun,
    how_known_to,
)
from schoolslink.referrals.tests.arrange import (
    acting_as,
    other_service,
    sent,
    tell_family,
    they_have_it,
)
from schoolslink.referrals.tests.test_family_truth import family as codes_of
from schoolslink.referrals.tests.turns import text_of

pytestmark = pytest.mark.django_db

PASSED_ON = date(2026, 3, 2)
WHO = "Ana Silva, Little Steps"


@pytest.mark.parametrize(
    ("how", "since", "broken"),
    [
        ("by_telephone", PASSED_ON, None),
        ("family_said", PASSED_ON + timedelta(days=3), None),
        ("they_said", PASSED_ON, HowUnknown),
        ("school_saw", PASSED_ON, HowUnknown),
        ("", PASSED_ON, HowUnknown),
        ("in_writing", PASSED_ON - timedelta(days=1), BeforeItWasPassedOn),
        ("in_person", PASSED_ON + timedelta(days=4), AfterToday),
    ],
)
def test_how_it_is_known_and_from_which_day(how, since, broken):
    def said():
        check_begun(
            how, since, side=Side.SERVICE, today=PASSED_ON + timedelta(days=3),
            answered_on=PASSED_ON, move=Move.CONFIRM_RECEIPT,
        )  # fmt: skip

    if broken is None:
        said()
    else:
        with pytest.raises(broken):
            said()


def test_a_receipt_may_come_on_the_day_of_the_passing_on():
    check_begun(
        "by_telephone", PASSED_ON, side=Side.SERVICE, today=PASSED_ON, answered_on=PASSED_ON,
        move=Move.CONFIRM_RECEIPT,
    )  # fmt: skip

    assert not set(how_known_to(Side.SCHOOL)) & {HowKnown.BY_TELEPHONE, HowKnown.IN_WRITING}


@pytest.fixture
def noon():
    """Stand on the real day: what has ended a team opens for ninety real days more."""
    return clock.real_now()


@pytest.fixture(params=["nobody in the system", "no e-mail"])
def to(request, world, as_seed) -> dict:
    """Give somebody who can say yes by no page: a service without people, or one outside."""
    with as_seed():
        if request.param == "nobody in the system":
            return {"receiver_id": other_service(world).pk}
        talk = OutsideReceiver.objects.create(
            area_id=world.area.pk, kind="voluntary", name="Talk Time", what_they_do="Mentors.",
            phone="01632 960 123", email="", owner="Jo", from_on="2020-01-01",
        )  # fmt: skip
        return {"outside_id": talk.pk}


def passed_on(world, noon, to):
    item_id = sent(
        world, noon, called="Ellie", carer_email="mum@example.invalid", risk_self_harm="no"
    )
    answer = Answering(
        Move.REDIRECT, reason="not_covered", next_step="They ring you.", to_them="Play therapy.",
        **to,
    )  # fmt: skip
    with acting(acting_as(world.priya)) as priya:
        decide(actor=priya, item_id=item_id, version=2, at=noon, answer=answer)
    return item_id


@pytest.fixture
def passed(world, noon, to):
    """Return a request that was passed on, and of which all of the family were told."""
    item_id = passed_on(world, noon, to)
    tell_family(world.priya, item_id, noon)
    return item_id


def state_of(world, item_id) -> str:
    with acting(acting_as(world.priya)):
        return Item.objects.get(pk=item_id).state


def test_nobody_lets_go_with_a_press_alone(world, noon, passed):
    with acting(acting_as(world.priya)) as priya, pytest.raises(NotPossible):
        step(
            actor=priya, item_id=passed, move=Move.CONFIRM_RECEIPT, at=noon,
            version=Item.objects.get(pk=passed).version,
        )  # fmt: skip

    assert state_of(world, passed) == State.REDIRECTED


def test_it_ends_with_who_said_that_they_have_it_and_since_when(world, noon, passed):
    later = noon + timedelta(days=6)
    since = clock.local_day(later) - timedelta(days=2)

    they_have_it(world.priya, passed, later, how="in_writing", since=since)

    assert state_of(world, passed) == State.PASSED_ON
    for who in (world.priya, world.nadia):
        with acting(acting_as(who)) as actor:
            last = open_item(actor, passed).history[-1]
        assert (last.words, last.how_known, last.happened_on) == (WHO, "in_writing", since)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"how": "they_said"}, "how"),
        ({"how": ""}, "how"),
        ({"since": timedelta(days=-1)}, "since"),
        ({"since": timedelta(days=1)}, "since"),
    ],
)
def test_it_is_said_beside_its_field_what_cannot_be(world, noon, passed, given, field):
    if "since" in given:
        given = {"since": clock.local_day(noon) + given["since"]}

    with pytest.raises(NotPossible) as refused:
        they_have_it(world.priya, passed, noon, **given)

    assert refused.value.field == field
    assert state_of(world, passed) == State.REDIRECTED


def _by_hand(world, item_id, at, *, words=True, **given):
    """Write the bare event straight into the database, as somebody with an identity."""
    with acting(acting_as(world.priya)), transaction.atomic():
        event = ItemEvent(
            item_id=item_id, move=Move.CONFIRM_RECEIPT.value, at=at, actor_kind="person",
            version_seen=Item.objects.get(pk=item_id).version, actor_id=world.priya.pk,
            side="service",
            **{"happened_on": clock.local_day(at), "reason": "by_telephone"} | given,
        )  # fmt: skip
        event.save(force_insert=True)
        with connection.cursor() as cursor:
            if words:
                cursor.execute(
                    "insert into referrals_threadmessage (id, item_id, event_id, side, written_by,"
                    " written_by_name, at, words)"
                    " values (gen_random_uuid(), %s, %s, 'service', %s, '', %s, 'x')",
                    [item_id, event.pk, world.priya.pk, at],
                )
            cursor.execute("set constraints all immediate")


@pytest.mark.parametrize(
    "given",
    [
        {"reason": ""},
        {"reason": "they_said"},
        {"reason": "school_saw"},
        {"happened_on": None},
        {"happened_on": -1},
        {"happened_on": 2},
        {"words": False},
    ],
)
def test_the_database_refuses_a_receipt_without_it(world, noon, passed, given):
    if given.get("happened_on"):
        given = {"happened_on": clock.local_day(noon) + timedelta(days=given["happened_on"])}

    with pytest.raises(DatabaseError) as error:
        _by_hand(world, passed, noon, **given)

    assert error.value.__cause__.sqlstate in ("SL431", "SL434", "SL436")
    assert state_of(world, passed) == State.REDIRECTED


def test_the_database_takes_what_says_all_of_it(world, noon, passed):
    _by_hand(world, passed, noon)

    assert state_of(world, passed) == State.PASSED_ON


# Who reads it


@pytest.mark.parametrize("whose", ["self", "carer"])
def test_each_of_the_family_reads_who_said_that_they_have_them(world, noon, to, whose, as_seed):
    item_id = passed_on(world, noon, to)
    family = codes_of(world, item_id, noon)
    tell_family(world.priya, item_id, noon)
    they_have_it(world.priya, item_id, noon)

    with acting(family[whose]) as actor:
        truth = family_view(actor, own_page(actor), at=noon).truth
    outbox.deliver_waiting()

    assert (truth.begun.since, truth.begun.who) == (clock.local_day(noon), WHO)
    with as_seed():
        kinds = list(Notice.objects.values_list("kind", flat=True))
    assert kinds.count("referrals.family_answered") == 1


# The page


def test_the_team_writes_it_down_on_a_page_that_keeps_what_was_typed(two, world, noon, passed):
    sign_in(two.client, world.priya)
    address = f"/queue/{passed}/arrived"
    day = clock.local_day(noon)
    typed = {
        "helps": "Ana Silva", "where": "Little Steps", "how": "by_telephone",
        "since-day": str(day.day), "since-month": str(day.month), "since-year": str(day.year),
    }  # fmt: skip
    with clock.fixed(noon):
        page = two.client.get(address).text
        assert "Who there has said that they have it?" in text_of(page)
        assert "School has seen it" not in page
        form = page[: page.index('name="helps"')].rsplit("<form", 1)[1]
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
        short = two.client.post(address, hidden | typed | {"how": ""}).text
        assert "Choose how you know" in text_of(short)
        assert 'value="Ana Silva"' in short
        assert state_of(world, passed) == State.REDIRECTED

        for _ in range(2):  # the same press twice is one
            assert two.client.post(address, hidden | typed).status_code == 302

        assert state_of(world, passed) == State.PASSED_ON
        read = text_of(two.reads(passed))
    assert "Ana Silva, Little Steps" in read
    assert "They told us by telephone" in read
