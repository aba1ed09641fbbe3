"""Somebody who was asked and said no is not asked again: the school sets it aside or asks for advice."""

import pytest
from django.urls import reverse

from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands.request import save_step, send_request
from schoolslink.referrals.tests.asking import KNOWN, as_amira, begun, the_id, the_item

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("born", "who"), [("2015", "carer_agrees"), ("2009", "young_person_agrees")]
)
def test_a_no_is_not_chased_as_if_nobody_had_asked(world, amira, born, who):
    said = KNOWN | {"carer_agrees": "not_asked", "young_person_agrees": "not_asked"}
    page = amira.get(begun(amira, said | {"birth_date-year": born, who: "says_no"}, then="send"))

    assert "They know, and said no." in page.text
    assert "It goes when" not in page.text
    assert "Ask about the agreement" not in page.text
    assert "Ask for advice without a name" in page.text
    with as_amira(world):
        assert the_item().state == "awaiting_agreement"


def test_the_last_page_says_that_they_said_no(world, amira):
    begun(amira, KNOWN | {"birth_date-year": "2009", "young_person_agrees": "says_no"})

    page = amira.get(reverse("referrals:check", args=[the_id(world)]))

    assert "They know, and said no." in page.text
    assert "It will wait with you until the agreement is there" not in page.text


SAYS_NO = [
    {"birth_date-year": "2015", "carer_agrees": "says_no", "carer_pr": "yes"},
    {
        "birth_date-year": "2015",
        "carer_agrees": "says_no",
        "carer_pr": "",
    },  # their right is not confirmed
    {"birth_date-year": "2009", "young_person_agrees": "says_no"},
]


@pytest.mark.parametrize("said", SAYS_NO)
def test_every_page_and_list_says_the_same_of_a_no(world, amira, said):
    nobody = KNOWN | {"carer_agrees": "not_asked", "young_person_agrees": "not_asked"}
    sent = amira.get(begun(amira, nobody | said, then="send")).text
    item_id = the_id(world)

    check = amira.get(reverse("referrals:check", args=[item_id])).text
    page = amira.get(reverse("referrals:asked", args=[item_id])).text
    home = amira.get("/").text

    assert "They know, and said no." in sent
    assert "They know, and said no." in check
    assert "It will wait with you until the agreement is there" not in check
    assert "They said no" in page
    assert "Set it aside" in page
    for one in (page, home):
        assert "decide what to do after a no by" in one
        assert "ask for agreement" not in one
        assert "Waiting for agreement" not in one
    assert "Take this back" not in page
    assert "Take it back" not in page
    assert f'href="/asked/{item_id}#withdraw"' in home


def test_what_was_set_aside_is_not_said_to_be_taken_back(world, amira):
    nobody = KNOWN | {"carer_agrees": "not_asked", "young_person_agrees": "not_asked"}
    begun(amira, nobody | SAYS_NO[0], then="send")
    item_id = the_id(world)

    amira.post(
        reverse("referrals:go-on", args=[item_id, "withdraw"]),
        {"form_key": str(new_id()), "version": the_version(world), "words": "They do not want it."},
    )

    for path in (f"/asked/{item_id}", "/ended"):
        assert "Set aside, not sent" in amira.get(path).text
        assert "Taken back" not in amira.get(path).text
    assert "Set it aside, not sent" in amira.get(f"/asked/{item_id}").text


def the_version(world) -> int:
    with as_amira(world):
        return the_item().version


def test_a_no_that_became_a_yes_is_asked_for_no_more(world, amira):
    nobody = KNOWN | {"carer_agrees": "not_asked", "young_person_agrees": "not_asked"}
    begun(amira, nobody | SAYS_NO[0], then="send")

    with as_amira(world) as actor:
        item = the_item()
        save_step(actor=actor, item_id=item.pk, step="agreement",
                  answers={"carer_agrees": "knows"}, at=clock.now())  # fmt: skip
        send_request(actor=actor, item_id=item.pk, version=item.version, at=clock.now())

    assert "ask for agreement by" in amira.get("/").text
