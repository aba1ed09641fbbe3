"""Post that came to a team and of which nobody can say yet whose it is: somebody has it until then."""

from schoolslink.referrals.rules.moves.names import Move, State
from schoolslink.referrals.rules.moves.table import Table

S, M = State, Move

OPEN = frozenset({S.TO_SORT})
ENDED = frozenset({S.BECAME_REQUEST, S.PUT_TO_REQUEST, S.SENT_ON})

TABLE: Table = {
    (S.NEW, M.LOG_POST): S.TO_SORT,
    (S.TO_SORT, M.BECOME_REQUEST): S.BECAME_REQUEST,
    # It is about a child whom the team has already: by whoever has that request now.
    (S.TO_SORT, M.PUT_TO): S.PUT_TO_REQUEST,
    # Only once somebody there has said, by name, that they have it; until then it stays to be sorted.
    (S.TO_SORT, M.SEND_ON): S.SENT_ON,
}
