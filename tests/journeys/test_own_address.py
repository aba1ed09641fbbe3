"""Ellie asks by herself and leaves an address that only she reads; a mail says that there is news."""

from __future__ import annotations

import pytest

from schoolslink.access.unit import acting
from schoolslink.directory.models import HealthcareService
from schoolslink.kernel import clock, outbox
from schoolslink.notices.models import Notice
from schoolslink.referrals.commands.decide import Answering, decide
from schoolslink.referrals.models import Carer, Item
from schoolslink.referrals.rules import Move
from schoolslink.referrals.tests.arrange import World, acting_as, small_world
from schoolslink.web.testing import PHONE


@pytest.fixture
def world(own_database, as_seed) -> World:
    with as_seed():
        made = small_world()
        HealthcareService.objects.filter(pk=made.riverside.pk).update(families_may_ask=True)
    return made


def test_whoever_asks_by_herself_is_written_to_where_only_she_reads(
    world, live_site, visit, as_seed
):
    # She says what is hard, and who she is.
    visitor = visit(live_site, width=PHONE)
    page = visitor.open(f"/ask-for-help/{world.riverside.pk}?school=100002")
    for name in ("danger_now", "cannot_wait", "harmed"):
        page.check(f'[name={name}][value="no"]', force=True)
    page.check('[name=relationship][value="self"]', force=True)
    page.locator("main form button").first.click()
    visitor.open("/my-asking/worry")
    page.fill("[name=concern]", "I cry every night.")
    page.locator("main form button").first.click()
    for name, typed in {
        "first_name": "Ellie", "surname": "Wright", "birth_date-day": "4",
        "birth_date-month": "5", "birth_date-year": "2011",
    }.items():  # fmt: skip
        page.fill(f'[name="{name}"]', typed)
    page.locator("main form button").first.click()

    # Beside the address stands what a mail says, and when to leave it out. A slip is said beside it.
    assert page.get_by_text("It never says what.").is_visible()
    page.fill("[name=young_person_email]", "ellie at home")
    page.locator("main form button").first.click()
    assert page.input_value("[name=young_person_email]") == "ellie at home"
    visitor.check("own-address")
    page.fill("[name=young_person_email]", "ellie@example.invalid")
    page.locator("main form button").first.click()
    for name in ("school_hears", "home_hears", "gp_hears"):
        page.check(f'[name={name}][value="no"]', force=True)
    page.locator("main form button").first.click()
    assert page.get_by_text("ellie@example.invalid").is_visible()
    visitor.check("own-address-look-over")
    page.locator("main form button").first.click()

    # Priya says yes: one mail waits to leave, to Ellie, and none to anybody else.
    with as_seed():
        item_id = Item.objects.get(kind="referral").pk
    with acting(acting_as(world.priya)) as priya:
        decide(
            actor=priya, item_id=item_id, version=Item.objects.get(pk=item_id).version,
            at=clock.now(), answer=Answering(Move.ACCEPT, level="getting_help"),
        )  # fmt: skip
    outbox.deliver_waiting()
    with as_seed():
        ellie = Carer.objects.get(item_id=item_id, relationship="self").pk
        sent = Notice.objects.filter(kind__startswith="referrals.family")
        assert list(sent.values_list("recipient_contact_id", flat=True)) == [ellie]
