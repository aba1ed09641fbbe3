"""What the family writes is read by the team, and answered; the school reads none of it."""

from datetime import timedelta

import pytest
from django.test import Client

from schoolslink.access.family import open_page
from schoolslink.access.jobs import as_job
from schoolslink.access.tests.arrange import enter_family, sign_in
from schoolslink.access.unit import acting
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.kernel.models import OutboxMessage
from schoolslink.notices.models import Notice
from schoolslink.referrals import events, jobs
from schoolslink.referrals.commands.decide import Answering, acknowledge, decide, step
from schoolslink.referrals.commands.family import make_sheets
from schoolslink.referrals.errors import NotPossible
from schoolslink.referrals.models import FamilyMessage
from schoolslink.referrals.queries import open_item, queue_of
from schoolslink.referrals.rules import Move, Side
from schoolslink.referrals.tests.arrange import acting_as, sent

pytestmark = pytest.mark.django_db

ASKED, ABOUT_ME = "Will my dad be told?", "I like to be asked twice. <b>شكرا</b>"


@pytest.fixture
def family(world, noon):
    """Ellie and her mother at their own pages, of a request that Priya has seen."""
    item_id = sent(world, noon, called="Ellie", carer_email="halina@example.invalid")
    with acting(acting_as(world.nadia)) as nadia:
        sheets = make_sheets(actor=nadia, item_id=item_id, at=noon)
    with acting(acting_as(world.priya)) as priya:
        acknowledge(actor=priya, seen=[(item_id, 2)], at=noon)
    browsers = {}
    for sheet in sheets:
        browsers[sheet.relationship] = Client()
        enter_family(browsers[sheet.relationship], open_page(sheet.code, machine="192.0.2.7"))
    return item_id, browsers, {sheet.relationship: sheet.member_id for sheet in sheets}


@pytest.fixture
def priya(world, noon):
    browser = Client()
    sign_in(browser, world.priya)
    with clock.fixed(noon + timedelta(hours=1)):
        yield browser


def says(browser: Client, act: str, words: str, version: int = 3) -> int:
    given = {"form_key": str(new_id()), "version": version, "words": words}
    return browser.post(f"/my-request/{act}", given).status_code


def answer(browser: Client, item_id, member_id, words: str, version: int = 4, key: str = ""):
    given = {"form_key": key or str(new_id()), "version": version, "words": words}
    return browser.post(f"/queue/{item_id}/family/{member_id}", given)


def test_team_reads_what_the_young_person_wrote_and_the_school_does_not(family, priya, world):
    item_id, browsers, _ = family
    assert says(browsers["self"], "ask", ASKED) == 302
    assert says(browsers["self"], "own", ABOUT_ME) == 302
    nadia = Client()
    sign_in(nadia, world.nadia)

    page = priya.get(f"/queue/{item_id}").content.decode()
    copy = priya.get(f"/queue/{item_id}/copy.txt").content.decode()
    at_school = nadia.get(f"/asked/{item_id}").content.decode()

    for words in (ASKED, "I like to be asked twice."):
        assert words in page
        assert words in copy
        assert words not in at_school
    assert "<b>" not in page.split("I like to be asked twice.")[1][:20]
    with acting(acting_as(world.priya)) as actor:
        assert [row.duty for row in queue_of(actor)] == ["look_again"]


def test_answer_is_read_by_whoever_asked_and_by_nobody_else(family, priya, world, as_seed):
    item_id, browsers, members = family
    says(browsers["carer"], "ask", "May I come too?")

    done = answer(priya, item_id, members["carer"], "Yes, please do.")

    assert done.status_code == 302
    read = {who: browser.get("/my-request", follow=True).content.decode()
            for who, browser in browsers.items()}  # fmt: skip
    assert "Yes, please do." in read["carer"]
    assert "Yes, please do." not in read["self"]
    with acting(acting_as(world.priya)) as actor:
        assert open_item(actor, item_id).holds.duty == "decide"
    with as_seed():
        kept = OutboxMessage.objects.get(event__endswith="FamilyAnswered").payload
    event = events.FamilyAnswered(**{name: kept[name] for name in kept})
    with as_job(child_id=event.child_id, purpose="tell"):
        jobs.tell_answered(event, at=clock.now())
    with as_seed():
        (notice,) = Notice.objects.filter(kind="referrals.family_answered")
    assert str(notice.recipient_contact_id) == str(members["carer"])


