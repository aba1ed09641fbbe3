"""Who is told, built for real in few cases; ./link check letters builds them all."""

from itertools import combinations

from schoolslink.checks.letters import built


def test_few_cases_are_built_and_nothing_reaches_whom_it_must_not(ground):
    village, found = built.ground_for(), built.Built()
    built.plant(village, found)
    built.walk(village, built.pairwise(built.every_case()), found)

    assert found.shown == []
    assert found.reached_barred == 0
    assert (found.planted, found.found) == (3, 3)
    assert found.combinations >= 12
    assert found.holds


def test_in_few_cases_every_two_answers_still_meet():
    every, few = built.every_case(), built.pairwise(built.every_case())

    def pairs(cases):
        return {pair for one in cases for pair in combinations(sorted(vars(one).items()), 2)}

    assert pairs(few) == pairs(every)
    assert len(few) < 30


def test_without_a_planted_leak_that_is_found_it_does_not_hold():
    assert not built.Built(combinations=9).holds
    assert not built.Built(combinations=9, planted=2, found=1).holds
    assert not built.Built(combinations=9, planted=2, found=2, reached_barred=1).holds
    assert built.Built(combinations=9, planted=2, found=2).holds
