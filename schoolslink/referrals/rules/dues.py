"""What is due, and by when, after each move. Dates in, dates out: no clock here."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from schoolslink.referrals.rules.consulting import due_of_talk
from schoolslink.referrals.rules.errors import RuleBroken
from schoolslink.referrals.rules.moves import BESIDE, TELLS_FIRST, Kind, Move, State
from schoolslink.referrals.rules.post import due_of_post
from schoolslink.referrals.rules.promised import DEFAULT_LIMITS as DEFAULT_LIMITS
from schoolslink.referrals.rules.promised import Due as Due
from schoolslink.referrals.rules.promised import Duty as Duty
from schoolslink.referrals.rules.promised import Limits as Limits
from schoolslink.referrals.rules.promised import Moment as Moment
from schoolslink.referrals.rules.rights import month_due
from schoolslink.referrals.rules.transferring import due_of_transfer

AddWorkingDays = Callable[[date, int], date]


class DateTooEarly(RuleBroken):
    """That day is already over. Choose today or a later day."""


class DateTooLate(RuleBroken):
    """That is later than people were promised. Choose an earlier day."""


class AskedTwice(RuleBroken):
    """You have asked for more twice already. Please ring them, then decide with what you know."""


class TellFirst(RuleBroken):
    """Somebody of the family has not been told that their request is with you now. Tell them first."""


class StillNotKnown(RuleBroken):
    """It has not been known for four weeks. Say now that it has begun, or that it has not."""


def look_by(
    asked_on: date,
    add_working_days: AddWorkingDays,
    *,
    urgent: bool = False,
    marked: bool = False,
    limits: Limits = DEFAULT_LIMITS,
) -> date:
    """Return the last day for a person at the service to look at a request.

    The same whether a risk was marked before it was sent (`marked`) or is marked later: soon.
    """
    days = min(limits.soon_wd, limits.look_wd) if urgent or marked else limits.look_wd
    return add_working_days(asked_on, days)


def decide_by(asked_on: date, *, limits: Limits = DEFAULT_LIMITS) -> date:
    """Return the last day for the service's decision: calendar days, holidays included."""
    return asked_on + timedelta(days=limits.decide_days)


def told_by(
    decided_on: date, add_working_days: AddWorkingDays, *, limits: Limits = DEFAULT_LIMITS
) -> date:
    """Return the last day on which the family can be told of a decision."""
    return add_working_days(decided_on, limits.told_wd)


def check_named_day(chosen: date, *, today: date, latest: date) -> date:
    """Return the chosen day. Raises DateTooEarly before today and DateTooLate after the latest."""
    if chosen < today:
        raise DateTooEarly
    if chosen > latest:
        raise DateTooLate
    return chosen


def latest_named_day(
    move: Move, on: date, add_working_days: AddWorkingDays, limits: Limits = DEFAULT_LIMITS
) -> date | None:
    """Return the latest day a person may name with this move; it is also the day we propose."""
    days = {
        Move.AWAIT_AGREEMENT: limits.agreement_wd,
        Move.CHASE_AGREEMENT: limits.agreement_wd,
        Move.ASK_MORE: limits.more_wd,
        Move.ASK_BACK: limits.reply_wd,
        Move.ACCEPT: limits.told_wd,
        Move.ADVISE: limits.told_wd,
        Move.REDIRECT: limits.told_wd,
        Move.NOT_ACCEPT: limits.told_wd,
        Move.DISCHARGE: limits.told_wd,
    }.get(move)
    return None if days is None else add_working_days(on, days)


def check_rounds(rounds_asked: int, *, limits: Limits = DEFAULT_LIMITS) -> None:
    """Do nothing while the service may still ask for more; raises AskedTwice after the last."""
    if rounds_asked >= limits.more_rounds:
        raise AskedTwice


# Written down as it happens: what is due stays due on its day.
_KEEPS_DUE = frozenset({
    Move.RECORD_SECOND_CONTACT, Move.RECORD_BASELINE, Move.RECORD_ASSESSMENT, Move.RECORD_PLAN,
    Move.PUT_DAY_RIGHT, Move.RECORD_MISSED, Move.SAY_WHAT_IS_KNOWN, Move.SAY_HOW_IT_IS, Move.ARRANGE_TRANSFER,
    Move.ASK_MANAGER, Move.SEND_LINK, Move.STOP_LINK, Move.SET_ASIDE, Move.COUNT_AGAIN,
})  # fmt: skip
# What is offered to somebody, and due of whoever has the offer.
_BY_RIGHT = {
    State.COPY_ASKED: Duty.PREPARE_COPY,
    State.CORRECTION_ASKED: Duty.ANSWER_CORRECTION,
}
_OFFERED = {
    State.OFFERED: Duty.ANSWER_OFFER,
    State.OFFERED_OUTSIDE: Duty.HEAR_OUTSIDE,
    State.RECEIPT_ASKED: Duty.HEAR_OUTSIDE,
    State.ARRIVAL_ASKED: Duty.SAY_ARRIVED,
    State.TO_RING: Duty.RING_OUTSIDE,
}


