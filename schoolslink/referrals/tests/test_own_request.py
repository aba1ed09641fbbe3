"""Somebody asks by themselves: no account, a code, nothing lost, and school hears only with their yes."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client

from schoolslink.access import family
from schoolslink.access.actor import Actor
from schoolslink.access.jobs import as_system
from schoolslink.access.tests.arrange import enter_family
from schoolslink.access.unit import acting
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands.own_request import (
    forget_old_drafts,
    save_own_step,
    send_own,
)
from schoolslink.referrals.models import (
    Carer,
    Holding,
    Item,
    LawfulBasis,
    OwnDraft,
)
from schoolslink.referrals.queries import open_item
from schoolslink.referrals.rules.own import SENTENCES, Step
from schoolslink.referrals.tests.arrange import acting_as
from schoolslink.referrals.tests.asking_own import SAFE, SAID, asked, begun, holder_of, text
from schoolslink.referrals.tests.reading_age import grade
from schoolslink.web import translations
from schoolslink.web.languages import TRANSLATED

pytestmark = pytest.mark.django_db


def test_a_young_person_asks_on_a_phone_and_follows_it_under_the_code(open_door, noon):
    world, phone = open_door, Client()
    with clock.fixed(noon):
        found = text(phone.get("/ask-for-help?school=100002"))
        start = f"/ask-for-help/{world.riverside.pk}"
        page = text(phone.post(
            start, SAFE | {"relationship": "self", "school": "100002", "form_key": str(new_id())}
        ))  # fmt: skip
        code = re.search(r"sl-code[^>]*>([0-9A-Z-]+)<", page)[1]
        for step, said in SAID.items():
            where = phone.get("/my-asking")["Location"]
            kept = phone.post(where, said | {"form_key": str(new_id())})
            assert (where, kept.status_code) == (f"/my-asking/{step.value}", 302)
        look = text(phone.get("/my-asking/check"))
        receipt = text(phone.post("/my-asking/check", {"form_key": str(new_id())}))
        own = Client()
        own.post("/family/", {"code": code, "form_key": str(new_id())})
        later = text(own.get("/my-request"))

    assert start in found
    assert "I cry every night" in look
    assert "Priya" in receipt
    assert "Thursday 5 March" in receipt
    assert code in receipt
    assert "You asked for help on" in later
    assert "Priya" in later
    assert "Someone at school" not in later


def test_it_is_the_services_with_a_named_adult_and_a_day_and_no_schools(open_door, noon, as_seed):
    world = open_door
    who = asked(world, noon, as_seed)

    with acting(acting_as(world.priya)) as priya:
        opened = open_item(priya, who.item_id)
        assert (opened.item.state, opened.item.asked_by) == ("submitted", "self")
        assert (opened.holds.person_id, opened.holds.due_on) == (world.priya.pk, date(2026, 3, 5))
        assert opened.answers["concern"]["concern"] == "I cry every night."
        assert opened.identity["first_name"] == "Ellie"
        assert LawfulBasis.objects.filter(item_id=who.item_id).count() == 1
    with acting(acting_as(world.nadia)) as nadia, pytest.raises(Item.DoesNotExist):
        open_item(nadia, who.item_id)
    with acting(acting_as(world.nadia)):
        assert not Item.objects.filter(pk=who.item_id).exists()


def test_school_reads_it_exactly_while_they_say_so(open_door, noon, as_seed):
    from schoolslink.referrals.commands.family import choose

    world = open_door
    who = asked(world, noon, as_seed, school_hears="yes")

    def school_sees() -> bool:
        with acting(acting_as(world.nadia)):
            return Item.objects.filter(pk=who.item_id).exists()

    first = school_sees()
    with acting(who) as actor:
        choose(actor=actor, whom="school", may_be_told=False, at=noon + timedelta(hours=1))
    after_no = school_sees()
    with acting(who) as actor:
        choose(actor=actor, whom="school", may_be_told=True, at=noon + timedelta(hours=2))

    assert (first, after_no, school_sees()) == (True, False, True)


def test_nobody_at_home_is_told_or_gets_a_page_against_their_wish(open_door, noon, as_seed):
    world = open_door
    who = asked(world, noon, as_seed, home_hears="no", carer_name="Mum")

    with acting(acting_as(world.priya)):
        members = list(Carer.objects.filter(item_id=who.item_id))

    assert [member.relationship for member in members] == ["self"]


def test_a_risk_at_the_gate_marks_it_and_the_service_looks_the_next_day(open_door, noon, as_seed):
    who = asked(open_door, noon, as_seed, gate={"danger_now": False, "harmed": True})

    with acting(acting_as(open_door.priya)):
        held = Holding.objects.get(item_id=who.item_id, ended_at__isnull=True)

    assert (held.risk_marked, held.due_on) == (True, date(2026, 3, 4))


def test_words_of_danger_show_help_before_they_are_kept(open_door, noon, as_seed):
    world, phone = open_door, Client()
    with clock.fixed(noon):
        phone.post(
            f"/ask-for-help/{world.riverside.pk}",
            SAFE | {"relationship": "self", "form_key": str(new_id())},
        )
        typed = {"concern": "I want to kill myself", "form_key": str(new_id())}
        first = text(phone.post("/my-asking/worry", typed))
        second = phone.post("/my-asking/worry", typed | {"read_first": "yes"})

    assert "read_first" in first
    assert "not sent yet" in first
    assert "look today" not in first  # nobody reads what is not sent, and nobody is asked to
    assert second["Location"] == "/my-asking/child"


def test_yes_at_the_gate_shows_whom_to_ring_and_then_goes_on(open_door, noon):
    start = f"/ask-for-help/{open_door.riverside.pk}"
    typed = SAFE | {"cannot_wait": "yes", "relationship": "self", "form_key": str(new_id())}
    with clock.fixed(noon):
        phone = Client()
        first, second = phone.post(start, typed), phone.post(start, typed | {"read_first": "yes"})

    assert "sl-code" not in text(first)
    assert "999" in text(first)
    assert "sl-code" in text(second)


def test_start_pressed_twice_begins_once_and_shows_the_same_code(open_door, noon, monkeypatch):
    start = f"/ask-for-help/{open_door.riverside.pk}"
    typed = SAFE | {"relationship": "self", "form_key": str(new_id())}
    shown = re.compile(r"sl-code[^>]*>([0-9A-Z-]+)<")
    with clock.fixed(noon):
        first = shown.search(text(Client().post(start, typed)))[1]
        # The browser threw the first answer away: it comes without what that one gave it.
        again = shown.search(text(Client().post(start, typed, follow=True)))[1]
        later = clock.real_milliseconds() + 180_000
        monkeypatch.setattr(clock, "real_milliseconds", lambda: later)
        by_the_next_at_this_machine = Client().post(start, typed)

    assert again == first
    assert by_the_next_at_this_machine["Location"] == "/family/"


def test_a_parent_asks_and_reads_the_answer_page(open_door, noon, as_seed):
    said = {"carer_name": "Halina W.", "carer_pr": "yes", "carer_phone": "01632 960 222"}
    who = asked(open_door, noon, as_seed, "carer", young_person_agrees="agrees", **said)
    browser = Client()
    enter_family(browser, who.subject_id)

    with clock.fixed(noon):
        page = text(browser.get("/my-request"))

    assert "You asked for help for your child on" in page
    with acting(acting_as(open_door.priya)):
        assert {c.relationship for c in Carer.objects.filter(item_id=who.item_id)} == {
            "self",
            "carer",
        }


def test_parent_of_a_17_year_old_chooses_nothing_for_them(open_door, noon, as_seed):
    who = asked(
        open_door, noon, as_seed, "carer", birth_date="2008-09-01", carer_name="Halina W.",
        carer_pr="yes", young_person_agrees="not_asked", school_hears="yes",
    )  # fmt: skip

    with acting(acting_as(open_door.nadia)):
        assert not Item.objects.filter(pk=who.item_id).exists()
    with acting(acting_as(open_door.priya)) as priya:
        opened = open_item(priya, who.item_id)
        assert opened.referral.decided_by == "presumed"


def test_without_a_school_the_pool_has_it(open_door, noon, as_seed):
    _, code_id = begun(open_door, noon, with_school=False)
    with acting(holder_of(code_id, as_seed)) as actor:
        save_own_step(
            actor=actor, step=Step.WORRY, at=noon,
            said={"concern": "Help.", "first_name": "Al", "surname": "B"},
        )  # fmt: skip
        moved = send_own(actor=actor, at=noon)

    assert (moved.holder.person_id, moved.holder.pool_id) == (
        open_door.lena.pk,
        open_door.riverside.pk,
    )


def test_nobody_else_reads_what_is_typed_and_not_sent(open_door, noon, as_seed):
    _, code_id = begun(open_door, noon)
    _, other_id = begun(open_door, noon)

    for who in (open_door.priya, open_door.lena, open_door.nadia, open_door.jo):
        with acting(acting_as(who)):
            assert OwnDraft.objects.count() == 0
    other = holder_of(other_id, as_seed)
    with acting(other):
        assert list(OwnDraft.objects.values_list("pk", flat=True)) == [other.item_id]
    assert code_id != other_id


def test_what_is_not_sent_is_forgotten_with_its_key_and_its_code(open_door, noon, as_seed):
    code, code_id = begun(open_door, noon)
    child = holder_of(code_id, as_seed).child_id
    with as_system("referrals.jobs.forget_drafts"):
        early = forget_old_drafts(at=noon + timedelta(days=27))
        late = forget_old_drafts(at=noon + timedelta(days=29))

    assert (early, late) == (0, 1)
    with acting(Actor(kind="public")), pytest.raises(family.CodeDoesNotOpen):
        family.open_page(code, machine="192.0.2.1")
    with as_seed(), connection.cursor() as cursor:
        cursor.execute(
            "select (select count(*) from referrals_owndraft where child_id = %s)"
            " + (select count(*) from keys.child_key where subject = %s)", [child, child],
        )  # fmt: skip
        assert cursor.fetchone() == (0,)


def test_every_sentence_is_short_enough_for_a_child_of_nine():
    hard = {
        key: round(grade(words), 1)
        for key, words in SENTENCES.items()
        if "carer" not in key and grade(words) > 6.5
    }

    assert hard == {}


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_sentence_is_in_every_language(code):
    catalogue = translations.read(code)
    lacking = [
        words for words in SENTENCES.values()
        if not (found := catalogue.get(words)) or not found.string
        or set(re.findall(r"{\w+}", found.string)) != set(re.findall(r"{\w+}", words))
    ]  # fmt: skip

    assert lacking == []
