"""Each promised day at five hundred instants by two calendars; and no planted fault is overlooked."""

import ast
import json
from argparse import Namespace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from schoolslink.checks import clocks
from schoolslink.checks.clocks import days
from schoolslink.cli import check_clocks
from schoolslink.kernel.calendar import bank_holidays

SEED = 20261122
WRITTEN_APART = (
    "case", "days", "promises", "instants", "talks", "took_place", "joined", "nights", "wishes",
    "marks",
)  # fmt: skip


def test_every_deadline_is_the_one_a_walk_gives_and_each_planted_fault_is_found(capsys) -> None:
    code = check_clocks.clocks(Namespace(n=500, seed=SEED, json=True))

    said = json.loads(capsys.readouterr().out)
    assert code == 0
    assert said["instants"] == 500
    assert said["compared"] > 50_000
    assert said["shown"] == []
    assert said["wrong"] == 0
    assert said["planted"] == said["found"] >= 20
    assert said["holds"]


@pytest.mark.parametrize("name", WRITTEN_APART)
def test_the_walk_uses_no_calendar_of_ours_and_no_list_of_holidays(name: str) -> None:
    text = (Path(clocks.__file__).parent / f"{name}.py").read_text(encoding="utf-8")
    imported = {
        node.module or "" if isinstance(node, ast.ImportFrom) else alias.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }

    assert not {
        one for one in imported if one.startswith(("schoolslink.kernel", "holidays", "zone"))
    }
    assert not {one for one in imported if one.startswith("schoolslink.referrals")}


def test_the_walk_has_the_holidays_that_were_proclaimed() -> None:
    assert date(2022, 9, 19) in days.days_off(2022)
    assert date(2022, 5, 30) not in days.days_off(2022)
    assert {day for day in bank_holidays(2027) if day.weekday() < 5} == days.days_off(2027)


def test_the_walk_changes_the_clocks_at_one_in_the_morning() -> None:
    assert days.day_in_london(datetime(2026, 3, 28, 23, 59, tzinfo=UTC)) == date(2026, 3, 28)
    assert days.day_in_london(datetime(2026, 3, 29, 23, 0, tzinfo=UTC)) == date(2026, 3, 30)
    assert not days.is_summer_time(datetime(2026, 3, 29, 0, 59, tzinfo=UTC))
    assert days.is_summer_time(datetime(2026, 10, 25, 0, 59, tzinfo=UTC))
    assert not days.is_summer_time(datetime(2026, 10, 25, 1, 0, tzinfo=UTC))
