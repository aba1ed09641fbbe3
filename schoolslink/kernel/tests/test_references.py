"""References survive the telephone: one slip is noticed, however they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolslink.kernel import code_words, references

bodies = st.text(references.ALPHABET, min_size=7, max_size=7).map(
    lambda body: body + references.check_sign(body)
)


def test_new_reference_is_valid_and_spells_nothing():
    made = [references.new("SL") for _ in range(500)]

    assert all(references.is_valid(one) for one in made)
    assert not [one for one in made if references._SPELLS.search(one[3:].replace("-", ""))]
    assert len(set(made)) == 500


@given(bodies, st.integers(0, 7), st.sampled_from(references.ALPHABET))
def test_one_wrong_sign_is_always_noticed(body, at, wrong):
    mistaken = body[:at] + wrong + body[at + 1 :]

    assert references.is_valid("SL" + mistaken) == (mistaken == body)


@given(bodies, st.integers(0, 7), st.integers(0, 7))
def test_two_exchanged_signs_are_always_noticed(body, one, other):
    signs = list(body)
    signs[one], signs[other] = signs[other], signs[one]

    assert references.is_valid("SL" + "".join(signs)) == ("".join(signs) == body)


@given(bodies, st.sampled_from(["", " ", "-", "  ", "–", "."]))
def test_a_reference_is_read_however_it_is_spaced_and_in_small_letters(body, gap):
    typed = gap.join(("sl", body[:4].lower(), body[4:]))

    assert references.normalise(typed) == f"SL-{body[:4]}-{body[4:]}"


@given(st.text())
def test_any_text_is_either_a_reference_or_refused(text):
    if references.is_valid(text):
        assert references.is_valid(references.normalise(text))


@pytest.mark.parametrize("prefix", ["", "S", "sl", "S1", "SLOTH", "S-"])
def test_a_prefix_is_two_to_four_capitals(prefix):
    with pytest.raises(references.BadPrefix):
        references.new(prefix)


# Anything that frightens, insults, sickens, or names a body, a faith, a weapon or a drug.
ALARMING = """
    alone angry anxious ashamed attack awful axe bad bang barmy bastard beaten bitter black blade
    blank bleak bleeding blind blood blue bomb bony broken bruised bullet burning burnt cancer cell
    chain choke chubby coffin cold crack crash crazy creepy cross cruel crying cut daft damaged
    danger dark daze dead deaf death demon depressed devil dim dirty dizzy doctor dope dread drown
    drug drunk dull dumb dying empty evil fail fallen false fat fear fever fierce fire flat foul
    frail freak fright ghost gloomy god grave grey grief grim guilty gun hanging hard hate haunted
    heavy hell hidden high hollow hospital hot hurt idle ill insane itchy jail killer knife lame
    late lazy limp lonely lost low mad mean mental mental messy missing moody murky mute naked
    nasty needle nervous nightmare noose nut odd old orphan pain pale panic pill pills pistol
    plain poison poor pot prison rage razor red rifle ripe rope rotten rough rude sad savage scar
    scared secret shadow sharp shot shy sick sinking skinny slim slow small snake sore sour spider
    stiff strange strict stupid sword tense thick thin tired tomb toxic trap ugly unwell upset
    victim vile violent weak weapon weird wet white wild witch worm wound wrong
""".split()


def test_code_words_are_many_distinct_and_alarm_nobody():
    adjectives, nouns = set(code_words.ADJECTIVES), set(code_words.NOUNS)

    assert len(adjectives) == len(code_words.ADJECTIVES) >= 200
    assert len(nouns) == len(code_words.NOUNS) >= 200
    assert adjectives & nouns == set()
    assert (adjectives | nouns) & (set(ALARMING) - {"plain"}) == set()
    assert all(w.isascii() and w.islower() and 2 < len(w) < 12 for w in adjectives | nouns)


def test_a_pair_is_two_words():
    adjective, noun = code_words.new_pair().split(" ")

    assert adjective in code_words.ADJECTIVES
    assert noun in code_words.NOUNS
