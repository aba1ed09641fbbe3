"""ADR 0134: "not the right team" ends with who has the child now, by whose word, and since when."""

import re
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.kernel import clock, outbox
from schoolslink.notices.models import Notice
from schoolslink.referrals import permissions
from schoolslink.referrals.commands.decide import Answering, decide, record_told, step
from schoolslink.referrals.commands.family import say as family_says
from schoolslink.referrals.commands.next_step import say_it_began
from schoolslink.referrals.errors import NotPossible
from schoolslink.referrals.models import Carer, Holding, Item, ItemEvent, Told
from schoolslink.referrals.queries import open_item
from schoolslink.referrals.queries.family import family_view
from schoolslink.referrals.queries.own import own_page
from schoolslink.referrals.rules import Duty, Move, Side, State
from schoolslink.referrals.rules.begun import (
    AfterToday,
    BeforeTheAnswer,
    HowKnown,
    HowUnknown,
    OnTheDayOfTheNo,
    check_begun,
)
from schoolslink.referrals.rules.family.said import FamilySaid
from schoolslink.referrals.tests.arrange import acting_as, sent
from schoolslink.referrals.tests.test_family_truth import family as codes_of
from schoolslink.referrals.tests.turns import text_of

pytestmark = pytest.mark.django_db

ANSWERED, NEXT = date(2026, 3, 2), date(2026, 3, 3)
WHO = "Ms Green, counsellor, Northgate High"
NO = Answering(Move.NOT_ACCEPT, reason="below_level", next_step="Eight talks with Ms Green.")


@pytest.mark.parametrize(
    ("how", "since", "side", "today", "broken"),
    [
        ("", ANSWERED, Side.SCHOOL, NEXT, HowUnknown),
        ("school_saw", NEXT, Side.SERVICE, NEXT, HowUnknown),
        ("they_said", NEXT + timedelta(days=1), Side.SCHOOL, NEXT, AfterToday),
        ("they_said", ANSWERED - timedelta(days=1), Side.SCHOOL, NEXT, BeforeTheAnswer),
        ("they_said", ANSWERED, Side.SERVICE, ANSWERED, OnTheDayOfTheNo),
        ("family_said", ANSWERED, Side.SERVICE, NEXT, None),
        ("they_said", NEXT, Side.SERVICE, NEXT, None),
        ("school_saw", ANSWERED, Side.SCHOOL, ANSWERED, None),
    ],
)
def test_who_says_it_by_whose_word_and_from_which_day(how, since, side, today, broken):
    def said():
        check_begun(how, since, side=side, today=today, answered_on=ANSWERED)

    if broken is None:
        said()
    else:
        with pytest.raises(broken):
            said()


@pytest.fixture
def noon():
    """Stand on the real day: what a team has ended it opens for ninety real days more."""
    return clock.real_now()


@pytest.fixture
def refused(world, noon, as_seed) -> Item:
    """A request that was answered with "not the right team", of which all of the family were told."""
    item_id = sent(world, noon, carer_email="mum@example.invalid", risk_self_harm="no")
    with acting(acting_as(world.priya)) as priya:
        version = Item.objects.get(pk=item_id).version
        decide(actor=priya, item_id=item_id, version=version, answer=NO, at=noon)
        for told in Told.objects.filter(item_id=item_id, whom__in=("self", "carer")).order_by("pk"):
            version = Item.objects.get(pk=item_id).version
            record_told(
                actor=priya,
                item_id=item_id,
                told_id=told.pk,
                how="telephone",
                version=version,
                at=noon,
            )
        found = Item.objects.get(pk=item_id)
    assert found.state == State.NEXT_STEP
    return found


def begins(who, item, at, **given):
    told = {"who": WHO, "how": HowKnown.FAMILY_SAID.value, "since": clock.local_day(at)} | given
    with acting(acting_as(who)) as actor:
        version = Item.objects.get(pk=item.pk).version
        return say_it_began(actor=actor, item_id=item.pk, version=version, at=at, **told)


def stands(world, item) -> tuple[str, str]:
    with acting(acting_as(world.nadia)):
        held = Holding.objects.filter(item_id=item.pk, ended_at__isnull=True).first()
        return Item.objects.get(pk=item.pk).state, held.duty if held else ""


