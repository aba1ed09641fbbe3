"""What somebody outside is asked by a link: to take a request, or to say that they have a child.

Whoever is asked has no account, so the sender holds the asking too: first until an answer has come,
then until it has told them by telephone who the child is. Of a child who was handed over they know that, and
say themselves that they have them. In no state of it is the request nobody's.
"""

from schoolslink.referrals.rules.moves.names import Move, State
from schoolslink.referrals.rules.moves.table import Table, each, staying

S, M = State, Move

ASKED = (S.OFFERED_OUTSIDE, S.RECEIPT_ASKED)
OPEN = frozenset({*ASKED, S.TO_RING})
ENDED = frozenset({S.TOLD_OUTSIDE, S.CONFIRMED_OUTSIDE, S.GIVEN_BACK, S.LAPSED, S.CLOSED})

TABLE: Table = {
    (S.NEW, M.OFFER_OUTSIDE): S.OFFERED_OUTSIDE,
    (S.NEW, M.ASK_RECEIPT): S.RECEIPT_ASKED,
    # Another link in the place of the first, or none: what is due stays due on its day.
    **staying(ASKED, M.SEND_LINK, M.STOP_LINK),
    # By the link, or as they said on the telephone.
    (S.OFFERED_OUTSIDE, M.OUTSIDE_TAKES): S.TO_RING,
    # Also after a yes: whoever is rung may find that it is not for them.
    **each((*ASKED, S.TO_RING), M.OUTSIDE_RETURNS, S.GIVEN_BACK),
    **each(ASKED, M.LAPSE, S.LAPSED),
    (S.TO_RING, M.HAND_OVER_OUTSIDE): S.TOLD_OUTSIDE,
    # By the link alone: what they said on the telephone is written down on the card of the hand-over.
    (S.RECEIPT_ASKED, M.OUTSIDE_CONFIRMS): S.CONFIRMED_OUTSIDE,
    # What was asked was taken back, or has ended.
    **each((*ASKED, S.TO_RING), M.NO_LONGER_NEEDED, S.CLOSED),
}
