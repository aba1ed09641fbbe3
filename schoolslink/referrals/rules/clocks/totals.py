"""Readings added up: how many, how many of them kept, and how long."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from schoolslink.referrals.rules.clocks.records import Reading
from schoolslink.referrals.rules.clocks.shares import LONG_END, MEDIAN

WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Total:
    """counted: the denominator; kept: the numerator; amounts: how often each number of days was.

    What is not done yet is counted and has no amount: it is longer than all that are.
    """

    counted: int = 0
    kept: int = 0
    amounts: Mapping[int, int] = field(default_factory=dict)

    def __add__(self, other: "Total") -> "Total":
        amounts = Counter(self.amounts)
        amounts.update(other.amounts)
        return Total(self.counted + other.counted, self.kept + other.kept, dict(amounts))

    @property
    def unfinished(self) -> int:
        """Return how many were not done yet."""
        return self.counted - sum(self.amounts.values())

    @property
    def median(self) -> int | None:
        """Return within how many days half were done; None while fewer are."""
        return self.within(MEDIAN)

    @property
    def long_end(self) -> int | None:
        """Return within how many days nine in ten were done; None while fewer are."""
        return self.within(LONG_END)

    @property
    def most(self) -> int | None:
        """Return the longest of what is done."""
        return max(self.amounts, default=None)

    def within(self, share: float) -> int | None:
        """Return the nearest rank, as `at_share`: of all that were counted, done or not."""
        wanted, so_far = max(1, _up(share * self.counted)), 0
        for amount in sorted(self.amounts):
            so_far += self.amounts[amount]
            if so_far >= wanted:
                return amount
        return None


def _up(number: float) -> int:
    return -int(-number // 1)


def total_of(readings: Iterable[Reading]) -> Total:
    """Return readings added up."""
    counted = kept = 0
    amounts: Counter[int] = Counter()
    for one in readings:
        counted += 1
        kept += one.kept
        if one.amount is not None:
            amounts[one.amount] += 1
    return Total(counted, kept, dict(amounts))


def week_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def whole_weeks(on: date, count: int) -> tuple[date, ...]:
    """Return the Mondays of the last whole weeks before a day's own, oldest first."""
    return tuple(week_of(on) - WEEK * back for back in range(count, 0, -1))