def test_the_team_that_said_no_does_not_end_it_the_same_day(world, noon, refused):
    with pytest.raises(NotPossible, match="from tomorrow"):
        begins(world.priya, refused, noon)

    assert stands(world, refused) == (State.NEXT_STEP, Duty.CHECK_NEXT_STEP)


def test_nobody_ends_it_with_a_press_alone(world, noon, refused):
    for who in (world.priya, world.nadia):
        with acting(acting_as(who)) as actor, pytest.raises(NotPossible):
            step(
                actor=actor, item_id=refused.pk, move=Move.CONFIRM_NEXT_STEP,
                version=refused.version, at=noon + timedelta(days=20),
            )  # fmt: skip

    assert stands(world, refused) == (State.NEXT_STEP, Duty.CHECK_NEXT_STEP)


def test_it_ends_with_who_has_them_now_and_how_that_is_known(world, noon, refused):
    later = noon + timedelta(days=9)

    begins(world.priya, refused, later, since=clock.local_day(later) - timedelta(days=3))

    assert stands(world, refused) == (State.CLOSED, "")
    with acting(acting_as(world.nadia)) as nadia:
        last = open_item(nadia, refused.pk).history[-1]
    assert (last.words, last.how_known) == (WHO, "family_said")
    assert last.happened_on == clock.local_day(later) - timedelta(days=3)


def _by_hand(world, who, item, at, *, side, words=True, **given):
    """Write the bare event straight into the database, as somebody with an identity."""
    event = ItemEvent(
        item=item, move=Move.CONFIRM_NEXT_STEP.value, version_seen=item.version, at=at,
        actor_kind="person", actor_id=who.pk, side=side,
        **{"happened_on": clock.local_day(at), "reason": "they_said"} | given,
    )  # fmt: skip
    with acting(acting_as(who)), transaction.atomic():
        event.save(force_insert=True)
        if words:
            with connection.cursor() as cursor:
                cursor.execute(
                    "insert into referrals_threadmessage (id, item_id, event_id, side, written_by,"
                    " written_by_name, at, words) values (gen_random_uuid(), %s, %s, %s, %s, '', %s, 'x')",
                    [item.pk, event.pk, side, who.pk, at],
                )
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")


@pytest.mark.parametrize(
    ("name", "side", "days", "given"),
    [
        ("priya", "service", 0, {}),
        ("priya", "service", 1, {"reason": "school_saw"}),
        ("priya", "service", 1, {"reason": ""}),
        ("nadia", "school", 1, {"reason": "it_will_be_so"}),
        ("nadia", "school", 1, {"happened_on": None}),
        ("nadia", "school", 1, {"happened_on": -3}),
        ("nadia", "school", 1, {"happened_on": 400}),
        ("nadia", "school", 1, {"words": False}),
    ],
)
def test_the_database_refuses_an_end_without_it(world, noon, refused, name, side, days, given):
    if given.get("happened_on"):
        given = {"happened_on": clock.local_day(noon) + timedelta(days=given["happened_on"])}

    with pytest.raises(DatabaseError) as error:
        _by_hand(
            world, getattr(world, name), refused, noon + timedelta(days=days), side=side, **given
        )

    assert error.value.__cause__.sqlstate in ("SL431", "SL434", "SL436")


def test_the_database_takes_what_says_all_of_it(world, noon, refused):
    _by_hand(world, world.priya, refused, noon + timedelta(days=1), side="service")

    assert stands(world, refused) == (State.CLOSED, "")


# What the family reads of it


@pytest.fixture
def family(world, noon, refused, as_seed):
    with as_seed():
        carers = Carer.objects.filter(item=refused, relationship="carer")
        carers.update(parental_responsibility="yes")
    return codes_of(world, refused.pk, noon)


@pytest.mark.parametrize("whose", ["self", "carer"])
def test_the_family_reads_who_is_said_to_help(world, noon, refused, family, whose):
    begins(world.nadia, refused, noon + timedelta(days=9))

    with acting(family[whose]) as actor:
        view = family_view(actor, own_page(actor), at=noon + timedelta(days=9))

    assert (view.truth.begun.since, view.truth.begun.who) == (
        clock.local_day(noon + timedelta(days=9)),
        WHO,
    )


