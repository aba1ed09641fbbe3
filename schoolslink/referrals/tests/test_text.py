"""Sentences in a language: facts go in, and a name never turns the line around."""

from datetime import date

from schoolslink.referrals.rules.text import (
    FIRST_STRONG_ISOLATE,
    POP_ISOLATE,
    Language,
    Sentence,
    isolated,
    say,
)


def one_or_many(one: str, many: str, count: int) -> str:
    return one if count == 1 else many


ENGLISH = Language(lambda text: text, one_or_many, lambda day: f"{day:%-d %B}")
RIGHT_TO_LEFT = Language(
    lambda text: text, one_or_many, lambda day: f"{day:%-d}", right_to_left=True
)


def test_facts_and_days_go_in() -> None:
    sentence = Sentence("{name} must look by {day}.", {"name": "Priya", "day": date(2026, 3, 4)})

    assert say(sentence, ENGLISH) == "Priya must look by 4 March."


def test_one_and_many() -> None:
    def people(count: int) -> Sentence:
        return Sentence("One person.", {}, "{count} people.", count)

    assert [say(people(n), ENGLISH) for n in (1, 3)] == ["One person.", "3 people."]


def test_a_latin_name_is_isolated_in_a_right_to_left_line_and_plain_in_english() -> None:
    sentence = Sentence("{name}", {"name": "Priya"})

    assert say(sentence, ENGLISH) == "Priya"
    assert say(sentence, RIGHT_TO_LEFT) == f"{FIRST_STRONG_ISOLATE}Priya{POP_ISOLATE}"


def test_an_arabic_name_is_isolated_in_english_and_a_number_in_a_right_to_left_line() -> None:
    assert isolated("أمل", right_to_left=False) == f"{FIRST_STRONG_ISOLATE}أمل{POP_ISOLATE}"
    assert isolated("أمل", right_to_left=True) == "أمل"
    assert isolated("01632 960001", right_to_left=True).startswith(FIRST_STRONG_ISOLATE)


def test_braces_in_a_name_are_only_letters() -> None:
    assert say(Sentence("{name}", {"name": "{day}"}), ENGLISH) == "{day}"


def test_a_sentence_may_hold_a_sentence() -> None:
    inner = Sentence("Sleep")

    assert say(Sentence("“{topic}”", {"topic": inner}), ENGLISH) == "“Sleep”"
