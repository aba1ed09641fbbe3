"""Money is whole pence."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolslink.kernel.money import NotMoney, Pounds

amounts = st.integers(-(10**13), 10**13).map(Pounds)


@given(amounts)
def test_what_is_written_is_read_back(amount):
    assert Pounds.parse(str(amount)) == amount
    assert Pounds.of(amount.decimal) == amount


@given(amounts, st.integers(1, 50))
def test_shares_add_up_and_differ_by_a_penny(amount, parts):
    shares = amount.shares(parts)

    assert sum(share.pence for share in shares) == amount.pence
    assert max(shares).pence - min(shares).pence <= 1


@given(amounts, amounts)
def test_sums_and_differences_undo_each_other(one, other):
    assert one + other - other == one
    assert one - other == -(other - one)


@pytest.mark.parametrize(
    ("typed", "pence"),
    [("85,000", 8_500_000), ("£ 1250.50", 125_050), ("0.05", 5), ("-£3", -300)],
)
def test_amounts_are_read_as_typed(typed, pence):
    assert Pounds.parse(typed) == Pounds(pence)


@pytest.mark.parametrize("typed", ["", "1,25", "1.5", "1e3", "ten", "£", "1.005", "--1", "NaN"])
def test_what_is_no_amount_is_refused(typed):
    with pytest.raises(NotMoney):
        Pounds.parse(typed)


def test_a_fraction_of_a_penny_is_refused_and_a_product_rounded():
    with pytest.raises(NotMoney):
        Pounds.of(Decimal("0.005"))

    assert Pounds(5).times(Decimal("0.5")) == Pounds(2)
    assert str(Pounds(-123456)) == "-£1,234.56"
