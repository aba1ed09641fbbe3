"""What came on paper or by phone, typed in by somebody of the service, as the request it is."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from schoolslink.referrals.rules.agreement import (
    Agreement,
    Answered,
    CarerAnswer,
    Standing,
    agreement,
    who_decides,
)
from schoolslink.referrals.rules.errors import RuleBroken
from schoolslink.referrals.rules.own.answers import decider_of_own
from schoolslink.referrals.rules.request import age_from, is_answered

Said = Mapping[str, Any]
# Older than this is a slip of the pen, and would bend every clock.
OLDEST_DAYS = 366
_SAID = {"agrees": Answered.AGREED, "says_no": Answered.SAID_NO, "knows": Answered.ASKED}


class AskedLater(RuleBroken):
    """It cannot have been asked after now. Check the day and the time."""


class AskedTooLongAgo(RuleBroken):
    """That is more than a year ago. Check the year."""


def check_made_at(made_at: datetime, at: datetime) -> datetime:
    """Return when it was asked. Raises AskedLater for after now and AskedTooLongAgo for a slip."""
    if made_at > at:
        raise AskedLater
    if made_at < at - timedelta(days=OLDEST_DAYS):
        raise AskedTooLongAgo
    return made_at


def typed_agreement(asked_by: str, said: Said, on: date) -> Agreement:
    """Return whose yes it needs and whether it was there, as whoever asked said it.

    A young person who asked alone decides till somebody judges; of the others by age, as always.
    """
    if asked_by == "self":
        return Agreement(decider_of_own("self", said, on), Standing.AGREED)
    decider = who_decides(age_from(said, on))
    child = _SAID.get(str(said.get("young_person_agrees")), Answered.NOT_ASKED)
    carer = _SAID.get(str(said.get("carer_agrees")), Answered.NOT_ASKED)
    return agreement(decider, child, [CarerAnswer(carer, said.get("carer_pr") == "yes")])


def typed_choices(said: Said) -> dict[str, bool]:
    """Return who may be told, of those about whom they said anything."""
    asked = {"school": "school_hears", "carer": "home_hears", "gp": "gp_hears"}
    return {
        whom: said[name] == "yes" for whom, name in asked.items() if said.get(name) in ("yes", "no")
    }


def typed_answers(asked_by: str, said: Said) -> dict[str, Any]:
    """Return the answers of the request, under the names by which every request is kept and read."""
    told = typed_choices(said)
    left_out = ("home_hears", "gp_hears")
    kept = {name: value for name, value in said.items() if name not in left_out}
    kept |= {"tell": ["young_person", *(whom for whom in ("carer", "gp") if told.get(whom))]}
    if asked_by == "self":
        kept |= {"young_person_agrees": "agrees", "contact_first": "young_person"}
        if told.get("carer") is not True:
            kept |= {"no_letters_home": "yes"}
    if asked_by == "carer":
        kept |= {"carer_agrees": "agrees", "contact_first": "carer"}
    return {name: value for name, value in kept.items() if is_answered(value)}
