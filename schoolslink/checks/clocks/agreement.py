"""Wishes and answers, put to both sides: invented here, read by the product and one by one."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from random import Random

from schoolslink.checks.clocks.wishes import Wish
from schoolslink.kernel.calendar import add_working_days
from schoolslink.referrals.rules.clocks import (
    BY_ID,
    Looking,
    Made,
    Timeline,
    table_of,
    total_of,
    weighted_kappa,
)
from schoolslink.referrals.rules.reasons import LEVELS

DAY = date(2026, 3, 2)
ASKED = ("advice", "consultation", "assessment", "support_team", "not_sure", "")
MOVES = ("accept", "accept", "advise", "not_accept", "redirect")


def wishes(draw: Random) -> tuple[Wish, ...]:
    """Return what some schools asked for, and what they were answered; sometimes all the same."""
    asked = draw.sample(ASKED, draw.randint(1, len(ASKED)))
    levels = draw.sample(("", *(level.value for level in LEVELS)), draw.randint(1, 5))
    moves = draw.sample(MOVES, draw.randint(1, len(MOVES)))
    found = []
    for _ in range(draw.randint(0, 12)):
        move = draw.choice(moves)
        found.append((draw.choice(asked), move, draw.choice(levels) if move == "accept" else ""))
    return tuple(found)


def agreed(some: tuple[Wish, ...]) -> tuple[int, int, Fraction | None]:
    """Return how many A3 counts, how many it keeps, and weighted kappa, by the product."""
    looking = Looking(DAY, add_working_days)
    timelines = [
        Timeline((Made(move, DAY),), level_asked=asked, level_given=level)
        for asked, move, level in some
    ]
    readings = [BY_ID["A3"].reading(one, looking) for one in timelines]
    total = total_of(one for one in readings if one)
    return total.counted, total.kept, weighted_kappa(table_of(total.amounts))
