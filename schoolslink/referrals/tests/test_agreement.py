"""Three records, never one tick: who agreed, who may be told, and on what ground."""

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolslink.referrals.rules.agreement import (
    GILLICK,
    Answered,
    CarerAnswer,
    CompetenceNote,
    Decider,
    GillickQuestion,
    Standing,
    agreement,
    is_a_no,
    who_decides,
)
from schoolslink.referrals.rules.basis import BASES, Basis, basis_of
from schoolslink.referrals.rules.sharing import CarerFacts, Choice, Order, Reader, Told, may_tell

JUDGED = date(2026, 3, 3)
ABLE = CompetenceNote(frozenset(GillickQuestion), "Amira Khan", JUDGED, "asking for help")
ages = st.none() | st.integers(0, 25)
answered = st.sampled_from(Answered)
carers = st.lists(st.builds(CarerAnswer, answered, st.booleans()), max_size=3)


@pytest.mark.parametrize(
    ("age", "note", "shown_unable", "decider"),
    [
        (18, None, False, Decider.ADULT),
        (18, None, True, Decider.ADULT),
        (17, None, False, Decider.PRESUMED),
        (16, None, False, Decider.PRESUMED),
        (16, None, True, Decider.CARER),
        (15, None, False, Decider.CARER),
        (15, ABLE, False, Decider.COMPETENT),
        (9, ABLE, False, Decider.COMPETENT),
        (None, None, False, Decider.CARER),
        (None, ABLE, False, Decider.COMPETENT),
    ],
)
def test_who_decides(
    age: int | None, note: CompetenceNote | None, shown_unable: bool, decider: Decider
) -> None:
    assert who_decides(age, note=note, shown_unable=shown_unable) is decider


@given(st.frozensets(st.sampled_from(GillickQuestion)), st.sampled_from(["", "  ", "Amira Khan"]))
def test_under_sixteen_decides_only_with_all_four_and_a_named_judge(
    yes: frozenset[GillickQuestion], judge: str
) -> None:
    note = CompetenceNote(yes, judge, JUDGED, "asking for help")
    able = len(yes) == 4 and judge == "Amira Khan"

    assert who_decides(14, note=note) is (Decider.COMPETENT if able else Decider.CARER)


def test_in_a_college_an_unknown_age_counts_as_sixteen() -> None:
    assert who_decides(None, is_college=True) is Decider.PRESUMED
    assert who_decides(15, is_college=True) is Decider.CARER


def test_four_plain_questions() -> None:
    assert [question for question, _words in GILLICK] == list(GillickQuestion)


@pytest.mark.parametrize("says", Answered)
@pytest.mark.parametrize("decider", [Decider.ADULT, Decider.PRESUMED, Decider.COMPETENT])
def test_who_decides_alone_is_not_overruled(decider: Decider, says: Answered) -> None:
    against = [CarerAnswer(Answered.SAID_NO, has_responsibility=True)]
    expected = {
        Answered.AGREED: Standing.AGREED,
        Answered.SAID_NO: Standing.NO,
        Answered.WITHDRAWN: Standing.NO,
    }.get(says, Standing.WAITING)

    assert agreement(decider, says, against).standing is expected


@pytest.mark.parametrize(("one", "other"), list(itertools.product(Answered, Answered)))
def test_two_carers_with_the_right_to_decide(one: Answered, other: Answered) -> None:
    both = [CarerAnswer(one, True), CarerAnswer(other, True)]
    no = {Answered.SAID_NO, Answered.WITHDRAWN}
    yes_said, no_said = Answered.AGREED in (one, other), bool(no & {one, other})
    expected = {
        (True, True): Standing.DISAGREE,
        (True, False): Standing.AGREED,
        (False, True): Standing.NO,
        (False, False): Standing.WAITING,
    }[yes_said, no_said]

    assert agreement(Decider.CARER, Answered.NOT_ASKED, both).standing is expected


@given(answered, carers)
def test_a_carer_without_responsibility_neither_agrees_nor_stops(
    young_person: Answered, people: list[CarerAnswer]
) -> None:
    counted = [carer for carer in people if carer.has_responsibility]

    assert agreement(Decider.CARER, young_person, people) == agreement(
        Decider.CARER, young_person, counted
    )


