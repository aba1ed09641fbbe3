"""How states, duties and moves are said to people. One word, one meaning, for every page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schoolslink.access.roles import Role
from schoolslink.access.wording import ROLES
from schoolslink.referrals.queries.door import Beside, Happened, Opened
from schoolslink.referrals.rules import Duty, Kind, Move, Side, State
from schoolslink.referrals.rules.moves import AFTER_THE_ANSWER, DECISIONS, OPEN, TELLS_THE_ANSWER
from schoolslink.referrals.rules.promised import tells_the_answer
from schoolslink.web.dates import as_day, day

STATES = {
    State.ASKED: _("Waiting for an answer"),
    State.ANSWERED: _("Answered"),
    State.BECAME_REQUEST: _("Became a request for help"),
    State.DRAFT: _("Not sent yet"),
    State.AWAITING_AGREEMENT: _("Waiting for agreement"),
    State.DISCARDED: _("Not sent"),
    State.SUBMITTED: _("Sent"),
    State.ACKNOWLEDGED: _("Seen by a person"),
    State.IN_TRIAGE: _("Being decided"),
    State.MORE_INFORMATION_ASKED: _("More was asked"),
    State.ACCEPTED: _("They will help"),
    State.ADVICE_GIVEN: _("Advice given"),
    State.REDIRECTED: _("Being passed on"),
    State.NOT_ACCEPTED: _("Not the right team"),
    State.WAITING: _("Waiting for a first meeting"),
    State.FIRST_CONTACT: _("First meeting done"),
    State.HELP_STARTED: _("Help has started"),
    State.HELP_ENDED: _("Help ends"),
    State.NEXT_STEP: _("Next step under way"),
    State.PASSED_ON: _("Passed on and taken up"),
    State.DISCHARGED: _("Help has ended"),
    State.WITHDRAWN: _("Taken back"),
    State.DUPLICATE: _("Joined with another request"),
    State.CLOSED: _("Finished"),
    State.TO_TELL_TOO: _("Answered, and they are being told"),
    State.TO_REACH: _("Finding out why they did not come"),
    State.REACHED: _("It is known why, and what comes next"),
    State.TO_CHECK_IN: _("To be asked how things are"),
    State.BETTER: _("Better"),
    State.SAME: _("The same"),
    State.WORSE: _("Worse"),
    State.NOT_REACHED: _("Could not be reached"),
    State.FAMILY_SAID: _("The family said it themselves"),
    State.OFFERED: _("Asked, and not taken yet"),
    State.TAKEN: _("Taken up"),
    State.GIVEN_BACK: _("Given back"),
    State.LAPSED: _("Back, because nobody answered"),
    State.TO_HAND_OVER: _("To be handed over"),
    State.CHILD_KNOWS: _("To be handed over; the family knows"),
    State.HANDED_OVER: _("Handed over, not confirmed yet"),
    State.HANDED_AND_KNOWN: _("Handed over, not confirmed yet; the family knows"),
    State.HANDED_OUTSIDE: _("Handed over, not confirmed yet"),
    State.OUTSIDE_AND_KNOWN: _("Handed over, not confirmed yet; the family knows"),
    State.RECEIVED: _("Confirmed; the family is still to be told"),
    State.TRANSFERRED: _("Handed over, confirmed and told"),
    State.CALLED_OFF: _("They stay"),
    State.TO_JUDGE: _("With the manager, who looks at it first"),
    State.JUDGED_RIGHT: _("The manager has looked and agrees"),
    State.JUDGED_ANEW: _("The manager has looked: something else comes first"),
    State.OFFERED_OUTSIDE: _("Asked by a link, and not answered yet"),
    State.TO_RING: _("They take it, and are to be rung"),
    State.TOLD_OUTSIDE: _("They were rung, and have it"),
    State.RECEIPT_ASKED: _("Asked by a link whether they have them"),
    State.ARRIVAL_ASKED: _("The school is asked whether they have arrived"),
    State.ARRIVED: _("They have arrived"),
    State.CONFIRMED_OUTSIDE: _("They have said themselves that they have them"),
    State.BOOKED: _("Talk booked"),
    State.TO_BOOK_AGAIN: _("Another time to be found"),
    State.TWO_STEPS: _("Talked; each side does something next"),
    State.ONE_STEP: _("Talked; one thing is still to be done"),
    State.SENT_ON: _("Brought to somebody who has it"),
    State.PUT_TO_REQUEST: _("Put to a request that is open here"),
    State.TO_SORT: _("Not known yet whose it is"),
    State.COPY_ASKED: _("A copy is being prepared"),
    State.COPY_GIVEN: _("The copy was given"),
    State.CORRECTION_ASKED: _("The family waits for an answer"),
    State.PUT_RIGHT: _("It was put right"),
    State.NOTE_KEPT: _("A note of the family stands beside it"),
    State.LEFT_AS_IT_IS: _("It stays as it is, with a reason"),
}
KINDS = {
    Kind.ADVICE: _("Question"),
    Kind.REFERRAL: _("Request for help"),
    Kind.CONSULTATION: _("Talk about a pupil"),
    Kind.POST: _("Post to sort"),
    Kind.MISSED: _("Missed appointment"),
    Kind.CHECK_IN: _("How are things?"),
    Kind.REDIRECT: _("Passed on to another service"),
    Kind.TRANSFER: _("Hand-over"),
    Kind.SECOND_LOOK: _("A manager looks at it first"),
    Kind.OUTSIDE: _("Asked of somebody outside"),
    Kind.COPY: _("Copy asked for by the family"),
    Kind.CORRECTION: _("The family says that something is wrong"),
    Kind.ARRIVAL: _("Somebody who comes to you"),
}

DUTIES = {
    Duty.ANSWER: _("answer"),
    Duty.REPLY: _("reply"),
    Duty.READ_ANSWER: _("read the answer"),
    Duty.FINISH_DRAFT: _("finish and send it"),
    Duty.GET_AGREEMENT: _("ask for agreement"),
    Duty.AFTER_NO: _("decide what to do after a no"),
    Duty.LOOK: _("look at it"),
    Duty.DECIDE: _("decide"),
    Duty.GIVE_MORE: _("send what was asked for"),
    Duty.TELL: _("tell the family"),
    Duty.GET_RECEIPT: _("hear that the other service has it"),
    Duty.CHECK_NEXT_STEP: _("check the next step"),
    Duty.ARRANGE_CONTACT: _("arrange a first meeting"),
    Duty.SAY_WHAT_HELP: _("say what help there will be"),
    Duty.REVIEW: _("review how it goes"),
    Duty.LOOK_AGAIN: _("look again"),
    Duty.REACH_FAMILY: _("find out why they did not come"),
    Duty.SAY_WHAT_IS_KNOWN: _("say what you know"),
    Duty.CHECK_IN: _("ask how things are"),
    Duty.ANSWER_OFFER: _("take it or give it back"),
    Duty.HAND_OVER: _("arrange the hand-over"),
    Duty.GET_CONFIRMATION: _("hear that they have the child"),
    Duty.TELL_TRANSFER: _("tell the child or a carer"),
    Duty.JUDGE: _("look at it before the team decides"),
    Duty.HEAR_OUTSIDE: _("hear whether they take it"),
    Duty.RING_OUTSIDE: _("ring them and hand it over"),
    Duty.CONSULT: _("talk, and write down what was said"),
    Duty.BOOK_TALK: _("book another time, or say it is not needed"),
    Duty.DO_STEP: _("do what was agreed"),
    Duty.SAY_ARRIVED: _("say whether they have arrived"),
    Duty.SORT: _("find out whose it is, and bring it there"),
    Duty.PREPARE_COPY: _("give the family its copy"),
    Duty.ANSWER_CORRECTION: _("answer what the family says is wrong"),
}

DONE = {
    Move.ASK: _("Asked"),
    Move.ANSWER: _("Answered"),
    Move.ASK_BACK: _("Asked something back"),
    Move.REPLY: _("Replied"),
    Move.ASK_AGAIN: _("Asked again"),
    Move.BECOME_REQUEST: _("Made it a request for help"),
    Move.START: _("Began a request"),
    Move.AWAIT_AGREEMENT: _("Waits for agreement"),
    Move.CHASE_AGREEMENT: _("Asked again for agreement"),
    Move.DISCARD: _("Decided not to send it"),
    Move.SUBMIT: _("Sent it"),
    Move.ASK_OWN: _("Asked for help"),
    Move.ACKNOWLEDGE: _("Has seen it"),
    Move.START_TRIAGE: _("Began to decide"),
    Move.ADD_ANSWERS: _("Added to it"),
    Move.ASK_MORE: _("Asked for something"),
    Move.GIVE_MORE: _("Sent what was asked for"),
    Move.ACCEPT: _("Will help"),
    Move.ADVISE: _("Answered with advice"),
    Move.REDIRECT: _("Passes it on to another service"),
    Move.NOT_ACCEPT: _("Not the right team"),
    Move.RECORD_TOLD: _("The family has been told"),
    Move.CONFIRM_RECEIPT: _("It has arrived"),
    Move.MET_THERE: _("They have been met there"),
    Move.RETURN: _("Came back"),
    Move.CONFIRM_NEXT_STEP: _("The next step was taken"),
    Move.CHASE_NEXT_STEP: _("Not known yet whether the next step has begun"),
    Move.RECORD_FIRST_CONTACT: _("First meeting"),
    Move.RECORD_SECOND_CONTACT: _("Second meeting"),
    Move.RECORD_BASELINE: _("A first measure was taken"),
    Move.RECORD_ASSESSMENT: _("Assessed what is needed"),
    Move.RECORD_PLAN: _("Agreed a plan"),
    Move.RECORD_MISSED: _("An appointment was missed"),
    Move.PUT_DAY_RIGHT: _("Put a day right"),
    Move.SET_ASIDE: _("Set days aside, beside the wait"),
    Move.COUNT_AGAIN: _("Counted days again that were set aside"),
    Move.START_HELP: _("Help began"),
    Move.DISCHARGE: _("Help ended"),
    Move.SAY_WORSE: _("Something changed or got worse"),
    Move.FAMILY_ASKS: _("The family asked or said something"),
    Move.LOOK_AGAIN: _("Looked again"),
    Move.WITHDRAW: _("Took it back"),
    Move.ASK_TO_STOP: _("Asked to stop. Please talk with the family first"),
    Move.MERGE: _("Joined with another request"),
    Move.TAKE_IN: _("Another request was joined with this one"),
    Move.HEAR_DECISION: _("Decided on the request that goes on"),
    Move.TAKE_APART: _("Not joined any more"),
    Move.CLOSE: _("Finished"),
    Move.REASSIGN: _("Handed to a colleague"),
    Move.ESCALATE: _("Went to the next person, because the day had passed"),
    Move.LOOK_INTO_MISSED: _("Began to find out why they did not come"),
    Move.SAY_WHAT_IS_KNOWN: _("The school said what it knows"),
    Move.RECORD_REACHED: _("Found out why, and what comes next"),
    Move.NO_LONGER_NEEDED: _("No longer needed"),
    Move.CHECK_IN: _("To be asked how things are: a month has passed"),
    Move.FOUND_BETTER: _("Asked: it is better"),
    Move.FOUND_SAME: _("Asked: it is the same"),
    Move.FOUND_WORSE: _("Asked: it is worse. The service looks again"),
    Move.FOUND_NOBODY: _("Could not reach them"),
    Move.ASK_COPY: _("The family asked for a copy of everything"),
    Move.GIVE_COPY: _("Gave the family its copy"),
    Move.ASK_CORRECTION: _("The family said that something is wrong"),
    Move.PUT_RIGHT: _("Put it right, and told the family"),
    Move.KEEP_NOTE: _("Kept the family's note beside it, and told them"),
    Move.LEAVE_AS_IT_IS: _("Left it as it is, and told the family why"),
    Move.HEAR_FROM_FAMILY: _("The family said on their own page how things are"),
    Move.SAY_HOW_IT_IS: _("The family said how things are"),
    Move.OFFER: _("Asked the other service"),
    Move.TAKE_OFFER: _("Took it"),
    Move.GIVE_BACK: _("Gave it back"),
    Move.LAPSE: _("Went back, because nobody answered"),
    Move.TAKE_OVER: _("The other service has it now"),
    Move.ARRANGE_TRANSFER: _("Began to arrange a hand-over"),
    Move.PLAN_TRANSFER: _("A hand-over is to be arranged"),
    Move.HAND_OVER: _("Handed over, and asked the other service"),
    Move.HAND_OUTSIDE: _("Handed over to somebody elsewhere"),
    Move.TELL_OF_TRANSFER: _("Told the family of the hand-over"),
    Move.RECEIVE: _("The others have said yes themselves"),
    Move.RECORD_RECEIVED: _("Somebody outside has said yes"),
    Move.HAND_BACK: _("The others gave it back, or did not answer"),
    Move.RECORD_NOT_TAKEN: _("Somebody outside did not take it"),
    Move.CALL_OFF: _("They stay after all"),
    Move.CHANGE_SCHOOL: _("With the next school from now on, as the family agreed"),
    Move.LEAVE_SCHOOL: _("They have left the school for none: the council stands in its place"),
    Move.ASK_MANAGER: _("Asked the manager to look at it first"),
    Move.LOOK_AS_MANAGER: _("The manager was asked to look"),
    Move.AGREE_TO_END: _("The manager agrees"),
    Move.NOT_AGREE: _("The manager said what comes first"),
    Move.OFFER_OUTSIDE: _("Asked somebody outside by a link"),
    Move.SEND_LINK: _("Sent another link"),
    Move.STOP_LINK: _("Stopped the link"),
    Move.OUTSIDE_TAKES: _("They take it"),
    Move.OUTSIDE_RETURNS: _("It is not for them"),
    Move.ASK_RECEIPT: _("Asked by a link whether they have them"),
    Move.OUTSIDE_CONFIRMS: _("They have them"),
    Move.ASK_SCHOOL: _("Asked the school whether they have arrived"),
    Move.CONFIRM_ARRIVAL: _("They have arrived"),
    Move.NOT_ARRIVED: _("They have not arrived"),
    Move.BOOK: _("Booked a talk"),
    Move.BOOK_AGAIN: _("Booked another time"),
    Move.CANCEL_TALK: _("Called the talk off"),
    Move.NOT_THERE: _("Nobody from the school was there"),
    Move.AGREE_STEP: _("Talked, and wrote down what comes next"),
    Move.AGREE_STEPS: _("Talked, and wrote down what each side does"),
    Move.DO_FIRST_STEP: _("Did what was agreed"),
    Move.DO_STEP: _("Did what was agreed; all is done"),
    Move.SEND_ON: _("Brought it to somebody who has it"),
    Move.PUT_TO: _("Put it to a request that is open here"),
    Move.LOG_POST: _("Wrote down that it came"),
    Move.HAND_OVER_OUTSIDE: _("Rang them and handed it over"),
}


HANDED = {
    Move.REASSIGN: _("Handed to %(name)s"),
    Move.ESCALATE: _("Went to %(name)s, because the day had passed"),
}


def state_words(state: str, duty: str = "", *, was_sent: bool = True, kept: bool = False) -> str:
    """Return where a thing stands. duty: what is due; was_sent: it has been at a team.

    kept: the reader is not told what was answered.
    """
    known = State(state)
    if known is State.AWAITING_AGREEMENT and duty == Duty.AFTER_NO:
        return gettext("They said no")
    if known is State.WITHDRAWN and not was_sent:
        return gettext("Set aside, not sent")
    if not kept or known not in TELLS_THE_ANSWER:
        return str(STATES[known])
    return str(STATES[State.ANSWERED if known in OPEN[Kind.REFERRAL] else State.CLOSED])


def duty_words(duty: str, *, kept: bool = False) -> str:
    """Return what the holder must do. kept: the reader is not told what was answered."""
    known = Duty(duty)
    return gettext("take the next step") if is_kept(duty, kept=kept) else str(DUTIES[known])


def is_kept(duty: str, *, kept: bool) -> bool:
    """Say whether what is due, and so by when, would tell which answer it was: each has its own days."""
    return kept and tells_the_answer(duty)


def move_words(move: Move, *, kept: bool = False) -> str:
    """Return what was done. kept: the reader is not told what was answered."""
    if kept and move in DECISIONS:
        return str(DONE[Move.ANSWER])
    if kept and move in AFTER_THE_ANSWER:
        return gettext("Took the next step")
    return str(DONE[move])


def done_words(happened: Happened) -> str:
    """Return what was done; where it changed hands, to whom and in what role."""
    move = Move(happened.move)
    if move is Move.WITHDRAW and happened.side == Side.FAMILY:
        return gettext("The family took it back")
    if move is Move.ASK_TO_STOP and happened.side == Side.FAMILY:
        return gettext("The family asked to stop. Please talk with them first")
    if move is Move.WITHDRAW and happened.from_state == State.AWAITING_AGREEMENT:
        return gettext("Set it aside, not sent")
    if move not in HANDED or not happened.to_name:
        return move_words(move, kept=happened.kept)
    name = happened.to_name
    if happened.to_role:
        role = ROLES[Role(happened.to_role)]
        name = gettext("%(name)s (%(role)s)") % {"name": name, "role": role}
    return str(HANDED[move]) % {"name": name}


def due_words(due_on: date, today: date) -> tuple[str, str]:
    """Return how a due day is said, and its tone: "" in time, "soon" today, "urgent" overdue."""
    if due_on == today:
        return gettext("today"), "soon"
    if due_on == today - timedelta(days=1):
        return gettext("due yesterday"), "urgent"
    if due_on < today:
        return gettext("due on %(day)s") % {"day": day(due_on)}, "urgent"
    if due_on == today + timedelta(days=1):
        return gettext("tomorrow"), ""
    return day(due_on), ""


def asked_next(name: str, at: datetime, today: date) -> str:
    """Return whom the next step of the ladder asked when the day had passed, and when; "" is you."""
    on = as_day(at)
    when = gettext("today") if on == today else gettext("on %(day)s") % {"day": day(on)}
    if not name:
        return gettext("You were asked %(when)s.") % {"when": when}
    return gettext("%(name)s was asked %(when)s.") % {"name": name, "when": when}


def related(opened: Opened, page: str) -> dict[str, str] | None:
    """Return the way to the other half of a question that became a request; page: its name."""
    if opened.related_id is None:
        return None
    text = gettext("The request that it became")
    if opened.item.kind == Kind.REFERRAL:
        text = gettext("The question that it grew out of")
    elif opened.item.about_id is not None:
        text = gettext("The request that it belongs to")
    return {"href": reverse(page, args=[opened.related_id]), "text": text}


def what_is_asked(kind: str) -> str:
    """Return what kind of thing was asked, or has to be seen to."""
    return str(KINDS[Kind(kind)])


def beside(
    opened: Opened, page: str, say: Callable[[Beside], str] | None = None
) -> list[dict[str, str]]:
    """Return what stands beside a request: what it is (say: in other words), where, and the way there."""
    return [
        {
            "href": reverse(page, args=[one.item_id]),
            "text": say(one) if say else what_is_asked(one.kind),
            "state": str(STATES[State(one.state)]),
        }
        for one in opened.beside
        if one.kind != Kind.CHECK_IN or one.state == State.TO_CHECK_IN
    ]


TONES = {State.BETTER: "done", State.WORSE: "urgent", State.NOT_REACHED: "soon"}


def months(opened: Opened, page: str) -> list[dict[str, str]]:
    """Return how each month of waiting went: the day, what was said, its tone and the way to its words."""
    return [
        {
            "href": reverse(page, args=[one.item_id]),
            "day": day(one.on),
            "text": str(STATES[State(one.state)]),
            "tone": TONES.get(State(one.state), ""),
        }
        for one in opened.beside
        if one.kind == Kind.CHECK_IN
        and one.on
        and one.state not in (State.TO_CHECK_IN, State.CLOSED)
    ]


def carer_or(name: str) -> str:
    """Return the name of one of the family; of a carer whose name nobody wrote, that it is not known."""
    return name or gettext("A parent or carer (name not known yet)")
