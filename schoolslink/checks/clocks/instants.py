"""The instants at which clocks go wrong, drawn from a seed: and a few plain ones between."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random

from schoolslink.checks.clocks import days

FIRST_YEAR, LAST_YEAR = 2016, 2040


def instants(count: int, seed: int) -> Iterator[tuple[str, datetime]]:
    """Yield so many instants, each with what is special about it; the kinds come in turn."""
    draw = Random(seed)  # noqa: S311 (chance, not secrecy)
    for number in range(count):
        kind, make = KINDS[number % len(KINDS)]
        yield kind, make(draw)


def _near(day: date, draw: Random, *, around: int) -> datetime:
    """Return an instant within so many days of a day's midnight, half of them at the edge of a day."""
    midnight = datetime.combine(day, datetime.min.time(), UTC)
    moment = midnight + timedelta(days=draw.randint(-around, around))
    if draw.random() < 0.5:
        return moment + timedelta(seconds=draw.randint(-7200, 7200))
    return moment + timedelta(seconds=draw.randrange(86400))


def _year(draw: Random) -> int:
    return draw.randint(FIRST_YEAR, LAST_YEAR)


def _clocks_on(draw: Random) -> datetime:
    return _near(days.last_of(days.SUNDAY, _year(draw), 3), draw, around=2)


def _clocks_back(draw: Random) -> datetime:
    return _near(days.last_of(days.SUNDAY, _year(draw), 10), draw, around=2)


def _leap_day(draw: Random) -> datetime:
    year = draw.choice([y for y in range(FIRST_YEAR, LAST_YEAR + 1) if y % 4 == 0])
    return _near(date(year, 2, 29), draw, around=2)


def _end_of_february(draw: Random) -> datetime:
    return _near(date(_year(draw), 3, 1), draw, around=2)


def _year_end(draw: Random) -> datetime:
    return _near(date(_year(draw), 1, 1), draw, around=4)


def _christmas(draw: Random) -> datetime:
    return _near(date(_year(draw), 12, 25), draw, around=10)


def _easter(draw: Random) -> datetime:
    return _near(days.easter(_year(draw)), draw, around=10)


def _may(draw: Random) -> datetime:
    month = draw.choice([5, 5, 6])
    return _near(days.first_of(days.MONDAY, _year(draw), month), draw, around=8)


def _any(draw: Random) -> datetime:
    return _near(date(_year(draw), 1, 1) + timedelta(days=draw.randrange(365)), draw, around=1)


KINDS: tuple[tuple[str, Callable[[Random], datetime]], ...] = (
    ("clocks go on", _clocks_on),
    ("clocks go back", _clocks_back),
    ("29 February", _leap_day),
    ("end of February", _end_of_february),
    ("end of a year", _year_end),
    ("Christmas", _christmas),
    ("Easter", _easter),
    ("May holidays", _may),
    ("any day", _any),
)
