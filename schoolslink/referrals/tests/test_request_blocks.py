"""Every block of the reference form is asked, field by field, and the documented list is the code's."""

import re

import pytest

from schoolslink.config.database.locate import ROOT
from schoolslink.referrals.rules.request import (
    BLOCKS,
    FIELDS,
    About,
    Weight,
    blocks_left,
    completeness,
    read_criteria,
)
from schoolslink.referrals.rules.request.asking import STAND_INS

# Block by block what national forms and guidance ask for, and by which questions it is asked here.
REFERENCE = {
    "child": "first_name surname called birth_date age address postcode gender pronouns ethnicity"
    " language interpreter access_needs nhs_number",
    "contact": "contact_first young_person_phone young_person_email safe_times not_to_contact"
    " no_letters_home",
    "family": "carer_name carer_relationship carer_phone carer_email carer_language carer_pr"
    " second_carer_name second_carer_relationship second_carer_phone second_carer_email"
    " second_carer_pr lives_with siblings looked_after looked_after_council looked_after_order"
    " looked_after_worker",
    "gp": "gp_practice gp_name",
    "school": "school_year attendance exclusions send pupil_premium not_these_times",
    "concern": "concern topics worry since where how_often triggers why_now",
    "impact": "impact_learning impact_attendance impact_family impact_friends impact_care"
    " impact_sleep impact_eating",
    "risk": "risk_self_harm risk_suicide_thoughts risk_suicide_plan risk_eating risk_voices"
    " risk_to_others risk_from_others risk_exploitation risk_substances risk_missing",
    "history": "seen_before diagnoses medication development losses",
    "tried": "tried tried_when tried_effect not_tried_because services_now",
    "voice": "wants wants_not_asked wants_not matters",
    "carer_view": "carer_view carer_view_not_asked",
    "agreement": "young_person_agrees carer_agrees second_carer_agrees school_hears tell",
    "safeguarding": "dsl_told dsl_told_who child_plan social_worker",
    "referrer": "referrer_phone referrer_times holiday_contact holiday_phone seen_them",
    "what": "ask_for urgency urgency_why where_to_meet",
    "files": "attached",
}
RISKS = REFERENCE["risk"].split()
REFERENCE["risk"] = " ".join([f"{risk} {risk}_said" for risk in RISKS] + ["safety_plan"])


@pytest.mark.parametrize("name", REFERENCE)
def test_each_block_asks_what_the_reference_form_asks(name):
    (block,) = [block for block in BLOCKS if block.name == name]
    assert sorted(field.name for field in block.fields) == sorted(REFERENCE[name].split())


def test_no_block_is_without_a_line_here():
    assert {block.name for block in BLOCKS} == set(REFERENCE)


def test_the_documented_list_is_this_list():
    """`./link docs --check` holds the page to the code; this holds it to the list above."""
    page = (ROOT / "docs/request.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `([a-z_0-9]+)` \|", page, re.M)
    assert sorted(told) == sorted(name for names in REFERENCE.values() for name in names.split())


def test_every_risk_is_yes_no_or_not_known_and_a_yes_asks_what_was_seen():
    for risk in RISKS:
        assert {choice.value for choice in FIELDS[risk].choices} == {"yes", "no"}
        assert FIELDS[f"{risk}_said"].when.field == risk


@pytest.mark.parametrize("name", sorted(FIELDS))
def test_a_service_says_of_each_question_whether_it_needs_it(name):
    for weight in Weight:
        criteria = read_criteria({"weights": {name: weight.value}})
        assert criteria.weight(name) is weight


@pytest.mark.parametrize(("needed", "instead"), STAND_INS.items())
def test_a_reason_why_not_answers_for_what_was_not_done(needed, instead):
    criteria = read_criteria({"weights": {needed: "needed"}})

    def is_missing(answers) -> bool:
        return needed in completeness(answers, About(), criteria).missing

    assert is_missing({})
    assert not is_missing({instead: "12"})
    assert is_missing({instead: "__not_known__"}) or needed == "birth_date"
    assert not is_missing({needed: "__ask_family__"})
    left = {field.name for block in blocks_left([needed]) for field in block.fields}
    assert left == {needed} | ({instead} if needed != "birth_date" else set())


def test_the_concern_is_counted_in_words():
    assert FIELDS["concern"].words == 300