def test_a_mail_says_that_there_is_news(world, noon, refused, as_seed):
    begins(world.nadia, refused, noon + timedelta(days=9))
    outbox.deliver_waiting()

    with as_seed():
        kinds = list(Notice.objects.values_list("kind", flat=True))
    assert kinds.count("referrals.family_answered") == 1


def test_whoever_decides_says_that_it_is_not_so_and_a_named_adult_has_it_by_a_day(
    world, noon, refused, family
):
    begins(world.nadia, refused, noon + timedelta(days=9))
    on = noon + timedelta(days=12)

    with acting(family["self"]) as actor:
        version = Item.objects.get(pk=refused.pk).version
        family_says(
            actor=actor, said=FamilySaid.LOOK_AGAIN, version=version, at=on,
            words="Nobody has rung us.",
        )  # fmt: skip

    with acting(acting_as(world.priya)):
        held = Holding.objects.get(item_id=refused.pk, ended_at__isnull=True)
        assert Item.objects.get(pk=refused.pk).closed_at is None
    assert (held.duty, held.person_id) == (Duty.DECIDE, world.priya.pk)
    assert held.due_on > clock.local_day(on)


def test_anybody_of_the_family_says_that_it_got_worse(world, noon, refused, family):
    begins(world.nadia, refused, noon + timedelta(days=9))

    with acting(family["self"]) as actor:
        version = Item.objects.get(pk=refused.pk).version
        family_says(
            actor=actor, said=FamilySaid.WORSE, version=version, at=noon + timedelta(days=12),
            words="I cannot sleep.",
        )  # fmt: skip

    assert stands(world, refused) == (State.IN_TRIAGE, Duty.LOOK_AGAIN)


def test_what_ended_long_ago_is_asked_anew(world, noon, refused, as_seed):
    begins(world.nadia, refused, noon + timedelta(days=9))
    with acting(acting_as(world.nadia)) as nadia:
        assert Move.RETURN in permissions.moves_now(nadia, Item.objects.get(pk=refused.pk))
    long_ago = clock.real_now() - timedelta(days=91)
    with as_seed(), connection.cursor() as cursor:
        cursor.execute(
            "update referrals_item set closed_at = %s, closed_on = %s where id = %s",
            [long_ago, long_ago.date(), refused.pk],
        )

    with acting(acting_as(world.nadia)) as nadia:
        assert permissions.moves_now(nadia, Item.objects.get(pk=refused.pk)) == ()


# The pages


def _presses(client, page, action, **given):
    form = page[: page.index('name="helps"')].rsplit("<form", 1)[1]
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    return client.post(action, hidden | given)


TYPED = {"helps": "Ms Green", "where": "School", "how": "school_saw"}


def _since(day: date) -> dict[str, str]:
    return {"since-day": str(day.day), "since-month": str(day.month), "since-year": str(day.year)}


def test_the_school_says_it_on_its_page_and_reads_it_there(two, world, noon, refused):
    typed = TYPED | _since(clock.local_day(noon))
    with clock.fixed(noon + timedelta(days=9)):
        page, action = two.reads(refused.pk), f"/asked/{refused.pk}/next-step"
        short = _presses(two.client, page, action, **typed | {"how": ""}).content.decode()
        assert "Choose how you know" in text_of(short)
        assert 'value="Ms Green"' in short

        done = _presses(two.client, page, action, **typed)

        assert done.status_code == 302
        assert stands(world, refused) == (State.CLOSED, "")
        read = text_of(two.reads(refused.pk))
    assert "Ms Green, School" in read
    assert "School has seen it" in read
    assert "Ask them to look again" in read


def test_the_team_is_told_beside_the_day_that_it_cannot_be_today(two, world, noon, refused):
    sign_in(two.client, world.priya)
    with clock.fixed(noon):
        address = f"/queue/{refused.pk}/next-step"
        page = two.client.get(address).content.decode()
        assert "School has seen it" not in page
        typed = TYPED | _since(clock.local_day(noon)) | {"how": "they_said"}
        came = _presses(two.client, page, address, **typed).content.decode()

    assert "Ask them from tomorrow whether it has begun" in text_of(came)
    assert stands(world, refused) == (State.NEXT_STEP, Duty.CHECK_NEXT_STEP)
