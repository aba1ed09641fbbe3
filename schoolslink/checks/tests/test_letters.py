"""Everything that leaves, built for real in few scenes; ./link check letters builds them all."""

import ast
from itertools import chain, combinations
from pathlib import Path

from schoolslink.checks.letters import agreed, built, planted, scene, stage

# One scene of each moment, each way of asking in turn; the verb plays every way of asking.
SCENES = [one for number, one in enumerate(scene.few_scenes()) if number % 4 == number // 4 % 4]
# Who asked hears that a carer's name was put right, also where they hear no answer.
NAMED_LATER = [
    scene.Scene(moment=moment, late=True, school=school, second_carer=scene.Carer(replaced=True))
    for moment, school in (("check_in", "not_asked"), ("complaint", "yes"))
]
PLANTED = (
    "accepted: an order",
    "those who asked for what is joined",
    "a practice's link",
    "nobody asks how",
    "somebody is still to tell",
)


def test_few_scenes_are_built_and_nothing_reaches_whom_it_must_not(ground):
    town, found = stage.town(), built.Built()
    faults = [one for one in planted.every_fault() if one.what.startswith(PLANTED)]
    planted.plant(town, faults, found)
    built.play(town, [*SCENES, *NAMED_LATER], found)

    assert found.shown == []
    assert found.faults == 0
    assert (found.planted, found.found, found.missed) == (6, 6, [])
    assert found.of_moment.keys() == set(scene.MOMENTS)
    assert found.holds


def test_in_the_scenes_every_bar_stands_whole_and_every_two_answers_meet():
    rows = scene.covering(scene.BARS, scene.BESIDE)
    named = {**scene.BARS, **scene.BESIDE}

    whole = [tuple(row[name] for name in scene.BARS) for row in rows]
    assert len(set(whole)) == 4 * 7 * 3
    for one, other in combinations(named, 2):
        met = {(row[one], row[other]) for row in rows}
        assert len(met) == len(named[one]) * len(named[other]), (one, other)


def test_every_moment_is_played_for_every_way_of_asking_before_and_after_the_bar():
    played = {(one.asked_by, one.moment, one.late) for one in scene.every_scene()}
    wanted = {
        (asked_by, moment, late)
        for asked_by in scene.ASKED_BY
        for moment in scene.MOMENTS
        for late in (False, moment != "asked")
    }

    assert played == wanted
    assert {(one.asked_by, one.moment) for one in scene.few_scenes()} == {
        (asked_by, moment) for asked_by, moment, _ in wanted
    }
    assert {one.asked_by for one in SCENES} == set(scene.ASKED_BY)


def test_parts_together_are_all_of_it_and_keep_what_is_shared_together():
    whole = scene.every_scene()
    parts = [scene.part_of(whole, number, 3) for number in (1, 2, 3)]

    assert sorted(map(str, chain(*parts))) == sorted(map(str, whole))
    grounds = [{one.ground for one in part} for part in parts]
    assert not grounds[0] & grounds[1] | grounds[1] & grounds[2] | grounds[0] & grounds[2]


def test_every_moment_has_a_fault_that_is_planted_in_it():
    assert {one.scene.moment for one in planted.every_fault()} == set(scene.MOMENTS)


def test_what_was_agreed_asks_no_rule():
    source = Path(agreed.__file__).read_text("utf-8")
    names = {
        name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in [getattr(node, "module", None) or node.names[0].name]
        if name.startswith("schoolslink")
    }

    assert names == {"schoolslink.checks.letters", "schoolslink.checks.letters.scene"}


def test_whom_a_court_bars_nothing_is_agreed_to_reach_at_any_moment():
    barred = [one for one in scene.every_scene() if one.carer.order == "barred"]

    assert barred
    assert {agreed.agreed(one, "carer", way) for one in barred for way in agreed.WAYS["carer"]} == {
        "nothing"
    }


def test_without_a_planted_fault_that_is_found_it_does_not_hold():
    assert not built.Built(combinations=9).holds
    assert not built.Built(combinations=9, planted=2, found=1).holds
    assert not built.Built(combinations=9, planted=2, found=2, reached_barred=1).holds
    assert built.Built(combinations=9, planted=2, found=2).holds
