"""The hazard log is whole: every control is shown by a test that is there."""

from dataclasses import replace

from schoolslink.checks.hazards import FALLS, exists, hazards, problems


def test_every_hazard_has_a_control_and_a_test_that_exists():
    log = hazards()

    assert problems(log) == []
    assert sum(hazard.state == "controlled" for hazard in log) >= 15
    assert {hazard.fall for hazard in log} == FALLS.keys()


def test_a_test_that_was_renamed_is_noticed():
    first, *rest = hazards()
    renamed = "schoolslink/checks/tests/test_hazards.py::test_of_another_name"

    found = problems([replace(first, tests=[renamed]), *rest])

    assert found == [f"H01: there is no test {renamed}"]


def test_a_control_that_nothing_shows_is_noticed():
    first, *rest = hazards()

    assert problems([replace(first, tests=[]), *rest]) == ["H01: controlled, and no test shows it"]


def test_a_test_is_looked_for_in_its_file():
    assert exists("schoolslink/checks/tests/test_hazards.py::test_a_test_is_looked_for_in_its_file")
    assert not exists("schoolslink/checks/tests/test_no_such_file.py::test_anything")


def test_a_number_used_twice_or_out_of_order_is_noticed():
    first, second, *rest = hazards()

    assert "H01: its number is not above 2" in problems([second, first, *rest])
    assert "H02: its number is not above 2" in problems([first, second, second, *rest])
