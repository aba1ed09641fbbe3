"""One simulated programme from a seed: the same seed lives the same life."""

from __future__ import annotations

import gc
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from typing import Any

from django.conf import settings

from schoolslink.config.database import plans
from schoolslink.kernel import ids, queue
from schoolslink.simulate import days
from schoolslink.simulate.programme import post, watch
from schoolslink.simulate.programme.area import make_area
from schoolslink.simulate.programme.counts import counts
from schoolslink.simulate.programme.habits import SCHOOLS_A_CONTACT
from schoolslink.simulate.programme.life import Life

BEGINS = date(2027, 9, 1)


def live(schools: int, years: int, seed: int, told: Callable[[str], object]) -> dict[str, Any]:
    """Live the years of one area in an empty marked database; return what was counted."""
    chance = random.Random(seed)  # noqa: S311 (a life, no secret)
    morning = datetime.combine(BEGINS, time(5), UTC)
    with (
        _seldom_swept(),
        plans.kept(),
        watch.looking(),
        _own_post(),
        queue.without_worker(),
        days.living(morning) as calendar,
        ids.drawn_from(random.Random(seed + 1)),  # noqa: S311
    ):
        place = make_area(schools, BEGINS, chance)
        life = Life(place, calendar, chance)
        life.years(BEGINS, years, told)
        return counts(place, life.tally, schools / -(-schools // SCHOOLS_A_CONTACT))


@contextmanager
def _seldom_swept() -> Iterator[None]:
    """Look for rubbish seldom: what was imported outlives a life, and took a tenth of it to sweep."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(200_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def _own_post() -> Iterator[None]:
    before, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, post.PATH
    try:
        yield
    finally:
        settings.EMAIL_BACKEND = before
