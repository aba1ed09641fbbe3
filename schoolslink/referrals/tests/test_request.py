"""The questions of a request: few at first, then those this service needs, none that blocks."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolslink.referrals.rules.request import (
    BLOCKS,
    DEFAULT_CRITERIA,
    FIELDS,
    MOST_QUESTIONS,
    RISK_FIELDS,
    About,
    Criteria,
    CriteriaUnreadable,
    Mark,
    Service,
    Weight,
    age_from,
    age_on,
    blocks_asked,
    completeness,
    first_questions,
    missing_to_send,
    read_criteria,
    risks_marked,
    routing_hints,
)
from schoolslink.referrals.rules.request.fields import FieldKind
from schoolslink.referrals.rules.text import Language, say

ENGLISH = Language(lambda t: t, lambda one, many, n: one if n == 1 else many, str)
RIVERSIDE = Service(UUID(int=1), "Riverside", Criteria(age_from=5, age_until=18))
LITTLE_STEPS = Service(UUID(int=2), "Little Steps", Criteria(age_from=0, age_until=5))
TUESDAY = date(2026, 3, 3)

answers_to = st.dictionaries(
    st.sampled_from(sorted(FIELDS)),
    st.sampled_from(["yes", "no", "urgent", "child_in_need", "some words", *Mark]),
)
abouts = st.builds(About, age=st.none() | st.integers(0, 26), is_college=st.booleans())


def asked(answers: dict[str, str], about: About) -> list[str]:
    return [f.name for block in blocks_asked(answers, about) for f in block.fields]


def lines(service: Service, *nearby: Service, age: int | None, topics: list[str]) -> list[str]:
    hints = routing_hints(service, nearby, age=age, topics=topics)
    return [say(hint.sentence, ENGLISH) for hint in hints]


def test_the_house_rules_of_the_data() -> None:
    assert len(BLOCKS) == 17
    assert len(FIELDS) == sum(len(block.fields) for block in BLOCKS)
    for field in FIELDS.values():
        assert field.label
        assert bool(field.choices) == (field.kind in (FieldKind.ONE_OF, FieldKind.SOME_OF))
        assert field.when is None or field.when.field in FIELDS


def test_twelve_questions_begin_a_request_and_a_college_is_not_asked_about_parents() -> None:
    school, college = first_questions(is_college=False), first_questions(is_college=True)

    assert len(school) == MOST_QUESTIONS == 12
    assert len(college) == 11
    assert "carer_agrees" not in {f.name for q in college for f in q.fields}


def test_a_name_and_a_worry_are_enough_to_send_and_each_may_be_not_known() -> None:
    assert missing_to_send({}) == ("first_name", "surname", "concern")
    assert missing_to_send({"first_name": "E", "surname": Mark.NOT_KNOWN, "concern": "x"}) == ()


def test_a_college_is_never_asked_about_carers() -> None:
    names = asked({}, About(age=17, is_college=True))

    assert not [name for name in names if name.startswith(("carer", "second_carer"))]
    assert "concern" in names


def test_own_mobile_is_asked_from_sixteen_and_parental_responsibility_until_eighteen() -> None:
    assert "young_person_phone" not in asked({}, About(age=15))
    assert "young_person_phone" in asked({}, About(age=16))
    assert "carer_pr" in asked({}, About(age=17))
    assert "carer_pr" not in asked({}, About(age=18))


def test_a_yes_brings_its_detail() -> None:
    assert "risk_self_harm_said" not in asked({"risk_self_harm": "no"}, About())
    assert "risk_self_harm_said" in asked({"risk_self_harm": "yes"}, About())
    assert "looked_after_council" in asked({"looked_after": "yes"}, About(age=9))
    assert "looked_after_council" not in asked({"looked_after": "yes"}, About(age=19))


@given(answers_to, abouts)
def test_completeness_counts_what_it_names(answers: dict[str, str], about: About) -> None:
    result = completeness(answers, about, DEFAULT_CRITERIA)

    assert result.needed - result.there == len(result.missing)
    assert 0 <= result.there <= result.needed
    assert set(result.missing).isdisjoint(answers)


@given(answers_to, abouts)
def test_anything_may_be_not_known(answers: dict[str, str], about: About) -> None:
    said = dict.fromkeys(FIELDS, str(Mark.NOT_KNOWN)) | answers

    assert completeness(said, about, DEFAULT_CRITERIA).is_complete


def test_left_for_the_family_is_listed_for_them() -> None:
    result = completeness({"gp_practice": Mark.ASK_FAMILY}, About(), DEFAULT_CRITERIA)

    gp = next(block for block in result.blocks if block.name == "gp")
    assert gp.for_family == ("gp_practice",)
    assert gp.is_done


def test_a_service_may_need_what_we_do_not() -> None:
    wants_number = Criteria(weights={"nhs_number": Weight.NEEDED})

    assert "nhs_number" in completeness({}, About(), wants_number).missing
    assert "nhs_number" not in completeness({}, About(), DEFAULT_CRITERIA).missing


def test_an_age_answers_for_a_birth_date() -> None:
    assert "birth_date" not in completeness({"age": "9"}, About(), DEFAULT_CRITERIA).missing


@pytest.mark.parametrize(
    ("answers", "age"),
    [
        ({"birth_date": "2011-03-03"}, 15),
        ({"birth_date": "2011-03-04"}, 14),
        ({"birth_date": "", "age": "9"}, 9),
        ({"birth_date": Mark.NOT_KNOWN, "age": " 9 "}, 9),
        ({"birth_date": "nonsense"}, None),
        ({}, None),
    ],
)
def test_age_from_what_was_said(answers: dict[str, str], age: int | None) -> None:
    assert age_from(answers, TUESDAY) == age


def test_a_leap_day_birthday_falls_on_the_first_of_march() -> None:
    assert age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17
    assert age_on(date(2008, 2, 29), date(2026, 3, 1)) == 18


def test_too_young_points_to_the_service_that_sees_them() -> None:
    assert lines(RIVERSIDE, LITTLE_STEPS, age=4, topics=[]) == [
        "Riverside does not see children under 5. Little Steps does. Send to Little Steps instead?"
    ]
    assert lines(RIVERSIDE, LITTLE_STEPS, age=5, topics=[]) == []
    assert lines(RIVERSIDE, LITTLE_STEPS, age=None, topics=[]) == []


def test_too_old_with_nobody_near_still_may_ask() -> None:
    assert lines(RIVERSIDE, age=18, topics=[]) == [
        "Riverside sees people until they turn 18. You can still ask it who helps."
    ]


def test_a_topic_that_goes_elsewhere_says_where() -> None:
    criteria = read_criteria({"elsewhere": {"learning": {"name": "The community team"}}})

    assert lines(Service(UUID(int=3), "Hill", criteria), age=9, topics=["learning", "low"]) == [
        "“Learning, speech or movement”: Hill does not take this. "
        "It says that The community team does."
    ]


def test_criteria_are_read_with_defaults_and_wrong_ones_are_named() -> None:
    assert read_criteria({}) == DEFAULT_CRITERIA
    read = read_criteria({"ages": {"from": 5}, "limits": {"look_wd": 1}}, version=3)
    assert (read.age_from, read.age_until, read.limits.look_wd, read.version) == (5, 18, 1, 3)
    wrong_ones: tuple[dict[str, object], ...] = (
        {"ages": {"from": 18, "until": 5}},
        {"ages": []},
        {"takes": ["everything"]},
        {"weights": {"shoe_size": "needed"}},
        {"weights": {"gp_name": "perhaps"}},
        {"limits": {"look_wd": "soon"}},
        {"elsewhere": {"low": {"name": "X", "service": "not an id"}}},
        {"wait_weeks": [9, 4]},
    )
    for wrong in wrong_ones:
        with pytest.raises(CriteriaUnreadable):
            read_criteria(wrong)


def test_a_risk_is_marked_by_a_person_and_never_by_words() -> None:
    assert risks_marked({"concern": "she wants to die", "risk_self_harm": "no"}) == ()
    assert risks_marked(dict.fromkeys(RISK_FIELDS, "yes")) == RISK_FIELDS
