"""A comparer that finds nothing proves nothing: each kind of loss, made on purpose, is found."""

from schoolslink.chaos.compare import (
    Ack,
    Kept,
    compare,
    effects,
    illegal_steps,
    middle_and_most,
    out_of_order,
    recoveries,
)


def ack(key: str, made: str, tries: int = 1, asked_at: float = 10.0) -> Ack:
    return Ack(key, made, tries, asked_at, asked_at + 0.1)


def test_what_was_promised_and_is_there_is_neither_lost_nor_doubled():
    found = compare([ack("a", "1"), ack("b", "2")], {"a": Kept("1", 10), "b": Kept("2", 10)}, "12")

    assert (found.acknowledged, found.lost, found.duplicates) == (2, 0, 0)


def test_a_key_that_is_not_there_is_lost():
    assert compare([ack("a", "1")], {}, []).lost == 1


def test_a_key_without_the_thing_it_made_is_lost():
    assert compare([ack("a", "1")], {"a": Kept("1", 10)}, []).lost == 1


def test_a_thing_that_no_key_accounts_for_is_a_duplicate():
    found = compare([ack("a", "1")], {"a": Kept("1", 10)}, ["1", "2"])

    assert (found.lost, found.duplicates) == (0, 1)


def test_what_was_kept_and_never_promised_is_no_duplicate():
    found = compare([], {"a": Kept("1", 10)}, ["1"])

    assert (found.lost, found.duplicates) == (0, 0)


def test_a_try_answered_by_what_an_earlier_one_kept_is_told_apart():
    early, late = Kept("1", 9.0), Kept("1", 10.05)

    assert compare([ack("a", "1", tries=2)], {"a": early}, ["1"]).retries_answered == 1
    assert compare([ack("a", "1", tries=2)], {"a": late}, ["1"]).retries_answered == 0
    assert compare([ack("a", "1", tries=1)], {"a": early}, ["1"]).retries_answered == 0


def test_an_answer_that_names_another_thing_is_found():
    assert compare([ack("a", "2")], {"a": Kept("1", 10)}, ["1"]).answered_otherwise == 1


def test_a_kill_after_which_nobody_was_answered_has_no_recovery():
    assert recoveries([1.0, 5.0], [0.5, 1.5, 2.0]) == [0.5]
    assert middle_and_most([0.5, 2.0, 9.0]) == {
        "recovery_p50_seconds": 2.0,
        "recovery_max_seconds": 9.0,
    }
    assert set(middle_and_most([]).values()) == {None}


def test_one_effect_for_each_message_however_often_it_came():
    found = effects(["a", "b"], [("a", "<1>"), ("a", "<1>"), ("b", "<2>")])

    assert (found.exactly_once, found.lost, found.doubled, found.raw_duplicates) == (2, 0, 0, 1)


def test_a_message_that_never_came_and_one_that_came_under_two_ids_are_found():
    found = effects(["a", "b"], [("a", "<1>"), ("a", "<2>")])

    assert (found.exactly_once, found.lost, found.doubled, found.raw_duplicates) == (0, 1, 1, 0)


def test_a_message_that_came_after_a_later_one_to_the_same_person_is_found():
    assert out_of_order([("a", "1"), ("b", "2"), ("a", "3"), ("b", "4")]) == 0
    assert out_of_order([("a", "3"), ("b", "2"), ("a", "1"), ("a", "4")]) == 1


def test_a_step_that_does_not_follow_is_found():
    legal = {("new", "ask"): "asked", ("asked", "answer"): "answered"}
    asked, answered = (0, "new", "ask", "asked"), (1, "asked", "answer", "answered")

    assert illegal_steps([asked, answered], legal) == 0
    assert illegal_steps([asked, answered, (1, "asked", "answer", "answered")], legal) == 1
    assert illegal_steps([asked, (1, "new", "ask", "asked")], legal) == 1
    assert illegal_steps([(0, "new", "answer", "answered")], legal) == 1
