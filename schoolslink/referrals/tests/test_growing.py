"""Who grows out of a team or a school is handed over in time: the card opens by itself, once."""

from datetime import UTC, date, datetime, timedelta

import pytest

from schoolslink.access.unit import acting
from schoolslink.directory.models import School
from schoolslink.directory.tests import factories
from schoolslink.kernel import clock, outbox
from schoolslink.kernel.calendar import add_working_days
from schoolslink.notices.models import Notice
from schoolslink.referrals.commands.transferring import step_transfer
from schoolslink.referrals.jobs import look_at_ages
from schoolslink.referrals.models import Holding, Item, TransferStep
from schoolslink.referrals.rules import Duty, Kind, Move, State
from schoolslink.referrals.rules.growing import (
    LEAVES_IN,
    leaves_at,
    next_look,
    no_later_than,
    turns,
    window_on,
    windows,
)
from schoolslink.referrals.rules.transferring import WhyTransfer
from schoolslink.referrals.tests.arrange import acting_as, sent

LEAP = date(2008, 2, 29)
NEVER = date.max


@pytest.mark.parametrize(
    ("born", "years", "months", "day"),
    [
        (LEAP, 17, 0, date(2025, 3, 1)),
        (LEAP, 17, 6, date(2025, 8, 29)),
        (LEAP, 16, 0, date(2024, 2, 29)),
        (date(2008, 8, 31), 17, 6, date(2026, 2, 28)),
        (date(2008, 5, 4), 17, 6, date(2025, 11, 4)),
    ],
)
def test_when_somebody_is_so_old(born, years, months, day):
    assert turns(born, years, months) == day


def found(born, until=18, has_school=True):
    return windows(born, until_age=until, leaves=LEAVES_IN if has_school else ())


@pytest.mark.parametrize(
    ("low", "high", "ages"),
    [
        (4, 11, (11,)),  # primary
        (4, 7, (7,)),  # infant
        (7, 11, (11,)),  # junior
        (5, 9, (9,)),  # first
        (9, 13, (13,)),  # middle
        (11, 16, (16,)),
        (11, 18, (16, 18)),  # secondary with a sixth form
        (4, 19, (16, 19)),  # all-through, special
        (16, 19, (19,)),  # college
        (None, 11, (11,)),
        (4, None, LEAVES_IN),
        (None, None, LEAVES_IN),
        (11, 11, LEAVES_IN),  # no school takes nobody: the register is wrong
    ],
)
def test_a_school_is_left_at_its_own_ages(low, high, ages):
    assert leaves_at(low, high) == ages


def test_who_goes_to_a_middle_school_is_handed_over_at_13_and_not_at_11():
    born = date(2015, 1, 10)
    middle = windows(born, until_age=18, leaves=leaves_at(9, 13))
    assert window_on(middle, date(2026, 6, 1)) is None
    assert window_on(middle, date(2028, 6, 1)).why is WhyTransfer.SCHOOL_YEAR


@pytest.mark.parametrize(
    ("on", "why"),
    [
        (date(2025, 2, 28), None),
        (date(2025, 3, 1), WhyTransfer.AGE),
        (date(2026, 2, 28), WhyTransfer.AGE),
        (date(2026, 3, 1), None),
        (date(2019, 4, 30), None),
        (date(2019, 5, 1), WhyTransfer.SCHOOL_YEAR),
        (date(2024, 8, 30), WhyTransfer.SCHOOL_YEAR),
        (date(2024, 8, 31), None),
    ],
)
def test_the_windows_of_a_leap_day_child(on, why):
    window = window_on(found(LEAP), on)
    assert (window.why if window else None) == why


def test_who_is_born_in_september_leaves_a_year_later():
    (one, *_) = found(date(2014, 9, 1))
    (other, *_) = found(date(2014, 8, 31))
    assert (one.opens_on, other.opens_on) == (date(2026, 5, 1), date(2025, 5, 1))


def test_a_team_that_sees_them_longer_hands_them_over_later():
    assert window_on(found(LEAP, until=26, has_school=False), date(2025, 3, 1)) is None
    assert (
        window_on(found(LEAP, until=26, has_school=False), date(2033, 3, 1)).why is WhyTransfer.AGE
    )


def test_no_day_of_a_birthday_is_kept_but_the_first_of_its_month():
    all_of_them, on = found(date(2008, 5, 14), has_school=False), date(2020, 1, 1)
    looks = []
    while (on := next_look(all_of_them, on)) != NEVER:
        looks.append(on)
    assert looks[0] == date(2025, 5, 1)
    assert date(2025, 5, 14) in looks
    assert date(2025, 11, 14) in looks
    assert len(looks) == 28


def test_somebody_looks_again_within_three_months_whatever_is_known_now():
    assert no_later_than(NEVER, date(2026, 11, 14)) == date(2027, 2, 1)
    assert no_later_than(date(2026, 12, 1), date(2026, 11, 14)) == date(2026, 12, 1)


MORNING = datetime(2026, 3, 3, 5, 0, tzinfo=UTC)


def night(at):
    with clock.fixed(at):
        look_at_ages(0)
        outbox.deliver_waiting()


def cards(world, who="priya"):
    with acting(acting_as(getattr(world, who))):
        return list(Item.objects.filter(kind=Kind.TRANSFER).order_by("id"))


