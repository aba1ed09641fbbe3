"""A child under sixteen was not brought; from sixteen on somebody did not come."""

import pytest

from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.kernel import clock
from schoolslink.referrals.commands.missed import record_missed
from schoolslink.referrals.rules.missed import HowMissed, how_missed
from schoolslink.referrals.tests.arrange import acting_as, sent
from schoolslink.referrals.tests.test_help_ends import helped
from schoolslink.referrals.tests.turns import text_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("age", "said"),
    [
        (None, None), (7, HowMissed.NOT_BROUGHT), (15, HowMissed.NOT_BROUGHT),
        (16, HowMissed.NOT_ATTENDED), (24, HowMissed.NOT_ATTENDED),
    ],
)  # fmt: skip
def test_it_is_said_by_age(age, said):
    assert how_missed(age) is said


@pytest.mark.parametrize(
    ("born", "said", "never"),
    [
        ("2010-03-04", "was not brought", "did not come"),
        ("2010-03-02", "did not come", "was not brought"),
    ],
)
def test_team_and_school_read_it_by_the_age_on_that_day(world, noon, client, born, said, never):
    item_id = sent(world, noon, called="Ellie", birth_date=born)
    helped(world, item_id, noon)
    with acting(acting_as(world.priya)) as priya:
        beside = record_missed(actor=priya, item_id=item_id, version=4, words="Tuesday.", at=noon)

    with clock.fixed(noon):
        sign_in(client, world.priya)
        team = text_of(client.get(f"/queue/{item_id}").text)
        form = text_of(client.get(f"/queue/{item_id}/missed").text)
        sign_in(client, world.nadia)
        school = text_of(client.get(f"/asked/{beside}").text)

    assert f"An appointment was missed: {said}" in team
    assert ("They were not brought" in form) == (said == "was not brought")
    assert f"Missed appointment: {said}" in school
    assert f": {never}" not in team + school
