"""A copy of everything that is held, asked for by the family: prepared, looked through, and given."""

from schoolslink.referrals.rules.moves.names import Move, State
from schoolslink.referrals.rules.moves.table import Table

S, M = State, Move

OPEN = frozenset({S.COPY_ASKED})
ENDED = frozenset({S.COPY_GIVEN})

TABLE: Table = {
    (S.NEW, M.ASK_COPY): S.COPY_ASKED,
    # It ends in one way only: the end of the request it is about ends no right.
    (S.COPY_ASKED, M.GIVE_COPY): S.COPY_GIVEN,
}
