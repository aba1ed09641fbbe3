"""A check-in while somebody waits: once a month a person asks how things are. One tap answers it."""

from schoolslink.referrals.rules.moves.names import Move, State
from schoolslink.referrals.rules.moves.table import Table

S, M = State, Move

OPEN = frozenset({S.TO_CHECK_IN})
# What was found, as it is shown on the line of months. Worse is said on the request itself too.
FOUND = {
    M.FOUND_BETTER: S.BETTER,
    M.FOUND_SAME: S.SAME,
    M.FOUND_WORSE: S.WORSE,
    M.FOUND_NOBODY: S.NOT_REACHED,
}
ENDED = frozenset({*FOUND.values(), S.FAMILY_SAID, S.CLOSED})

TABLE: Table = {
    (S.NEW, M.CHECK_IN): S.TO_CHECK_IN,
    **{(S.TO_CHECK_IN, move): to for move, to in FOUND.items()},
    # Somebody of the family has said it on their own page: nobody has to ask them again.
    (S.TO_CHECK_IN, M.HEAR_FROM_FAMILY): S.FAMILY_SAID,
    # Help has begun, or the request has ended: nobody waits any more.
    (S.TO_CHECK_IN, M.NO_LONGER_NEEDED): S.CLOSED,
}
