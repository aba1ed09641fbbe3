"""A question about a pupil who is not named: asked, answered, asked back; it can become a request."""

from schoolslink.referrals.rules.moves.names import Move, State
from schoolslink.referrals.rules.moves.table import Table, each

S, M = State, Move

OPEN = frozenset({S.ASKED, S.MORE_INFORMATION_ASKED, S.ANSWERED})
ENDED = frozenset({S.BECAME_REQUEST, S.WITHDRAWN, S.CLOSED})

TABLE: Table = {
    (S.NEW, M.ASK): S.ASKED,
    (S.ASKED, M.ANSWER): S.ANSWERED,
    (S.ASKED, M.ASK_BACK): S.MORE_INFORMATION_ASKED,
    (S.MORE_INFORMATION_ASKED, M.REPLY): S.ASKED,
    # Nobody who can answer already has to wait for a reply.
    (S.MORE_INFORMATION_ASKED, M.ANSWER): S.ANSWERED,
    (S.ANSWERED, M.ASK_AGAIN): S.ASKED,
    (S.ANSWERED, M.CLOSE): S.CLOSED,
    **each((S.ASKED, S.MORE_INFORMATION_ASKED), M.WITHDRAW, S.WITHDRAWN),
    **each(OPEN, M.BECOME_REQUEST, S.BECAME_REQUEST),
}
