"""T1 to T9: is help timely? Each a rule over the moves of one request."""

from collections.abc import Callable
from datetime import date, timedelta

from schoolslink.referrals.rules.clocks.records import Clock, Looking, Reading
from schoolslink.referrals.rules.clocks.timeline import (
    ANSWERS_IT,
    DECISIONS,
    MEETINGS,
    NO_LOOK,
    PASSES_ON,
    TAKEN_BACK,
    UNHEARD,
    Made,
    Timeline,
)
from schoolslink.referrals.rules.clocks.waits import longest_silence
from schoolslink.referrals.rules.text import gettext_noop as _

ACKNOWLEDGED_WD, DECIDED_DAYS, HELPED_DAYS, TOLD_WD, RECEIVED_WD, SILENT_DAYS = 2, 7, 28, 5, 5, 28
SECOND_CONTACT = "record_second_contact"
OURS = _("Schools Link; definitions of its own")


def _days(first: date, last: date | None) -> int | None:
    return None if last is None else max(0, (last - first).days)


def in_time(asked_on: date, limit_on: date, done_on: date | None) -> Reading:
    """Return a promise with a last day: counted in that day's week, when it was kept or was not."""
    return Reading(limit_on, done_on is not None and done_on <= limit_on, _days(asked_on, done_on))


def taken_back(timeline: Timeline, limit_on: date, done_on: date | None) -> bool:
    """Return whether it was taken back within the limit, before anything was done."""
    back = timeline.first(*TAKEN_BACK)
    return back is not None and back.on <= limit_on and (done_on is None or done_on > limit_on)


def to_sending(timeline: Timeline, looking: Looking) -> Reading | None:
    """Read T1: from the first word written down to the day it reached the service."""
    begun_on, asked_on = timeline.begun_on, timeline.asked_on
    if begun_on is None or asked_on is None:
        return None
    return Reading(asked_on, True, _days(begun_on, asked_on))


def to_a_person(timeline: Timeline, looking: Looking) -> Reading | None:
    """Read T2: from sending to the first act of a person at the service."""
    return looked_within(ACKNOWLEDGED_WD, timeline, looking)


def looked_within(working_days: int, timeline: Timeline, looking: Looking) -> Reading | None:
    """Return whether a person of the service acted within so many working days of sending."""
    sent = timeline.sent
    if sent is None:
        return None
    asked_on = sent.on
    done_on = next((one.on for one in timeline.made_after(sent) if _is_a_persons(one)), None)
    limit_on = looking.add_working_days(asked_on, working_days)
    if taken_back(timeline, limit_on, done_on):
        return None
    return in_time(asked_on, limit_on, done_on)


def _is_a_persons(made: Made) -> bool:
    return made.side == "service" and made.by_person and made.move not in NO_LOOK


def to_decision(timeline: Timeline, looking: Looking) -> Reading | None:
    """Read T3: from sending to the first decision."""
    asked_on, decided = timeline.asked_on, timeline.first(*DECISIONS)
    if asked_on is None:
        return None
    limit_on = asked_on + timedelta(days=DECIDED_DAYS)
    done_on = decided.on if decided else None
    if taken_back(timeline, limit_on, done_on):
        return None
    return in_time(asked_on, limit_on, done_on)


def to_help(timeline: Timeline, looking: Looking) -> Reading | None:
    """Read T4: from sending to the start of help, of those whom this service is to help."""
    return helped_within(HELPED_DAYS, timeline)


def helped_within(days: int, timeline: Timeline) -> Reading | None:
    """Return whether help started within so many days of sending, of those whom this service is to help."""
    asked_on, helped = timeline.asked_on, timeline.first("start_help")
    if asked_on is None:
        return None
    limit_on = asked_on + timedelta(days=days)
    done_on = helped.day if helped else None
    if done_on is None or done_on > limit_on:
        within = [one for one in timeline.made if one.on <= limit_on]
        answers = [one.move for one in within if one.move in DECISIONS]
        if any(one.move in TAKEN_BACK for one in within) or (answers and answers[-1] != "accept"):
            return None
    return in_time(asked_on, limit_on, done_on)


def to_first_contact(timeline: Timeline, looking: Looking) -> Reading | None:
    """Read T5: from sending to the first meeting, of those met."""
    asked_on, met = timeline.asked_on, timeline.first(*MEETINGS)
    if asked_on is None or met is None:
        return None
    return Reading(met.day, True, _days(asked_on, met.day))


def to_second_contact(timeline: Timeline, looking: Looking) -> Reading | None:
    """Read T6: from sending to the second meeting, of those met twice."""
    asked_on, met = timeline.asked_on, timeline.first(SECOND_CONTACT)
    if asked_on is None or met is None:
        return None
    return Reading(met.day, True, _days(asked_on, met.day))


def family_told(timeline: Timeline, looking: Looking) -> Reading | None:
    """Read T7 of the family: from the first decision until the last of them was told."""
    return _told(timeline, looking, lambda whom: whom not in ("school", "gp"))


def school_told(timeline: Timeline, looking: Looking) -> Reading | None:
    """Read T7 of the school: from the first decision until whoever asked was told."""
    return _told(timeline, looking, lambda whom: whom == "school")