@dataclass(frozen=True)
class _Reached:
    """A state that a move has reached, and all that the next date hangs on."""

    kind: Kind
    move: Move
    state: State
    moment: Moment
    add_working_days: AddWorkingDays
    limits: Limits

    def within(self, days: int) -> date:
        """Return the day so many working days after the move."""
        return self.add_working_days(self.moment.on, days)

    def falls_on(self, on: date, days: int) -> date:
        """Return the first working day that is so many calendar days after a day, or later."""
        return self.add_working_days(on + timedelta(days=days - 1), 1)

    def by(self, days: int) -> date:
        """Return the same day, or the one promised before where that is earlier."""
        day = self.within(days)
        return min(day, self.moment.was_due_on or day)

    def named(self, days: int) -> date:
        """Return the day that somebody named with the move, at the latest so many working days after."""
        latest = self.within(days)
        if self.moment.named_on is None:
            return latest
        return check_named_day(self.moment.named_on, today=self.moment.on, latest=latest)


def due_after(
    kind: Kind,
    move: Move,
    state: State,
    moment: Moment,
    add_working_days: AddWorkingDays,
    *,
    limits: Limits = DEFAULT_LIMITS,
) -> Due | None:
    """Return what is due in the state reached by a move, and by when; None when it has ended.

    A change of holder (REASSIGN, ESCALATE) keeps the old date and is not asked here. Where a family's
    words come first while more is asked of the school, the school's own day stands beside.
    """
    reached = _Reached(kind, move, state, moment, add_working_days, limits)
    due = _due_of_one(reached)
    more_asked = kind is Kind.REFERRAL and state is State.MORE_INFORMATION_ASKED
    if due is None or not more_asked or due.what is not Duty.LOOK_AGAIN:
        return due
    beside = moment.beside_on
    if move is Move.ASK_MORE:
        asked = _due_in(reached)
        beside = asked.on if asked else None
    elif beside is None and moment.was_duty is Duty.GIVE_MORE:
        beside = moment.was_due_on
    return replace(due, beside=beside)


def _due_of_one(reached: _Reached) -> Due | None:
    """Return what the holder must do, as `due_after` does, without what stands beside it."""
    move, state, moment, limits = reached.move, reached.state, reached.moment, reached.limits
    if move is Move.ASK_TO_STOP and state is State.AWAITING_AGREEMENT:  # no team has it yet
        return Due(Duty.AFTER_NO, reached.by(limits.soon_wd))
    if move in (Move.SAY_WORSE, Move.ASK_TO_STOP):
        return Due(Duty.LOOK_AGAIN, reached.by(limits.soon_wd))
    if move is Move.FAMILY_ASKS:
        return Due(Duty.LOOK_AGAIN, reached.by(limits.answer_wd))
    if moment.untold and move is Move.ASK_MORE:
        raise TellFirst
    if move is Move.RECORD_TOLD and moment.stays and state in TELLS_FIRST:
        return _once_told(reached)
    if move is Move.ADD_ANSWERS and moment.was_duty and moment.was_due_on:
        if moment.marked and state in (State.DRAFT, State.AWAITING_AGREEMENT):
            return Due(moment.was_duty, reached.by(limits.soon_wd))
        return Due(moment.was_duty, moment.was_due_on)
    if move is Move.TAKE_IN and moment.was_duty and moment.was_due_on:
        # Never later than either was promised.
        return Due(moment.was_duty, min(moment.was_due_on, moment.named_on or moment.was_due_on))
    if move in _KEEPS_DUE and moment.was_duty and moment.was_due_on:
        return Due(moment.was_duty, moment.was_due_on)
    if moment.must_answer:
        return _still_to_answer(reached)
    if move is Move.LOOK_AGAIN and moment.beside_on is not None:
        return Due(Duty.GIVE_MORE, max(moment.on, moment.beside_on))
    if move is Move.LOOK_AGAIN and moment.stood is not None and _stands(reached, moment.stood):
        return Due(moment.stood.what, max(moment.on, moment.stood.on))
    if moment.untold and state in TELLS_FIRST:
        return _word_first(reached)
    if move is Move.LOOK_AGAIN and moment.entered_on is not None:
        # Looked at: the promise made when the state was reached stands as it was.
        before = Moment(
            on=moment.entered_on,
            asked_on=moment.asked_on,
            urgent=moment.urgent,
            marked=moment.marked,
        )
        due = _due_in(replace(reached, moment=before))
        return due and Due(due.what, max(moment.on, due.on))
    return _due_in(reached)


