"""Words that somebody in danger may use: help is shown once, on the page, before they are saved."""

import re

import pytest

from schoolslink.access import audit
from schoolslink.access.jobs import as_job
from schoolslink.access.unit import acting
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.kernel.models import OutboxMessage
from schoolslink.notices.models import Notice
from schoolslink.referrals import events
from schoolslink.referrals.commands.advice import say
from schoolslink.referrals.commands.family import make_sheets
from schoolslink.referrals.jobs import ask_to_look
from schoolslink.referrals.messages import PLEASE_LOOK
from schoolslink.referrals.models import AdviceRequest, FamilyMessage, Holding, Item
from schoolslink.referrals.rules import Move
from schoolslink.referrals.tests.arrange import QUESTION, acting_as, asked, sent
from schoolslink.referrals.tests.test_family_pages import browser, words

pytestmark = pytest.mark.django_db

DANGER = "I want to die and I have a plan"
SHOWN = "Read this first"


@pytest.fixture
def family(world, noon):
    item_id = sent(world, noon, called="Ellie")
    with acting(acting_as(world.nadia)) as nadia:
        made = make_sheets(actor=nadia, item_id=item_id, at=noon)
    return item_id, {sheet.relationship: browser(sheet) for sheet in made}


def asks(text, version=2, **more):
    return {"words": text, "version": str(version), "form_key": str(new_id())} | more


def again(page, pressed: str) -> dict[str, str]:
    """Return what the page's own form sends when one of its two buttons is pressed."""
    source = words(page)
    form = source[source.rindex("<form") :]
    sent = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    for name, value in re.findall(
        r'<textarea name="([^"]+)" hidden>\n?(.*?)</textarea>', form, re.S
    ):
        sent[name] = value
    assert f'name="read_first" value="{pressed}"' in form
    return sent | {"read_first": pressed}


def test_help_comes_before_it_is_saved_and_what_was_typed_is_there(family, noon, as_seed):
    _, browsers = family
    with clock.fixed(noon):
        page = browsers["self"].post("/my-request/ask", asks(DANGER))

    said = words(page)
    assert page.status_code == 200
    assert SHOWN in said
    assert all(number in said for number in ("999", "111", "0800 1111"))
    assert "No one reads this now." in said
    assert "Priya Nair, Riverside CAMHS reads it by Thursday 5 March" in said
    assert DANGER in said
    with as_seed():
        assert not FamilyMessage.objects.exists()


def test_it_is_saved_by_the_same_button_as_it_was_typed(family, noon, as_seed):
    _, browsers = family
    with clock.fixed(noon):
        page = browsers["self"].post("/my-request/ask", asks(DANGER + "\nreally"))
        saved = browsers["self"].post("/my-request/ask", again(page, "yes"))

    assert saved.status_code == 302
    with as_seed():
        assert FamilyMessage.objects.count() == 1
    assert DANGER in words(browsers["self"].get("/my-request"))


def test_whoever_goes_back_finds_their_words_in_the_box_and_help_comes_once(family, noon, as_seed):
    _, browsers = family
    with clock.fixed(noon):
        page = browsers["self"].post("/my-request/ask", asks(DANGER))
        back = browsers["self"].post("/my-request/ask", again(page, "change"))
        with as_seed():
            saved_nothing = not FamilyMessage.objects.exists()
        key = re.search(r'name="form_key" value="([^"]+)"', words(back)).group(1)
        done = browsers["self"].post(
            "/my-request/ask", asks(DANGER, form_key=key, read_first="yes")
        )

    assert DANGER in words(back)
    assert 'name="read_first" value="yes"' in words(back)
    assert saved_nothing
    assert done.status_code == 302


@pytest.mark.parametrize("act", ["ask", "worse", "put-right", "disagree", "stop", "own"])
def test_everything_a_family_can_write_is_looked_at(family, noon, act):
    _, browsers = family
    with clock.fixed(noon):
        page = browsers["self"].post(f"/my-request/{act}", asks(DANGER))

    assert SHOWN in words(page)


def test_other_words_go_through_as_ever(family, noon):
    _, browsers = family
    with clock.fixed(noon):
        done = browsers["self"].post("/my-request/ask", asks("This homework kills me"))

    assert done.status_code == 302


def test_a_carer_reads_it_of_their_child_and_in_their_language(family, noon):
    _, browsers = family
    browsers["carer"].cookies["language"] = "pl"
    with clock.fixed(noon):
        page = browsers["carer"].post("/my-request/worse", asks("Ona mówi, że chce umrzeć"))

    assert 'lang="pl"' in words(page)
    assert "Teraz nikt tego nie czyta." in words(page)


def look(item_id, noon, as_seed, times=1):
    with as_seed():
        child = Item.objects.get(pk=item_id).child_id
    for _ in range(times):
        with as_job(child_id=child, purpose="tell"):
            ask_to_look(events.SavedAfterHelp(item_id, child, "family"), at=noon)
    with as_seed():
        return list(Notice.objects.filter(kind=PLEASE_LOOK.name))


