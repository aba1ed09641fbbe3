"""The words of somebody in danger, measured on invented sentences, in both halves and three languages."""

from schoolslink.checks import words
from schoolslink.checks.words import HELD_OUT, LEAST_FOUND, LEAST_LEFT, TUNING


def test_the_sentences_are_many_of_three_languages_and_none_is_there_twice():
    said = words.sentences()

    assert len({one.text for one in said}) == len(said) >= 400
    assert {one.language for one in said} == {"en", "pl", "cy"}
    assert {"negation", "idiom", "slang", "typo", "third"} <= {one.kind for one in said}


def test_both_halves_are_of_use_and_hold_what_was_promised():
    measured = words.measure()

    for half in (TUNING, HELD_OUT):
        counts = measured.halves[half]
        assert counts["in_danger"] >= 100, half
        assert counts["harmless"] >= 60, half
        assert counts["sensitivity"] >= LEAST_FOUND, half
        assert counts["specificity"] >= LEAST_LEFT, half
    assert measured.holds


def test_each_language_of_the_half_that_was_not_looked_at_finds_most():
    held_out = words.measure().languages[HELD_OUT]

    assert {name: counts["sensitivity"] >= 0.8 for name, counts in held_out.items()} == {
        "cy": True, "en": True, "pl": True
    }  # fmt: skip


def test_what_is_shown_is_of_the_tuning_half_alone():
    measured = words.measure()
    tuning = {one.text for one in words.sentences() if one.half(measured.seed) == TUNING}

    assert all(line.split(": ", 2)[2] in tuning for line in measured.shown)


def test_a_list_without_phrases_is_found_out(monkeypatch):
    monkeypatch.setattr(words, "crisis_words", lambda text, language: None)

    assert words.measure().holds is False
