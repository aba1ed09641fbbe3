"""A risk marked while a request waits for agreement sends it: nothing is waited for any more."""

import re

import pytest
from django.urls import reverse

from schoolslink.access.unit import acting
from schoolslink.directory.models import EmergencyShare, Link, SharingParty
from schoolslink.kernel import clock
from schoolslink.kernel.calendar import add_working_days
from schoolslink.kernel.models import OutboxMessage
from schoolslink.referrals.commands.request import save_step
from schoolslink.referrals.models import Draft, Holding, Item, LawfulBasis
from schoolslink.referrals.queries import open_for_team, queue_of
from schoolslink.referrals.rules.request import RISK_FIELDS
from schoolslink.referrals.tests.arrange import acting_as, sent
from schoolslink.referrals.tests.asking import KNOWN, as_amira, begun, key, the_id

pytestmark = pytest.mark.django_db

PLAN = {"risk_suicide_plan": "yes", "risk_suicide_plan_said": "Wrote it down."}
NOT_ASKED = {"young_person_agrees": "not_asked", "carer_agrees": "not_asked"}


@pytest.fixture
def waiting(world, noon):
    """A request that was sent and waits at the school for agreement."""
    return sent(world, noon, **NOT_ASKED)


def saves(world, item_id, at, **answers):
    with acting(acting_as(world.nadia)) as nadia:
        save_step(actor=nadia, item_id=item_id, step="risk", answers=answers, at=at)


def queue(world):
    with acting(acting_as(world.priya)) as priya:
        return [row.item_id for row in queue_of(priya)]


def test_the_service_has_it_at_once_with_every_answer(world, waiting, noon, as_seed):
    assert queue(world) == []

    saves(world, waiting, noon, tried="A quiet room.", **PLAN)

    assert queue(world) == [waiting]
    with acting(acting_as(world.priya)) as priya:
        answers = open_for_team(priya, waiting).opened.answers
    assert answers["risk"]["risk_suicide_plan_said"] == "Wrote it down."
    assert answers["tried"]["tried"] == "A quiet room."
    with as_seed():
        item = Item.objects.get(pk=waiting)
        held = Holding.objects.get(item_id=waiting, ended_at__isnull=True)
        assert (item.state, item.risk_marked) == ("submitted", True)
        assert held.due_on == add_working_days(clock.local_day(noon), 1)
        assert not Draft.objects.filter(item_id=waiting).exists()
        assert LawfulBasis.objects.get(item_id=waiting).basis == "safeguarding"


def test_it_is_told_as_what_is_sent_with_a_risk_and_not_twice(world, waiting, noon, as_seed):
    saves(world, waiting, noon, **PLAN)

    with as_seed():
        news = OutboxMessage.objects.filter(payload__item_id=str(waiting))
        names = [one.event.rpartition(".")[2] for one in news]
    assert names.count("ReferralSubmitted") == 1
    assert "RiskMarked" not in names


def test_no_risk_leaves_it_waiting(world, waiting, noon, as_seed):
    saves(world, waiting, noon, risk_suicide_plan="no")

    assert queue(world) == []
    with as_seed():
        assert Item.objects.get(pk=waiting).state == "awaiting_agreement"


def test_no_missing_paper_and_no_emptied_name_holds_it_back(world, waiting, noon, as_seed):
    with as_seed():
        SharingParty.objects.all().delete()

    saves(world, waiting, noon, surname="", concern="", **PLAN)

    assert queue(world) == [waiting]
    with acting(acting_as(world.priya)) as priya:
        assert open_for_team(priya, waiting).opened.identity["surname"] == "Wiśniewska"
    with as_seed():
        assert EmergencyShare.objects.count() == 1


def test_with_no_service_linked_any_more_the_risk_is_marked_all_the_same(
    world, waiting, noon, as_seed
):
    with as_seed():
        Link.objects.filter(school_id=world.northgate.pk).delete()

    saves(world, waiting, noon, **PLAN)

    with as_seed():
        item = Item.objects.get(pk=waiting)
        assert (item.state, item.risk_marked) == ("awaiting_agreement", True)


def test_the_lead_sees_whom_to_ring_and_then_that_it_is_sent_however_often_they_press(world, amira):
    begun(amira, KNOWN | NOT_ASKED, then="send")
    item_id = the_id(world)
    risk = reverse("referrals:part", args=[item_id, "risk"])

    for _ in range(2):
        came = amira.post(risk, PLAN | {"for_empty": "later"} | key())
        assert came.status_code == 302
        first = amira.get(came.url)
        assert "What you wrote is saved and sent." in first.text
        assert f'href="{reverse("referrals:sent", args=[item_id])}"' in first.text

    assert "You asked on" in amira.get(reverse("referrals:sent", args=[item_id])).text
    with as_amira(world):
        assert Item.objects.get(pk=item_id).state == "submitted"


def test_a_draft_with_a_risk_says_who_is_told_and_not_that_they_will_be(world, amira):
    begun(amira)
    item_id = the_id(world)
    risk = reverse("referrals:part", args=[item_id, "risk"])

    came = amira.post(risk, PLAN | {"for_empty": "later"} | key(), follow=True)

    assert "your safeguarding lead is told today. It is not sent yet." in came.text


WAITS = "Answer the ten questions about risk. One yes and it goes to the service today."
IS_SENT = (
    "Answer the ten questions about risk. One yes and they must look at it by Wednesday 4 March."
)


def asks(page):
    """Return what the page sends people to under its question whether they are safe."""
    found = re.search(r"Are they safe\?</h2>\s*<p>(.*?)</p>\s*<p><a href=\"(.*?)\"", page.text)
    return found.groups() if found else None


@pytest.mark.parametrize(
    ("agreed", "text", "name"),
    [(NOT_ASKED, WAITS, "part"), ({}, IS_SENT, "add")],
)
def test_the_short_form_asks_first_of_all_whether_they_are_safe(
    world, amira, django_assert_max_num_queries, agreed, text, name
):
    address = begun(amira, KNOWN | agreed, then="send")
    with django_assert_max_num_queries(20):
        page = amira.get(address)

    href = reverse(f"referrals:{name}", args=[the_id(world), "risk"])
    assert len(RISK_FIELDS) == 10
    assert asks(page) == (text, href)
    assert page.text.index("Are they safe?") < page.text.index("Who has it now")
    assert amira.get(href).status_code == 200
    if name == "add":
        first = re.search(r'What you can still add.*?<a href="(.*?)"', page.text, re.S)
        assert first[1] == href


@pytest.mark.parametrize("agreed", [NOT_ASKED, {}])
def test_it_asks_no_more_once_that_is_answered(world, amira, agreed):
    address = begun(amira, KNOWN | agreed)
    item_id = the_id(world)
    part = reverse("referrals:part", args=[item_id, "risk"])
    amira.post(part, dict.fromkeys(RISK_FIELDS, "no") | {"for_empty": "later"} | key())
    version = re.search(r'name="version" value="(\d+)"', amira.get(address + "/check").text)[1]
    sending = {"version": version, "incomplete_because": "More follows."}
    amira.post(address + "/check", sending | key())

    page = amira.get(reverse("referrals:sent", args=[item_id]))

    assert page.status_code == 200
    assert asks(page) is None


def test_it_asks_no_more_where_the_answer_came_after_it_was_kept(world, amira):
    address = begun(amira, KNOWN | NOT_ASKED, then="send")
    part = reverse("referrals:part", args=[the_id(world), "risk"])
    amira.post(part, dict.fromkeys(RISK_FIELDS, "no") | {"for_empty": "later"} | key())

    assert asks(amira.get(address)) is None
