"""A manager's look: before a second no, and before help ends after three missed appointments.

Nobody decides these alone. The manager agrees, or says what comes first; the request stays where it
is meanwhile, with its own holder and day.
"""

from schoolslink.referrals.rules.moves.names import Move, State
from schoolslink.referrals.rules.moves.table import Table

S, M = State, Move

OPEN = frozenset({S.TO_JUDGE})
ENDED = frozenset({S.JUDGED_RIGHT, S.JUDGED_ANEW, S.CLOSED})

TABLE: Table = {
    (S.NEW, M.LOOK_AS_MANAGER): S.TO_JUDGE,
    (S.TO_JUDGE, M.AGREE_TO_END): S.JUDGED_RIGHT,
    (S.TO_JUDGE, M.NOT_AGREE): S.JUDGED_ANEW,
    # It was answered otherwise meanwhile, or has ended.
    (S.TO_JUDGE, M.NO_LONGER_NEEDED): S.CLOSED,
}
