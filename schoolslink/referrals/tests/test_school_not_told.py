"""Where the young person or family chose that school is not told, no page of the school's tells it."""

from datetime import timedelta

import pytest

from schoolslink.access.models import Role
from schoolslink.access.tests.arrange import member, person, sign_in
from schoolslink.access.unit import acting
from schoolslink.referrals.commands.decide import Answering, decide, record_told, step
from schoolslink.referrals.errors import NotPossible
from schoolslink.referrals.models import (
    Decision,
    DecisionWords,
    Holding,
    Item,
    ItemEvent,
    SharingChoice,
    ThreadMessage,
    Told,
)
from schoolslink.referrals.rules import Move, Side
from schoolslink.referrals.tests.arrange import acting_as, sent
from schoolslink.referrals.tests.turns import OTHER_TEAM, text_of

pytestmark = pytest.mark.django_db

ANSWERED = OTHER_TEAM | {"who_tells": "service"}
SAYS = ("counsellor", "Ms Green", "fits help that starts sooner")
KEPT = "They chose not to share the answer with school. Priya Nair has it."


def keeps(page: str) -> bool:
    return not [words for words in SAYS if words in page]


def test_unticked_at_asking_the_lead_reads_that_there_is_an_answer(two, world, noon):
    item_id = sent(world, noon, school_hears="no")
    two.answers(item_id, "other-team", **ANSWERED)

    page = text_of(two.reads(item_id))

    assert KEPT in page
    assert keeps(page)
    assert "We tell the family by Friday 6 March." in page


def test_a_choice_changed_before_the_decision_counts(two, world, noon):
    item_id = sent(world, noon)
    with acting(acting_as(world.nadia)) as nadia:
        SharingChoice.objects.create(
            item_id=item_id, whom="school", may_be_told=False, chosen_by="carer",
            at=noon, recorded_by=nadia.subject_id,
        )  # fmt: skip
    two.answers(item_id, "other-team", **ANSWERED)

    page = text_of(two.reads(item_id))

    assert KEPT in page
    assert keeps(page)


def test_a_safeguarding_lead_reads_that_there_is_risk_and_no_answer(two, world, noon, as_seed):
    with as_seed():
        guard = person("Grace Hall")
        member(guard, world.northgate, Role.SAFEGUARDING_LEAD)
    item_id = sent(world, noon, school_hears="no", risk_self_harm="yes")
    two.answers(item_id, "other-team", **ANSWERED)
    sign_in(two.client, guard)

    came = two.client.get(f"/asked/{item_id}")

    assert came.status_code == 200
    assert keeps(text_of(came.content.decode()))


def test_the_letter_shown_before_it_goes_says_what_the_school_will_read(two, world, noon):
    item_id = sent(world, noon, school_hears="no")

    preview = two.answers(item_id, "other-team", **ANSWERED | {"letters": ""}).content.decode()

    letter = text_of(preview.split('What Northgate High will read"')[1].split("</section>")[0])
    assert "They chose not to share the answer with school." in letter
    assert keeps(letter)


def test_what_the_team_asks_the_school_stays(two, world, noon):
    item_id = sent(world, noon, school_hears="no")

    two.answers(item_id, "ask", words="How often is she away?", due_on="5 March")

    assert "How often is she away?" in text_of(two.reads(item_id))


def rows_of_an_answer(actor_person, item_id) -> dict[str, int]:
    """Return how many rows of an answer this person can select, with no query of ours between."""
    with acting(acting_as(actor_person)):
        return {
            "decisions": Decision.objects.filter(item_id=item_id).count(),
            "words": DecisionWords.objects.filter(item_id=item_id).count(),
            "reasons": Decision.objects.filter(item_id=item_id).exclude(reason="").count(),
            "messages": ThreadMessage.objects.filter(item_id=item_id).count(),
        }


NOTHING = {"decisions": 0, "words": 0, "reasons": 0, "messages": 0}


def chooses(world, as_seed, item_id, at, *, told: bool):
    with as_seed():
        SharingChoice.objects.create(
            item_id=item_id, whom="school", may_be_told=told, chosen_by="carer", at=at
        )


def test_the_database_lets_no_school_select_an_answer_that_it_is_not_told(
    two, world, noon, as_seed
):
    item_id = sent(world, noon, school_hears="no", risk_self_harm="yes")
    with as_seed():
        guard, referrer = person("Grace Hall"), world.nadia
        member(guard, world.northgate, Role.SAFEGUARDING_LEAD)
    two.answers(item_id, "other-team", **ANSWERED)
    two.answers(item_id, "worse", words="They rang us.")

    for who in (guard, referrer):
        assert rows_of_an_answer(who, item_id) == NOTHING
    assert rows_of_an_answer(world.priya, item_id) == {
        "decisions": 1, "words": 1, "reasons": 1, "messages": 1,
    }  # fmt: skip


def test_the_database_follows_what_they_choose_both_ways(two, world, noon, as_seed):
    item_id = sent(world, noon, school_hears="no")
    two.answers(item_id, "other-team", **ANSWERED)

    chooses(world, as_seed, item_id, noon + timedelta(hours=1), told=True)
    told = rows_of_an_answer(world.nadia, item_id)
    chooses(world, as_seed, item_id, noon + timedelta(hours=2), told=False)

    assert told == {"decisions": 1, "words": 1, "reasons": 1, "messages": 0}
    assert rows_of_an_answer(world.nadia, item_id) == NOTHING


