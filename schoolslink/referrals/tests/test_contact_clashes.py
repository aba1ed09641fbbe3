"""The team's pages when two come at once, a form comes twice, or somebody means harm."""

from __future__ import annotations

import re

import pytest

from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands.decide import step
from schoolslink.referrals.queries import open_item, who_looked
from schoolslink.referrals.rules import Move
from schoolslink.referrals.tests.arrange import (
    acting_as,
    asked,
    sent,
)
from schoolslink.referrals.tests.test_contact import HOSTILE, page_of, post, state_of, version_of

pytestmark = pytest.mark.django_db


def test_who_comes_second_reads_what_changed_and_loses_no_word(priya, world, noon):
    item_id = sent(world, noon)
    given = {"level": "getting_help", "who_tells": "service", "told_by": "Friday"}
    with acting(acting_as(world.sam)) as sam:
        step(actor=sam, item_id=item_id, move=Move.ACKNOWLEDGE, version=2, at=noon)

    page = post(
        priya, f"/queue/{item_id}/help", version=2, words="My long and careful words.", **given
    ).content.decode()

    assert "Sam Okoro" in page
    assert "My long and careful words." in page
    assert state_of(world, item_id) == "acknowledged"
    again = re.search(r'name="version" value="(\d+)"', page).group(1)
    key = re.search(r'name="form_key" value="([^"]+)"', page).group(1)
    sent_again = priya.post(
        f"/queue/{item_id}/help",
        {"form_key": key, "version": again, "words": "My long and careful words.", **given},
    )
    assert sent_again.status_code == 302
    assert state_of(world, item_id) == "accepted"


def test_who_comes_after_the_end_gets_the_words_back(priya, world, noon):
    item_id = sent(world, noon)
    with acting(acting_as(world.nadia)) as nadia:
        step(actor=nadia, item_id=item_id, move=Move.WITHDRAW, version=2, at=noon, words="Moved.")

    page = post(
        priya, f"/queue/{item_id}/ask", version=2, words="My careful words.", due_on="9 March"
    ).content.decode()

    assert "My careful words." in page
    assert "Took it back" in page


def test_the_same_form_twice_is_saved_once_and_says_so(priya, world, noon):
    item_id = sent(world, noon)
    form = {"form_key": str(new_id()), "version": 2}

    answers = [priya.post(f"/queue/{item_id}/seen", form) for _ in range(2)]

    assert [a.status_code for a in answers] == [302, 302]
    assert version_of(world, item_id) == 3


def test_a_form_of_somebody_else_is_refused_in_a_sentence(priya, world, noon, client):
    item_id = sent(world, noon)
    key = str(new_id())
    priya.post(f"/queue/{item_id}/note", {"form_key": key, "words": "Mine."})
    sign_in(client, world.sam)

    page = client.post(f"/queue/{item_id}/note", {"form_key": key, "words": "The note of Sam."})

    assert "sent by somebody else" in page.content.decode()
    assert "The note of Sam." in page.content.decode()


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 40, "2.0", "１"])
def test_a_forged_version_matches_none(priya, world, noon, version):
    item_id = sent(world, noon)

    answer = post(priya, f"/queue/{item_id}/seen", version=version)

    assert answer.status_code == 200
    assert state_of(world, item_id) == "submitted"


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_kept_as_written_and_run_nothing(priya, world, noon, words):
    item_id = asked(world, noon, new_id())

    assert post(priya, f"/queue/{item_id}/answer", version=1, words=words).status_code == 302
    page = page_of(priya, f"/queue/{item_id}")

    with acting(acting_as(world.amira)) as amira:
        assert open_item(amira, item_id).history[-1].words == words
    assert "<script>alert" not in page


@pytest.mark.parametrize("words", ["", "   \n ", "a" * 10_000, "bell \x07", "\u202eturned"])
def test_words_we_cannot_keep_come_back_with_a_sentence(priya, world, noon, words):
    item_id = asked(world, noon, new_id())

    page = post(priya, f"/queue/{item_id}/answer", version=1, words=words)

    assert page.status_code == 200
    assert "There is a problem" in page.content.decode()
    assert state_of(world, item_id) == "asked"


def test_a_refused_act_leaves_a_look_and_nothing_more(priya, world, noon):
    item_id = sent(world, noon)

    post(priya, f"/queue/{item_id}/seen", version=1)

    with acting(acting_as(world.priya)) as actor:
        _, looks = who_looked(actor, item_id)
    assert [look.kind for look in looks if look.who == "Priya Nair"] == ["view"]
