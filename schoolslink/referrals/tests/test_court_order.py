"""A carer whom a court bars gets nothing by any channel; one whose information it limits, no answer."""

from types import SimpleNamespace

import pytest

from schoolslink.access.models import FamilyCode
from schoolslink.referrals.models import Carer, Item
from schoolslink.referrals.rules.agreement import Decider
from schoolslink.referrals.rules.sharing import Order, Told, Withheld
from schoolslink.referrals.sharing import amount_for, decides, is_kept_out, why_withheld
from schoolslink.referrals.tests.test_family_wall import counted, families  # noqa: F401

ITEM = SimpleNamespace(risk_marked=False)


def carer(order: Order) -> SimpleNamespace:
    return SimpleNamespace(
        relationship="carer", parental_responsibility="yes", replaced=False, language="",
        court_order=order.value,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("order", "out", "amount", "why", "decides_it"),
    [
        (Order.NONE, False, Told.ALL, None, True),
        (Order.LIMITS_CONTACT, False, Told.ALL, None, True),
        (Order.LIMITS_INFORMATION, False, Told.NOTHING, Withheld.LIMITED, False),
        (Order.BARRED, True, Told.NOTHING, Withheld.BARRED, False),
    ],
)
def test_an_order_outweighs_responsibility_and_a_yes(order, out, amount, why, decides_it):
    one, yes = carer(order), {"carer": True}

    assert is_kept_out(ITEM, one, yes, Decider.CARER) is out
    assert amount_for(ITEM, one, yes, Decider.CARER) is amount
    assert why_withheld(ITEM, one, yes, Decider.CARER) is why
    assert decides(one, ITEM, Decider.CARER) is decides_it


@pytest.mark.django_db
def test_the_database_gives_a_barred_carer_no_row_with_a_code_that_was_good(families, as_seed):  # noqa: F811
    tables = ("item", "told", "carer", "childidentity", "familymessage")
    before = counted(families["carer"], *tables)
    with as_seed():
        code = FamilyCode.objects.get(relationship="carer")
        Carer.objects.filter(family_code_id=code.pk).update(court_order=Order.BARRED.value)

    assert before["item"] == before["carer"] == 1
    assert counted(families["carer"], *tables) == dict.fromkeys(tables, 0)
    with as_seed():
        assert Item.objects.count() == 1
