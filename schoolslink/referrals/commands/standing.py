"""Where an agreement stands, from what was answered about it: the one reading of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from schoolslink.referrals.models import Item
from schoolslink.referrals.rules import agreement as agreeing
from schoolslink.referrals.rules.request import About
from schoolslink.referrals.sharing import said_beside, whose_word

Answers = Mapping[str, Any]

# What the first page's answer about agreement means to the rules.
SAID = {
    "agrees": agreeing.Answered.AGREED,
    "knows": agreeing.Answered.ASKED,
    "says_no": agreeing.Answered.SAID_NO,
}


AGREEING = ("young_person_agrees", "carer_agrees", "second_carer_agrees")


def standing_of(
    answers: Answers,
    about: About,
    note: agreeing.CompetenceNote | None,
    without: Collection[str] = (),
) -> agreeing.Agreement:
    """Return where the agreement stands, by age, setting, competence and what each person said.

    without: the carers whose word does not count, whatever the answers say: by an order, or disputed.
    """
    decider = agreeing.who_decides(
        about.age, note=note, shown_unable=bool(unable_by(answers)), is_college=about.is_college
    )
    said = {name: SAID.get(str(answers.get(name, "")), agreeing.Answered.NOT_ASKED)
            for name in AGREEING}  # fmt: skip
    carers = [
        agreeing.CarerAnswer(
            said[f"{who}_agrees"], answers.get(f"{who}_pr") == "yes" and who not in without
        )
        for who in ("carer", "second_carer")
    ]
    return agreeing.agreement(decider, said["young_person_agrees"], carers)


def standing_now(
    item: Item, answers: Answers, about: About, note: agreeing.CompetenceNote | None
) -> agreeing.Agreement:
    """Return where it stands with what is known beside the answers: orders, and a family's own no."""
    without, own = said_beside(item)
    stands = standing_of(answers, about, note, without)
    return agreeing.after_own_no(stands, own.get(whose_word(stands.decider)))


def said_no(answers: Answers, stands: agreeing.Agreement) -> bool:
    """Say whether those who were asked said no: the one reading of it, on every page."""
    carers = [SAID.get(str(answers.get(f"{who}_agrees", "")), agreeing.Answered.NOT_ASKED)
              for who in ("carer", "second_carer")]  # fmt: skip
    return agreeing.is_a_no(stands, carers)


def unable_by(answers: Answers) -> str:
    """Return who found that a person of 16 or 17 cannot decide this; empty where nobody did."""
    return str(answers.get("unable_by") or "") if answers.get("who_decides") == "unable" else ""
