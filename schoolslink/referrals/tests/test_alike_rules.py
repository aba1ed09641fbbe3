"""What nearly agrees is found, and what speaks against one child is said."""

import pytest

from schoolslink.kernel.names import phonetic_key
from schoolslink.referrals.rules.alike import Against, Named, against, near_values

ELLIE = Named("Ellie", "Smith-Jones", "2012-03-04", "943 476 5919", "NG1 1AA")


def are_near(one: Named, other: Named) -> bool:
    return bool(near_values(one, phonetic_key) & near_values(other, phonetic_key))


@pytest.mark.parametrize(
    "other",
    [
        Named("Eli", "Jones", "2012-03-04"),  # one part of a double surname
        Named("Smith-Jones", "Ellie", "2012-03-04"),  # names changed about
        Named("Ellie", "Smyth Jones", "2012-04-03"),  # day and month changed about
        Named("Ellie", "Brown", "2012-03-04", postcode="ng11aa"),  # another surname, three agree
        Named(
            "Ellie", "Smith Jones", "2011-03-04", postcode="NG1 1AA"
        ),  # another date, three agree
    ],
)
def test_a_near_variant_is_found_from_either_side(other):
    assert are_near(ELLIE, other)
    assert are_near(other, ELLIE)


@pytest.mark.parametrize(
    "other",
    [
        Named("Ellie", "Brown", "2012-03-04"),  # a class has two of that name
        Named("Adam", "Smith-Jones", "2011-01-01", postcode="NG1 1AA"),  # a brother
        Named("Ellie", "Smith", "2012-04-05"),
        Named(),
    ],
)
def test_another_child_is_not_near(other):
    assert not are_near(ELLIE, other)


@pytest.mark.parametrize(
    ("other", "found"),
    [
        (Named("Elly", "Smith-Jones", "2012-03-04", "9434765919"), ()),
        (Named("Adam", "Smith-Jones", "2012-03-04"), (Against.TWINS,)),
        (Named("Ellie", "Smith-Jones", "2012-04-03", "9434765919"), (Against.OTHER_BIRTHDAY,)),
        (Named("Ellie", "Smith-Jones", "2012-03-04", "9434765870"), (Against.OTHER_NUMBERS,)),
        (
            Named("Adam", "Smith-Jones", "2012-03-04", "9434765870"),
            (Against.OTHER_NUMBERS, Against.TWINS),
        ),
        (Named(), ()),
    ],
)
def test_what_speaks_against_one_child_is_said(other, found):
    assert against(ELLIE, other, phonetic_key) == found
    assert against(other, ELLIE, phonetic_key) == found
