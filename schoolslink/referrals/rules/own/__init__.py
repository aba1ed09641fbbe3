"""Asking for help by oneself: the steps, what each asks, and what the answers mean. Pure."""

from schoolslink.referrals.rules.own.answers import (
    agreed,
    as_answers,
    chosen,
    decider_of_own,
    may_choose,
    missing,
    next_step,
    steps_left,
)
from schoolslink.referrals.rules.own.sentences import SENTENCES
from schoolslink.referrals.rules.own.steps import KEPT_DAYS, STEPS, Step

__all__ = [
    "KEPT_DAYS",
    "SENTENCES",
    "STEPS",
    "Step",
    "agreed",
    "as_answers",
    "chosen",
    "decider_of_own",
    "may_choose",
    "missing",
    "next_step",
    "steps_left",
]
