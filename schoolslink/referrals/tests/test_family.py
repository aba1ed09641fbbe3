"""Families' pages: one truth, two readers, short words, and never what is not theirs."""

import itertools
import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolslink.referrals.rules.agreement import Decider
from schoolslink.referrals.rules.clocks.adjusted import Pause, Paused
from schoolslink.referrals.rules.dues import Due, Duty
from schoolslink.referrals.rules.ending import WHY_ENDS, WhyEnds
from schoolslink.referrals.rules.family import (
    FamilyPage,
    Happened,
    Holder,
    HolderRole,
    Knows,
    Place,
    Relationship,
    Truth,
    WhoAsked,
    family_page,
)
from schoolslink.referrals.rules.family import sentences as words
from schoolslink.referrals.rules.moves import ENDED, MOVES, OPEN, Kind, State
from schoolslink.referrals.rules.reasons import REASONS, Reason
from schoolslink.referrals.rules.sharing import Reader, Told
from schoolslink.referrals.rules.text import Language, Sentence, say
from schoolslink.referrals.rules.words import NEVER, NOT_FOR_FAMILIES, slips
from schoolslink.referrals.tests.reading_age import grade

ENGLISH = Language(
    lambda text: text,
    lambda one, many, count: one if count == 1 else many,
    lambda day: f"{day:%A %-d %B}",
)
PRIYA = Holder("Priya", HolderRole.CONTACT, cover="Sam", manager="Lena")
LOOK = Due(Duty.LOOK, date(2026, 3, 5))
ELLIE = Truth(
    relationship=Relationship.SELF,
    state=State.SUBMITTED,
    asked_on=date(2026, 3, 3),
    asked_by=WhoAsked.SCHOOL,
    service="Riverside",
    decider=Decider.CARER,
    holder=PRIYA,
    due=LOOK,
)
HALINA = replace(ELLIE, relationship=Relationship.CARER)
SHORT = {
    "name": "Sam",
    "who": "Sam",
    "cover": "Jo",
    "manager": "Lena",
    "service": "the team",
    "receiver": "the team",
    "place": "the team",
    "phone": "1",
    "day": "4 March",
    "first": "9 March",
    "last": "12 March",
    "count": "3",
}

ONE_DAY = Paused(Pause.FAMILY_ASKED, date(2026, 3, 4), date(2026, 3, 4))
SOME_DAYS = Paused(Pause.NOT_REACHED, date(2026, 3, 9), date(2026, 3, 12))
knows = st.lists(
    st.builds(Knows, st.sampled_from(Reader), st.sampled_from([Told.NOTHING, Told.ALL])),
    max_size=6,
)
truths = st.builds(
    Truth,
    relationship=st.sampled_from(Relationship),
    state=st.sampled_from([*OPEN[Kind.REFERRAL], *ENDED[Kind.REFERRAL]]),
    asked_on=st.just(date(2026, 3, 3)),
    asked_by=st.sampled_from(WhoAsked),
    service=st.just("Riverside"),
    decider=st.sampled_from(Decider),
    hears=st.booleans(),
    holder=st.builds(
        Holder, st.just("Priya"), st.sampled_from(HolderRole), st.just("Sam"), st.just("Lena")
    ),
    due=st.builds(Due, st.sampled_from(Duty), st.just(date(2026, 3, 5))),
    is_overdue=st.booleans(),
    reason=st.none() | st.sampled_from(Reason),
    why_ended=st.none() | st.sampled_from(WhyEnds),
    next_step=st.sampled_from(["", "Ring the school nurse."]),
    receiver=st.just("Little Steps"),
    wait_weeks=st.none() | st.integers(1, 30),
    knows=knows,
    people_who_read=st.integers(0, 9),
    words=st.sampled_from(["", "Ring us."]),
    watch=st.sampled_from(["", "Two nights without sleep."]),
    service_phone=st.sampled_from(["", "01632 960 001"]),
    was_advised=st.booleans(),
    interpreter_asked=st.none() | st.booleans(),
    aside=st.sampled_from([(), (ONE_DAY,), (ONE_DAY, SOME_DAYS)]),
    happened=st.lists(
        st.builds(
            lambda kind_and_move, on, by_school: Happened(
                on, kind_and_move[1], kind_and_move[0], "Riverside", "Little Steps", by_school
            ),
            st.sampled_from(sorted({(kind, move) for kind, _state, move in MOVES})),
            st.dates(date(2026, 3, 3), date(2027, 3, 3)),
            st.booleans(),
        ),
        max_size=4,
    ).map(tuple),
)


