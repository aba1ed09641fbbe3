"""In which stratum a setting stands, by the register's own words."""

import pytest

from schoolslink.directory.rules.strata import stratum_of


@pytest.mark.parametrize(
    ("dimension", "said", "name"),
    [
        ("phase", "Middle deemed secondary", "secondary"),
        ("phase", "16 plus", "16_plus"),
        ("phase", "Not applicable", "none"),
        ("phase", "", ""),
        ("phase", "Unheard of", ""),
        ("kind", "Academy converter", "academy"),
        ("kind", "University technical college", "academy"),
        ("kind", "Academy special sponsor led", "special"),
        ("kind", "Other independent special school", "special"),
        ("kind", "Other independent school", "independent"),
        ("kind", "Pupil referral unit", "alternative"),
        ("kind", "Free schools alternative provision", "alternative"),
        ("kind", "Free schools 16 to 19", "college"),
        ("kind", "Further education", "college"),
        ("kind", "Voluntary aided school", "maintained"),
        ("kind", "Local authority nursery school", "maintained"),
        ("kind", "Secure units", "other"),
        ("place", "UF1", "urban"),
        ("place", "RSF1", "rural"),
        ("place", "", ""),
        ("fifth", "1", "1"),
        ("fifth", "2", "1"),
        ("fifth", "3", "2"),
        ("fifth", "10", "5"),
        ("fifth", "", ""),
    ],
)
def test_a_setting_stands_where_the_register_puts_it(dimension, said, name):
    assert stratum_of(dimension, said) == name