@given(answered, st.lists(st.builds(CarerAnswer, answered, st.booleans()), max_size=2))
def test_a_no_is_never_taken_for_waiting_and_a_yes_never_for_a_no(
    young_person: Answered, people: list[CarerAnswer]
) -> None:
    said = [carer.answered for carer in people]
    no = {Answered.SAID_NO, Answered.WITHDRAWN}
    stands = agreement(Decider.CARER, young_person, people)

    is_no = is_a_no(stands, said)

    if Answered.AGREED not in said:
        assert is_no == bool(no & set(said))
    elif not no & {one.answered for one in people if one.has_responsibility}:
        assert not is_no


def test_a_childs_no_is_shown_though_the_carer_decides() -> None:
    result = agreement(
        Decider.CARER, Answered.SAID_NO, [CarerAnswer(Answered.AGREED, has_responsibility=True)]
    )

    assert result.is_there
    assert result.young_person_says_no


CARER_TRUTH = {
    # (choice, decider is the carer, has responsibility) -> told; barred is always nothing
    (Choice.YES, True, True): Told.ALL,
    (Choice.YES, True, False): Told.ALL,
    (Choice.YES, False, True): Told.ALL,
    (Choice.YES, False, False): Told.ALL,
    (Choice.NO, True, True): Told.ALL,  # but where a risk is marked
    (Choice.NO, True, False): Told.NOTHING,
    (Choice.NO, False, True): Told.NOTHING,
    (Choice.NO, False, False): Told.NOTHING,
    (Choice.NOT_ASKED, True, True): Told.ALL,
    (Choice.NOT_ASKED, True, False): Told.NOTHING,
    (Choice.NOT_ASKED, False, True): Told.NOTHING,
    (Choice.NOT_ASKED, False, False): Told.NOTHING,
}


@pytest.mark.parametrize(
    ("decider", "choice", "right", "order", "risk"),
    list(itertools.product(Decider, Choice, (True, False), Order, (True, False))),
)
def test_what_a_carer_hears(
    decider: Decider, choice: Choice, right: bool, order: Order, risk: bool
) -> None:
    facts = CarerFacts(has_responsibility=right, order=order)

    told = may_tell(Reader.CARER, choice, decider, carer=facts, risk_marked=risk)

    expected = CARER_TRUTH[choice, decider is Decider.CARER, right]
    if choice is Choice.NO and risk:
        expected = Told.NOTHING
    hears_by_order = order in (Order.NONE, Order.LIMITS_CONTACT)
    assert told is (expected if hears_by_order else Told.NOTHING)


@pytest.mark.parametrize(
    ("reader", "choice", "by_school", "risk", "told"),
    [
        (Reader.YOUNG_PERSON, Choice.NOT_ASKED, True, False, Told.ALL),
        (Reader.YOUNG_PERSON, Choice.NO, False, False, Told.ALL),
        (Reader.SCHOOL, Choice.YES, True, False, Told.ALL),
        (Reader.SCHOOL, Choice.NOT_ASKED, True, False, Told.STATUS),
        (Reader.SCHOOL, Choice.NO, True, False, Told.STATUS),
        (Reader.SCHOOL, Choice.YES, False, False, Told.ALL),
        (Reader.SCHOOL, Choice.NOT_ASKED, False, False, Told.NOTHING),
        (Reader.SCHOOL, Choice.NO, False, True, Told.NOTHING),
        (Reader.GP, Choice.YES, True, False, Told.ALL),
        (Reader.GP, Choice.NOT_ASKED, True, True, Told.NOTHING),
        (Reader.GP, Choice.NO, True, False, Told.NOTHING),
        (Reader.SAFEGUARDING_LEAD, Choice.NO, True, True, Told.STATUS),
        (Reader.SAFEGUARDING_LEAD, Choice.YES, True, False, Told.NOTHING),
    ],
)
def test_what_others_hear(
    reader: Reader, choice: Choice, by_school: bool, risk: bool, told: Told
) -> None:
    for decider in Decider:
        heard = may_tell(reader, choice, decider, made_by_school=by_school, risk_marked=risk)
        assert heard is told


def test_agreement_is_not_the_ground_for_sharing() -> None:
    assert basis_of(agreed=True, risk_marked=False) is Basis.CARE
    assert basis_of(agreed=False, risk_marked=False) is Basis.CARE
    assert basis_of(agreed=False, risk_marked=True) is Basis.SAFEGUARDING
    assert basis_of(agreed=True, risk_marked=True, life_in_danger=True) is Basis.LIFE
    assert set(BASES) == set(Basis)