def _word_first(reached: _Reached) -> Due | None:
    """Return by when whoever has a request now tells the family, who is owed word from before.

    By the day that was promised for it; with a working day for a team that has just got it.
    """
    moment, limits = reached.moment, reached.limits
    if reached.move is not Move.TAKE_OVER:
        return Due(Duty.TELL, reached.by(limits.told_wd))
    soon = reached.within(limits.soon_wd)
    if moment.marked or moment.urgent:
        return Due(Duty.TELL, soon)
    was = moment.was_due_on if moment.was_duty is Duty.TELL else None
    latest = reached.within(limits.told_wd)
    return Due(Duty.TELL, min(latest, max(soon, was or latest)))


def _once_told(reached: _Reached) -> Due | None:
    """Return what is due once the family has heard: as on the day on which it came, or was begun."""
    moment = reached.moment
    if moment.was_duty is not Duty.TELL and moment.was_duty and moment.was_due_on:
        return Due(moment.was_duty, moment.was_due_on)
    taken = reached.state in (State.ACKNOWLEDGED, State.WAITING)
    came = Move.TAKE_OVER if taken else reached.move
    before = replace(moment, on=moment.entered_on or moment.on)
    due = _due_in(replace(reached, move=came, moment=before))
    return due and Due(due.what, max(moment.on, due.on))


def _stands(reached: _Reached, stood: Due) -> bool:
    """Say whether what was due before somebody had to look still is: the family may have heard meanwhile."""
    state, untold = reached.state, reached.moment.untold
    if stood.what is Duty.TELL:  # elsewhere it goes on to another state with the telling
        return untold or state not in (*TELLS_FIRST, State.REDIRECTED)
    return not untold or state not in TELLS_FIRST


def _still_to_answer(reached: _Reached) -> Due | None:
    """Return the promise of an answer, which no other step takes back: the earlier of both days."""
    was = reached.moment.was_due_on or reached.moment.on
    if reached.move is Move.LOOK_AGAIN:
        return Due(Duty.LOOK_AGAIN, was)  # one was answered, another of the family still waits
    due = _due_in(reached)
    return due and Due(Duty.LOOK_AGAIN, min(was, due.on))