def sentences_of(page: FamilyPage) -> list[Sentence]:
    extra = [page.interpreter] if page.interpreter else []
    return [
        page.asked,
        *page.who,
        *page.by_when,
        *page.decided,
        *(before for before, _own in page.then),
        *(step.sentence for step in page.steps),
        *(step.line for step in page.steps if step.line),
        *(one.sentence for one in page.history),
        *page.who_knows,
        *page.meanwhile,
        *page.cannot_wait,
        *page.why_not_all,
        *page.rights,
        *extra,
    ]


def said(sentences: tuple[Sentence, ...] | list[Sentence]) -> list[str]:
    return [say(sentence, ENGLISH) for sentence in sentences]


def test_the_family_reads_which_days_are_set_aside_and_that_each_still_counts() -> None:
    waits = replace(
        ELLIE, state=State.WAITING, due=Due(Duty.ARRANGE_CONTACT, date(2026, 3, 31)),
        aside=(ONE_DAY, SOME_DAYS),
    )  # fmt: skip

    assert said(family_page(waits).by_when)[-3:] == [
        "We were asked to wait on Wednesday 4 March.",
        "We could not reach anyone from Monday 9 March to Thursday 12 March.",
        "Your wait still counts each day.",
    ]
    for other in (replace(waits, hears=False), replace(waits, state=State.HELP_STARTED)):
        assert "Your wait still counts each day." not in said(sentences_of(family_page(other)))


def test_the_young_person_reads_who_what_and_by_when() -> None:
    page = family_page(ELLIE)

    assert said([page.asked]) == ["Someone at school asked for help for you on Tuesday 3 March."]
    assert said(page.who) == [
        "Priya has the request.",
        "Priya works with schools and young people at Riverside.",
        "Priya can talk with you, find the right person, or help your school.",
        "When Priya is away, ask for Sam.",
        "If you are not happy with this, ask for Lena.",
    ]
    assert said(page.by_when) == [
        "Priya must look at it by Thursday 5 March.",
        "You do not have to do anything.",
    ]
    assert [(one.on, one.sentence.text) for one in page.history] == [
        (date(2026, 3, 3), "Help was asked for.")
    ]
    assert [step.place for step in page.steps] == [Place.NOW, Place.NEXT]
    assert [say(step.line, ENGLISH) if step.line else "" for step in page.steps] == [
        "Priya must look at it by Thursday 5 March.", "",
    ]  # fmt: skip
    assert len(page.rights) == 6


def test_the_mother_reads_the_same_truth_in_her_own_words() -> None:
    page = family_page(HALINA)

    assert said([page.asked]) == ["The school asked for help for your child on Tuesday 3 March."]
    assert said(page.by_when) == ["Priya must look at it by Thursday 5 March."]
    assert "You can change who is told." in said(page.who_knows)


def test_a_young_person_who_decides_can_change_who_is_told_and_her_mother_cannot() -> None:
    ellie = family_page(replace(ELLIE, decider=Decider.COMPETENT))
    halina = family_page(replace(HALINA, decider=Decider.COMPETENT))

    assert "You can change who is told." in said(ellie.who_knows)
    assert "You can change who is told." not in said(halina.who_knows)
    assert "Your child decides about this. You can still say what you think." in said(halina.rights)


def test_a_carers_page_says_nothing_of_another_carer() -> None:
    told = (Knows(Reader.CARER, Told.ALL), Knows(Reader.SAFEGUARDING_LEAD, Told.STATUS))

    alone, with_others = family_page(HALINA), family_page(replace(HALINA, knows=told))

    assert with_others == alone


def test_not_the_right_team_says_why_and_what_comes_next() -> None:
    truth = replace(
        HALINA,
        state=State.NOT_ACCEPTED,
        reason=Reason.AGE,
        next_step="Little Steps will ring you.",
        due=Due(Duty.TELL, date(2026, 3, 10)),
    )
    page = family_page(truth)

    assert said(page.decided) == [
        "Riverside is not the right team for this.",
        REASONS[Reason.AGE].family,
        "You can ask again at any time.",
        "The school, your doctor or this team can help you to ask again.",
        "If things get worse, tell the school or the team at once.",
        "This is what comes next:",
    ]
    assert page.quoted == "Little Steps will ring you."
    assert said(page.by_when) == ["Priya must talk with you by Tuesday 10 March."]


