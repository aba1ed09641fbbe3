"""What is due after each move and by when, said a second time: from the words of the promises.

Plain words in, plain words out; no rule of the product is called. A state that is not here was
never promised anything, and says so: whoever adds one says here too what is promised in it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from schoolslink.checks.clocks import days
from schoolslink.checks.clocks.case import Case
from schoolslink.checks.clocks.talks import BY_RIGHT, by_right, post, talk

Answer = tuple[str | None, date | None, date | None] | None | str
EARLY, LATE, NOT_FOR_EVER, TELL_FIRST = "too early", "too late", "not for ever", "tell first"

# A promise counted from the day of the move: what, how many of which limit, may a day be named?
WORKING, PLAIN = "working days", "days"
LANDING = "days, and on to a working day"
FROM_THE_MOVE: dict[tuple[str, str], tuple[str, str, str, bool]] = {
    ("advice", "asked"): ("answer", "answer_wd", WORKING, False),
    ("advice", "more_information_asked"): ("reply", "reply_wd", WORKING, True),
    ("advice", "answered"): ("read_answer", "read_answer_wd", WORKING, False),
    ("referral", "draft"): ("finish_draft", "draft_wd", WORKING, False),
    ("referral", "awaiting_agreement"): ("get_agreement", "agreement_wd", WORKING, True),
    ("referral", "more_information_asked"): ("give_more", "more_wd", WORKING, True),
    ("referral", "accepted"): ("tell", "told_wd", WORKING, True),
    ("referral", "advice_given"): ("tell", "told_wd", WORKING, True),
    ("referral", "not_accepted"): ("tell", "told_wd", WORKING, True),
    ("referral", "redirected"): ("tell", "told_wd", WORKING, True),
    ("referral", "help_ended"): ("tell", "told_wd", WORKING, True),
    ("referral", "to_tell_too"): ("tell", "told_wd", WORKING, True),
    ("referral", "next_step"): ("check_next_step", "next_step_days", LANDING, False),
    ("referral", "first_contact"): ("say_what_help", "say_what_help_days", PLAIN, False),
    ("check_in", "to_check_in"): ("check_in", "check_in_wd", WORKING, False),
    ("referral", "help_started"): ("review", "review_days", PLAIN, False),
}
HAND_OVER = {  # what the sender owes, by which limit, and whether a mark hurries it
    "to_hand_over": ("hand_over", "hand_over_wd", False),
    "child_knows": ("hand_over", "hand_over_wd", False),
    "handed_over": ("get_confirmation", "receipt_wd", True),
    "handed_and_known": ("get_confirmation", "receipt_wd", True),
    "handed_outside": ("get_confirmation", "receipt_wd", True),
    "outside_and_known": ("get_confirmation", "receipt_wd", True),
    "received": ("tell_transfer", "told_wd", True),
}
ASKED_OUTSIDE = {  # what whoever asked somebody outside owes, and by which limit
    "offered_outside": ("hear_outside", "receipt_wd"),
    "receipt_asked": ("hear_outside", "receipt_wd"),
    "arrival_asked": ("say_arrived", "receipt_wd"),
    "to_ring": ("ring_outside", "soon_wd"),
}
FROM_THE_ASKING = {"submitted", "acknowledged", "in_triage", "waiting"}
# Where a family may still be owed word: another team took it over, or met them or helps already.
WORD_MAY_BE_OWED = {"acknowledged", "in_triage", "waiting", "first_contact", "help_started"}
ENDED = {
    "became_request", "withdrawn", "closed", "discarded", "passed_on", "discharged", "duplicate",
    "reached", "better", "same", "worse", "not_reached", "family_said",
    "taken", "given_back", "lapsed", "transferred", "called_off",
    "judged_right", "judged_anew", "told_outside", "confirmed_outside", "arrived", "copy_given",
    "put_right", "note_kept", "left_as_it_is",
}  # fmt: skip
# Written down as it happens: what is due stays due on its day.
WRITTEN_DOWN = {
    "record_second_contact", "record_baseline", "record_assessment", "record_plan",
    "put_day_right", "record_missed", "say_what_is_known", "say_how_it_is",
    "arrange_transfer", "ask_manager", "send_link", "stop_link", "set_aside", "count_again",
}  # fmt: skip
NAMED_WITH = {
    "await_agreement": "agreement_wd", "chase_agreement": "agreement_wd", "ask_more": "more_wd",
    "ask_back": "reply_wd", "accept": "told_wd", "advise": "told_wd", "redirect": "told_wd",
    "not_accept": "told_wd", "discharge": "told_wd",
}  # fmt: skip


class NeverPromised(LookupError):
    """No promise of this state is written in checks/clocks/promises.py. Say there what is due."""


class _Refused(Exception):
    """The day named is over, or later than was promised; or another thing comes first."""


@dataclass(frozen=True)
class Slow:
    """The second opinion. walk: the day on which so many working days have ended."""

    walk: Callable[[date, int], date] = days.after_working_days

    def due_after(self, case: Case) -> Answer:
        """Return what is due, by when, and the school's day beside; None at the end; or the refusal."""
        try:
            return self._due(case)
        except _Refused as refusal:
            return str(refusal)

    def look_by(self, asked_on: date, urgent: bool, marked: bool, limits: dict[str, int]) -> date:
        """Return the last day to look: soon for what a person marked, and never later than usual."""
        usual = self.walk(asked_on, limits["look_wd"])
        soon = self.walk(asked_on, limits["soon_wd"])
        return min(usual, soon) if urgent or marked else usual

    def latest_named_day(self, move: str, on: date, limits: dict[str, int]) -> date | None:
        """Return the last day that may be named with a move."""
        return self.walk(on, limits[NAMED_WITH[move]]) if move in NAMED_WITH else None

    def _due(self, case: Case) -> Answer:
        if case.kind == "missed":
            return self._missed(case)
        if case.kind == "redirect":
            return self._offered(case)
        if case.kind in ("outside", "arrival"):
            return self._asked_outside(case)
        if case.kind == "transfer":
            return self._handed(case)
        if case.kind == "second_look":
            return self._judged(case)
        if case.kind == "consultation":
            return talk(case, self.walk)
        if case.kind == "post":
            return post(case, self.walk)
        if case.kind in BY_RIGHT:
            return by_right(case, self.walk)
        found = self._first(case)
        if found is None:
            return None
        what, on = found
        beside = None
        if (case.kind, case.state) == (
            "referral",
            "more_information_asked",
        ) and what == "look_again":
            # The school sends what was asked for while the team answers a family.
            if case.move == "ask_more":
                beside = self._named(case, "more_wd")
            elif case.beside_on is not None:
                beside = case.beside_on
            elif case.was_duty == "give_more":
                beside = case.was_due_on
        return what, on, beside

    def _missed(self, case: Case) -> Answer:
        """Somebody did not come: the team reaches them by a day, and the school says what it knows."""
        if case.state in ENDED:
            return None
        if case.state != "to_reach":
            raise NeverPromised(case.kind, case.state)
        if _is_written_down(case):
            return case.was_duty, case.was_due_on, None
        day = self.walk(case.on, case.limits["soon_wd" if case.marked else "reach_wd"])
        if case.must_answer:
            return "look_again", min(case.was_due_on or case.on, day), None
        return "reach_family", day, day

    def _offered(self, case: Case) -> Answer:
        """Another service was asked to take a request: it answers by a day, soon where somebody marked it."""
        if case.state in ENDED:
            return None
        if case.state != "offered":
            raise NeverPromised(case.kind, case.state)
        soon = case.urgent or case.marked
        day = self.walk(case.on, case.limits["soon_wd" if soon else "receipt_wd"])
        if case.must_answer:
            return "look_again", min(case.was_due_on or case.on, day), None
        return "answer_offer", day, None

    def _asked_outside(self, case: Case) -> Answer:
        """Somebody outside was asked by a link: an answer by a day, and after a yes they are rung soon."""
        if case.state in ENDED:
            return None
        if case.state not in ASKED_OUTSIDE:
            raise NeverPromised(case.kind, case.state)
        what, limit = ASKED_OUTSIDE[case.state]
        soon = case.urgent or case.marked
        day = self.walk(case.on, case.limits["soon_wd" if soon else limit])
        if _is_written_down(case):
            return case.was_duty, case.was_due_on, None
        if case.must_answer:
            return "look_again", min(case.was_due_on or case.on, day), None
        return what, day, None

    def _handed(self, case: Case) -> Answer:
        """A child is handed over: the sender arranges it, hears of the other, and tells the family."""
        if case.state in ENDED:
            return None
        if case.state not in HAND_OVER:
            raise NeverPromised(case.kind, case.state)
        what, limit, hurries = HAND_OVER[case.state]
        soon = hurries and (case.urgent or case.marked)
        day = self.walk(case.on, case.limits["soon_wd" if soon else limit])
        told = case.move == "tell_of_transfer" and case.state != "received"
        if case.state == "to_hand_over" and case.move == "plan_transfer" and case.named_on:
            day = max(case.on, case.named_on)
        elif case.state == "child_knows" or told:
            day = case.was_due_on or day
        if _is_written_down(case):
            return case.was_duty, case.was_due_on, None
        if case.must_answer:
            return "look_again", min(case.was_due_on or case.on, day), None
        return what, day, None

    def _judged(self, case: Case) -> Answer:
        """A manager looks at what a team may not end alone: soon where somebody marked a risk."""
        if case.state in ENDED:
            return None
        if case.state != "to_judge":
            raise NeverPromised(case.kind, case.state)
        day = self.walk(case.on, case.limits["soon_wd" if case.marked else "judge_wd"])
        if case.must_answer:
            return "look_again", min(case.was_due_on or case.on, day), None
        return "judge", day, None

    def _first(self, case: Case) -> tuple[str, date] | None:
        soon = self._no_later_than_before(case, case.limits["soon_wd"])
        if case.move == "ask_to_stop":
            return ("after_no" if case.state == "awaiting_agreement" else "look_again"), soon
        if case.move == "say_worse":
            return "look_again", soon
        if case.move == "family_asks":
            return "look_again", self._no_later_than_before(case, case.limits["answer_wd"])
        here = case.kind == "referral" and case.state in WORD_MAY_BE_OWED
        if case.move == "ask_more" and case.untold:
            raise _Refused(TELL_FIRST)
        if case.move == "record_told" and here and case.stays:
            return self._they_know_now(case)
        if case.move == "add_answers" and case.was_duty and case.was_due_on:
            at_school = case.state in ("draft", "awaiting_agreement")
            return case.was_duty, soon if case.marked and at_school else case.was_due_on
        if case.move == "take_in" and case.was_duty and case.was_due_on:
            # Of two promises about one child the earlier day stands.
            return case.was_duty, min(case.was_due_on, case.named_on or case.was_due_on)
        if _is_written_down(case):
            return case.was_duty, case.was_due_on
        if case.must_answer:
            return self._answer_first(case)
        if here and self._word_is_due(case):
            return self._word_of_another(case)
        if case.move == "look_again":
            return self._as_it_stood(case)
        return self._of_the_state(case)

    def _word_is_due(self, case: Case) -> bool:
        """Somebody is owed word of an earlier answer, and no day promised for it still stands."""
        if case.move != "look_again":
            return case.untold
        stands = case.stood is not None and case.stood[0] == "tell"
        return case.untold and case.beside_on is None and not stands

    def _word_of_another(self, case: Case) -> tuple[str, date]:
        """The team that has the child now says what should have been said: by that day, or soon."""
        if case.move != "take_over":
            return "tell", self._no_later_than_before(case, case.limits["told_wd"])
        told, soon = (self.walk(case.on, case.limits[one]) for one in ("told_wd", "soon_wd"))
        if case.urgent or case.marked:
            return "tell", soon
        promised = case.was_due_on if case.was_duty == "tell" else None
        return "tell", told if promised is None or promised > told else max(promised, soon)

    def _they_know_now(self, case: Case) -> tuple[str, date] | None:
        """They were told: what is due now is what was due from the day on which it came or began."""
        if case.was_duty and case.was_due_on and case.was_duty != "tell":
            return case.was_duty, case.was_due_on
        move = "record_told" if case.state == "in_triage" else "take_over"
        found = self._of_the_state(replace(case, move=move, on=case.entered_on or case.on))
        return None if found is None else (found[0], max(case.on, found[1]))

    def _answer_first(self, case: Case) -> tuple[str, date] | None:
        """A family waits for an answer: no other step takes that day back."""
        before = case.was_due_on or case.on
        if case.move == "look_again":
            return "look_again", before
        next_one = self._of_the_state(case)
        return None if next_one is None else ("look_again", min(before, next_one[1]))

    def _as_it_stood(self, case: Case) -> tuple[str, date] | None:
        """Somebody looked again: what was promised before stands, and is not due in the past."""
        if case.beside_on is not None:
            what, on = "give_more", case.beside_on
        elif case.stood is not None and not _was_said(case):
            what, on = case.stood
        elif case.entered_on is not None:
            day = case.entered_on
            then = Case(
                case.kind, case.move, case.state, day, case.limits, asked_on=case.asked_on,
                urgent=case.urgent, marked=case.marked,
            )  # fmt: skip
            found = self._of_the_state(then)
            if found is None:
                return None
            what, on = found
        else:
            return self._of_the_state(case)
        return what, max(case.on, on)

    def _of_the_state(self, case: Case) -> tuple[str, date] | None:
        place = (case.kind, case.state)
        if case.state in ENDED:
            return None
        if case.kind == "referral" and case.state in FROM_THE_ASKING:
            return self._from_the_asking(case)
        if place not in FROM_THE_MOVE:
            raise NeverPromised(*place)
        what, limit, unit, may_name = FROM_THE_MOVE[place]
        if case.state == "redirected" and case.move != "redirect":
            what, limit, may_name = "get_receipt", "receipt_wd", False
        if case.state == "draft" and case.marked:
            limit = "soon_wd"
        if case.state == "awaiting_agreement" and case.said_no:
            what = "after_no"
        if may_name:
            return what, self._named(case, limit)
        count = case.limits[limit]
        if case.move == "chase_next_step":
            return what, self._once_more(case)
        if unit == LANDING:
            return what, self.walk(_later(case.on, count - 1), 1)
        return what, self.walk(case.on, count) if unit == WORKING else _later(case.on, count)

    def _once_more(self, case: Case) -> date:
        """Nobody knows yet whether the next step began: soon, and at the latest twice as long after."""
        first = case.entered_on or case.on
        last = self.walk(_later(first, 2 * case.limits["next_step_days"] - 1), 1)
        if case.on >= last:
            raise _Refused(NOT_FOR_EVER)
        return min(self.walk(case.on, case.limits["receipt_wd"]), last)

    def _decide_elsewhere(self, case: Case, asked_on: date) -> date:
        """A service took over: its own days, within the family's weeks; soon where these are over."""
        own = _later(case.on, case.limits["decide_days"])
        weeks = _later(asked_on, case.limits["help_days"])
        if weeks >= case.on and not case.marked and not case.urgent:
            return min(own, weeks)
        return min(own, self.look_by(case.on, case.urgent, case.marked, case.limits))

    def _from_the_asking(self, case: Case) -> tuple[str, date]:
        """The clock of the request: it runs from the day of asking, and is never due in the past."""
        asked_on = case.asked_on or case.on
        if case.move == "take_over" and case.state == "waiting":
            soon = case.urgent or case.marked
            day = self.walk(case.on, case.limits["soon_wd" if soon else "told_wd"])
            return "arrange_contact", day
        if case.move == "take_over":
            return "decide", self._decide_elsewhere(case, asked_on)
        if case.state == "submitted":
            by = self.look_by(asked_on, case.urgent, case.marked, case.limits)
            return "look", max(case.on, by)
        if case.state == "waiting":
            told = self.walk(case.on, case.limits["told_wd"])
            return "arrange_contact", max(_later(asked_on, case.limits["help_days"]), told)
        # What came back is promised anew from the day it came.
        start = (
            case.on
            if case.move in ("give_more", "return") and case.state == "in_triage"
            else asked_on
        )
        by = _later(start, case.limits["decide_days"])
        if case.move == "take_apart":  # with a working day to look at it anew
            return "decide", max(by, self.walk(case.on, case.limits["soon_wd"]))
        return "decide", max(case.on, by)

    def _no_later_than_before(self, case: Case, count: int) -> date:
        day = self.walk(case.on, count)
        return day if case.was_due_on is None else min(day, case.was_due_on)

    def _named(self, case: Case, limit: str) -> date:
        latest = self.walk(case.on, case.limits[limit])
        if case.named_on is None:
            return latest
        if case.named_on < case.on:
            raise _Refused(EARLY)
        if case.named_on > latest:
            raise _Refused(LATE)
        return case.named_on


def asked_next_on(due_on: date) -> date:
    """Return the first weekday after the last day."""
    day = due_on + timedelta(days=1)
    while day.weekday() in (days.SATURDAY, days.SUNDAY):
        day += timedelta(days=1)
    return day


def _was_said(case: Case) -> bool:  # what stood was to tell a family that knows by now
    here = case.kind == "referral" and case.state in WORD_MAY_BE_OWED | {"redirected"}
    return here and case.stood is not None and case.stood[0] == "tell" and not case.untold


def _is_written_down(case: Case) -> bool:
    return bool(case.move in WRITTEN_DOWN and case.was_duty and case.was_due_on)


def _later(day: date, count: int) -> date:
    for _ in range(count):
        day += timedelta(days=1)
    return day
