"""A school, or a council in its place, is asked whether a child who was handed over to it has arrived.

It stands with the school that is asked, which reads of the record nothing. What it says is brought to the
card of the hand-over by a job; until then, and after a no, the child is the sender's.
"""

from schoolslink.referrals.rules.moves.names import Move, State
from schoolslink.referrals.rules.moves.table import Table

S, M = State, Move

OPEN = frozenset({S.ARRIVAL_ASKED})
ENDED = frozenset({S.ARRIVED, S.GIVEN_BACK, S.LAPSED, S.CLOSED})

TABLE: Table = {
    (S.NEW, M.ASK_SCHOOL): S.ARRIVAL_ASKED,
    (S.ARRIVAL_ASKED, M.CONFIRM_ARRIVAL): S.ARRIVED,
    (S.ARRIVAL_ASKED, M.NOT_ARRIVED): S.GIVEN_BACK,
    # Everybody there was asked, or nobody is there any more.
    (S.ARRIVAL_ASKED, M.LAPSE): S.LAPSED,
    # The sender wrote down what was said by telephone, took it back, or the request has ended.
    (S.ARRIVAL_ASKED, M.NO_LONGER_NEEDED): S.CLOSED,
}
