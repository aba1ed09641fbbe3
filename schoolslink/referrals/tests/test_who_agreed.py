"""Only a yes of somebody with the right to give it sends a request; how it was asked is kept."""

import re

import pytest

from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.referrals.forms.request import CARERS as CARER_QUESTIONS
from schoolslink.referrals.forms.request import AgreementForm
from schoolslink.referrals.models import Agreement
from schoolslink.referrals.queries.team import open_for_team
from schoolslink.referrals.rules.agreement import Decider
from schoolslink.referrals.tests.arrange import acting_as
from schoolslink.referrals.tests.asking import (
    KNOWN,
    as_amira,
    begun,
    key,
    the_item,
    through_the_gate,
)

pytestmark = pytest.mark.django_db

CARERS = {
    "young_person_agrees": "agrees",
    "carer_agrees": "agrees",
    "carer_pr": "yes",
    "school_hears": "yes",
}
SEVENTEEN = {"birth_date-year": "2008"}


def state(world) -> str:
    with as_amira(world):
        return the_item().state


def agreement_said(amira, tasks, **said):
    return amira.post(tasks + "/agreement", CARERS | said | key() | {"then": "check"})


def send(amira, tasks):
    page = amira.get(tasks + "/check").text
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    return page, amira.post(tasks + "/check", {"version": version} | key())


@pytest.mark.parametrize(
    ("responsibility", "goes"),
    [("yes", "submitted"), ("", "awaiting_agreement"), ("no", "awaiting_agreement"),
     ("__not_known__", "awaiting_agreement")],
)  # fmt: skip
def test_a_yes_counts_only_with_parental_responsibility(world, amira, responsibility, goes):
    begun(amira, KNOWN | {"carer_pr": responsibility}, then="send")

    assert state(world) == goes


def test_both_pages_ask_for_the_right_to_decide_and_one_for_a_second_carer(world, amira):
    first = amira.get(through_the_gate(amira)).text
    second = amira.get(begun(amira) + "/agreement").text

    assert 'name="carer_pr"' in first
    assert 'name="carer_pr"' in second
    assert 'name="second_carer_agrees"' in second


def test_the_last_page_says_what_a_yes_still_lacks(world, amira):
    tasks = begun(amira, KNOWN | {"carer_pr": ""})

    assert (
        "nobody has said that they have parental responsibility" in amira.get(tasks + "/check").text
    )
    agreement_said(amira, tasks)
    assert "The agreement that is needed is there" in amira.get(tasks + "/check").text


def test_two_carers_who_say_different_things_wait_and_a_person_is_told(world, amira):
    tasks = begun(amira)
    agreement_said(amira, tasks, second_carer_agrees="says_no", second_carer_pr="yes")

    page, _ = send(amira, tasks)

    assert "say different things" in page
    assert state(world) == "awaiting_agreement"
    with as_amira(world):
        assert Agreement.objects.get().state == "disagree"


def test_a_second_carer_with_the_right_to_decide_is_enough(world, amira):
    tasks = begun(amira, KNOWN | {"carer_agrees": "not_asked", "carer_pr": ""})
    agreement_said(
        amira, tasks, carer_agrees="not_asked", carer_pr="",
        second_carer_agrees="agrees", second_carer_pr="yes",
    )  # fmt: skip
    send(amira, tasks)

    assert state(world) == "submitted"


def test_at_seventeen_a_carer_decides_only_after_an_assessment_that_is_named(world, amira):
    tasks = begun(amira, KNOWN | SEVENTEEN | {"young_person_agrees": "not_asked"})
    unable = {"young_person_agrees": "not_asked", "who_decides": "unable"}

    half = agreement_said(amira, tasks, **unable)
    waits = amira.get(tasks + "/check").text
    agreement_said(amira, tasks, **unable, unable_by="Dr Vale, 2 March")
    send(amira, tasks)

    assert "Say who made the assessment" in half.text
    assert "It will wait with you" in waits
    assert state(world) == "submitted"
    with as_amira(world):
        assert Agreement.objects.get().decided_by == "carer"
    with acting(acting_as(world.priya)) as priya:
        assert "Dr Vale" in open_for_team(priya, the_item().pk).agreement_said["unable_by"]


def test_how_and_when_it_was_asked_stays_with_the_agreement_and_on_the_record(
    world, amira, client, as_seed
):
    tasks = begun(amira)
    how = "By telephone, Tuesday 3 March, with an interpreter"
    agreement_said(amira, tasks, agreed_how=how)
    send(amira, tasks)
    with as_seed():
        assert how.encode() not in bytes(Agreement.objects.get().words)

    sign_in(client, world.priya)
    with as_amira(world):
        item_id = the_item().pk
    page = client.get(f"/queue/{item_id}").content.decode()
    copy = client.get(f"/queue/{item_id}/copy.txt").content.decode()

    assert how in page
    assert how in copy


def test_at_seventeen_carers_are_asked_for_their_right_only_where_one_of_them_decides():
    form = AgreementForm(is_college=False, decider=Decider.PRESUMED, answers={})
    college = AgreementForm(is_college=True, decider=Decider.PRESUMED, answers={})
    under_16 = AgreementForm(is_college=True, decider=Decider.CARER, answers={})

    assert form.asked == ["young_person_agrees", "carer_agrees", "carer_name"]
    assert form.fields["who_decides"].reveals["unable"] == (
        "unable_by", "carer_pr", "second_carer_agrees", "second_carer_pr",
    )  # fmt: skip
    assert college.asked == ["young_person_agrees"]
    assert "carer_agrees" in college.fields["who_decides"].reveals["unable"]
    assert under_16.asked == ["young_person_agrees", *CARER_QUESTIONS]


@pytest.mark.parametrize(
    ("born", "line"),
    [
        ({}, "when a person with parental responsibility has said yes"),
        (SEVENTEEN, "when the young person has said yes"),
    ],
)
def test_the_confirmation_says_whose_yes_is_missing(amira, born, line):
    asked = {"young_person_agrees": "not_asked", "carer_pr": ""}

    page = amira.get(begun(amira, KNOWN | born | asked, then="send")).text

    assert line in page
    assert re.search(r'href="/help/[0-9a-f-]{36}/agreement">Say who agrees<', page)
