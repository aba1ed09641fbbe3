"""A risk written into what is not sent yet is known at once, and does not wait with the draft."""

import pytest

from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.kernel import clock
from schoolslink.kernel.calendar import add_working_days
from schoolslink.kernel.ids import new_id
from schoolslink.kernel.models import OutboxMessage
from schoolslink.referrals.commands.request import save_step, start_request
from schoolslink.referrals.models import Holding, Item
from schoolslink.referrals.tests.arrange import KNOWN, acting_as, begun

pytestmark = pytest.mark.django_db

PLAN = {"risk_suicide_plan": "yes"}


def saves(world, item_id, at, answers):
    with acting(acting_as(world.nadia)) as nadia:
        save_step(actor=nadia, item_id=item_id, step="risk", answers=answers, at=at)


def stands(as_seed, item_id):
    """Return whether a risk is marked, and until when somebody must act."""
    with as_seed():
        held = Holding.objects.get(item_id=item_id, ended_at__isnull=True)
        return Item.objects.get(pk=item_id).risk_marked, held.due_on


def told(as_seed, item_id):
    with as_seed():
        found = OutboxMessage.objects.filter(event__contains="RiskMarked")
        return sum(row.payload["item_id"] == str(item_id) for row in found)


def test_a_plan_saved_in_a_draft_is_marked_and_due_next_day(world, noon, as_seed):
    item_id = begun(world, noon, young_person_agrees="", carer_agrees="")

    saves(world, item_id, noon, PLAN)

    tomorrow = add_working_days(clock.local_day(noon), 1)
    assert stands(as_seed, item_id) == (True, tomorrow)


def test_nothing_marked_leaves_the_day(world, noon, as_seed):
    item_id = begun(world, noon)
    before = stands(as_seed, item_id)

    saves(world, item_id, noon, {"risk_suicide_plan": "no"})

    assert stands(as_seed, item_id) == before
    assert before[0] is False


def test_the_safeguarding_lead_hears_of_it_once(world, noon, as_seed):
    item_id = begun(world, noon)
    saves(world, item_id, noon, PLAN)
    saves(world, item_id, noon, PLAN | {"risk_self_harm": "yes"})

    assert told(as_seed, item_id) == 1


def test_a_draft_begun_with_a_plan_is_told_from_the_first(world, noon, as_seed):
    item_id = begun(world, noon, **PLAN)

    assert told(as_seed, item_id) == 1
    assert stands(as_seed, item_id) == (True, add_working_days(clock.local_day(noon), 1))


def test_a_yes_at_the_gate_is_told_from_the_draft_on(world, noon, as_seed):
    with acting(acting_as(world.nadia)) as nadia:
        item_id = start_request(
            actor=nadia, school_id=world.northgate.pk, form_key=new_id(), at=noon,
            answers=KNOWN, gate={"cannot_wait": True},
        )  # fmt: skip

    assert told(as_seed, item_id) == 1
    assert stands(as_seed, item_id) == (True, add_working_days(clock.local_day(noon), 1))


def test_the_page_says_what_a_risk_means_before_it_is_sent(world, noon, client):
    item_id = begun(world, noon)
    saves(world, item_id, noon, PLAN)
    sign_in(client, world.nadia)

    with clock.fixed(noon):
        page = client.get(f"/help/{item_id}")

    assert "Your safeguarding lead is told today" in page.content.decode()
