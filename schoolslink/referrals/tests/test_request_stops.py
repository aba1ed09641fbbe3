"""What stands before sending: another service fits better, whom to ring, what a question said before."""

import re
from html import unescape

import pytest
from django.urls import reverse

from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.directory.models import AreaMembership
from schoolslink.directory.tests import factories
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.models import Draft, Item, Referral
from schoolslink.referrals.queries import open_draft, open_item
from schoolslink.referrals.rules.request import BLOCKS, FIELDS, year_or_age
from schoolslink.referrals.tests.arrange import acting_as, asked
from schoolslink.referrals.tests.asking import (
    KNOWN,
    NO_TO_ALL,
    as_amira,
    begun,
    key,
    the_id,
    the_item,
    through_the_gate,
)

pytestmark = pytest.mark.django_db
SMALL = KNOWN | {"birth_date-year": "2022"}


@pytest.fixture
def little(as_seed, world):
    """A service for small children beside the school's own, which sees 5 to 18; not linked."""
    with as_seed():
        AreaMembership.objects.create(
            school=world.hillside.school, area=world.area.area, from_on=factories.LONG_AGO
        )
        little = factories.a_service(world.area.area, "Little Steps", kind="early_years")
        factories.criteria(little, ages={"from": 0, "until": 5})
        factories.criteria(world.riverside.service, ages={"from": 5, "until": 18})
    return little


def state(world) -> str:
    with as_amira(world):
        return the_item().state


def post_check(client, address: str):
    page = client.get(address).text
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    return client.post(address, {"version": version} | key())


def test_send_now_stops_once_when_the_age_is_not_theirs(world, amira, little):
    address = begun(amira, SMALL, then="send")

    assert address.endswith("/check")
    assert state(world) == "draft"
    page = amira.get(address).text
    assert "Riverside CAMHS does not see children under 5. Little Steps does." in page
    assert "Send to Riverside CAMHS all the same" in page
    assert "Nothing has been sent yet." in page
    assert "Ellie" in page


def test_sent_all_the_same_is_written_down_for_the_team(world, amira, little):
    address = begun(amira, SMALL, then="send")

    assert post_check(amira, address).url.endswith("/sent")

    item_id = the_id(world)
    with as_amira(world):
        assert Referral.objects.get().sent_outside == ["age"]
    sign_in(amira, world.priya)
    said = "By what you publish you do not see this age. It was sent to you all the same."
    assert said in amira.get(reverse("referrals:record", args=[item_id])).text
    copied = reverse("referrals:copy", args=[item_id, "txt"])
    assert said in amira.get(copied).content.decode()


def test_what_fits_is_sent_without_a_stop_and_says_nothing(world, amira, little):
    assert begun(amira, then="send").endswith("/sent")
    with as_amira(world):
        assert Referral.objects.get().sent_outside == []


def test_a_danger_does_not_wait_for_another_service(world, amira, little):
    onward = through_the_gate(amira, NO_TO_ALL | {"danger_now": "yes"})

    assert amira.post(onward, SMALL | key() | {"then": "send"}).url.endswith("/sent")
    with as_amira(world):
        assert Referral.objects.get().sent_outside == ["age"]


def test_a_service_without_a_link_is_named_and_no_question_is_asked(world, amira, little):
    tasks = begun(amira, SMALL)

    for address in (tasks, tasks + "/check"):
        page = amira.get(address).text
        assert "Your school has no link with Little Steps." in page
        assert "instead?" not in page
        assert "Send to Little Steps instead" not in page


def test_the_other_service_is_chosen_on_the_last_page(as_seed, world, amira, little):
    with as_seed():
        factories.a_link(world.hillside.school, little, is_main=False)
    address = begun(amira, SMALL, then="send")
    assert "Send to Little Steps instead" in amira.get(address).text

    went = amira.post(
        address.replace("/check", "/elsewhere"), {"service": str(little.pk), "then": "check"}
    )

    assert went.url == address
    assert "Send to Little Steps" in amira.get(address).text
    assert "all the same" not in amira.get(address).text


