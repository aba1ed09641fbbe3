"""The pages on which a GP practice asks for a patient: nothing typed is lost, and help comes first."""

import re

import pytest
from django.core import mail
from django.test import Client

from schoolslink.kernel import clock, outbox
from schoolslink.kernel.ids import new_id
from schoolslink.notices import delivery
from schoolslink.referrals.models import (
    Item,
    PracticeAsking,
)
from schoolslink.referrals.tests.asking_own import text

pytestmark = pytest.mark.django_db

TYPED = {
    "danger_now": "no", "cannot_wait": "no", "harmed": "no",
    "gp_practice_in_words": "River Street Surgery, Derby", "ods_code": "C81001",
    "gp_name": "Dr Ana Reyes", "practice_mail": "river.street@nhs.net",
    "practice_phone": "01632 960 777",
    "concern": "Low for a year, does not sleep, has stopped eating with others.",
    "first_name": "Ellie", "surname": "Wright",
    "birth_date-day": "4", "birth_date-month": "5", "birth_date-year": "2011",
    "carer_name": "Halina Wright", "carer_phone": "01632 960 333", "carer_pr": "yes",
    "young_person_agrees": "agrees", "carer_agrees": "agrees",
    "school_hears": "no", "home_hears": "yes", "gp_hears": "yes",
}  # fmt: skip


@pytest.fixture
def noon():
    """Stand on the real day: a link is judged by the database's own clock too."""
    return clock.real_now()


def test_a_practice_asks_on_a_public_page_and_follows_it_by_its_link(world, noon):
    practice = Client()
    with clock.fixed(noon):
        found = text(practice.get("/ask-for-a-patient?school=100002"))
        start = f"/ask-for-a-patient/{world.riverside.pk}"
        blank = text(practice.get(f"{start}?school=100002"))
        receipt = text(
            practice.post(start, TYPED | {"school": "100002", "form_key": str(new_id())})
        )
        outbox.deliver_waiting()
        delivery.deliver_waiting()
    (letter,) = [one for one in mail.outbox if one.to == ["river.street@nhs.net"]]
    link = re.search(r"(/did-you-ask/\S+)", letter.body)[1]
    with clock.fixed(noon):
        before = text(practice.get(link))
        said = practice.post(link, {"says": "yes", "form_key": str(new_id())})
        after = text(practice.get(link))

    assert start in found
    assert "Nobody reads this at once" in blank
    assert "A named person at Riverside CAMHS has it" in receipt
    assert "Priya" not in receipt + before
    assert not {"Ellie", "Wright", "Low for"} & set(letter.body.split())
    assert "Did your practice ask for this?" in before
    assert said.status_code == 302
    assert "Priya" in after
    assert not {"Ellie", "Wright", "Northgate"} & set(re.findall(r"\w+", before + after))


def test_what_was_typed_stays_when_something_is_missing(world, noon):
    start = f"/ask-for-a-patient/{world.riverside.pk}"
    with clock.fixed(noon):
        page = text(
            Client().post(
                start, TYPED | {"practice_mail": "me@example.com", "form_key": str(new_id())}
            )
        )

    assert "Enter an NHS address" in page
    assert "has stopped eating with others" in page
    assert "Dr Ana Reyes" in page


def test_the_same_press_twice_asks_once(world, noon, as_seed):
    start, key = f"/ask-for-a-patient/{world.riverside.pk}", str(new_id())
    with clock.fixed(noon):
        first = text(Client().post(start, TYPED | {"form_key": key}))
        second = text(Client().post(start, TYPED | {"form_key": key}))

    with as_seed():
        (item,) = Item.objects.all()
    assert item.reference in first
    assert item.reference in second


def test_words_of_danger_show_help_before_it_is_sent_and_it_goes_all_the_same(world, noon, as_seed):
    start = f"/ask-for-a-patient/{world.riverside.pk}"
    typed = TYPED | {"concern": "She said she wants to kill herself.", "form_key": str(new_id())}
    with clock.fixed(noon):
        first = text(Client().post(start, typed))
        with as_seed():
            assert not Item.objects.exists()
        text(Client().post(start, typed | {"read_first": "yes"}))

    assert "Read this before it is saved" in first
    assert "your practice" in first
    assert "What worries you, and since when?" in first
    assert "I have read this. Send it" in first
    with as_seed():
        assert Item.objects.count() == 1


def test_a_yes_at_the_gate_says_whom_to_ring_and_marks_the_risk(world, noon, as_seed):
    start = f"/ask-for-a-patient/{world.riverside.pk}"
    typed = TYPED | {"danger_now": "yes", "form_key": str(new_id())}
    with clock.fixed(noon):
        first = text(Client().post(start, typed))
        Client().post(start, typed | {"read_first": "yes"})

    assert "Do this first" in first
    assert "You answered yes to this question. What you typed is not sent yet." in first
    assert "Riverside CAMHS looks at it by" in first
    assert "999" in first
    with as_seed():
        assert Item.objects.get().risk_marked


def test_the_practice_of_the_list_is_kept_as_the_childs_own(world, noon, surgery, as_seed):
    start = f"/ask-for-a-patient/{world.riverside.pk}"
    typed = TYPED | {"gp_practice_find": "River Street", "form_key": str(new_id())}
    del typed["gp_practice_in_words"], typed["ods_code"]
    with clock.fixed(noon):
        looked = text(Client().post(start, typed | {"find": "yes"}))
        missing = text(Client().post(start, typed))
        Client().post(start, typed | {"gp_practice": str(surgery.pk)})

    assert str(surgery.pk) in looked
    assert "has stopped eating with others" in looked
    assert "There is a problem" in missing
    with as_seed():
        asking = PracticeAsking.objects.get()
        assert (asking.practice_id, asking.ods_code) == (surgery.pk, surgery.ods_code)
