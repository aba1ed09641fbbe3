"""What was asked for and what was given: the step of each, and agreement beyond chance."""

from collections import Counter
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from schoolslink.kernel.calendar import add_working_days
from schoolslink.referrals.rules.clocks import (
    BY_ID,
    Looking,
    Made,
    Timeline,
    Total,
    table_of,
    weighted_kappa,
)
from schoolslink.referrals.rules.clocks.agreement import ASKED, GIVEN, Step, cell_of
from schoolslink.referrals.rules.reasons import Level
from schoolslink.referrals.rules.request.blocks import FIELDS

FRIDAY = date(2026, 3, 6)
LOOKING = Looking(date(2026, 12, 31), add_working_days)
STEPS = st.sampled_from([step.value for step in Step])
TABLES = st.dictionaries(st.tuples(STEPS, STEPS), st.integers(1, 30), min_size=1)


def square(*rows: tuple[int, ...]) -> dict[tuple[int, int], int]:
    """Return a table as it is printed: rows are the first to judge."""
    return {(r, c): n for r, row in enumerate(rows) for c, n in enumerate(row) if n}


@pytest.mark.parametrize(
    ("asked", "move", "level", "kept", "cell"),
    [
        ("advice", "advise", "", True, 11),
        ("consultation", "accept", "getting_advice", True, 22),
        ("assessment", "accept", "getting_help", True, 33),
        ("support_team", "accept", "getting_risk_support", True, 33),
        ("consultation", "advise", "", False, 21),
        ("advice", "accept", "getting_advice", False, 12),
        ("advice", "accept", "getting_more_help", False, 13),
        ("assessment", "advise", "", False, 31),
    ],
)
def test_what_was_asked_for_is_compared_with_the_first_answer(
    asked, move, level, kept, cell
) -> None:
    story = Timeline(
        (Made(move, FRIDAY), Made("accept", FRIDAY)), level_asked=asked, level_given=level
    )

    found = BY_ID["A3"].reading(story, LOOKING)

    assert found is not None
    assert (found.on, found.kept, found.amount) == (FRIDAY, kept, cell)


@pytest.mark.parametrize(
    ("asked", "move", "level"),
    [
        ("not_sure", "accept", "getting_help"), ("", "advise", ""), ("advice", "accept", ""),
        ("advice", "not_accept", ""), ("assessment", "redirect", ""),
    ],
)  # fmt: skip
def test_where_one_side_said_no_step_nothing_is_compared(asked, move, level) -> None:
    story = Timeline((Made(move, FRIDAY),), level_asked=asked, level_given=level)

    assert BY_ID["A3"].reading(story, LOOKING) is None


def test_every_answer_that_can_be_given_has_a_step_or_is_left_out_by_name() -> None:
    asked = {choice.value for choice in FIELDS["ask_for"].choices}
    assert asked - set(ASKED) == {"not_sure"}
    assert set(GIVEN) == {level.value for level in Level}
    cells = {cell_of(one, other) for one in Step for other in Step}
    assert len(cells) == len(Step) ** 2
    assert set(table_of(dict.fromkeys(cells, 1))) == {
        (one, other) for one in Step for other in Step
    }


def test_kappa_is_what_sas_printed() -> None:
    """Nineteen judged twice on three steps: 0.4701 by SAS PROC FREQ, as statsmodels' own tests have it.

    By hand: 4 + 2 + 1 = 7 steps apart; by chance (5 (13 + 12) + 8 * 6 + 6 (12 - 0 + 1)) / 19 = 251 / 19.
    """
    assert weighted_kappa(square((0, 4, 1), (0, 8, 0), (0, 1, 5))) == 1 - Fraction(7 * 19, 251)
    assert round(float(1 - Fraction(7 * 19, 251)), 4) == 0.4701


def test_kappa_is_what_r_prints_of_its_example() -> None:
    """`kappa2(anxiety[, 2:3], "equal")` of R's package irr, as statsmodels' own tests print it: 0.1459075.

    Neither rated anybody 5, and R takes the ratings that there are as steps: 6 is the fifth.
    """
    second = (3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4)
    third = (2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2)
    pairs = Counter((min(one, 5), min(other, 5)) for one, other in zip(second, third, strict=True))

    found = weighted_kappa(pairs)

    assert found == Fraction(41, 281)
    assert round(float(found), 7) == 0.1459075


def test_kappa_of_two_steps_is_the_plain_one() -> None:
    """Cohen's kappa of 45, 15, 25 and 15 of a hundred: 0.6 seen, 0.54 by chance, so 0.06 / 0.46."""
    assert weighted_kappa(square((45, 15), (25, 15))) == Fraction(6, 46)


def test_where_chance_leaves_nothing_to_differ_there_is_no_kappa() -> None:
    assert weighted_kappa({}) is None
    assert weighted_kappa({(3, 3): 40}) is None
    assert weighted_kappa({(1, 3): 40}) == 0
    assert weighted_kappa({(1, 1): 20, (3, 3): 20}) == 1
    assert weighted_kappa({(1, 3): 20, (3, 1): 20}) == -1


@given(st.dictionaries(STEPS, st.integers(1, 30), min_size=2))
def test_all_alike_is_one(alike) -> None:
    assert weighted_kappa({(step, step): count for step, count in alike.items()}) == 1


@given(TABLES)
def test_it_is_at_most_one_and_one_only_where_all_are_alike(table) -> None:
    found = weighted_kappa(table)
    assume(found is not None)

    assert found <= 1
    assert (found == 1) == all(row == column for row, column in table)


@given(TABLES)
def test_whoever_is_first_and_from_which_end_the_steps_are_counted_changes_nothing(table) -> None:
    found = weighted_kappa(table)

    assert weighted_kappa({(column, row): n for (row, column), n in table.items()}) == found
    assert weighted_kappa({(4 - row, 4 - column): n for (row, column), n in table.items()}) == found
    assert weighted_kappa({cell: 7 * n for cell, n in table.items()}) == found


@given(TABLES, TABLES)
def test_weeks_added_up_are_one_table(one, other) -> None:
    weeks = [
        Total(sum(table.values()), 0, {cell_of(Step(r), Step(c)): n for (r, c), n in table.items()})
        for table in (one, other)
    ]

    assert table_of((weeks[0] + weeks[1]).amounts) == dict(Counter(one) + Counter(other))
