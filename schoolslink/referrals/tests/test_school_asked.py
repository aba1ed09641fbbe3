"""Whether school may hear the answer is asked with the yes itself; what goes without it says so."""

from datetime import timedelta

import pytest
from django.urls import reverse

from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands.advice import say
from schoolslink.referrals.commands.choices import record_school_hears
from schoolslink.referrals.commands.request import save_step, send_request
from schoolslink.referrals.errors import NotPossible, SchoolNotAsked
from schoolslink.referrals.models import Item, SharingChoice
from schoolslink.referrals.queries.school import open_at_school
from schoolslink.referrals.rules import Move
from schoolslink.referrals.rules.sharing import Choice
from schoolslink.referrals.tests.arrange import acting_as, sent
from schoolslink.referrals.tests.asking import (
    KNOWN,
    as_amira,
    begun,
    key,
    the_id,
    the_item,
    through_the_gate,
)
from schoolslink.referrals.tests.turns import OTHER_TEAM, text_of

pytestmark = pytest.mark.django_db

ASK_THEM = "Say whether they want school to hear the answer. Ask them first"
UNSAID = {name: said for name, said in KNOWN.items() if name != "school_hears"}
NOBODY_ASKED = "Nobody has been asked yet whether school may hear the answer."


def chosen(world) -> list[tuple[str, bool]]:
    with as_amira(world):
        rows = SharingChoice.objects.filter(whom="school")
        return list(rows.values_list("chosen_by", "may_be_told"))


def test_with_a_yes_the_first_page_asks_for_school_before_it_goes(world, amira):
    page = amira.post(through_the_gate(amira), UNSAID | key() | {"then": "send"})

    assert ASK_THEM in page.text
    with as_amira(world):
        assert not Item.objects.exists()


@pytest.mark.parametrize(("said", "told"), [("yes", True), ("no", False)])
def test_what_was_said_at_once_is_recorded_with_the_yes(world, amira, said, told):
    begun(amira, KNOWN | {"school_hears": said}, then="send")

    with as_amira(world):
        assert the_item().state == "submitted"
    assert chosen(world) == [("carer", told)]


def test_the_agreement_page_asks_for_school_with_the_yes_and_not_before_it(world, amira):
    tasks = begun(amira, UNSAID | {"carer_agrees": "not_asked"})
    yes = {"young_person_agrees": "agrees", "carer_agrees": "agrees", "carer_pr": "yes"}

    refused = amira.post(tasks + "/agreement", yes | key() | {"then": "check"})
    not_yet = amira.post(
        tasks + "/agreement", yes | {"carer_agrees": "not_asked"} | key() | {"then": "check"}
    )

    assert ASK_THEM in refused.text
    assert not_yet.status_code == 302


def test_at_seventeen_it_is_the_young_person_who_is_asked(world, amira):
    seventeen = UNSAID | {"birth_date-year": "2008", "carer_agrees": "not_asked"}

    page = amira.post(through_the_gate(amira), seventeen | key() | {"then": "send"})
    begun(amira, seventeen | {"school_hears": "no"}, then="send")

    assert ASK_THEM in page.text
    assert chosen(world) == [("presumed", False)]


def test_an_older_draft_without_it_is_not_sent_and_says_why(world, noon):
    with pytest.raises(SchoolNotAsked, match="whether school may hear"):
        sent(world, noon, school_hears="")


def test_a_risk_waits_for_no_question(world, noon):
    item_id = sent(world, noon, school_hears="", risk_self_harm="yes")

    with acting(acting_as(world.nadia)) as nadia:
        record = open_at_school(nadia, item_id)
    assert record.opened.item.state == "submitted"
    assert record.kept_by is Choice.NOT_ASKED


def test_advice_that_becomes_a_request_asks_too(world, amira, noon):
    amira.post(
        reverse("referrals:ask"),
        key() | {"about": "pupil", "age_or_year": "Year 4", "seen": "Quiet.",
                 "question": "What now?", "how_soon": "this_week"},
    )  # fmt: skip
    with as_amira(world):
        advice = Item.objects.get(kind="advice")

    first = through_the_gate(amira, query=f"?question={advice.pk}")
    refused = amira.post(first, UNSAID | key() | {"then": "send"})
    amira.post(first, KNOWN | key() | {"then": "send"})

    assert ASK_THEM in refused.text
    with as_amira(world):
        assert the_item().state == "submitted"
    assert chosen(world) == [("carer", True)]


