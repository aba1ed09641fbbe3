"""A talk about a named pupil: booked for a time, held, noted down, and what each side does next.

It ends when each side has done what it said, when the school takes it back, or as a request for help.
"""

from schoolslink.referrals.rules.moves.names import Move, State
from schoolslink.referrals.rules.moves.table import Table, each

S, M = State, Move

OPEN = frozenset({S.BOOKED, S.TO_BOOK_AGAIN, S.TWO_STEPS, S.ONE_STEP})
ENDED = frozenset({S.BECAME_REQUEST, S.WITHDRAWN, S.CLOSED})

TABLE: Table = {
    (S.NEW, M.BOOK): S.BOOKED,
    # Called off, or nobody from the school was there: it goes back to a person, and ends nothing.
    (S.BOOKED, M.CANCEL_TALK): S.TO_BOOK_AGAIN,
    (S.BOOKED, M.NOT_THERE): S.TO_BOOK_AGAIN,
    (S.TO_BOOK_AGAIN, M.BOOK_AGAIN): S.BOOKED,
    # What was said ends nothing either: somebody does something next, by a day.
    (S.BOOKED, M.AGREE_STEP): S.ONE_STEP,
    (S.BOOKED, M.AGREE_STEPS): S.TWO_STEPS,
    (S.TWO_STEPS, M.DO_FIRST_STEP): S.ONE_STEP,
    (S.ONE_STEP, M.DO_STEP): S.CLOSED,
    **each((S.BOOKED, S.TO_BOOK_AGAIN), M.WITHDRAW, S.WITHDRAWN),
    **each(OPEN, M.BECOME_REQUEST, S.BECAME_REQUEST),
}
