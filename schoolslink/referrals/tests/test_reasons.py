"""The fixed list of reasons: each has words for team, school and family."""

from schoolslink.referrals.rules.reasons import LEVELS, REASONS, Level, Reason


def test_every_reason_has_words_for_each_reader() -> None:
    assert set(REASONS) == set(Reason)
    for words in REASONS.values():
        assert words.pick
        assert words.school
        assert words.family


def test_the_family_is_told_in_fewer_words_than_the_school() -> None:
    assert all(len(words.family.split()) <= 16 for words in REASONS.values())


def test_duplicates_and_the_familys_own_no_are_not_offered_at_triage() -> None:
    kept_back = {reason for reason, words in REASONS.items() if not words.at_triage}
    assert kept_back == {Reason.DUPLICATE, Reason.FAMILY_SAID_NO}


def test_levels_are_the_four_groups() -> None:
    assert set(LEVELS) == set(Level)
