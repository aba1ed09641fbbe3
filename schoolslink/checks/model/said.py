"""What steps say beside the event itself, without which the database takes some of them for nothing said."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from schoolslink.access import seal
from schoolslink.kernel import clock
from schoolslink.referrals.models import (
    AdviceRequest,
    Decision,
    DecisionWords,
    Item,
    ItemEvent,
    Told,
)
from schoolslink.referrals.rules import Move
from schoolslink.referrals.rules.moves import TOLD_OF

# These need more than a place in the table (an offer that was taken, a round that is left, nothing
# that is still looked into): they may be refused where the table has them, and are never made else.
NEEDS_MORE = frozenset(
    {
        Move.TAKE_OVER, Move.ASK_MORE, Move.CHASE_NEXT_STEP, Move.OFFER,
        # nothing may stand beside it, or a manager has to look first
        Move.DISCHARGE, Move.NOT_ACCEPT, Move.REDIRECT, Move.ADVISE, Move.MERGE,
        # only of two of which somebody said that they are one child
        Move.TAKE_IN, Move.HEAR_DECISION, Move.TAKE_APART,
        # each tick of a hand-over says something
        Move.CHANGE_SCHOOL, Move.HAND_OVER, Move.HAND_OUTSIDE, Move.RECEIVE, Move.RECORD_RECEIVED,
        Move.TELL_OF_TRANSFER, Move.LEAVE_SCHOOL,
        # all of the family were told, by whoever may say so of each
        Move.RECORD_TOLD,
        # the copy itself
        Move.GIVE_COPY,
        # a manager who did not ask for it, where one has to look
        Move.ASK_MANAGER, Move.AGREE_TO_END, Move.NOT_AGREE,
        # not while another service is asked, and that only while the request waits for it
        Move.CONFIRM_RECEIPT, Move.TAKE_OFFER,
        # a hand-over that is not arranged yet
        Move.ARRANGE_TRANSFER,
        # a time that is free, or over; and whose step it is
        Move.BOOK_AGAIN, Move.NOT_THERE, Move.AGREE_STEP, Move.AGREE_STEPS, Move.DO_FIRST_STEP,
        Move.DO_STEP,
        # the answer to what is said to be wrong
        Move.PUT_RIGHT, Move.KEEP_NOTE, Move.LEAVE_AS_IT_IS,
        # by whose word, and of the team not on the day of its no; and what ended long ago stays so
        Move.CONFIRM_NEXT_STEP,
        # which day was wrong, and which is right
        Move.PUT_DAY_RIGHT,
        # which days are set aside, and which of them count again
        Move.SET_ASIDE, Move.COUNT_AGAIN,
    }
)  # fmt: skip
# What ends or decides, and says so in rows of its own: without them the database refuses the bare event.
SAID = frozenset(
    {
        *TOLD_OF, Move.RECORD_TOLD, Move.BECOME_REQUEST, Move.WITHDRAW, Move.MERGE,
        Move.TAKE_IN, Move.HEAR_DECISION, Move.TAKE_APART,
        Move.RECORD_REACHED, Move.GIVE_BACK, Move.RETURN, Move.CALL_OFF, Move.RECORD_NOT_TAKEN,
        Move.HAND_OVER_OUTSIDE,
        Move.BOOK, Move.BOOK_AGAIN, Move.CANCEL_TALK, Move.AGREE_STEP, Move.AGREE_STEPS,
        Move.DO_FIRST_STEP, Move.DO_STEP, Move.LOG_POST, Move.SEND_ON, Move.PUT_TO,
        Move.NOT_ARRIVED, Move.MET_THERE,
    }
)  # fmt: skip
# Of a family only whoever decides, and a risk or another carer may stand in the way of that too.
OF_WHOEVER_DECIDES = frozenset({Move.WITHDRAW, Move.ASK_TO_STOP, Move.RETURN})
# Of which reason each answer is, where it is not of the list for a no.
REASON = {Move.DISCHARGE: "goals_met", Move.ADVISE: "advice_alone"}


def say_beside(item: Item, event: ItemEvent, move: Move, *, became: UUID, at: datetime) -> None:
    """Write what each command writes straight after its move."""
    if move is Move.BECOME_REQUEST:
        AdviceRequest.objects.filter(item=item).update(became=became)
    elif move is Move.RECORD_TOLD:
        owed = Told.objects.filter(item=item, whom__in=("self", "carer"), told_at=None)
        owed.update(told_at=at, how="telephone", told_by=event.actor_id)
    elif move in TOLD_OF:
        decision = Decision.objects.create(
            item=item, event=event, move=move.value,
            reason=REASON.get(move, "below_level"),
            who_tells="service", told_by=clock.local_day(at),
        )  # fmt: skip
        if move is Move.DISCHARGE and item.school_id is not None:
            Told.objects.create(item=item, event=event, whom="school", due_on=clock.local_day(at))
        words = DecisionWords(decision=decision, item=item)
        seal.fill(words, item.child_id, words="Some.", next_step="A step.", watch="Sleep.")
        words.save(force_insert=True)
