"""Days set aside, put to both sides: invented here, read and refused by the product."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from schoolslink.checks.clocks.nights import REASONS, Asked, Line
from schoolslink.kernel.calendar import add_working_days
from schoolslink.referrals.rules import RuleBroken
from schoolslink.referrals.rules.aside import SaidAside, check_aside, days_aside
from schoolslink.referrals.rules.clocks import BESIDE_OF, BY_ID, Looking, Made, Timeline
from schoolslink.referrals.rules.clocks.adjusted import Pause, Paused

Lines = tuple[Line, ...]
Moved = tuple[date, int, str, Line]


def invented(asked: date, draw: Random) -> tuple[Lines, date]:
    """Return days that were set aside of a wait, some of them counted again, and the first meeting."""
    met = asked + timedelta(days=draw.choice((0, 1, 9, 30, 60)))
    lines = list[Line]()
    for _ in range(draw.randint(0, 3)):
        first = asked + timedelta(days=draw.randint(0, 40))
        last = first + timedelta(days=draw.choice((0, 1, 6, 20)))
        said = last + timedelta(days=draw.choice((0, 2, 15)))
        again = said + timedelta(days=draw.randint(0, 9)) if draw.random() < 0.3 else None
        lines.append(Line(said, first, last, again, draw.choice(REASONS)))
    return tuple(lines), met


def asking(asked: date, draw: Random) -> Asked:
    """Return days that somebody wants to set aside: mostly such as may be, at the edges."""
    lines, met = invented(asked, draw)
    today = asked + timedelta(days=draw.choice((5, 40, 90)))
    first = asked + timedelta(days=draw.randint(-1, 45))
    if lines and draw.random() < 0.5:
        first = draw.choice(lines).last + timedelta(days=draw.choice((0, 1)))
    last = first + timedelta(days=draw.choice((-1, 0, 3, 12)))
    why = draw.choice((*REASONS, *REASONS, "holidays"))
    known = tuple(line for line in lines if line.said <= today)
    return Asked(known, first, last, why, today, asked, draw.choice((None, met)))


def _in_order(lines: Sequence[Line]) -> list[Moved]:
    """Return every move of these lines, in the order in which they were made."""
    moves = [(line.said, n, "set_aside", line) for n, line in enumerate(lines)]
    moves += [(line.again, n, "count_again", line) for n, line in enumerate(lines) if line.again]
    return sorted(moves, key=lambda move: (move[0], move[2] == "count_again", move[1]))


def two_waits(lines: Lines, asked: date, met: date, until: date) -> tuple[date, int, int] | None:
    """Return T5 and what stands beside it as known by the end of a day, by the product."""
    made = [Made("submit", asked, "school", to_state="submitted")]
    places: dict[int, int] = {}
    moves: list[Moved | None] = [*_in_order(lines)]
    late = next((n for n, one in enumerate(moves) if one and one[0] > met), len(moves))
    for move in (*moves[:late], None, *moves[late:]):
        if move is None:
            made.append(Made("record_first_contact", met))
            continue
        on, number, what, line = move
        if what == "count_again":
            made.append(Made(what, on, again=places[number]))
        else:
            places[number] = len(made)
            made.append(Made(what, on, aside=Paused(Pause(line.why), line.first, line.last)))
    timeline, looking = Timeline(tuple(made)), Looking(until, add_working_days)
    own = BY_ID["T5"].reading(timeline, looking)
    beside = BESIDE_OF["T5"].reading(timeline, looking)
    if own is None or beside is None or own.amount is None or beside.amount is None:
        return None
    return own.on, own.amount, beside.amount


def refused(asked: Asked) -> str:
    """Return by which name the product refuses to set days aside, "" where it takes them."""
    said = []
    for version, (on, number, what, line) in enumerate(_in_order(asked.before)):
        if on > asked.today:
            break
        if what == "set_aside":
            said.append(SaidAside(version, what, line.why, line.first, line.last))
        else:
            first = asked.before[number]
            of = next(n for n, one in enumerate(_in_order(asked.before)) if one[3] is first)
            said.append(SaidAside(version, what, again=of))
    try:
        check_aside(
            asked.why, asked.first, asked.last, days_aside(said), today=asked.today,
            asked_on=asked.asked, helped_on=asked.helped,
        )  # fmt: skip
    except RuleBroken as broken:
        return type(broken).__name__
    return ""


def all_standing(lines: Lines) -> Lines:
    """Return lines of which nothing was counted again."""
    return tuple(replace(line, again=None) for line in lines)
