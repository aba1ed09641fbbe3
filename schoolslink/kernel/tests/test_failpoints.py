"""A place to die at kills where it is told to, and nowhere else."""

import pytest

from schoolslink.kernel import failpoints
from schoolslink.kernel.tests.killing import killed_in


def test_nothing_dies_unless_it_is_told_to(settings):
    assert settings.FAILPOINTS == {}

    for point in failpoints.POINTS:
        failpoints.reach(point)


@pytest.mark.django_db
def test_a_point_that_is_named_kills_and_its_neighbours_do_not(settings):
    settings.FAILPOINTS = failpoints.parse("mail.posted=1, mail.noted=0")

    failpoints.reach("mail.noted")
    failpoints.reach("news.kept")
    killed_in(lambda: failpoints.reach("mail.posted"))


def test_all_means_every_point():
    assert failpoints.parse("all=0.25") == dict.fromkeys(failpoints.POINTS, 0.25)


@pytest.mark.parametrize("said", ["mail.pasted=1", "mail.posted", "mail.posted=often"])
def test_what_nobody_would_notice_to_be_misspelt_is_refused(said):
    with pytest.raises(ValueError, match=r"pasted|float"):
        failpoints.parse(said)
