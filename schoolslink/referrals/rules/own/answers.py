"""What somebody said who asks by themselves, in the words in which every request is kept."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from schoolslink.referrals.rules.agreement import Agreement, Decider, Standing, who_decides
from schoolslink.referrals.rules.own.steps import STEPS, Step
from schoolslink.referrals.rules.request import age_from, is_answered, missing_to_send

Said = Mapping[str, Any]

# Which step asks what cannot be left out.
_NEEDED = {"concern": Step.WORRY, "first_name": Step.CHILD, "surname": Step.CHILD}


def decider_of_own(relationship: str, said: Said, on: date) -> Decider:
    """Return whose word counts about a request that one of a family asks for by themselves.

    Whoever is under 16 and asks alone decides until somebody who has met them judges: nobody at home or
    at school hears of it before. A carer asks for a child; for one of 16 the child decides.
    """
    decider = who_decides(age_from(said, on))
    if relationship == "self" and decider is Decider.CARER:
        return Decider.OWN
    return decider


def agreed(relationship: str, said: Said, on: date) -> Agreement:
    """Return whether the yes that is needed came with the request. It goes to the service all the same."""
    decider = decider_of_own(relationship, said, on)
    if relationship == "self":
        return Agreement(decider, Standing.AGREED)
    child = said.get("young_person_agrees")
    yes = said.get("carer_pr") == "yes" if decider is Decider.CARER else child == "agrees"
    standing = Standing.AGREED if yes else Standing.WAITING
    if decider is not Decider.CARER and child == "says_no":
        standing = Standing.NO
    return Agreement(decider, standing, child == "says_no")


def may_choose(relationship: str, said: Said, on: date) -> bool:
    """Say whether whoever asks also chooses who may be told: the young person, or who answers for a child."""
    if relationship == "self":
        return True
    is_carers = decider_of_own(relationship, said, on) is Decider.CARER
    return is_carers and said.get("carer_pr") == "yes"


def chosen(relationship: str, said: Said, on: date) -> dict[str, bool]:
    """Return who may be told, of those about whom whoever asks was asked and may choose."""
    if not may_choose(relationship, said, on):
        return {}
    asked = {"school": "school_hears", "gp": "gp_hears"}
    if relationship == "self":
        asked["carer"] = "home_hears"
    return {whom: said[name] == "yes" for whom, name in asked.items() if said.get(name)}


def as_answers(relationship: str, said: Said, on: date) -> dict[str, Any]:
    """Return the answers of a request, under the names by which every request is kept and read."""
    told = chosen(relationship, said, on)
    kept = {name: value for name, value in said.items() if name not in ("home_hears", "gp_hears")}
    kept |= {"tell": ["young_person", *(whom for whom in ("carer", "gp") if told.get(whom))]}
    if relationship == "self":
        kept |= {"young_person_agrees": "agrees", "contact_first": "young_person"}
        kept |= {
            "carer_agrees": "not_asked",
            "no_letters_home": "no" if told.get("carer") else "yes",
        }
        if not told.get("carer"):
            kept.pop("carer_name", None)
    else:
        kept |= {"carer_agrees": "agrees", "contact_first": "carer"}
    if "school" not in told:
        kept.pop("school_hears", None)
    return {name: value for name, value in kept.items() if is_answered(value)}


def missing(said: Said) -> tuple[str, ...]:
    """Return what must be said before it can be sent."""
    return missing_to_send(said)


def steps_left(done: set[str], said: Said) -> tuple[Step, ...]:
    """Return the steps that are still to be done: never saved, or without what is needed."""
    lacks = {_NEEDED[name] for name in missing(said)}
    return tuple(step for step in STEPS if step not in done or step in lacks)


def next_step(done: set[str], said: Said) -> Step | None:
    """Return the first step that is left; None when it can be looked over and sent."""
    left = steps_left(done, said)
    return left[0] if left else None
