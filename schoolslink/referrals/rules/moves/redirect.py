"""A request offered to another service: it reads a little, and takes it or gives it back by a day.

It stands with the service that is asked. Taken, the request itself goes there; given back, or
answered by nobody, it is the sending team's again. In no state of it is the request nobody's.
"""

from schoolslink.referrals.rules.moves.names import Move, State
from schoolslink.referrals.rules.moves.table import Table

S, M = State, Move

OPEN = frozenset({S.OFFERED})
ENDED = frozenset({S.TAKEN, S.GIVEN_BACK, S.LAPSED, S.CLOSED})

TABLE: Table = {
    (S.NEW, M.OFFER): S.OFFERED,
    (S.OFFERED, M.TAKE_OFFER): S.TAKEN,
    (S.OFFERED, M.GIVE_BACK): S.GIVEN_BACK,
    # Everybody there was asked, or nobody is there any more.
    (S.OFFERED, M.LAPSE): S.LAPSED,
    # What was offered was taken back, or has ended.
    (S.OFFERED, M.NO_LONGER_NEEDED): S.CLOSED,
}