def test_after_a_no_nobody_is_told_that_there_is_nothing_to_do() -> None:
    """What comes next is in the team's own words, and may ask something of them."""
    page = family_page(replace(ELLIE, state=State.NOT_ACCEPTED, reason=Reason.AGE))

    assert "You do not have to do anything." not in said(page.by_when)
    assert said([page.steps[-1].sentence]) == ["Someone else can help."]


def test_whoever_looks_again_after_the_end_finds_why_and_what_came_next() -> None:
    truth = replace(
        HALINA, state=State.CLOSED, reason=Reason.AGE, next_step="Ring Little Steps.", due=None
    )
    page = family_page(truth)

    assert said(page.decided) == [
        "Riverside is not the right team for this.",
        REASONS[Reason.AGE].family,
        "You can ask again at any time.",
        "The school, your doctor or this team can help you to ask again.",
        "If things get worse, tell the school or the team at once.",
        "This is what comes next:",
    ]
    assert page.quoted == "Ring Little Steps."


@pytest.mark.parametrize(("weeks", "text"), [(1, "one week"), (2, "2 weeks"), (21, "21 weeks")])
def test_a_wait_is_said_in_weeks(weeks: int, text: str) -> None:
    page = family_page(replace(ELLIE, state=State.WAITING, wait_weeks=weeks))

    assert said(page.decided)[-1] == f"Most people wait for up to {text}."


@pytest.mark.parametrize("state", sorted(ENDED[Kind.REFERRAL]))
def test_after_the_end_nobody_is_named_and_nothing_is_due(state: State) -> None:
    page = family_page(replace(ELLIE, state=state, due=None, holder=None, receiver="Little Steps"))

    over = "This has come to an end. No one has to act on it now."
    passed_on = state is State.PASSED_ON
    ask = "To know more, ask the school."
    assert said(page.who) == (["Little Steps has it now."] if passed_on else [over, ask])
    assert page.by_when == ()


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.CLOSED, State.DISCHARGED])
def test_whoever_can_ask_again_reads_whom_to_ring(state: State) -> None:
    page = family_page(
        replace(HALINA, state=state, due=None, holder=None, service_phone="01632 960 001")
    )

    assert said(page.who)[-1] == "To talk, ring 01632 960 001."


def test_what_was_stopped_claims_no_decision() -> None:
    page = family_page(replace(ELLIE, state=State.WITHDRAWN, due=None, holder=None))

    assert page.steps == ()


@given(truths)
def test_every_truth_makes_a_page_that_can_be_said(truth: Truth) -> None:
    texts = said(sentences_of(family_page(truth)))

    assert all(texts)
    assert not [text for text in texts if "{" in text or "}" in text]


@given(truths)
def test_only_the_fixed_sentences_are_said(truth: Truth) -> None:
    fixed = {*words.ALL, *(one for one, _many in words.PLURALS)}
    fixed |= {reason.family for reason in (*REASONS.values(), *WHY_ENDS.values())}

    assert {sentence.text for sentence in sentences_of(family_page(truth))} <= fixed


@given(truths, truths)
def test_what_others_are_told_changes_nothing_but_who_knows(one: Truth, other: Truth) -> None:
    same = replace(one, knows=other.knows, people_who_read=other.people_who_read)

    assert replace(family_page(one), who_knows=()) == replace(family_page(same), who_knows=())


ENGLISH_TEXTS = [
    *words.ALL,
    *itertools.chain(*words.PLURALS),
    *(reason.family for reason in (*REASONS.values(), *WHY_ENDS.values())),
]


def filled(text: str) -> str:
    return text.format_map(SHORT)


@pytest.mark.parametrize("text", ENGLISH_TEXTS)
def test_a_nine_year_old_can_read_each_sentence(text: str) -> None:
    # One or two words are a heading or a button, for which the formula was not made.
    if len(text.split()) > 2:
        assert grade(filled(text)) <= 4, grade(filled(text))
    assert len(filled(text).split()) <= 18


def test_a_nine_year_old_can_read_the_pages() -> None:
    whole = " ".join(filled(text) for text in ENGLISH_TEXTS if text.endswith("."))

    assert grade(whole) <= 2


@pytest.mark.parametrize("text", ENGLISH_TEXTS)
def test_no_word_that_families_should_not_read(text: str) -> None:
    assert list(slips(text, NEVER + NOT_FOR_FAMILIES)) == []
    assert not re.search(r"\b(he|she|him|her|his|hers)\b", text, re.IGNORECASE)


def test_the_grade_of_known_texts() -> None:
    easy = "The cat sat on the mat. The dog ran."
    hard = "Multidisciplinary assessment facilitates individualised therapeutic intervention."

    assert grade(easy) < 1
    assert grade(hard) > 15