def _told(timeline: Timeline, looking: Looking, is_meant: Callable[[str], bool]) -> Reading | None:
    owed = [one for one in timeline.told if one.first and is_meant(one.whom)]
    if not owed:
        return None
    decided_on = owed[0].decided_on
    days = [one.told_on for one in owed if one.told_on is not None]
    done_on = max(days) if len(days) == len(owed) else None
    return in_time(decided_on, looking.add_working_days(decided_on, TOLD_WD), done_on)


def silence(timeline: Timeline, looking: Looking) -> Reading | None:
    """Read T8: the most days in a row in which nobody told the family or school anything."""
    asked_on = timeline.asked_on
    if asked_on is None:
        return None
    said_on = [
        one.on
        for one in timeline.made
        if one.side == "service" and one.by_person and one.move not in UNHEARD
    ] + [one.told_on for one in timeline.told if one.told_on is not None]
    ended_on = timeline.ended_on
    longest = longest_silence(said_on, asked_on, ended_on, looking.until)
    return Reading(ended_on or looking.until, longest <= SILENT_DAYS, longest)


def to_receipt(timeline: Timeline, looking: Looking) -> Reading | None:
    """Read T9: from passing on, or handing over, until somebody there had it or gave it back.

    A hand-over that stands beside a request is a timeline of its own, of the card's moves.
    """
    passed = timeline.first(*PASSES_ON)
    if passed is None:
        return None
    had = timeline.after(passed, *ANSWERS_IT)
    limit_on = looking.add_working_days(passed.on, RECEIVED_WD)
    back = timeline.after(passed, *TAKEN_BACK, "no_longer_needed")
    if had is None and back is not None and back.on <= limit_on:
        return None
    return in_time(passed.on, limit_on, had.on if had else None)


BY_LAST_DAY = _(
    "Counted in the week in which the last day fell, so that each was in time or was not."
)
BACK = _("What the family took back, or what was joined with another request, by that last day.")
ALL_SENT = _("Requests for help that reached this service, whoever asked and by whatever way.")

TIMELY = (
    Clock(
        "T1", _("From the first word to sending"),
        _("How long did a request lie at the school before it reached us?"),
        _("Days from the first day anything was written down until it reached the service."),
        _("Requests that reached the service in the week."),
        _("Requests never sent; what was noticed before anybody wrote it down."), OURS, read=to_sending,
    ),
    Clock(
        "T2", _("A person has looked"),
        _("Did a person here look within two working days?"),
        _("Of these, requests on which a person of the service acted by the second working day."),
        ALL_SENT, BACK, OURS, read=to_a_person, limit=_("within two working days"),
    ),
    Clock(
        "T3", _("Decided"),
        _("Did the school and family have an answer decided within a week?"),
        _("Of these, requests first decided by the seventh day, weekends and holidays counted."),
        ALL_SENT, BACK, OURS, read=to_decision, limit=_("within 7 days"),
    ),
    Clock(
        "T4", _("Help has started"),
        _("Did help start within four weeks of asking?"),
        _("Of these, requests whose help had started by the 28th day. Nothing pauses it."),
        _("Requests that reached this service, undecided ones included."),
        _("What was taken back, and what by that day was answered by advice, passed on or not"
          " taken on."),
        _("NHS England, clinically led review of mental health access standards, 2021: proposed"),
        read=to_help, limit=_("within 28 days"),
    ),
    Clock(
        "T5", _("First contact"),
        _("How long did those whom we met first wait for it?"),
        _("Days from asking until the first meeting, be it a first contact or the start of help."),
        _("Requests whose first meeting was in the week."),
        _("Those who still wait: T4 counts them."), OURS, read=to_first_contact,
    ),
    Clock(
        "T6", _("Second contact"),
        _("How long until the second meeting, which stood for treatment in older figures?"),
        _("Days from asking until the second meeting."),
        _("Requests whose second meeting was in the week."),
        _("Those who were met once, or not yet."), OURS, read=to_second_contact,
        needs=(SECOND_CONTACT,),
    ),
    Clock(
        "T7F", _("Family told"),
        _("Was the family told of the decision within five working days?"),
        _("Of these, requests where everybody of the family to be told was, by that day."),
        _("Requests with a first decision of which somebody of the family was to be told."),
        _("Families of whom nobody was to be told, by the choice of whoever decides; and who may not be told "
          "any more."),
        OURS, read=family_told, limit=_("within five working days"),
    ),
    Clock(
        "T7S", _("School told"),
        _("Was the school told of the decision within five working days?"),
        _("Of these, requests where the school had word by that day."),
        _("Requests with a first decision of which the school was to be told."),
        _("Requests that no school made."), OURS, read=school_told, limit=_("within five working days"),
    ),
    Clock(
        "T8", _("Longest silence"),
        _("What is the longest that anybody was left without a word?"),
        _("Of these, requests in which no four weeks passed with nothing said to family or school."),
        _("Requests that ended in the week; in the last week also all that were open."),
        _("No request. What the service does for itself, what a machine sends, and the monthly"
          " check-in that stands beside a request are not counted as a word."),
        OURS, read=silence, limit=_("never more than 28 days"),
    ),
    Clock(
        "T9", _("Handed over"),
        _("When we passed somebody on or handed them over, how long until the others had them?"),
        _("Of these, requests that somebody there had, or gave back, by the fifth working day."),
        _("Requests passed on to another service, and children handed over."),
        _("What was taken back by that day."), OURS, read=to_receipt, limit=_("within five working days"),
    ),
)  # fmt: skip
