"""What rows of the team's lists say."""

from datetime import date

from schoolslink.referrals.pages.queue import Words
from schoolslink.referrals.rules import Side


def test_where_nobody_is_named_it_is_the_team_of_a_service_and_nobody_of_a_school():
    words = Words(date(2026, 3, 3), None)

    assert words.holder(None, None) == "The whole team"
    assert words.holder(None, None, Side.SCHOOL) == "Nobody named"
    assert words.holder(None, "Mr Shaw", Side.SCHOOL) == "Mr Shaw"
