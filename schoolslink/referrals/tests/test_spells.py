"""Referral spells checked with a pencil: joined, stopped in full, or ended without."""

from dataclasses import replace
from datetime import date

import pytest

from schoolslink.referrals.rules.clocks import SPELL_CLOCKS, Made, Reading, Timeline, spells_by
from schoolslink.referrals.rules.clocks.spells import ELEMENTS, InScope, Spell, as_referral, spells
from schoolslink.referrals.tests.test_clock_rules import FRIDAY, day, made


@pytest.mark.parametrize(
    ("referrals", "found"),
    [
        # still open when the next comes: one spell, though it is months later
        ([InScope(day(0)), InScope(day(90), day(95))], [Spell(day(0), None, 2, None, ELEMENTS)]),
        # five days after the last end: joined; six: another
        (
            [InScope(day(0), day(10)), InScope(day(15), day(20))],
            [Spell(day(0), day(20), 2, None, ELEMENTS)],
        ),
        (
            [InScope(day(0), day(10)), InScope(day(16), day(20))],
            [
                Spell(day(0), day(10), 1, None, ELEMENTS),
                Spell(day(16), day(20), 1, None, ELEMENTS),
            ],
        ),
        # a short one within a long one does not end it
        (
            [InScope(day(0), day(40)), InScope(day(5), day(6)), InScope(day(45), day(50))],
            [Spell(day(0), day(50), 3, None, ELEMENTS)],
        ),
    ],
)
def test_referrals_join_into_spells(referrals: list[InScope], found: list[Spell]) -> None:
    assert spells(referrals) == tuple(found)
    assert spells(reversed(referrals)) == tuple(found)


def test_the_clock_stops_in_full_with_all_four_wherever_each_was() -> None:
    first = InScope(day(0), day(30), baseline_on=day(9), assessment_on=day(12))
    second = InScope(day(33), None, plan_on=day(40), baseline_on=day(41))
    third = InScope(day(50), None, intervention_on=day(55))

    assert spells([first, second])[0].full_stop_on is None
    assert spells([first, second, third]) == (Spell(day(0), None, 3, day(55)),)
    assert spells([first, second, third])[0].waited(day(99)) == 55
    assert spells([first])[0].waited(day(99)) == 30
    assert spells([first])[0].missing == ("record_plan", "start_help")
    assert spells([first, second])[0].missing == ("start_help",)


def test_a_request_is_a_referral_of_a_spell_once_a_service_has_it() -> None:
    one = made(
        ("accept", 3), ("record_assessment", 9), ("record_baseline", 9), ("record_plan", 12),
        ("start_help", 20),
    )  # fmt: skip

    referral = as_referral(one)

    assert referral == InScope(FRIDAY, None, day(9), day(12), day(20), day(9))
    assert spells([referral])[0].full_stop_on == day(20)
    assert as_referral(Timeline((Made("start", FRIDAY, "school"),))) is None


def test_what_was_taken_over_was_received_on_that_day_with_what_came_after() -> None:
    one = made(
        ("accept", 3), ("record_assessment", 9), ("take_over", 12), ("record_assessment", 20),
        ("start_help", 30),
    )  # fmt: skip

    assert as_referral(one) == InScope(
        day(12), None, assessment_on=day(20), intervention_on=day(30)
    )


def test_a_spell_is_counted_when_its_clock_stops_and_five_days_after_its_end() -> None:
    whole = made(
        ("accept", 3), ("record_assessment", 9), ("record_baseline", 9), ("record_plan", 12),
        ("start_help", 20),
    )  # fmt: skip
    short = replace(
        made(("accept", 3), ("record_plan", 4), ("discharge", 10)),
        ended_states=frozenset({"discharged"}),
    )
    short = replace(short, made=(*short.made[:-1], replace(short.made[-1], to_state="discharged")))

    def read(timeline: Timeline, until: date) -> dict[str, Reading]:
        (spell,) = spells_by([timeline], until)
        found = {one.id: one.reading(spell, until) for one in SPELL_CLOCKS}
        return {name: reading for name, reading in found.items() if reading}

    assert read(whole, day(19)) == {}
    assert read(whole, day(20)) == {"S1": Reading(day(20), True, 20)}
    assert read(short, day(14)) == {}
    assert read(short, day(15)) == {
        "S2": Reading(day(15), True), "S2B": Reading(day(15), True),
        "S2P": Reading(day(15), False), "S2I": Reading(day(15), True),
        "S2A": Reading(day(15), True),
    }  # fmt: skip
