"""Real school names, shortened and misspelt as in a coordinator's list: none is taken for another."""

from __future__ import annotations

import csv
import gzip
import io
import random
import time
from collections import Counter
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings

from schoolslink.directory.rules.school_match import Candidate, Known, known, match_school

REGISTER = "gias/register_composite_2024_06_17.csv.gz"
ROWS = 300
SHORTER = (
    ("Church of England", "CE"), ("Church of England", "C of E"), ("Roman Catholic", "RC"),
    ("Primary School", "Primary"), ("Primary School", "Prim. Sch."), ("Academy", ""),
    ("School", ""), ("Saint ", "St "), ("St ", "St. "), ("Junior", "Jnr"), ("Infant", "Inf"),
    ("Voluntary Aided", "VA"), ("'", ""),
)  # fmt: skip


def as_people_write(name: str, dice: random.Random) -> str:
    """Return a name with some words shortened and, more often than not, one slip of a finger."""
    for long, short in dice.sample(SHORTER, 6):
        name = name.replace(long, short)
    signs = list(name)
    if len(signs) > 6:
        place, slip = dice.randrange(1, len(signs) - 1), dice.random()
        if slip < 0.3:
            del signs[place]
        elif slip < 0.5:
            signs[place], signs[place - 1] = signs[place - 1], signs[place]
        elif slip < 0.6:
            signs.insert(place, signs[place])
    return "".join(signs)


@pytest.fixture(scope="module")
def largest_area() -> list[tuple[dict[str, str], Known]]:
    path = Path(settings.ENVIRONMENT.real_data) / REGISTER
    if not path.exists():
        pytest.skip(f"The real register is not here ({path}); the invented names are tried anyway.")
    with gzip.open(path) as packed:
        rows = list(csv.DictReader(io.TextIOWrapper(packed, "utf-8")))
    there = [row for row in rows if row["status"].startswith("Open") and row["icb_code"]]
    largest, _count = Counter(row["icb_code"] for row in there).most_common(1)[0]
    return [
        (row, known(Candidate(uuid4(), int(row["urn"]), row["name"], row["town"], row["postcode"])))
        for row in there
        if row["icb_code"] == largest
    ]


@pytest.mark.parametrize(("helped_by", "taken"), [("", 0.6), ("town", 0.75), ("postcode", 0.95)])
def test_no_school_is_taken_for_another_in_the_largest_area(largest_area, helped_by, taken):
    dice = random.Random(7)
    area = [ready for _row, ready in largest_area]
    right = offered = 0

    began = time.perf_counter()
    for row, ready in dice.sample(largest_area, ROWS):
        written = as_people_write(row["name"], dice)
        match = match_school(written, area, **({helped_by: row[helped_by]} if helped_by else {}))
        assert match.school_id in (None, ready.school.school_id), (written, match.choices)
        right += match.school_id == ready.school.school_id
        offered += any(c.school_id == ready.school.school_id for c in match.choices)
    seconds = time.perf_counter() - began

    assert right / ROWS >= taken
    assert offered / ROWS >= 0.98
    assert seconds < 30
