"""What the national team would have counted: every area's months, and how far each was at each term.

Only the lived-in area has the questions and requests themselves, and counts its own as they happen.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Model

from schoolslink.directory.models import School
from schoolslink.directory.queries import AreaCoverage
from schoolslink.insight.models import Coverage, Measure, Projection, SchoolCount
from schoolslink.kernel import calendar
from schoolslink.simulate.world.facts import VOLUMES
from schoolslink.simulate.world.order import Order

MONTHS = 15
TERMS = 7  # before this one
PUPILS_OF_A_SCHOOL = 380
ASKS_MORE = 3  # ours: so that a rounded number of a school can be met beside hidden ones
FIRST_SHARE = 0.15  # of today's pairs, that many terms ago
QUIET = {7: 0.7, 8: 0.1, 12: 0.8, 4: 0.7}  # months with holidays


def of_months(order: Order, area: AreaCoverage, chance: random.Random) -> Iterator[Model]:
    """Yield what an area's schools asked, and what became of it, month by month."""
    for month, share in _months(order.anchor):
        for measure, count in _a_month(month, area.live * share, chance).items():
            yield Projection(area_id=area.area_id, month=month, measure=measure.value, count=count)


def of_school_before(
    order: Order, school: School, chance: random.Random, *, first: date
) -> Iterator[Model]:
    """Yield what a school of the lived-in area asked before its story begins. first: that month."""
    size = (school.pupils or 0) / PUPILS_OF_A_SCHOOL * ASKS_MORE
    for month, _ in _months(order.anchor):
        if month < first:
            for measure, count in _a_month(month, size, chance).items():
                yield SchoolCount(
                    school_id=school.pk, month=month, measure=measure.value, count=count
                )


def _a_month(month: date, schools: float, chance: random.Random) -> dict[Measure, int]:
    """Return what so many schools of the usual size ask in a month, and what becomes of it."""
    usual = VOLUMES.requests_a_year / VOLUMES.schools / 12 * schools
    requests = _about(usual * QUIET.get(month.month, 1.1), chance)
    questions = _about(requests * VOLUMES.questions_for_each_request, chance)
    answered = _share(requests + questions, 0.94, chance)
    told = _share(_share(requests, 0.9, chance), 0.95, chance)
    return {
        Measure.QUESTIONS: questions,
        Measure.REQUESTS: requests,
        Measure.ANSWERED: answered,
        Measure.ANSWERED_IN_TIME: _share(answered, VOLUMES.answered_in_time, chance),
        Measure.TOLD: told,
        Measure.TOLD_IN_TIME: _share(told, 0.88, chance),
    }


def of_terms(order: Order, area: AreaCoverage, chance: random.Random) -> Iterator[Model]:
    """Yield how an area stood at the end of each earlier term, growing towards today."""
    ends = list(_ends_of_terms(order.anchor))
    for position, day in enumerate(ends):
        grown = FIRST_SHARE + (1 - FIRST_SHARE) * position / len(ends)
        live = min(area.settings, round(area.live * grown * chance.uniform(0.93, 1.03)))
        yield Coverage(
            area_id=area.area_id,
            on_day=day,
            settings=area.settings,
            pupils=area.pupils,
            live=live,
            confirmed=_share(live, 0.62, chance),
            never_asked=_share(area.settings - live, 0.4, chance),
        )


def _months(anchor: date) -> Iterator[tuple[date, float]]:
    """Yield the first days of the last months, and how much of each has gone by."""
    first = anchor.replace(day=1)
    yield first, min(1.0, anchor.day / 30)
    for _ in range(MONTHS):
        first = (first - timedelta(days=1)).replace(day=1)
        yield first, 1.0


def _ends_of_terms(anchor: date) -> list[date]:
    """Return the last days of the terms before this one, the earliest first."""
    days: list[date] = []
    day = calendar.term_at(anchor).first_on
    for _ in range(TERMS):
        earlier = calendar.term_at(day - timedelta(days=1))
        days.append(earlier.last_on)
        day = earlier.first_on
    return days[::-1]


def _about(expected: float, chance: random.Random) -> int:
    """Return a count that varies about what is expected, as counts do: by its square root."""
    return max(0, round(chance.gauss(expected, expected**0.5)))


def _share(whole: int, share: float, chance: random.Random) -> int:
    return min(whole, max(0, round(whole * share + chance.uniform(-0.5, 0.5))))
