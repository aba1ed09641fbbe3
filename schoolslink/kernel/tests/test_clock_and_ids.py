"""The clock can be held, days are London's, identifiers rise."""

import threading
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from schoolslink.kernel import clock, ids


def test_fixed_moment_is_now_and_ends_with_its_block():
    moment = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)

    with clock.fixed(moment):
        with clock.fixed(moment + timedelta(days=1)):
            inner = clock.now()
        outer = clock.now()

    assert (inner, outer) == (moment + timedelta(days=1), moment)
    assert clock.now() != moment


def test_fixed_moment_holds_in_other_threads():
    seen = []

    with clock.fixed(datetime(2026, 3, 4, 9, 0, tzinfo=UTC)):
        thread = threading.Thread(target=lambda: seen.append(clock.today()))
        thread.start()
        thread.join()

    assert seen == [date(2026, 3, 4)]


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 10, 24, 23, 30, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 23, 30, tzinfo=UTC), date(2026, 10, 25)),
    ],
)
def test_a_day_is_londons_summer_and_winter(moment, day):
    assert clock.local_day(moment) == day


def test_a_moment_without_time_zone_is_refused():
    with pytest.raises(clock.NaiveMoment), clock.fixed(datetime(2026, 3, 4)):  # noqa: DTZ001
        pass


def test_identifiers_of_one_process_rise_and_differ_in_all_its_threads():
    made: list[list] = [[] for _ in range(4)]

    def make(into: list) -> None:
        into.extend(ids.new_id() for _ in range(2_000))

    threads = [threading.Thread(target=make, args=(into,)) for into in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert all(into == sorted(into) for into in made)
    assert len({one for into in made for one in into}) == 8_000


def test_identifiers_rise_when_the_machines_clock_is_set_back(monkeypatch):
    before = ids.new_id()
    monkeypatch.setattr(clock, "real_milliseconds", lambda: ids.milliseconds_of(before) - 60_000)

    after = ids.new_id()

    assert after > before


@given(st.integers(0, 2**48 - 1), st.integers(0, 2**74 - 1))
def test_an_identifier_is_version_seven_and_keeps_its_moment(milliseconds, random_bits):
    made = ids.id_at(milliseconds, random_bits)

    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert ids.milliseconds_of(made) == milliseconds


@given(st.lists(st.tuples(st.integers(0, 2**48 - 1), st.integers(0, 2**74 - 1))))
def test_identifiers_sort_as_their_moments_do(moments):
    assert [ids.id_at(*one) for one in sorted(moments)] == sorted(ids.id_at(*m) for m in moments)


def test_ids_by_the_block_are_in_order_and_of_version_seven():
    before = ids.new_id()
    block = [UUID(f"{number:032x}") for number in ids.new_block(5_000)]
    after = ids.new_id()

    assert [before, *block, after] == sorted([before, *block, after])
    assert len(set(block)) == 5_000
    assert {identifier.version for identifier in block} == {7}
    assert {identifier.variant for identifier in block} == {after.variant}


def test_text_that_holds_no_identifier_is_none():
    wanted = ids.new_id()

    read = [ids.id_of(text) for text in (str(wanted), "x", "", None, f"{wanted}0")]

    assert read == [wanted, None, None, None, None]


@pytest.mark.django_db
def test_process_and_database_live_at_the_same_moment():
    """So it must be at another moment too, where ./link test is told one."""
    with connection.cursor() as cursor:
        cursor.execute("select clock_timestamp(), now(), access.today()")
        database_clock, began, today = cursor.fetchone()

    for moment in (database_clock, began, clock.real_now()):
        assert abs(clock.now() - moment) < timedelta(minutes=5)
    assert today in {clock.local_day(database_clock), clock.today()}
    assert abs(clock.real_milliseconds() - clock.now().timestamp() * 1000) < 300_000