def test_the_database_keeps_what_the_school_wrote_or_is_asked(two, world, noon):
    item_id = sent(world, noon, school_hears="no")
    two.answers(item_id, "ask", words="How often is she away?", due_on="5 March")
    two.presses(item_id, "give-more", words="Twice a week.")
    two.answers(item_id, "advise", **KINDS["advise"] | {"who_tells": "service"})

    assert rows_of_an_answer(world.nadia, item_id) == NOTHING | {"messages": 2}
    assert rows_of_an_answer(world.priya, item_id)["messages"] == 3


def test_no_application_writes_down_that_a_school_is_told(two, world, noon):
    item_id = sent(world, noon, school_hears="no")
    two.answers(item_id, "other-team", **ANSWERED)

    with acting(acting_as(world.priya)):
        own = ItemEvent.objects.get(item_id=item_id, move="not_accept")
        ThreadMessage.objects.create(
            item_id=item_id, event=own, side="service", at=noon, words=b"", kept_from_school=False
        )

    assert rows_of_an_answer(world.nadia, item_id) == NOTHING


# What would tell a school which answer it was: tags, titles of the history, buttons, duties.
TELLING = (
    "They will help", "Will help", "Advice given", "Answered with advice", "assed on",
    "Not the right team", "Next step under way", "Waiting for a first meeting", "Help end",
    "arrange a first meeting", "check the next step", "make sure it has arrived",
    "Ask them to look again", "The next step has begun", "Take this back",
)  # fmt: skip
KINDS = {
    "help": {"level": "getting_help", "words": "A first talk.", "told_by": "6 March"},
    "advise": {
        "words": "Try a quiet room.",
        "next_step": "Her tutor.",
        "with_whom": "School.",
        "told_by": "6 March",
    },
    "other-team": OTHER_TEAM,
}


def tells(page: str) -> list[str]:
    return [words for words in TELLING if words in page]


def family_was_told(world, as_seed, item_id, noon):
    """Let Priya write down of each of the family that they have been told."""
    with as_seed():
        duties = list(Told.objects.filter(item_id=item_id, whom__in=("self", "carer")))
    for duty in duties:
        with acting(acting_as(world.priya)) as priya:
            record_told(
                actor=priya, item_id=item_id, told_id=duty.pk, how="phone",
                version=Item.objects.get(pk=item_id).version, at=noon,
            )  # fmt: skip


@pytest.mark.parametrize("act", KINDS)
@pytest.mark.parametrize("then", ["", "told"])
def test_no_page_of_the_school_tells_which_kind_of_answer_it_is(
    two, world, noon, as_seed, act, then
):
    item_id = sent(world, noon, school_hears="no")
    two.answers(item_id, act, **KINDS[act] | {"who_tells": "service"})
    if then:
        family_was_told(world, as_seed, item_id, noon)

    asked = text_of(two.reads(item_id))
    pages = {}
    for address in ("/", "/open", f"/records/{item_id}/who-looked"):
        came = two.client.get(address)
        assert came.status_code == 200
        pages[address] = text_of(came.content.decode())

    assert "Answered" in asked
    assert not tells(asked)
    assert not {name: tells(page) for name, page in pages.items() if tells(page)}


def test_the_school_that_is_told_reads_which_answer_it_is(two, world, noon):
    item_id = sent(world, noon)
    two.answers(item_id, "other-team", **ANSWERED)

    assert "Not the right team" in tells(text_of(two.reads(item_id)))
    assert tells(text_of(two.client.get("/").content.decode()))


def test_the_next_step_is_the_teams_where_the_school_may_not_know_it(two, world, noon, as_seed):
    told, kept = sent(world, noon), sent(world, noon, school_hears="no")
    for item_id in (told, kept):
        two.answers(item_id, "other-team", **ANSWERED)
        family_was_told(world, as_seed, item_id, noon)

    with as_seed():
        held = dict(
            Holding.objects.filter(ended_at=None, duty="check_next_step").values_list(
                "item_id", "side"
            )
        )
    assert held == {told: "school", kept: "service"}


def test_a_team_cannot_let_a_school_tell_that_is_not_told(two, world, noon):
    item_id = sent(world, noon, school_hears="no")
    address = f"/queue/{item_id}/other-team"
    sign_in(two.client, world.priya)

    form = text_of(two.client.get(address).content.decode())
    came = two.answers(item_id, "other-team", **OTHER_TEAM | {"who_tells": "school", "letters": ""})

    assert "The school is not to be told the answer, so your team tells the family." in form
    assert "The school does; we have agreed it with them" not in form
    assert "Error: The school is not to be told the answer" in text_of(came.content.decode())


def test_no_command_lets_a_school_tell_that_is_not_told(world, noon):
    item_id = sent(world, noon, school_hears="no")
    with acting(acting_as(world.priya)) as priya:
        answer = Answering(Move.ACCEPT, level="getting_help", who_tells=Side.SCHOOL)
        with pytest.raises(NotPossible, match="not to be told"):
            decide(actor=priya, item_id=item_id, version=2, answer=answer, at=noon)
        answer = Answering(Move.ACCEPT, level="getting_help")
        decide(actor=priya, item_id=item_id, version=2, answer=answer, at=noon)
        step(actor=priya, item_id=item_id, move=Move.START_HELP, version=3, at=noon)
        with pytest.raises(NotPossible, match="not to be told"):
            decide(
                actor=priya, item_id=item_id, version=4, at=noon,
                answer=Answering(
                    Move.DISCHARGE, reason="goals_met", words="Well.", watch="Sleep.",
                    next_step="School keeps an eye.",
                    who_tells=Side.SCHOOL,
                ),
            )  # fmt: skip
