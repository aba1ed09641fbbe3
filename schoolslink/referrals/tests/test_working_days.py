"""What has a risk marked is not held by somebody who works on no day until it is due, if a cover does."""

from datetime import timedelta

import pytest

from schoolslink.access.unit import acting
from schoolslink.directory.models import Cover, NamedContact
from schoolslink.referrals.queries import open_item
from schoolslink.referrals.tests.arrange import LONG_AGO, acting_as, sent

pytestmark = pytest.mark.django_db

RISK = {"risk_self_harm": "yes"}


@pytest.fixture
def works(world, as_seed):
    """Return a way to say on which days Priya works, and Sam, her cover."""

    def on(hers: str, his: str) -> None:
        with as_seed():
            priya = NamedContact.objects.get(person=world.priya)
            NamedContact.objects.filter(pk=priya.pk).update(days=hers)
            sam = NamedContact.objects.create(
                side="nhs", position="cover", organisation=world.riverside, person=world.sam,
                name=world.sam.name, from_on=LONG_AGO, days=his,
            )  # fmt: skip
            Cover.objects.create(contact=priya, by=sam, from_on=LONG_AGO)

    return on


def holder(world, at, **answers) -> str:
    """Return who holds a request that Nadia sends; noon is a Tuesday, and marked it is due on Wednesday."""
    item_id = sent(world, at, **answers)
    with acting(acting_as(world.nadia)) as nadia:
        return open_item(nadia, item_id).holds.name


@pytest.mark.parametrize(
    ("hers", "his", "who"),
    [
        ("mon fri", "wed", "Sam Okoro"),
        ("mon fri", "", "Sam Okoro"),  # nobody said: the working week
        ("mon fri", "mon", "Priya Nair"),  # nobody is there: it stays hers, and her pool's
        ("wed", "tue wed", "Priya Nair"),  # the day itself is in time
        ("thu", "tue wed", "Sam Okoro"),
        ("tue", "tue", "Priya Nair"),
        ("", "tue", "Priya Nair"),
    ],
)
def test_a_marked_request_is_held_by_who_is_in_before_it_is_due(works, world, noon, hers, his, who):
    works(hers, his)

    assert holder(world, noon, **RISK) == who


def test_it_is_the_same_where_nobody_has_agreed_yet(works, world, noon):
    works("mon fri", "wed")

    assert holder(world, noon, carer_agrees="not_asked", **RISK) == "Sam Okoro"


def test_a_request_without_a_mark_waits_for_the_contact(works, world, noon):
    works("mon fri", "wed")

    assert holder(world, noon) == "Priya Nair"


def test_a_bank_holiday_is_nobodys_working_day(works, world, noon):
    works("mon", "tue")
    friday = noon + timedelta(days=59)  # 1 May 2026; Monday is a bank holiday

    assert holder(world, friday, **RISK) == "Sam Okoro"


def test_a_contact_who_is_away_is_not_asked_for_her_days(works, world, noon, as_seed):
    works("tue", "mon")
    with as_seed():
        today = noon.date()
        Cover.objects.update(is_away=True, from_on=today, until_on=today + timedelta(days=9))

    assert holder(world, noon, **RISK) == "Sam Okoro"
