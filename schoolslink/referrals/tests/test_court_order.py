"""A carer whom a court bars gets nothing by any channel; one whose information it limits, no answer."""

from types import SimpleNamespace

import pytest

from schoolslink.access.models import FamilyCode
from schoolslink.referrals.models import Carer, Item
from schoolslink.referrals.recipients import reach_of
from schoolslink.referrals.rules.agreement import Decider
from schoolslink.referrals.rules.reach import Carries, Channel
from schoolslink.referrals.rules.sharing import Order, Withheld
from schoolslink.referrals.sharing import decides
from schoolslink.referrals.tests.test_family_wall import counted, families  # noqa: F401

ITEM = SimpleNamespace(risk_marked=False)


def carer(order: Order) -> SimpleNamespace:
    return SimpleNamespace(
        relationship="carer", parental_responsibility="yes", replaced=False, language="",
        court_order=order.value,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("order", "page", "why", "decides_it"),
    [
        (Order.NONE, Carries.ANSWER, None, True),
        (Order.LIMITS_CONTACT, Carries.ANSWER, None, True),
        (Order.LIMITS_INFORMATION, Carries.HOLDER, Withheld.LIMITED, False),
        (Order.BARRED, Carries.NOTHING, Withheld.BARRED, False),
    ],
)
def test_an_order_outweighs_responsibility_and_a_yes(order, page, why, decides_it):
    one, yes = carer(order), {"carer": True}

    found = reach_of(ITEM, one, Channel.PAGE, yes, Decider.CARER)
    assert (found.carries, found.why) == (page, why)
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
