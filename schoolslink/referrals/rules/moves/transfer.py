"""A hand-over of a child: three ticks, each by the right person, before anybody lets go.

The sender has handed over, the receiver has confirmed, the child (or a carer) has been told. There is
no way through this table to `transferred` that leaves one of them out, and none by which the sender
confirms for a receiver that works here itself. Somebody outside says so by a link, or is written down.
"""

from schoolslink.referrals.rules.moves.names import Move, State
from schoolslink.referrals.rules.moves.table import Table, each, staying

S, M = State, Move

# Nothing has been handed to anybody yet.
TO_ARRANGE = (S.TO_HAND_OVER, S.CHILD_KNOWS)
# A receiver that works here has it before it; one outside was asked by telephone or letter.
ASKED_HERE = (S.HANDED_OVER, S.HANDED_AND_KNOWN)
ASKED_OUTSIDE = (S.HANDED_OUTSIDE, S.OUTSIDE_AND_KNOWN)
KNOWN = (S.CHILD_KNOWS, S.HANDED_AND_KNOWN, S.OUTSIDE_AND_KNOWN)
UNDER_WAY = (*ASKED_HERE, *ASKED_OUTSIDE, S.RECEIVED)

OPEN = frozenset({*TO_ARRANGE, *UNDER_WAY})
ENDED = frozenset({S.TRANSFERRED, S.CALLED_OFF, S.CLOSED})

TABLE: Table = {
    (S.NEW, M.PLAN_TRANSFER): S.TO_HAND_OVER,
    # The sender hands over: to somebody who works here, or to somebody outside, by name.
    (S.TO_HAND_OVER, M.HAND_OVER): S.HANDED_OVER,
    (S.CHILD_KNOWS, M.HAND_OVER): S.HANDED_AND_KNOWN,
    (S.TO_HAND_OVER, M.HAND_OUTSIDE): S.HANDED_OUTSIDE,
    (S.CHILD_KNOWS, M.HAND_OUTSIDE): S.OUTSIDE_AND_KNOWN,
    # The child is told, before it is handed over or after.
    (S.TO_HAND_OVER, M.TELL_OF_TRANSFER): S.CHILD_KNOWS,
    (S.HANDED_OVER, M.TELL_OF_TRANSFER): S.HANDED_AND_KNOWN,
    (S.HANDED_OUTSIDE, M.TELL_OF_TRANSFER): S.OUTSIDE_AND_KNOWN,
    (S.RECEIVED, M.TELL_OF_TRANSFER): S.TRANSFERRED,
    # One of the family first, another later.
    **staying(KNOWN, M.TELL_OF_TRANSFER),
    # The receiver: by its own act, here and by a link; or outside, by a person who is named.
    (S.HANDED_OVER, M.RECEIVE): S.RECEIVED,
    (S.HANDED_AND_KNOWN, M.RECEIVE): S.TRANSFERRED,
    (S.HANDED_OUTSIDE, M.RECEIVE): S.RECEIVED,
    (S.OUTSIDE_AND_KNOWN, M.RECEIVE): S.TRANSFERRED,
    (S.HANDED_OUTSIDE, M.RECORD_RECEIVED): S.RECEIVED,
    (S.OUTSIDE_AND_KNOWN, M.RECORD_RECEIVED): S.TRANSFERRED,
    # Not taken: it is the sender's to arrange anew, and the child is told anew.
    **each((*ASKED_HERE, *ASKED_OUTSIDE), M.HAND_BACK, S.TO_HAND_OVER),
    **each(ASKED_OUTSIDE, M.RECORD_NOT_TAKEN, S.TO_HAND_OVER),
    # They stay after all: said with a reason, and only while nobody else has it before them.
    **each(TO_ARRANGE, M.CALL_OFF, S.CALLED_OFF),
    # The request itself has ended.
    **each(OPEN, M.NO_LONGER_NEEDED, S.CLOSED),
}
