"""What somebody of a family means by what they write: each but thanks is a move, and a person answers it."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from schoolslink.referrals.rules.moves import Move


class FamilySaid(StrEnum):
    """What they meant."""

    ASKED = "asked"
    WRONG = "wrong"  # something written about them is not so
    DISAGREES = "disagrees"
    WORSE = "worse"
    STOPS = "stops"
    BETTER = "better"
    SAME = "same"
    LOOK_AGAIN = "look_again"  # the service said that it is not the right one
    THANKS = "thanks"  # no move: nothing changes by it, and nobody has to act


# Put right and not agreeing reach a person by a day as a question does, and change nothing alone.
MOVE_OF: Mapping[FamilySaid, Move] = MappingProxyType(
    {
        FamilySaid.ASKED: Move.FAMILY_ASKS,
        FamilySaid.WRONG: Move.FAMILY_ASKS,
        FamilySaid.DISAGREES: Move.FAMILY_ASKS,
        FamilySaid.WORSE: Move.SAY_WORSE,
        FamilySaid.BETTER: Move.SAY_HOW_IT_IS,
        FamilySaid.SAME: Move.SAY_HOW_IT_IS,
        FamilySaid.STOPS: Move.WITHDRAW,
        FamilySaid.LOOK_AGAIN: Move.RETURN,
    }
)
# Of these the others of the family may say what they think, and change nothing.
BY_WHOEVER_DECIDES = frozenset({Move.WITHDRAW, Move.ASK_TO_STOP, Move.RETURN})

# Nobody waits for an answer to it: what was asked before it stays as it was.
ASKS_NOTHING = frozenset({FamilySaid.BETTER, FamilySaid.SAME, FamilySaid.THANKS})
# What only an answer lays to rest. A stop that was done at once waits for nobody; a request to look
# again is decided anew.
TO_ANSWER = frozenset(FamilySaid) - {FamilySaid.LOOK_AGAIN} - ASKS_NOTHING