def test_whoever_has_it_is_asked_to_look_once_a_day_and_reads_no_word_of_it(
    family, noon, as_seed, world
):
    item_id, browsers = family
    with clock.fixed(noon):
        page = browsers["self"].post("/my-request/ask", asks(DANGER))
        browsers["self"].post("/my-request/ask", again(page, "yes"))
    with as_seed():
        told = OutboxMessage.objects.filter(event__endswith="SavedAfterHelp")
        news = [str(one.payload) for one in told]
    mails = look(item_id, noon, as_seed, times=2)

    assert len(news) == 1
    assert "die" not in news[0]
    assert [mail.recipient_person_id for mail in mails] == [world.priya.pk]
    assert PLEASE_LOOK.urgent
    assert "%" not in "".join(map(str, PLEASE_LOOK.sentences))


def test_queue_and_risk_are_what_they_were(family, noon, as_seed):
    """What is due and by whom is that of any question: words mark nothing."""
    item_id, browsers = family
    with clock.fixed(noon):
        page = browsers["self"].post("/my-request/ask", asks(DANGER))
        browsers["self"].post("/my-request/ask", again(page, "yes"))
    with as_seed():
        item = Item.objects.get(pk=item_id)
        due = Holding.objects.get(item=item, ended_at__isnull=True)

    assert (item.risk_marked, item.urgent) == (False, False)
    assert (due.duty, due.due_on.isoformat()) == ("look_again", "2026-03-05")


def test_about_me_has_no_day_and_is_kept(family, noon):
    _, browsers = family
    with clock.fixed(noon):
        page = browsers["self"].post("/my-request/own", asks("i wanna die"))
        browsers["self"].post("/my-request/own", again(page, "yes"))

    assert "There is no day for it." in words(page)
    assert "i wanna die" in words(browsers["self"].get("/my-request"))


def question(**more):
    return QUESTION | {"form_key": str(new_id())} | more


def test_a_school_that_asks_is_shown_whom_to_ring_and_loses_nothing(amira, as_seed):
    page = amira.post("/ask", question(seen="She says she wants to end her life."))
    with as_seed():
        none_yet = not AdviceRequest.objects.exists()
    saved = amira.post("/ask", again(page, "yes"))

    said = words(page)
    assert "Read this before it is saved" in said
    assert all(number in said for number in ("999", "111"))
    assert "Priya Nair, Riverside CAMHS reads it by Thursday 5 March" in said
    assert none_yet
    assert saved.status_code == 302
    with as_seed():
        assert AdviceRequest.objects.count() == 1


def test_a_schools_thread_is_looked_at_too(world, noon, amira):
    item_id = asked(world, noon, new_id())
    with acting(acting_as(world.sam)) as sam:
        say(actor=sam, item_id=item_id, move=Move.ANSWER, version=1, words="Yes.", at=noon)

    page = amira.post(f"/asked/{item_id}/ask-again", asks("He has taken an overdose"))

    assert "Read this before it is saved" in words(page)
    assert "Riverside CAMHS reads it by" in words(page)


def test_that_help_was_shown_is_written_down_and_neither_word_nor_finding(
    family, noon, monkeypatch
):
    written = []
    monkeypatch.setattr(audit, "record", lambda *args, **more: written.append((args[1:], more)))
    item_id, browsers = family
    with clock.fixed(noon):
        browsers["self"].post("/my-request/ask", asks(DANGER))

    (((kind, on), more),) = written
    assert (kind, on) == ("help.shown", item_id)
    assert set(more) == {"at", "child_id"}


def test_a_request_is_looked_at_before_it_begins_and_stays_as_it_was_typed(amira, as_seed):
    gate = {"danger_now": "no", "cannot_wait": "no", "harmed": "no", "form_key": str(new_id())}
    know = amira.post("/help/new", gate)["Location"]
    given = {"first_name": "Ellie", "concern": "She cuts herself.", "then": "more"}
    page = amira.post(know, given | {"form_key": str(new_id())})
    with as_seed():
        none_yet = not Item.objects.exists()
    saved = amira.post(know, again(page, "yes"))

    assert "It is sent later, and then Priya Nair, Riverside CAMHS reads it." in words(page)
    assert none_yet
    assert saved.status_code == 302
    with as_seed():
        assert Item.objects.count() == 1


def test_what_a_service_writes_back_is_looked_at_and_names_nobody_at_the_school(world, noon, priya):
    item_id = asked(world, noon, new_id())
    page = priya.post(
        f"/queue/{item_id}/answer", asks("She said she wants to kill herself.", version=1)
    )

    assert "Read this before it is saved" in words(page)
    assert "safeguarding lead" not in words(page)
