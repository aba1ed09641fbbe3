"""A coordinator asks after what is past its day: one press, one person, once a working day; nothing moves."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError

from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting, attempt
from schoolslink.kernel import clock, outbox
from schoolslink.kernel.calendar import working_days_between
from schoolslink.kernel.ids import new_id
from schoolslink.notices.models import Notice
from schoolslink.referrals import messages
from schoolslink.referrals.commands import chasing
from schoolslink.referrals.messages_past import nobody_asked_after_it
from schoolslink.referrals.models import Chase, Holding, Item
from schoolslink.referrals.rules.chasing import CAME, Came, Chased, may_nudge
from schoolslink.referrals.tests.arrange import acting_as, asked, sent

WEEK = timedelta(days=7)
MONDAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("last", "today", "may"),
    [
        (None, MONDAY, True),
        (MONDAY, MONDAY, False),
        (MONDAY, MONDAY + timedelta(days=1), True),
        (date(2026, 3, 6), date(2026, 3, 7), False),  # Friday, and Saturday after it
        (date(2026, 3, 6), date(2026, 3, 8), False),
        (date(2026, 3, 6), date(2026, 3, 9), True),
        (date(2026, 4, 2), date(2026, 4, 6), False),  # over Easter
        (MONDAY, date(2026, 3, 1), False),  # a clock that was set back
    ],
)
def test_once_a_working_day(last, today, may) -> None:
    assert may_nudge(last, today, working_days_between) is may


def test_each_outcome_of_a_call_has_words() -> None:
    assert set(CAME) == set(Came)


@pytest.fixture
def late(world, noon):
    """Return a question that is past its day."""
    return asked(world, noon, new_id())


def pressed(client, world, item_id, at, what="nudge", **said):
    sign_in(client, world.jo)
    with clock.fixed(at):
        return client.post(f"/area/{world.area.pk}/silent/{item_id}/{what}", said)


def shown(client, world, at) -> str:
    with clock.fixed(at):
        return client.get(f"/area/{world.area.pk}/silent").content.decode()


@pytest.mark.django_db
def test_one_press_reminds_the_holder_alone_and_moves_nothing(client, world, noon, late, as_seed):
    before = standing(world, late)
    with as_seed():
        Notice.objects.all().delete()

    pressed(client, world, late, noon + WEEK)
    with clock.fixed(noon + WEEK):
        outbox.deliver_waiting()

    with as_seed():
        (notice,) = Notice.objects.filter(kind=messages.NUDGED.name)
    assert (notice.recipient_person_id, notice.about_id) == (world.priya.pk, late)
    assert notice.link_path == f"/queue/{late}"
    assert notice.act_by_on == before[1]
    assert standing(world, late) == before
    assert "Nudged by you on Tuesday 10 March" in shown(client, world, noon + WEEK)


def standing(world, item_id):
    with acting(acting_as(world.priya)):
        held = Holding.objects.get(item_id=item_id, ended_at__isnull=True)
        return held.person_id, held.due_on, Item.objects.get(pk=item_id).version


@pytest.mark.django_db
def test_a_second_press_that_day_does_nothing_and_the_next_day_it_does(client, world, noon, late):
    for hours in (0, 2):
        came = pressed(client, world, late, noon + WEEK + timedelta(hours=hours))
        assert came.status_code == 302
        assert came["Location"] == f"/area/{world.area.pk}/silent"
    pressed(client, world, late, noon + WEEK + timedelta(days=1))

    with acting(acting_as(world.jo)):
        assert Chase.objects.filter(item_id=late, how=Chased.NUDGED).count() == 2


@pytest.mark.django_db
def test_where_the_holder_has_left_the_next_behind_them_is_reminded(world, noon, late, as_seed):
    at = noon + WEEK
    with acting(acting_as(world.jo)) as jo:
        with as_seed():
            Holding.objects.filter(item_id=late).update(person_id=world.stranger.pk)
        made = chasing.nudge(actor=jo, item_id=late, at=at)
    assert made.to_person != world.stranger.pk


@pytest.mark.django_db
def test_a_call_is_written_down_once_and_no_second_coordinator_is_alarmed(
    client, world, noon, late, as_seed
):
    at = noon + WEEK
    for _twice in range(2):
        pressed(client, world, late, at, "rang", came="message")
    pressed(client, world, late, at, "rang", came="nonsense")

    assert "You rang on Tuesday 10 March: I left a message" in shown(client, world, at)
    about = type("About", (), {"about_id": late, "person_id": world.jo.pk})()
    with acting(acting_as(world.jo)), clock.fixed(at):
        assert Chase.objects.count() == 1
        assert not nobody_asked_after_it(about)
    with acting(acting_as(world.jo)), clock.fixed(at + timedelta(days=2)):
        assert not nobody_asked_after_it(about)
        with as_seed():  # the next person was asked, and has let their own day pass too
            Holding.objects.filter(item_id=late).update(due_on=at.date())
        assert nobody_asked_after_it(about)


@pytest.mark.django_db
def test_whoever_has_it_reads_who_asked_and_by_which_day_it_was_due(client, world, noon, late):
    pressed(client, world, late, noon + WEEK)
    sign_in(client, world.priya)
    with clock.fixed(noon + WEEK):
        page = client.get(f"/queue/{late}").content.decode()

    assert "asked after it on Tuesday 10 March. It was due on Thursday 5 March." in page
    assert world.jo.name in page


@pytest.mark.django_db
def test_what_is_not_past_its_day_or_anothers_is_not_found(client, world, noon, late):
    assert pressed(client, world, late, noon).status_code == 404
    assert pressed(client, world, new_id(), noon + WEEK).status_code == 404
    for who in (world.priya, world.amira):
        sign_in(client, who)
        path = f"/area/{world.area.pk}/silent/{late}/nudge"
        with clock.fixed(noon + WEEK):
            assert client.post(path).status_code in (403, 404)


@pytest.mark.django_db
def test_only_a_coordinator_of_the_area_writes_that_somebody_asked(world, noon, late):
    facts = {
        "how": "rang",
        "came": "message",
        "at": noon,
        "on": MONDAY,
        "due_on": MONDAY,
        "side": "service",
    }
    with acting(acting_as(world.priya)), pytest.raises(DatabaseError, match="row-level security"):  # noqa: SIM117
        with attempt():
            Chase(item_id=late, by_id=world.priya.pk, **facts).save(force_insert=True)
    with acting(acting_as(world.jo)):
        made = Chase(item_id=late, by_id=world.priya.pk, **facts)
        made.save(force_insert=True)
        made.refresh_from_db()
        assert made.by_id == world.jo.pk  # a name that is another's is not kept


@pytest.mark.django_db
def test_what_ended_and_nobody_read_is_asked_of_whoever_should(client, world, noon):
    item_id = sent(world, noon)
    pressed(client, world, item_id, noon + timedelta(days=30))
    with acting(acting_as(world.jo)):
        assert Chase.objects.get(item_id=item_id).to_person is not None
