"""What has ended is found again: what it was, when and how it ended, and who was told."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from schoolslink.access.models import Role
from schoolslink.access.tests.arrange import member, person, sign_in
from schoolslink.access.unit import acting
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands.advice import say, withdraw_advice
from schoolslink.referrals.commands.decide import step
from schoolslink.referrals.commands.family import saw_decision
from schoolslink.referrals.queries import who_looked
from schoolslink.referrals.queries.ended import ended_at_school
from schoolslink.referrals.queries.own import own_page
from schoolslink.referrals.rules import Move
from schoolslink.referrals.tests.arrange import acting_as, asked, begins_elsewhere, sent
from schoolslink.referrals.tests.test_answer_unread import advised, looks
from schoolslink.referrals.tests.test_family_truth import family
from schoolslink.referrals.tests.turns import text_of
from schoolslink.referrals.views import ended as view

pytestmark = pytest.mark.django_db


def opened(who, at, path="/ended") -> str:
    browser = Client()
    sign_in(browser, who)
    with clock.fixed(at):
        came = browser.get(path)
    assert came.status_code == 200
    return came.text


def taken_back(world, at) -> None:
    item_id = asked(world, at, new_id())
    with acting(acting_as(world.amira)) as amira:
        withdraw_advice(actor=amira, item_id=item_id, version=1, words="Solved.", at=at)


def test_advice_that_is_over_says_who_was_told_and_on_which_day(world, noon):
    item_id = advised(world, noon)
    for actor in family(world, item_id, noon).values():
        with acting(actor):
            saw_decision(actor=actor, own=own_page(actor), at=noon + timedelta(days=1))
    begins_elsewhere(world.nadia, item_id, noon + timedelta(days=1))
    later = noon + timedelta(days=2)

    before = text_of(opened(world.nadia, later))
    looks(world.nadia, item_id, later)
    after = text_of(opened(world.nadia, later))

    assert "The next step has begun" in before
    assert "The young person on Wednesday 4 March, a parent or carer on Wednesday 4 March" in before
    assert "Not yet: your school" in before
    assert "Your school on Thursday 5 March, the young person on Wednesday 4 March" in after
    assert f'href="/asked/{item_id}"' in opened(world.nadia, later)


def test_each_way_to_end_has_its_words(world, noon):
    taken_back(world, noon)
    read = asked(world, noon, new_id())
    with acting(acting_as(world.priya)) as priya:
        say(actor=priya, item_id=read, move=Move.ANSWER, version=1, words="Yes.", at=noon)
    looks(world.amira, read, noon)
    with acting(acting_as(world.amira)) as amira:
        say(actor=amira, item_id=read, move=Move.CLOSE, version=2, words="", at=noon)
    aside = sent(world, noon, carer_agrees="says_no")
    with acting(acting_as(world.nadia)) as nadia:
        step(actor=nadia, item_id=aside, move=Move.WITHDRAW, version=2, words="No.", at=noon)

    later = noon + timedelta(minutes=1)
    hillside, northgate = (text_of(opened(who, later)) for who in (world.amira, world.nadia))

    assert "Answered and read" in hillside
    assert "Your school on Tuesday 3 March" in hillside
    assert "Taken back" in hillside
    assert "There was no answer to tell of" in hillside
    assert "Set aside, not sent" in northgate


def test_nobody_sees_what_ended_elsewhere_and_each_only_what_is_theirs(world, noon, as_seed):
    aside = sent(world, noon, carer_agrees="says_no")
    with acting(acting_as(world.nadia)) as nadia:
        step(actor=nadia, item_id=aside, move=Move.WITHDRAW, version=2, words="No.", at=noon)
    with as_seed():
        teacher, safe = person("A Teacher"), person("Safe Lead")
        member(teacher, world.northgate, Role.SCHOOL_REFERRER)
        member(safe, world.northgate, Role.SAFEGUARDING_LEAD)
    later = noon + timedelta(minutes=1)

    assert aside in seen_by(world.nadia, later)
    for who in (world.amira, world.stranger, world.priya, teacher, safe):
        assert seen_by(who, later) == []


def seen_by(who, at) -> list:
    with acting(acting_as(who)) as actor:
        return [row.item_id for row in ended_at_school(actor, until=at)]


def test_each_page_goes_on_where_the_last_stopped(world, noon, monkeypatch):
    monkeypatch.setattr(view, "SIZE", 2)
    for minute in range(5):
        taken_back(world, noon + timedelta(minutes=minute))
    later, path, found = noon + timedelta(hours=1), "/ended", []

    while path:
        page = opened(world.amira, later, path)
        found += re.findall(r'<a class="sl-queue__link" href="/asked/([^"]+)"', page)
        on = re.search(r'href="(\?after=[^"]+)"', page)
        path = "/ended" + on[1].replace("&amp;", "&") if on else ""

    newest_first = seen_by(world.amira, later)
    assert found == [str(item_id) for item_id in newest_first]
    assert len(found) == 5


def test_a_look_at_the_list_is_a_look_at_each_child_on_it(world, noon, as_seed):
    taken_back(world, noon)
    with as_seed():
        head = person("Ms Head")
        member(head, world.hillside, Role.SCHOOL_HEAD)
    (item_id,) = seen_by(world.amira, noon + timedelta(hours=1))

    opened(head, noon + timedelta(hours=1))

    with acting(acting_as(world.amira)) as amira:
        _item, looked = who_looked(amira, item_id)
    assert [one.who for one in looked].count("Ms Head") == 1


@pytest.mark.parametrize("path", ["/", "/open"])
def test_the_list_is_found_from_the_first_page_and_from_what_is_open(world, noon, path):
    assert 'href="/ended"' in opened(world.amira, noon, path)


def test_the_list_is_found_from_one_thing(world, noon):
    item_id = asked(world, noon, new_id())

    assert 'href="/ended"' in opened(world.amira, noon, f"/asked/{item_id}")


def test_the_page_of_what_has_ended_promises_nothing_that_it_cannot_do(world, noon):
    item_id = advised(world, noon)
    page = text_of(opened(world.nadia, noon, f"/asked/{item_id}"))
    assert "We tell the family by" in page
    assert "say so on the same page" in page
    for actor in family(world, item_id, noon).values():
        with acting(actor):
            saw_decision(actor=actor, own=own_page(actor), at=noon + timedelta(days=1))
    begins_elsewhere(world.nadia, item_id, noon + timedelta(days=1))

    page = opened(world.nadia, noon + timedelta(days=2), f"/asked/{item_id}")

    assert "tell the family by" not in text_of(page)
    assert "say so on the same page" not in text_of(page)
    assert "ask us a question, or ask for help again" in text_of(page)
    assert "This has ended. <a" in " ".join(page.split())
    assert f'<a href="/help/new?again={item_id}">Ask for help again' in page


def test_a_question_that_has_ended_leads_to_a_new_one(world, noon):
    item_id = asked(world, noon, new_id())
    with acting(acting_as(world.amira)) as amira:
        withdraw_advice(actor=amira, item_id=item_id, version=1, words="Solved.", at=noon)

    page = opened(world.amira, noon + timedelta(minutes=1), f"/asked/{item_id}")

    assert re.search(r'<a href="(/ask)">Ask a new question', page)
