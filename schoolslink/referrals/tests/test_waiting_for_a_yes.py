"""A request that waits for agreement shows its age, is asked about, and never lies unseen for weeks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from schoolslink.access.models import Role
from schoolslink.access.tests.arrange import member, person, sign_in
from schoolslink.access.unit import acting
from schoolslink.directory.models import NamedContact
from schoolslink.kernel import clock
from schoolslink.notices.models import Notice
from schoolslink.referrals import jobs, messages
from schoolslink.referrals.commands.request import send_request
from schoolslink.referrals.pages.lead import unsent_words
from schoolslink.referrals.tests.arrange import LONG_AGO, acting_as, begun, sent

NOBODY = {"carer_agrees": "not_asked", "young_person_agrees": "not_asked"}


def sees(who, path: str, at) -> str:
    browser = Client()
    sign_in(browser, who)
    with clock.fixed(at):
        return browser.get(path).text


def morning(moment, days: int) -> None:
    with clock.fixed(moment + timedelta(days=days)):
        jobs.escalate_overdue(0)


@pytest.mark.parametrize(
    ("state", "duty", "days", "words"),
    [
        ("awaiting_agreement", "get_agreement", 0, "Waiting for a yes since today."),
        ("awaiting_agreement", "get_agreement", 1, "Waiting 1 day for a yes."),
        ("awaiting_agreement", "get_agreement", 12, "Waiting 12 days for a yes."),
        ("awaiting_agreement", "after_no", 12, ""),
        ("draft", "finish_draft", 0, "Begun today."),
        ("draft", "finish_draft", 3, "Begun 3 days ago."),
    ],
)
def test_how_long_it_lies_is_said_in_days(noon, state, duty, days, words):
    assert unsent_words(state, duty, noon, noon.date() + timedelta(days=days)) == words
    assert unsent_words(state, duty, None, noon.date()) == ""


@pytest.mark.django_db
def test_the_lead_sees_how_long_it_has_waited_and_that_advice_is_open(world, noon):
    waits, draft = sent(world, noon, **NOBODY), begun(world, noon)
    at = noon + timedelta(days=12)

    home, every = sees(world.nadia, "/", at), sees(world.nadia, "/open", at)
    tasks = sees(world.nadia, reverse("referrals:tasks", args=[waits]), at)

    for page in (home, every):
        assert "Waiting 12 days for a yes." in page
        assert "Begun 12 days ago." in page
    assert "Waiting 12 days for a yes." in tasks
    assert "Ask for advice without a name meanwhile" in tasks
    assert reverse("referrals:ask") in tasks
    assert "for a yes" not in sees(world.nadia, reverse("referrals:tasks", args=[draft]), at)


@pytest.mark.django_db
def test_to_ask_again_does_not_make_it_younger(world, noon):
    waits, later = sent(world, noon, **NOBODY), noon + timedelta(days=9)
    with acting(acting_as(world.nadia)) as nadia:
        send_request(actor=nadia, item_id=waits, version=2, at=later)

    assert "Waiting 12 days for a yes." in sees(world.nadia, "/", noon + timedelta(days=12))


@pytest.mark.django_db
def test_the_lead_is_reminded_once_and_then_the_next_is_asked(world, as_seed, noon):
    with as_seed():
        cover = person("Mr Cover")
        member(cover, world.northgate, Role.SCHOOL_COVER)
        NamedContact.objects.create(
            side="school", position="cover", organisation=world.northgate, person=cover,
            name=cover.name, from_on=LONG_AGO,
        )  # fmt: skip
    sent(world, noon, **NOBODY)  # Tuesday 3 March: a yes by Tuesday 17 March

    seen = []
    for days in (1, 10, 13, 13, 14, 15):
        morning(noon, days)
        with as_seed():
            rows = Notice.objects.filter(kind=messages.AGREEMENT_WAITS.name)
            seen.append(list(rows.values_list("recipient_person__name", flat=True)))

    assert seen == [[], [], *[["Nadia Stone"]] * 4]
    assert "Mr Cover" in sees(world.nadia, "/", noon + timedelta(days=15))


@pytest.mark.django_db
def test_the_coordinator_counts_by_school_and_sees_no_child(world, noon):
    for _ in range(2):
        sent(world, noon, **NOBODY)
    sent(world, noon + timedelta(days=1), **NOBODY)
    sent(world, noon, carer_agrees="says_no", young_person_agrees="not_asked")
    sent(world, noon)
    area, page = f"/area/{world.area.pk}", f"/area/{world.area.pk}/waiting"

    ten = noon + timedelta(days=14)
    assert ten.date() == date(2026, 3, 17)
    assert "for a yes" not in sees(world.jo, area, ten)
    assert "Nothing waits that long" in sees(world.jo, page, ten)
    eleven = ten + timedelta(days=1)
    home, shown = sees(world.jo, area, eleven), sees(world.jo, page, eleven)
    assert "2 requests have waited more than ten working days for a yes" in home
    assert f'href="{page}"' in home
    assert "Northgate High" in shown
    assert "15 days" in shown
    for secret in ("Ellie", "Wi\u015bniewska", "Halina", "SL-"):
        assert secret not in shown
    assert "Northgate" not in sees(world.stranger, page, eleven)
