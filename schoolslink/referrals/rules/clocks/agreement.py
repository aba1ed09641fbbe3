"""How far what was asked for and what was given are one: steps in order, and agreement beyond chance.

Three steps, because both sides can be read no finer: whoever asks says "advice", "to talk it over" or that
somebody helps, be it a support team or the service; of help the service alone says how much.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from fractions import Fraction

from schoolslink.referrals.rules.reasons import Level


class Step(IntEnum):
    """How much somebody does, the least first."""

    ADVICE = 1  # an answer, and no help of the team's own
    TALK = 2  # one or a few talks
    HELP = 3  # a planned piece of work, or more


# What a school may say would help; "I am not sure" is no step. Answers: advice, or a yes and its level.
ASKED = {
    "advice": Step.ADVICE, "consultation": Step.TALK, "assessment": Step.HELP,
    "support_team": Step.HELP,
}  # fmt: skip
GIVEN = {
    Level.ADVICE.value: Step.TALK, Level.HELP.value: Step.HELP, Level.MORE_HELP.value: Step.HELP,
    Level.RISK_SUPPORT.value: Step.HELP,
}  # fmt: skip
TEN = 10

Table = Mapping[tuple[int, int], int]


def step_given(move: str, level: str) -> Step | None:
    """Return the step of a first answer; None where it gives nothing, or its level is not known."""
    if move == "advise":
        return Step.ADVICE
    return GIVEN.get(level) if move == "accept" else None


def cell_of(asked: Step, given: Step) -> int:
    """Return the two steps as one number, such as 13: advice asked for, help given."""
    return TEN * asked + given


def table_of(amounts: Mapping[int, int]) -> dict[tuple[int, int], int]:
    """Return how often each step was asked for and each given, from the numbers of `cell_of`."""
    return {divmod(cell, TEN): count for cell, count in amounts.items()}


def weighted_kappa(table: Table) -> Fraction | None:
    """Return Cohen's kappa with linear weights; None where chance alone leaves no room to differ.

    table: how often each pair of steps (asked, given) was. 1 - N * sum(v n) / sum(v r c): n of a cell,
    r and c of its row and column, v the steps between the two, N of all. 1 where all are alike, 0 as
    much as by chance. None of nothing, and where all lie in one cell of two equal steps. Source: Cohen
    (1968), Weighted kappa, Psychological Bulletin 70(4), 213-220; linear weights: Cicchetti and Allison
    (1971), American Journal of EEG Technology 11(3), 101-109.
    """
    asked: dict[int, int] = {}
    given: dict[int, int] = {}
    for (row, column), count in table.items():
        asked[row] = asked.get(row, 0) + count
        given[column] = given.get(column, 0) + count
    apart = sum(abs(row - column) * count for (row, column), count in table.items())
    by_chance = sum(
        abs(row - column) * asked[row] * given[column] for row in asked for column in given
    )
    return 1 - Fraction(sum(asked.values()) * apart, by_chance) if by_chance else None
