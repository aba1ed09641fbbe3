"""Something held is wrong, one of the family says: put right, noted beside it, or left as it is."""

from schoolslink.referrals.rules.moves.names import Move, State
from schoolslink.referrals.rules.moves.table import Table

S, M = State, Move

OPEN = frozenset({S.CORRECTION_ASKED})
ENDED = frozenset({S.PUT_RIGHT, S.NOTE_KEPT, S.LEFT_AS_IT_IS})

TABLE: Table = {
    (S.NEW, M.ASK_CORRECTION): S.CORRECTION_ASKED,
    # It ends by an answer alone: the end of the request it is about ends no right.
    (S.CORRECTION_ASKED, M.PUT_RIGHT): S.PUT_RIGHT,
    (S.CORRECTION_ASKED, M.KEEP_NOTE): S.NOTE_KEPT,
    (S.CORRECTION_ASKED, M.LEAVE_AS_IT_IS): S.LEFT_AS_IT_IS,
}
