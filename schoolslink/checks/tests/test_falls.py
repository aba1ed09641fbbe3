"""Two falls and a control, lived day by day; ./link check falls lives them all."""

import re
from dataclasses import replace
from datetime import date
from unittest import mock

import pytest

from schoolslink.checks.falls import closing
from schoolslink.checks.falls.check import CONTROLS, FALLS, STORIES, Falls, examine, plant
from schoolslink.checks.falls.life import live
from schoolslink.checks.falls.planted import NO_ROUND
from schoolslink.checks.hazards import exists
from schoolslink.config.database.locate import ROOT

pytestmark = pytest.mark.django_db


def chosen(*titles):
    return tuple(one for one in STORIES if any(title in one.title for title in titles))


def test_two_who_leave_and_a_queue_that_nobody_opens_keep_a_child_in_sight():
    lived = examine(
        None, print, stories=chosen("the contact leaves, and nobody", "nobody opens"), controls=()
    )

    assert lived.shown == []
    assert (lived.cases, lived.failed) == (2, [])
    assert lived.tries > 50


def test_without_the_morning_round_it_is_found_that_a_child_falls():
    found = Falls()

    plant(None, next(one for one in CONTROLS if one.fall == "F4"), found, print)

    assert (found.controls, found.controls_found) == (1, 1)


def test_the_database_refuses_an_answer_with_nothing_beside_it():
    """Asked of the wall alone: the command has a rule of its own."""
    story = replace(chosen("nobody opens")[0], until=date(2027, 11, 2), told={})
    tried = []

    def notes(life, thing, item_id, name, kind, state):
        tried.append((name, closing._that_end_or_decide(kind, state)))
        before(life, thing, item_id, name, kind, state)

    before = closing._by_hand
    with mock.patch.object(closing, "_by_hand", notes):
        lived = live(story)

    assert lived.faults == []
    assert {"not_accept", "withdraw", "accept"} <= {move for _, moves in tried for move in moves}


def test_each_fall_is_told_by_a_journey_that_exists():
    page = (ROOT / "docs" / "safety.md").read_text(encoding="utf-8")

    told = re.findall(r"^\| ([FH]\d+) \|.*`(tests/journeys/[^`]+)` \|$", page, re.M)

    assert [fall for fall, _ in told] == list(FALLS)
    assert [journey for _, journey in told if not exists(journey)] == []


def test_every_fall_has_a_story_and_a_control():
    assert {one.fall for one in STORIES} == set(FALLS)
    assert list(dict.fromkeys(one.fall for one in CONTROLS)) == list(FALLS)
    assert any(one.without == NO_ROUND for one in CONTROLS)
    for control in CONTROLS:
        named = [one for one in STORIES if one.fall == control.fall and control.story in one.title]
        assert len(named) == 1, control


def test_it_does_not_hold_with_a_fall_or_without_a_control_that_was_found():
    assert Falls(cases=1, controls=1, controls_found=1).holds
    assert not Falls(cases=1, controls=1, controls_found=1, failed=["F9"]).holds
    assert not Falls(cases=1).holds
    assert not Falls(cases=1, controls=2, controls_found=1).holds
