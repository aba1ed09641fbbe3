"""The manager reads the clocks and spells of the service; at a desk, on a phone and without scripts."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta

import pytest

from schoolslink.access.jobs import as_job
from schoolslink.insight.commands import WEEKS, count_groups, count_weeks
from schoolslink.kernel import clock
from schoolslink.referrals.rules import Move, Side
from schoolslink.referrals.rules.clocks import whole_weeks
from schoolslink.referrals.tests.timelines import Step, Story, write_down
from schoolslink.web.testing import PHONE
from tests.journeys.test_contact_queue import seat, world

__all__ = ["seat", "world"]  # fixtures

HELPED = (Move.ACCEPT, Move.RECORD_FIRST_CONTACT, Move.RECORD_BASELINE, Move.RECORD_PLAN)
ENDED = (Move.DISCHARGE, Move.RECORD_TOLD)


@pytest.fixture
def counted(world, as_seed):
    """Some weeks of a service: most with all four, three that ended without an assessment."""
    monday = whole_weeks(clock.today(), WEEKS)[0]
    stories = []
    for child in range(14):
        sent_at = datetime.combine(monday + timedelta(days=4 * child), time(9), UTC)
        rest = ENDED if child % 4 == 3 else (Move.RECORD_ASSESSMENT,)
        steps = [
            Step(move, sent_at + timedelta(days=3 * n))
            for n, move in enumerate((*HELPED, Move.START_HELP, *rest), 1)
        ]
        stories.append(Story((Step(Move.SUBMIT, sent_at, Side.SCHOOL), *steps), child))
    with as_seed():
        write_down(world, stories)
    with as_job(organisation_id=world.riverside.pk, purpose="insight.clocks") as job:
        count_weeks(actor=job, service_id=world.riverside.pk, at=clock.now())
        count_groups(actor=job, service_id=world.riverside.pk, at=clock.now())
    return f"/service/{world.riverside.pk}/clocks"


def test_the_manager_reads_the_spells_beside_the_clocks(seat, counted):
    lena = seat("lena", width=PHONE)
    page = lena.open(counted)

    stopped = page.locator("section[aria-labelledby=clock-S1]")
    assert stopped.locator("svg").first.is_visible()
    assert stopped.get_by_text("18 days").first.is_visible()
    missing = page.locator("section[aria-labelledby=clock-S2]")
    assert missing.get_by_text("Ended without an assessment").is_visible()
    stopped.get_by_text("The numbers, week by week").click()
    missing.get_by_text("How this is counted").click()
    assert missing.get_by_text("no codes are read").is_visible()
    lena.check("service-clocks")


def test_the_spells_are_read_without_scripts(seat, counted):
    lena = seat("lena", width=PHONE, scripts=False)
    page = lena.open(counted)

    missing = page.locator("section[aria-labelledby=clock-S2]")
    assert missing.locator("svg").first.is_visible()
    missing.get_by_text("How this is counted").click()
    assert missing.get_by_text("Spells that ended, each five days after").is_visible()
    lena.picture("service-clocks-no-scripts")


def test_the_manager_reads_a_clock_by_kinds_of_school(seat, counted):
    """Some by a small service are hidden, and each kind has its picture and its numbers."""
    lena = seat("lena", width=PHONE)
    page = lena.open(counted)

    page.get_by_role("link", name=re.compile("By age and school.*Help has started")).click()
    split = page.locator("section[aria-labelledby=split-phase]")
    assert split.locator("svg").is_visible()
    assert split.get_by_role("row", name="All together 15 100 %").is_visible()
    assert page.get_by_text("Not asked. Gender is asked in").is_visible()
    lena.check("service-groups")
    page.get_by_role("link", name="How long people wait").first.click()
    assert page.url.endswith(counted)
