"""A letter to the GP practice whose day has passed: the service's manager is asked, once."""

from datetime import timedelta

import pytest
from django.urls import reverse

from schoolslink.access.tests.arrange import sign_in
from schoolslink.kernel import clock
from schoolslink.notices.models import Notice
from schoolslink.referrals import jobs, messages
from schoolslink.referrals.models import Told
from schoolslink.referrals.tests.letters import asked_with, choose, decided

pytestmark = pytest.mark.django_db


def on_day(moment, days: int) -> None:
    with clock.fixed(moment + timedelta(days=days)):
        jobs.escalate_overdue(0)


@pytest.fixture
def asked(as_seed):
    """Return who was asked about a letter, and when the letters say so."""

    def now():
        with as_seed():
            notices = Notice.objects.filter(kind=messages.LETTER_OVERDUE.name).order_by("id")
            days = Told.objects.filter(whom="gp", manager_asked_at__isnull=False)
            return (
                [notice.recipient_person.name for notice in notices],
                [clock.local_day(one.manager_asked_at).isoformat() for one in days.order_by("id")],
            )

    return now


def test_the_manager_is_asked_on_the_first_morning_and_once(world, noon, surgery, asked):
    item_id = asked_with(world, noon, surgery)
    duty = decided(world, item_id, noon)  # due on Tuesday 10 March

    on_day(noon, 7)
    assert asked() == ([], [])
    on_day(noon, 8)
    on_day(noon, 8)
    on_day(noon, 9)

    assert duty.due_on.isoformat() == "2026-03-10"
    assert asked() == (["Dr Lena Fox"], ["2026-03-11"])


def test_two_letters_on_one_morning_are_one_message(world, noon, surgery, asked):
    for _ in range(2):
        decided(world, asked_with(world, noon, surgery), noon)

    on_day(noon, 8)

    assert asked() == (["Dr Lena Fox"], ["2026-03-11", "2026-03-11"])


def test_nobody_is_asked_about_a_letter_that_was_stopped(world, noon, surgery, asked, client):
    item_id = asked_with(world, noon, surgery)
    decided(world, item_id, noon)
    choose(world, item_id, noon, gp=False)

    on_day(noon, 8)

    assert asked() == ([], [])
    sign_in(client, world.lena)
    with clock.fixed(noon + timedelta(days=8)):
        assert "past their day" not in client.get(reverse("referrals:service")).text


def test_manager_and_team_see_which_and_no_child(world, noon, surgery, client):
    item_id = asked_with(world, noon, surgery)
    duty = decided(world, item_id, noon)
    on_day(noon, 8)

    with clock.fixed(noon + timedelta(days=9)):
        sign_in(client, world.lena)
        page = client.get(reverse("referrals:service")).text
        sign_in(client, world.priya)
        owed = client.get(reverse("referrals:letters")).text

    assert "Letters to GP practices past their day" in page
    assert "Priya Nair decided" in page
    assert "due on Tuesday 10 March" in page
    assert "Ellie" not in page
    assert reverse("referrals:letter", args=[item_id, duty.pk]) not in page
    assert "The manager was asked on Wednesday 11 March." in owed
