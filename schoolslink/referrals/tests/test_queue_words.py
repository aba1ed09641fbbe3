"""What rows of the team's lists say, and lines of one record."""

from datetime import date

import pytest

from schoolslink.directory.queries.support import SupportView
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.pages.queue import Words
from schoolslink.referrals.pages.said import support_words
from schoolslink.referrals.rules import Side


def test_where_nobody_is_named_it_is_the_team_of_a_service_and_nobody_of_a_school():
    words = Words(date(2026, 3, 3), None)

    assert words.holder(None, None) == "The whole team"
    assert words.holder(None, None, Side.SCHOOL) == "Nobody named"
    assert words.holder(None, "Mr Shaw", Side.SCHOOL) == "Mr Shaw"


@pytest.mark.parametrize(
    ("provider", "line"),
    [
        ("Ms Ellery", "School nurse, Ms Ellery, Mondays"),
        ("school nurse", "School nurse, Mondays"),
        ("", "School nurse, Mondays"),
    ],
)
def test_help_that_a_school_has_is_not_named_twice(provider, line):
    has = SupportView(
        new_id(), "nurse", "School nurse", provider, "Mondays", "", date(2026, 3, 3), ""
    )

    assert support_words(has) == line
