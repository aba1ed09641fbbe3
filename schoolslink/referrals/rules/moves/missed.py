"""A missed appointment: the team finds out why, with the school. It closes nothing.

A child under 16 "was not brought": the reason is sought, and risk considered, before anything else.
"""

from schoolslink.referrals.rules.moves.names import Move, State
from schoolslink.referrals.rules.moves.table import Table, staying

S, M = State, Move

OPEN = frozenset({S.TO_REACH})
ENDED = frozenset({S.REACHED, S.CLOSED})

TABLE: Table = {
    (S.NEW, M.LOOK_INTO_MISSED): S.TO_REACH,
    **staying(OPEN, M.SAY_WHAT_IS_KNOWN),
    (S.TO_REACH, M.RECORD_REACHED): S.REACHED,
    # What it was about has ended: nobody looks for a family that is not to be met.
    (S.TO_REACH, M.NO_LONGER_NEEDED): S.CLOSED,
}
