"""A request that somebody outside is asked to take: a link asks them, and the sender keeps it meanwhile.

Whoever is asked has no account, so the sender holds the asking too: first until an answer has come,
then until it has told them by telephone who the child is. In no state of it is the request nobody's.
"""

from schoolslink.referrals.rules.moves.names import Move, State
from schoolslink.referrals.rules.moves.table import Table, each, staying

S, M = State, Move

OPEN = frozenset({S.OFFERED_OUTSIDE, S.TO_RING})
ENDED = frozenset({S.TOLD_OUTSIDE, S.GIVEN_BACK, S.LAPSED, S.CLOSED})

TABLE: Table = {
    (S.NEW, M.OFFER_OUTSIDE): S.OFFERED_OUTSIDE,
    # Another link in the place of the first, or none: what is due stays due on its day.
    **staying((S.OFFERED_OUTSIDE,), M.SEND_LINK, M.STOP_LINK),
    # By the link, or as they said on the telephone.
    (S.OFFERED_OUTSIDE, M.OUTSIDE_TAKES): S.TO_RING,
    # Also after a yes: whoever is rung may find that it is not for them.
    **each((S.OFFERED_OUTSIDE, S.TO_RING), M.OUTSIDE_RETURNS, S.GIVEN_BACK),
    (S.OFFERED_OUTSIDE, M.LAPSE): S.LAPSED,
    (S.TO_RING, M.HAND_OVER_OUTSIDE): S.TOLD_OUTSIDE,
    # What was asked was taken back, or has ended.
    **each((S.OFFERED_OUTSIDE, S.TO_RING), M.NO_LONGER_NEEDED, S.CLOSED),
}
