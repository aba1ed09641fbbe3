"""Words that somebody in danger may use: found in any of the languages, and nothing else decided."""

import inspect
import time

import pytest

from schoolslink.referrals.rules.crisis import LISTS, crisis_words
from schoolslink.referrals.rules.crisis.lists import compiled
from schoolslink.referrals.rules.crisis.plain import one_slip


@pytest.mark.parametrize(
    "said",
    [
        "I want to die",
        "i wanna die",
        "I don't want to be here any more.",
        "k.m.s",
        "su1cide",
        "I FEEL SUICIDAL",
        "thinking about sucide",
        "Chcę umrzeć",
        "nie chce juz zyc",
        "Dwi eisiau marw",
    ],
)
def test_found_in_every_spelling(said):
    assert crisis_words(said) is not None


@pytest.mark.parametrize(
    "said",
    [
        "",
        "   ",
        "I'm dying of laughter",
        "this homework kills me",
        "She has no suicidal thoughts",
        "Nie chcę umrzeć",
        "Umieram ze śmiechu",
        "Dwi ddim eisiau marw",
    ],
)
def test_left_alone(said):
    assert crisis_words(said) is None


def test_a_not_takes_back_only_what_it_stands_before():
    assert crisis_words("She is not suicidal") is None
    assert crisis_words("She is not suicidal. She cuts herself.") is not None
    assert crisis_words("I am not ok, I want to die") is not None
    assert crisis_words("I don't know if I want to die") is not None


def test_whose_words_and_when_make_no_difference():
    assert crisis_words("My friend says she wants to die") is not None
    assert crisis_words("He tried to kill himself last year") is not None


def test_a_saying_beside_the_words_hides_nothing():
    assert crisis_words("lol this homework kills me. no really, I want to kill myself") is not None


def test_any_language_may_be_written_on_any_page():
    found = crisis_words("nie chcę żyć", "cy")

    assert found is not None
    assert found.language == "pl"


def test_nothing_is_found_over_the_end_of_a_sentence():
    assert crisis_words("What do I want to. Die Hard is on tonight") is None


def test_a_phrase_begins_with_a_word_that_must_be_there():
    with pytest.raises(ValueError, match="want"):
        compiled("want? die")


def test_every_phrase_can_be_read_and_every_group_says_why():
    for words in LISTS:
        assert words.patterns
        assert all(group.why for group in words.groups)
        # A phrase with a capital or an accent would never be found.
        for group in words.groups:
            for phrase in (*group.phrases, *words.idioms):
                assert phrase == phrase.casefold()
                assert phrase.isascii(), phrase


def test_one_slip_of_the_finger():
    assert one_slip("sucide", "suicide")
    assert one_slip("suicdie", "suicide")
    assert one_slip("suicides", "suicide")
    assert not one_slip("seaside", "suicide")
    assert not one_slip("putting", "cutting")


def test_the_longest_text_that_can_be_typed_takes_no_time():
    began = time.perf_counter()
    crisis_words("not want to be really a the of i " * 150)
    crisis_words("k" * 5000 + " " + "want * " * 500)

    assert time.perf_counter() - began < 1


def test_nothing_is_kept_and_nothing_is_weighed():
    """The match is a yes or a no of a text: it takes no child and no clock."""
    assert list(inspect.signature(crisis_words).parameters) == ["text", "language"]
