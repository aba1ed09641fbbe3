"""Two falls and a control, lived day by day; ./link check falls lives them all."""

import pytest

from schoolslink.checks.falls.check import CONTROLS, FALLS, STORIES, Falls, examine, plant
from schoolslink.checks.falls.planted import NO_ROUND

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


def test_every_fall_has_a_story_and_a_control():
    assert {one.fall for one in STORIES} == set(FALLS)
    assert [one.fall for one in CONTROLS] == list(FALLS)
    assert any(one.without == NO_ROUND for one in CONTROLS)
    for control in CONTROLS:
        named = [one for one in STORIES if one.fall == control.fall and control.story in one.title]
        assert len(named) == 1, control


def test_it_does_not_hold_with_a_fall_or_without_a_control_that_was_found():
    assert Falls(cases=1, controls=1, controls_found=1).holds
    assert not Falls(cases=1, controls=1, controls_found=1, failed=["F9"]).holds
    assert not Falls(cases=1).holds
    assert not Falls(cases=1, controls=2, controls_found=1).holds