def asked_at_17(world, noon, born="2009-03-02"):
    return sent(world, noon, called="Ellie", birth_date=born)


@pytest.mark.django_db
def test_at_17_the_card_opens_once_with_its_day_and_its_reason(world, noon):
    request_id = asked_at_17(world, noon)

    for days in (0, 1, 2):
        night(MORNING + timedelta(days=days))

    (card,) = cards(world)
    assert (card.about_id, card.state) == (request_id, State.TO_HAND_OVER)
    with acting(acting_as(world.priya)):
        held = Holding.objects.get(item=card, ended_at__isnull=True)
        assert TransferStep.objects.get(item=card).why == "age"
    assert (held.person_id, held.duty, held.due_on) == (
        world.priya.pk, Duty.HAND_OVER, date(2026, 9, 2),
    )  # fmt: skip


@pytest.mark.django_db
def test_at_17_and_a_half_its_holder_is_reminded_once(world, noon, as_seed):
    asked_at_17(world, noon)
    night(MORNING)

    for days in (182, 183, 184, 185):
        night(MORNING + timedelta(days=days))

    with as_seed():
        told = Notice.objects.filter(kind="referrals.time_to_hand_over")
        assert list(told.values_list("recipient_person_id", flat=True)) == [world.priya.pk]


@pytest.mark.django_db
def test_said_to_stay_it_is_asked_once_more_half_a_year_before(world):
    now = clock.real_now()  # what a team has ended it opens for ninety real days more
    born = turns(clock.local_day(now) - timedelta(days=2), -17)
    asked_at_17(world, now, born.isoformat())
    night(now)
    (card,) = cards(world)
    with acting(acting_as(world.priya)) as priya:
        step_transfer(
            actor=priya, item_id=card.pk, version=1, move=Move.CALL_OFF, words="Not yet.", at=now
        )

    night(now + timedelta(days=30))
    assert len(cards(world)) == 1
    presses = now + (turns(born, 17, 6) - clock.local_day(now))
    night(presses)
    night(presses + timedelta(days=1))

    assert [one.state for one in cards(world)] == [State.CALLED_OFF, State.TO_HAND_OVER]


@pytest.mark.django_db
@pytest.mark.parametrize("born", ["2009-03-04", "2015-05-04", "2008-03-01"])
def test_before_17_and_after_18_nothing_opens(world, noon, born):
    asked_at_17(world, noon, born)

    night(MORNING)

    assert cards(world) == []


@pytest.mark.django_db
def test_ages_that_a_service_publishes_anew_are_heeded_within_three_months(world, noon, as_seed):
    asked_at_17(world, noon, "2012-12-04")
    night(MORNING)
    with as_seed():
        factories.criteria(world.riverside.service, ages={"from": 5, "until": 14})

    night(MORNING + timedelta(days=92))

    (card,) = cards(world)
    with acting(acting_as(world.priya)):
        assert TransferStep.objects.get(item=card).why == "age"


@pytest.mark.django_db
def test_in_the_summer_of_year_6_the_service_hands_over_between_schools(world, noon):
    asked_at_17(world, noon, "2015-05-04")

    night(MORNING + timedelta(days=60))

    (card,) = cards(world)
    with acting(acting_as(world.priya)):
        assert TransferStep.objects.get(item=card).why == "school_year"
        assert Holding.objects.get(item=card).due_on == date(2026, 7, 1)


@pytest.mark.django_db
def test_what_still_waits_for_a_yes_is_remembered_before_the_child_leaves(world, noon, as_seed):
    """In July a request that waits would stay with a school to which the child goes no more."""
    no_yes = {"carer_agrees": "not_asked", "young_person_agrees": "not_asked"}
    item_id = sent(world, noon, called="Ellie", birth_date="2015-05-04", **no_yes)

    night(MORNING + timedelta(days=58))
    assert reminded(as_seed, item_id) == []
    night(MORNING + timedelta(days=60))
    night(MORNING + timedelta(days=61))

    assert cards(world) == []
    assert reminded(as_seed, item_id) == ["Nadia Stone"]


def reminded(as_seed, item_id):
    with as_seed():
        found = Notice.objects.filter(kind="referrals.time_to_hand_over", about_id=item_id)
        return list(found.values_list("recipient_person__name", flat=True))


@pytest.mark.django_db
def test_at_a_middle_school_nobody_is_handed_over_in_the_summer_of_year_6(world, noon, as_seed):
    with as_seed():
        School.objects.filter(pk=world.northgate.pk).update(age_low=9, age_high=13)
    asked_at_17(world, noon, "2015-05-04")

    night(MORNING + timedelta(days=60))

    assert cards(world) == []


@pytest.mark.django_db
def test_near_the_end_the_day_is_soon_and_never_after_it(world, noon, as_seed):
    with as_seed():
        factories.criteria(world.riverside.service, ages={"from": 5, "until": 18})
    asked_at_17(world, noon, "2008-03-07")

    night(MORNING)

    (card,) = cards(world)
    with acting(acting_as(world.priya)):
        assert Holding.objects.get(item=card).due_on == date(2026, 3, 7)
    assert add_working_days(date(2026, 3, 3), 10) > date(2026, 3, 7)
