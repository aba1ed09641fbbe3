"""Times made of a contact's hours: by London's clock, in term, ahead of now, and a bounded number."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest

from schoolslink.directory.rules.slots import WEEKS, Hours, overlap, slots_of
from schoolslink.kernel.calendar import is_term_day, is_working_day


def some(first: date, **fields):
    given = {"starts_at": time(9), "ends_at": time(10, 10), "minutes": 30, **fields}
    return Hours(id=uuid4(), from_on=first, **given)


def times(*hours, now, weeks=WEEKS):
    found = slots_of(
        hours, now=now, is_working_day=is_working_day, is_term_day=is_term_day, weeks=weeks
    )
    return [slot.starts_at for slot in found]


def test_hours_are_cut_into_whole_times_and_what_is_left_over_is_nobodys():
    now = datetime(2026, 3, 2, 12, tzinfo=UTC)
    assert times(some(date(2026, 3, 3)), now=now, weeks=1) == [
        datetime(2026, 3, 3, 9, tzinfo=UTC),
        datetime(2026, 3, 3, 9, 30, tzinfo=UTC),
    ]


def test_what_has_begun_is_gone():
    begun = datetime(2026, 3, 3, 9, tzinfo=UTC)
    assert times(some(date(2026, 3, 3)), now=begun, weeks=0) == [begun + timedelta(minutes=30)]


@pytest.mark.parametrize(
    ("first", "before", "after"),
    [(date(2026, 3, 26), 9, 8), (date(2026, 10, 22), 8, 9)],
    ids=["spring", "autumn"],
)
def test_nine_stays_nine_in_london_when_the_clocks_change(first, before, after):
    now = datetime.combine(first - timedelta(days=1), time(12), tzinfo=UTC)
    hours = some(first, ends_at=time(9, 30), in_holidays=True)
    assert [moment.hour for moment in times(hours, now=now, weeks=2)][:2] == [before, after]


@pytest.mark.parametrize(
    ("first", "in_holidays", "left_out"),
    [
        (date(2026, 5, 4), True, {0, 21}),  # the bank holidays of 4 and 25 May
        (date(2026, 5, 26), False, {0}),  # half-term
        (date(2026, 5, 26), True, set()),
    ],
)
def test_bank_holidays_are_left_out_and_school_holidays_unless_asked_for(
    first, in_holidays, left_out
):
    hours = some(first, ends_at=time(9, 30), in_holidays=in_holidays)
    found = times(hours, now=datetime.combine(first, time(5), tzinfo=UTC))
    wanted = [first + timedelta(days=n) for n in range(0, 29, 7) if n not in left_out]
    assert [moment.date() for moment in found] == wanted


def test_one_day_alone_comes_once_and_hours_that_ended_come_no_more():
    first = date(2026, 3, 3)
    now = datetime(2026, 3, 2, 12, tzinfo=UTC)
    assert len(times(some(first, until_on=first + timedelta(days=1)), now=now)) == 2
    assert times(some(first, until_on=first), now=now) == []


def test_however_long_hours_run_the_times_are_of_four_weeks():
    old = some(date(2020, 3, 3), in_holidays=True)
    assert len(times(old, now=datetime(2026, 6, 2, 5, tzinfo=UTC))) == 2 * (WEEKS + 1)


@pytest.mark.parametrize(
    ("other", "meets"),
    [
        ({"starts_at": time(10), "ends_at": time(11)}, True),
        ({"starts_at": time(10, 10), "ends_at": time(11)}, False),
        ({"first": date(2026, 3, 4)}, False),
        ({"first": date(2026, 3, 10)}, True),
        ({"first": date(2026, 2, 24), "until_on": date(2026, 3, 3)}, False),
    ],
)
def test_two_hours_of_one_person_never_meet(other, meets):
    first = other.pop("first", date(2026, 3, 3))
    one, two = some(date(2026, 3, 3)), some(first, **other)
    assert (overlap(one, two), overlap(two, one)) == (meets, meets)
