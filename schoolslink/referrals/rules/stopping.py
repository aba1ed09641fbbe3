"""Whether a school ends by itself what it asked for a child, or asks the service to talk first."""

from __future__ import annotations

from schoolslink.referrals.rules.moves import Move, State
from schoolslink.referrals.rules.moves.referral import UNDECIDED


def school_ends_alone(state: State, *, risk_marked: bool, at_a_team: bool) -> bool:
    """Say whether one sentence of the school takes a request back.

    What no team has yet is the school's own. A risk that somebody marked, and an answer that the family
    was promised, do not leave every list by the word of one person who may know less than the others:
    the team talks with the family first, and ends it with a reason, or goes on.
    """
    return not at_a_team or (not risk_marked and state in UNDECIDED)


def closed_to_school(state: State, *, risk_marked: bool, at_a_team: bool) -> Move:
    """Return which of the two ways to stop a request is not the school's: to end it, or to ask."""
    alone = school_ends_alone(state, risk_marked=risk_marked, at_a_team=at_a_team)
    return Move.ASK_TO_STOP if alone else Move.WITHDRAW