@pytest.mark.parametrize("act", ["ask", "worse", "own", "pulse", "choose"])
def test_what_a_family_sends_twice_is_kept_once_and_answered_alike(family, as_seed, act):
    _, browsers, _ = family
    given = {"form_key": str(new_id()), "version": 3, "words": ASKED, "told": ["school"]}

    browser = browsers["carer" if act == "choose" else "self"]  # here the mother decides
    answers = [browser.post(f"/my-request/{act}", given) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    with as_seed():
        assert FamilyMessage.objects.count() == (act in ("ask", "worse"))


def test_sent_twice_is_answered_once_and_the_second_colleague_keeps_the_words(family, priya):
    item_id, browsers, members = family
    says(browsers["self"], "ask", ASKED)
    key = str(new_id())

    first = [answer(priya, item_id, members["self"], "No.", key=key).status_code for _ in range(2)]
    late = answer(priya, item_id, members["self"], "Only if you want.")

    assert first == [302, 302]
    page = late.content.decode()
    assert "Only if you want." in page
    assert "This changed while you were here" in page
    own = browsers["self"].get("/my-request", follow=True).content.decode()
    assert own.count("No.") >= 1
    assert "Only if you want." not in own


def test_nothing_written_and_strangers_are_refused(family, priya, world):
    item_id, browsers, members = family
    says(browsers["self"], "ask", ASKED)
    stranger = Client()
    sign_in(stranger, world.nadia)

    empty = answer(priya, item_id, members["self"], "  ")

    assert "Write your answer first" in empty.content.decode()
    assert answer(priya, item_id, new_id(), "x").status_code == 404
    assert answer(stranger, item_id, members["self"], "x").status_code == 404


@pytest.mark.parametrize("whose", ["self", "carer"])
@pytest.mark.parametrize(
    ("act", "said", "heading", "meant"),
    [
        ("put-right", "wrong", "This is wrong", "who says that something is wrong"),
        ("disagree", "disagrees", "I do not agree", "who does not agree"),
    ],
)
def test_to_put_right_and_not_to_agree_are_answered_as_a_question_is(
    family, priya, world, whose, act, said, heading, meant
):
    item_id, browsers, members = family
    offered = browsers[whose].get("/my-request", follow=True).content.decode()
    assert f"/my-request/{act}" in offered
    assert says(browsers[whose], act, "My birthday is in May.") == 302
    with acting(acting_as(world.priya)) as actor:
        assert [row.duty for row in queue_of(actor)] == ["look_again"]
        assert FamilyMessage.objects.get().said == said

    page = priya.get(f"/queue/{item_id}").content.decode()
    answer(priya, item_id, members[whose], "We have put it right.")
    mine = browsers[whose].get("/my-request?lang=en", follow=True).content.decode()

    assert meant in page
    assert f"You: {heading}" in mine
    assert "We have put it right." in mine
    with acting(acting_as(world.nadia)):
        assert not FamilyMessage.objects.exists()


def holds(world, item_id):
    with acting(acting_as(world.priya)) as actor:
        return open_item(actor, item_id).holds


def goes_on(world, item_id, move, at, **said):
    with acting(acting_as(world.priya)) as actor:
        version = open_item(actor, item_id).item.version
        return step(actor=actor, item_id=item_id, move=move, version=version, at=at, **said)


def test_no_other_step_takes_the_day_from_a_question_only_its_answer_does(
    family, priya, world, noon
):
    item_id, browsers, members = family
    says(browsers["self"], "ask", ASKED)
    promised = holds(world, item_id).due_on

    goes_on(world, item_id, Move.START_TRIAGE, noon)
    begun = holds(world, item_id)
    with pytest.raises(NotPossible):
        goes_on(world, item_id, Move.LOOK_AGAIN, noon)
    goes_on(world, item_id, Move.ASK_MORE, noon, words="Since when?")
    asked = holds(world, item_id)
    page = priya.get(f"/queue/{item_id}").content.decode()
    answered = answer(priya, item_id, members["self"], "Not by us.", version=6).status_code

    for held in (begun, asked):
        assert (held.name, held.duty, held.due_on) == ("Priya Nair", "look_again", promised)
    assert f"/queue/{item_id}/family/{members['self']}" in page
    assert "I have looked again" not in page
    assert answered == 302
    assert (holds(world, item_id).name, holds(world, item_id).duty) == ("Nadia Stone", "give_more")


def test_question_before_anybody_saw_the_request_is_answered_and_the_look_stays_due(
    world, noon, priya
):
    item_id = sent(world, noon)
    with acting(acting_as(world.nadia)) as nadia:
        (sheet, *_) = make_sheets(actor=nadia, item_id=item_id, at=noon)
    browser = Client()
    enter_family(browser, open_page(sheet.code, machine="192.0.2.7"))
    says(browser, "ask", ASKED, version=2)
    promised = holds(world, item_id).due_on

    goes_on(world, item_id, Move.ACKNOWLEDGE, noon)

    assert (holds(world, item_id).duty, holds(world, item_id).due_on) == ("look_again", promised)
    assert answer(priya, item_id, sheet.member_id, "No.").status_code == 302
    assert holds(world, item_id).duty == "decide"


def test_an_answer_to_one_leaves_the_other_of_the_family_waiting(family, priya, world):
    item_id, browsers, members = family
    says(browsers["self"], "ask", ASKED)
    says(browsers["carer"], "ask", "May I come too?", version=4)

    answer(priya, item_id, members["self"], "No.", version=5)
    after_one = holds(world, item_id).duty
    answer(priya, item_id, members["carer"], "Yes.", version=6)

    assert (after_one, holds(world, item_id).duty) == ("look_again", "decide")


NOT_US = Answering(
    Move.NOT_ACCEPT, reason="below_level", next_step="Talks with the counsellor.",
)  # fmt: skip
ADVICE = Answering(Move.ADVISE, words="Try the walks.", next_step="Her tutor, at school.")


def decides_on(world, item_id, given, at):
    with acting(acting_as(world.priya)) as actor:
        decide(actor=actor, item_id=item_id, version=3, answer=given, at=at)


@pytest.mark.parametrize("after", ["more", "advice", "not_us", "next_step"])
def test_family_asks_and_is_answered_when_it_most_needs_to(family, priya, world, noon, after):
    item_id, browsers, members = family
    if after == "more":
        goes_on(world, item_id, Move.ASK_MORE, noon, words="Since when?")
    else:
        decides_on(world, item_id, ADVICE if after == "advice" else NOT_US, noon)
    readers = ("self", "carer") if after == "next_step" else ("self",)
    for who in readers:
        page = browsers[who].get("/my-request?lang=en", follow=True).content.decode()
    before = holds(world, item_id)
    version = 4 + (after == "next_step")

    for act in ("ask", "put-right", "disagree"):
        assert f'action="/my-request/{act}"' in page
    assert says(browsers["self"], "disagree", "You have not met me.", version=version) == 302
    held = holds(world, item_id)
    assert answer(priya, item_id, members["self"], "Let us meet.", version + 1).status_code == 302

    assert (held.name, held.duty) == ("Priya Nair", "look_again")
    assert holds(world, item_id) == before


@pytest.mark.parametrize("given", [NOT_US, ADVICE])
def test_whoever_decides_asks_to_look_again_and_nobody_else_of_the_family(
    family, priya, world, noon, given
):
    item_id, browsers, _ = family
    decides_on(world, item_id, given, noon)

    def may(who):
        page = browsers[who].get("/my-request?lang=en", follow=True).content.decode()
        return 'action="/my-request/look-again"' in page

    assert (may("self"), may("carer")) == (False, True)
    assert says(browsers["self"], "look-again", "It is me who asks.", version=5) == 200
    assert holds(world, item_id).duty == "check_next_step"
    assert says(browsers["carer"], "look-again", "It got worse in May.", version=5) == 302
    assert holds(world, item_id).duty == "decide"
    assert "asks you to look again" in priya.get(f"/queue/{item_id}").content.decode()


def test_school_that_tells_the_family_of_a_yes_holds_it_until_then(family, world, noon):
    item_id, browsers, _ = family
    yes = Answering(Move.ACCEPT, level="getting_help", who_tells=Side.SCHOOL)
    decides_on(world, item_id, yes, noon)
    told = holds(world, item_id)

    for browser in browsers.values():
        browser.get("/my-request", follow=True)

    assert (told.name, told.duty) == ("Nadia Stone", "tell")
    assert (holds(world, item_id).name, holds(world, item_id).duty) == (
        "Priya Nair", "arrange_contact",
    )  # fmt: skip