def _due_in(reached: _Reached) -> Due | None:
    """Return what is promised in a state, from its move and moment alone."""
    move, moment, limits = reached.move, reached.moment, reached.limits
    on, asked_on = moment.on, moment.asked_on or moment.on
    if reached.kind is Kind.ADVICE:
        match reached.state:
            case State.ASKED:
                return Due(Duty.ANSWER, reached.within(limits.answer_wd))
            case State.MORE_INFORMATION_ASKED:
                return Due(Duty.REPLY, reached.named(limits.reply_wd))
            case State.ANSWERED:
                return Due(Duty.READ_ANSWER, reached.within(limits.read_answer_wd))
        return None
    if reached.kind is Kind.CONSULTATION:
        return due_of_talk(reached.state, on, moment.named_on, reached.add_working_days)
    if reached.kind is Kind.POST:
        soon = moment.marked or moment.urgent
        return due_of_post(reached.state, on, moment.named_on, reached.add_working_days, soon=soon)
    if reached.state is State.TO_REACH:
        day = reached.within(limits.soon_wd if moment.marked else limits.reach_wd)
        return Due(Duty.REACH_FAMILY, day, beside=day)
    if reached.state is State.TO_CHECK_IN:
        return Due(Duty.CHECK_IN, reached.within(limits.check_in_wd))
    if what := _OFFERED.get(reached.state):
        soon = moment.marked or moment.urgent or what is Duty.RING_OUTSIDE
        return Due(what, reached.within(limits.soon_wd if soon else limits.receipt_wd))
    if what := _BY_RIGHT.get(reached.state):
        # The month runs from the day of asking, which may lie before that of writing it down.
        return Due(what, month_due(moment.named_on or on, reached.add_working_days))
    if reached.kind is Kind.SECOND_LOOK:
        if reached.state is not State.TO_JUDGE:
            return None
        day = reached.within(limits.soon_wd if moment.marked else limits.judge_wd)
        return Due(Duty.JUDGE, day)
    if reached.kind is Kind.TRANSFER:
        return due_of_transfer(move, reached.state, moment, reached.within, limits)
    if reached.kind in BESIDE:
        return None
    if move is Move.TAKE_OVER and reached.state is State.WAITING:
        soon = moment.marked or moment.urgent
        days = limits.soon_wd if soon else limits.told_wd
        return Due(Duty.ARRANGE_CONTACT, reached.within(days))
    if move is Move.TAKE_OVER:
        return Due(Duty.DECIDE, _decide_elsewhere(reached, asked_on))
    match reached.state:
        case State.DRAFT:
            days = limits.soon_wd if moment.marked else limits.draft_wd
            return Due(Duty.FINISH_DRAFT, reached.within(days))
        case State.AWAITING_AGREEMENT:
            what = Duty.AFTER_NO if moment.said_no else Duty.GET_AGREEMENT
            return Due(what, reached.named(limits.agreement_wd))
        case State.SUBMITTED:
            by = look_by(
                asked_on,
                reached.add_working_days,
                urgent=moment.urgent,
                marked=moment.marked,
                limits=limits,
            )
            return Due(Duty.LOOK, max(on, by))
        case State.ACKNOWLEDGED:
            return Due(Duty.DECIDE, max(on, decide_by(asked_on, limits=limits)))
        case State.IN_TRIAGE if move is Move.TAKE_APART:
            # Decided by its own first day, with a working day to look at it anew.
            by = decide_by(asked_on, limits=limits)
            return Due(Duty.DECIDE, max(by, reached.within(limits.soon_wd)))
        case State.IN_TRIAGE:
            # What came back is a new promise from today; the family's clock runs from the first day.
            came_back = move in (Move.GIVE_MORE, Move.RETURN)
            start = on if came_back else asked_on
            return Due(Duty.DECIDE, max(on, decide_by(start, limits=limits)))
        case State.MORE_INFORMATION_ASKED:
            return Due(Duty.GIVE_MORE, reached.named(limits.more_wd))
        case State.REDIRECTED if move is not Move.REDIRECT:
            return Due(Duty.GET_RECEIPT, reached.within(limits.receipt_wd))
        case (
            State.ACCEPTED | State.ADVICE_GIVEN | State.NOT_ACCEPTED | State.REDIRECTED
            | State.HELP_ENDED | State.TO_TELL_TOO
        ):  # fmt: skip
            return Due(Duty.TELL, reached.named(limits.told_wd))
        case State.NEXT_STEP:
            if move is Move.CHASE_NEXT_STEP:
                return Due(Duty.CHECK_NEXT_STEP, _asked_once_more(reached))
            return Due(Duty.CHECK_NEXT_STEP, reached.falls_on(on, limits.next_step_days))
        case State.WAITING:
            help_by = asked_on + timedelta(days=limits.help_days)
            return Due(Duty.ARRANGE_CONTACT, max(help_by, reached.within(limits.told_wd)))
        case State.FIRST_CONTACT:
            return Due(Duty.SAY_WHAT_HELP, on + timedelta(days=limits.say_what_help_days))
        case State.HELP_STARTED:
            return Due(Duty.REVIEW, on + timedelta(days=limits.review_days))
    return None


def _asked_once_more(reached: _Reached) -> date:
    """Return by when somebody finds out whether the next step has begun: soon, and not for ever."""
    began = reached.moment.entered_on or reached.moment.on
    latest = reached.falls_on(began, 2 * reached.limits.next_step_days)
    if reached.moment.on >= latest:
        raise StillNotKnown
    return min(reached.within(reached.limits.receipt_wd), latest)


def _decide_elsewhere(reached: _Reached, asked_on: date) -> date:
    """Return by when a service decides that took over: within the family's weeks, else as of what is new."""
    moment, limits = reached.moment, reached.limits
    family_by = asked_on + timedelta(days=limits.help_days)
    by = decide_by(moment.on, limits=limits)
    if family_by < moment.on or moment.marked or moment.urgent:
        soon = look_by(moment.on, reached.add_working_days, urgent=moment.urgent,
                       marked=moment.marked, limits=limits)  # fmt: skip
        return min(by, soon)
    return min(by, family_by)
