"""The list of words that schools and families never read."""

import pytest

from schoolslink.referrals.rules.ending import WHY_ENDS
from schoolslink.referrals.rules.reasons import LEVELS, REASONS
from schoolslink.referrals.rules.words import NEVER, NOT_FOR_FAMILIES, slips


@pytest.mark.parametrize(
    "text",
    [
        "Your referral was rejected.",
        "She refused to come.",
        "DNA twice",
        "This case is closed",
        "presenting problem",
        "Presents with low mood",
        "He did not attend.",
        "an inappropriate referral",
        "suffers from anxiety",
    ],
)
def test_words_are_caught(text: str) -> None:
    assert list(slips(text))


@pytest.mark.parametrize(
    "text",
    [
        "in case you need it",
        "Just in case it gets worse",
        "Not the right team. Next is the school nurse.",
        "The present day; a birthday present; a presentation at school",
        "She died by suicide.",
        "DNS and dna are other words",
    ],
)
def test_plain_words_pass(text: str) -> None:
    assert not list(slips(text))


def test_reasons_and_levels_pass_and_the_familys_words_pass_the_stricter_list() -> None:
    for words in (*REASONS.values(), *WHY_ENDS.values()):
        assert not list(slips(f"{words.pick} {words.school}"))
        assert not list(slips(words.family, NEVER + NOT_FOR_FAMILIES))
    for label in LEVELS.values():
        assert not list(slips(label))