@pytest.fixture
def worse(world, noon):
    """A request that went before its agreement, because it got worse: nobody was asked for school."""
    item_id = sent(world, noon, carer_agrees="not_asked", school_hears="")
    with acting(acting_as(world.nadia)) as nadia:
        version = Item.objects.get(pk=item_id).version
        say(actor=nadia, item_id=item_id, move=Move.SAY_WORSE, version=version,
            words="She hurt herself.", at=noon)  # fmt: skip
    return item_id


def written(two, item_id, hears: str, day: str = "4", who: str = "nadia"):
    """Let the school write down what they said, on its page; return what comes back."""
    sign_in(two.client, getattr(two.world, who))
    said = {"hears": hears, "said_on-day": day, "said_on-month": "3", "said_on-year": "2026"}
    return two.client.post(f"/asked/{item_id}/hears", said | {"form_key": str(new_id())})


def test_the_school_reads_that_nobody_was_asked_and_who_can_say_so(two, world, worse):
    two.answers(worse, "other-team", **OTHER_TEAM | {"who_tells": "service"})

    page = text_of(two.reads(worse))

    assert NOBODY_ASKED in page
    assert "Ask a person with parental responsibility, and write down what they say." in page
    assert "There is an answer" in page
    assert "counsellor" not in page


def test_once_they_said_yes_the_school_reads_the_answer(two, world, noon, worse, as_seed):
    two.answers(worse, "other-team", **OTHER_TEAM | {"who_tells": "service"})
    today = clock.local_day(noon)

    came = written(two, worse, "yes", day=str(today.day))
    page = text_of(two.reads(worse))

    assert came.status_code == 302
    assert NOBODY_ASKED not in page
    assert "counsellor" in page
    with as_seed():
        choice = SharingChoice.objects.get(item_id=worse, whom="school")
    assert (choice.may_be_told, choice.chosen_by, choice.said_on) == (True, "carer", today)


def test_a_no_is_written_once_and_a_school_does_not_overrule_it(two, world, noon, worse):
    two.answers(worse, "other-team", **OTHER_TEAM | {"who_tells": "service"})
    day = str(clock.local_day(noon).day)
    written(two, worse, "no", day=day)

    again = written(two, worse, "yes", day=day)
    page = text_of(two.reads(worse))

    assert "They have said so already." in text_of(again.content.decode())
    assert "They chose not to share the answer with school." in page
    assert "counsellor" not in page


def test_a_day_to_come_is_refused(world, noon, worse):
    with acting(acting_as(world.nadia)) as nadia, pytest.raises(NotPossible, match="today or"):
        record_school_hears(
            actor=nadia, item_id=worse, may_hear=True,
            said_on=clock.local_day(noon) + timedelta(days=1), at=noon,
        )  # fmt: skip


@pytest.mark.parametrize("who", ["amira", "priya"])
def test_nobody_else_writes_it_down(two, world, noon, worse, who):
    assert written(two, worse, "yes", who=who).status_code in (403, 404)
    assert NOBODY_ASKED in text_of(two.reads(worse))


def test_what_a_family_chose_meanwhile_is_not_written_over(world, noon, as_seed):
    item_id = sent(world, noon, carer_agrees="not_asked")
    with as_seed():
        SharingChoice.objects.create(
            item_id=item_id, whom="school", may_be_told=False, chosen_by="carer", at=noon
        )
    with acting(acting_as(world.nadia)) as nadia:
        save_step(
            actor=nadia, item_id=item_id, step="agreement", at=noon,
            answers={"carer_agrees": "agrees", "tell": ["gp"]},
        )  # fmt: skip
        version = Item.objects.get(pk=item_id).version
        send_request(actor=nadia, item_id=item_id, version=version, at=noon)

        assert open_at_school(nadia, item_id).kept_by is Choice.NO


def test_a_page_of_the_school_for_a_sent_request_always_knows_the_choice(world, amira):
    begun(amira, KNOWN, then="send")

    assert NOBODY_ASKED not in amira.get(f"/asked/{the_id(world)}").text
