"""After asking: who comes next, how the answer is heard of, and no child named by a slip."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from schoolslink.access.tests.arrange import sign_in
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.referrals import jobs
from schoolslink.referrals.rules.overdue import asked_next_on
from schoolslink.referrals.tests.arrange import QUESTION, asked, sent
from schoolslink.referrals.tests.turns import text_of

pytestmark = pytest.mark.django_db


def test_after_asking_the_page_says_who_comes_next_and_when(two, world, noon, as_seed):
    item_id = asked(world, noon, new_id())  # Tuesday; due on Thursday

    page = text_of(two.reads(item_id, "amira"))
    assert "Priya Nair must answer by Thursday 5 March" in page
    assert "If that does not happen, Dr Lena Fox is asked on Friday 6 March." in page
    assert "Your weekly mail says so, too." in page

    with clock.fixed(noon + timedelta(days=3)):
        jobs.escalate_overdue(0)
        assert "Dr Lena Fox was asked today." in text_of(two.reads(item_id, "amira"))
        assert "If that does not happen" not in text_of(two.reads(item_id, "amira"))


@pytest.mark.parametrize(
    ("due_on", "asked_on"), [("2026-03-05", "2026-03-06"), ("2026-03-06", "2026-03-09"),
                             ("2026-03-07", "2026-03-09"), ("2026-03-08", "2026-03-09")],
)  # fmt: skip
def test_the_next_person_is_asked_on_the_first_weekday_after(due_on, asked_on):
    assert asked_next_on(date.fromisoformat(due_on)) == date.fromisoformat(asked_on)


def test_how_soon_is_seen_by_the_reader_and_told_to_the_asker(two, world, noon):
    sign_in(two.client, world.amira)
    assert "is marked for whoever reads it" in text_of(two.client.get("/ask").content.decode())
    soon = QUESTION | {"how_soon": "today", "form_key": str(new_id())}
    page = text_of(two.client.post("/ask", soon, follow=True).content.decode())
    assert "you get a mail on the day it comes" in page

    asked(world, noon, new_id())
    sign_in(two.client, world.priya)
    queue = two.client.get("/queue").content.decode()
    assert queue.count("Today or tomorrow") == 1
    found = set(re.findall(r'href="(/queue/[0-9a-f-]{36})"', queue))
    records = [two.client.get(address).content.decode() for address in found]
    assert sum("Today or tomorrow</" in one for one in records) == 1


def test_a_reply_that_names_a_child_is_pointed_at_once(two, world, noon):
    item_id = asked(world, noon, new_id())
    two.answers(item_id, "ask-back", words="When does he go to bed?", due_on="5 March")
    page = two.reads(item_id, "amira")
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    named = {"version": version, "words": "Jack Thompson goes to bed at nine."}

    stopped = two.client.post(f"/asked/{item_id}/reply", named | {"form_key": str(new_id())})

    assert stopped.status_code == 200
    assert "Jack Thompson" in text_of(stopped.content.decode())
    assert "This looks as if it holds a name" in text_of(stopped.content.decode())
    went = two.client.post(
        f"/asked/{item_id}/reply", named | {"form_key": str(new_id()), "as_it_is": "on"}
    )
    assert went.status_code == 302


def test_words_about_a_named_child_may_name_them(two, world, noon):
    item_id, who = sent(world, noon), "nadia"
    two.answers(item_id, "ask", words="What did you try?", due_on="9 March")

    two.presses(item_id, "give-more", who, words="Ellie Ward has been ill.")

    assert "Ellie Ward has been ill." in text_of(two.reads(item_id, who))
