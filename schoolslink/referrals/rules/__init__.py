"""The rules of asking and answering: no database, no clock, no Django. Checked with a pencil."""

from schoolslink.referrals.rules.dues import (
    DEFAULT_LIMITS,
    Due,
    Duty,
    Limits,
    Moment,
    due_after,
)
from schoolslink.referrals.rules.errors import RuleBroken
from schoolslink.referrals.rules.holders import (
    WHOSE,
    Side,
    holding_side,
    may_reroute,
    moves_of,
    sending_move,
)
from schoolslink.referrals.rules.moves import (
    BESIDE,
    ENDED,
    MOVES,
    OPEN,
    Kind,
    Move,
    MoveNotAllowed,
    State,
    is_open,
    moves_allowed,
    next_state,
)
from schoolslink.referrals.rules.needs import (
    NEEDS,
    Need,
    SomethingMissing,
    check_needs,
    missing_for,
)
from schoolslink.referrals.rules.overdue import WhenOverdue, when_overdue

__all__ = [
    "BESIDE",
    "DEFAULT_LIMITS",
    "ENDED",
    "MOVES",
    "NEEDS",
    "OPEN",
    "WHOSE",
    "Due",
    "Duty",
    "Kind",
    "Limits",
    "Moment",
    "Move",
    "MoveNotAllowed",
    "Need",
    "RuleBroken",
    "Side",
    "SomethingMissing",
    "State",
    "WhenOverdue",
    "check_needs",
    "due_after",
    "holding_side",
    "is_open",
    "may_reroute",
    "missing_for",
    "moves_allowed",
    "moves_of",
    "next_state",
    "sending_move",
    "when_overdue",
]