def test_a_risk_that_follows_later_shows_whom_to_ring_before_all_else(world, amira):
    begun(amira, then="send")
    item_id = the_id(world)
    risk = {"risk_self_harm": "yes", "risk_suicide_plan": "yes", "for_empty": "__not_known__"}
    address = reverse("referrals:add", args=[item_id, "risk"])
    form = amira.get(address).text
    assert "Nobody reads what you write here at once." in form
    version = re.search(r'name="version" value="(\d+)"', form)[1]

    added = amira.post(address, risk | {"version": version} | key())

    page = unescape(amira.get(added.url).text)
    assert "Do this first" in page
    assert 'href="tel:111"' in page
    assert "What you wrote is saved and sent." in page
    assert f'href="/asked/{item_id}"' in page
    with as_amira(world):
        assert the_item().risk_marked


def test_a_risk_in_a_draft_shows_it_too_and_then_the_list(world, amira):
    tasks = begun(amira)

    saved = amira.post(tasks + "/part/risk", {"risk_from_others": "yes"} | key())

    page = unescape(amira.get(saved.url).text)
    assert "Tell your school's safeguarding lead in person today" in page
    assert 'href="tel:999"' in page
    assert f'href="{tasks}"' in page
    plain = amira.post(tasks + "/part/risk", {"risk_from_others": "no"} | key())
    assert plain.url == tasks
    assert amira.get(saved.url).url == tasks


def test_another_school_does_not_see_whom_they_ring(world, amira, client):
    tasks = begun(amira)
    first = amira.post(tasks + "/part/risk", {"risk_from_others": "yes"} | key()).url
    sign_in(client, world.nadia)

    assert client.get(first).status_code == 404


@pytest.mark.parametrize("then", ["more", "send"])
def test_a_question_brings_what_was_tried_and_the_year(world, amira, noon, then):
    question = asked(world, noon, new_id())
    onward = through_the_gate(amira, query=f"?question={question}")
    assert 'value="Year 4"' in amira.get(onward).text
    bare = {k: v for k, v in KNOWN.items() if not k.startswith(("birth", "school_year"))}

    amira.post(onward, bare | key() | {"then": then})

    item_id = the_id(world)
    with acting(acting_as(world.amira)) as actor:
        if then == "more":
            found = open_draft(actor, item_id, on=noon.date()).answers
        else:
            assert not Draft.objects.exists()
            opened = open_item(actor, item_id)
            found = {k: v for block in opened.answers.values() for k, v in block.items()}
        assert Item.objects.get(pk=question).state == "became_request"
    assert found["tried"] == "Time with the learning mentor twice a week."
    assert found["school_year"] == "Year 4"


def test_what_is_typed_stands_against_what_the_question_said(world, amira, noon):
    question = asked(world, noon, new_id())
    onward = through_the_gate(amira, query=f"?question={question}")

    amira.post(onward, KNOWN | key() | {"then": "more"})

    with acting(acting_as(world.amira)) as actor:
        assert open_draft(actor, the_id(world), on=noon.date()).answers["school_year"] == "Year 5"


@pytest.mark.parametrize(
    ("written", "answer"),
    [("Year 4", {"school_year": "Year 4"}), (" 9 ", {"age": "9"}), ("", {}),
     ("2015", {"school_year": "2015"})],
)  # fmt: skip
def test_digits_alone_are_an_age(written, answer):
    assert year_or_age(written) == answer


def test_every_question_that_counts_has_a_page(world, amira):
    tasks = begun(amira)
    assert "attachments" not in FIELDS
    for block in BLOCKS:
        own = block.name in ("agreement", "files")  # pages of their own
        address = f"/{block.name}" if own else f"/part/{block.name}"
        assert amira.get(tasks + address).status_code == 200
