"""A1 to A9: was the right help asked, and given? Each a rule over the moves of one request.

None of them alone tells a good service: whoever refuses nothing may have taught schools not to ask.
"""

from datetime import timedelta

from schoolslink.referrals.rules.clocks.agreement import ASKED, cell_of, step_given
from schoolslink.referrals.rules.clocks.records import Clock, Looking, Reading
from schoolslink.referrals.rules.clocks.timeline import (
    ARRIVED,
    DECISIONS,
    LETS_GO,
    NOES,
    TAKEN_BACK,
    Timeline,
)
from schoolslink.referrals.rules.clocks.timely import OURS, RECEIVED_WD
from schoolslink.referrals.rules.text import gettext_noop as _

ASKED_AGAIN_DAYS, CONFIRMED_DAYS, CRISIS_DAYS = 180, 14, 90


def right_at_once(timeline: Timeline, looking: Looking) -> Reading | None:
    """Read A1: the first decision was a yes, or passed on to somebody who then had it."""
    decided = timeline.first(*DECISIONS)
    if decided is None:
        return None
    if decided.move == "redirect":
        had = timeline.after(decided, *ARRIVED, "return")
        limit_on = looking.add_working_days(decided.on, RECEIVED_WD)
        kept = had is not None and had.move in ARRIVED and had.on <= limit_on
        return Reading(limit_on, kept)
    return Reading(decided.on, decided.move == "accept")


def complete(timeline: Timeline, looking: Looking) -> Reading | None:
    """Read A2: nothing was open when it was sent."""
    if timeline.asked_on is None or timeline.missing is None:
        return None
    return Reading(timeline.asked_on, timeline.missing == 0)


def same_level(timeline: Timeline, looking: Looking) -> Reading | None:
    """Read A3: the first answer gave as much as was asked for: advice, talks, or help."""
    decided = timeline.first(*DECISIONS)
    if decided is None:
        return None
    asked = ASKED.get(timeline.level_asked)
    given = step_given(decided.move, timeline.level_given)
    if asked is None or given is None:
        return None
    return Reading(decided.on, asked is given, cell_of(asked, given))


def asked_again(timeline: Timeline, looking: Looking) -> Reading | None:
    """Read A4: not taken on, and taken on after all within 180 days: the need was missed."""
    refused = timeline.first(*NOES)
    if refused is None:
        return None
    limit_on = refused.on + timedelta(days=ASKED_AGAIN_DAYS)
    later = timeline.after(refused, "accept")
    days = [*([later.on] if later else []), *timeline.accepted_elsewhere]
    return Reading(limit_on, any(refused.on <= on <= limit_on for on in days))


def in_a_crisis(timeline: Timeline, looking: Looking) -> Reading | None:
    """Read A5: let go, and within 90 days here with what could not wait: worse, urgent, or a risk."""
    let_go = timeline.first(*LETS_GO)
    if let_go is None:
        return None
    limit_on = let_go.on + timedelta(days=CRISIS_DAYS)
    worse = timeline.after(let_go, "say_worse")
    days = [*([worse.on] if worse else []), *timeline.urgent_elsewhere]
    return Reading(limit_on, any(let_go.on <= on <= limit_on for on in days))


def unpublished(timeline: Timeline, looking: Looking) -> Reading | None:
    """Read A9: not taken on, for a reason that was not on the service's list of that day."""
    refused = timeline.first(*NOES)
    if refused is None or not timeline.reason:
        return None
    held = [reasons for from_on, reasons in timeline.published if from_on <= refused.on]
    listed = held[-1] if held else None
    return Reading(refused.on, listed is not None and timeline.reason not in listed)


def after_advice(timeline: Timeline, looking: Looking) -> Reading | None:
    """Read A6: a question to the service came before the request."""
    return None if timeline.asked_on is None else Reading(timeline.asked_on, timeline.from_advice)


def hand_overs(timeline: Timeline, looking: Looking) -> Reading | None:
    """Read A7: how often somebody else had to take it up, until it ended."""
    asked_on, ended_on = timeline.asked_on, timeline.ended_on
    if asked_on is None or ended_on is None:
        return None
    arrived = next(n for n, one in enumerate(timeline.made) if one.to_state == "submitted")
    count = sum(
        one.move in ("redirect", "return") or one.to_elsewhere
        for one in timeline.made[arrived + 1 :]
    )
    return Reading(ended_on, count == 0, count)


def confirmed_elsewhere(timeline: Timeline, looking: Looking) -> Reading | None:
    """Read A8: not taken on, and somebody else has them within two weeks, which nobody says is not so."""
    refused = timeline.first(*NOES)
    if refused is None:
        return None
    limit_on = refused.on + timedelta(days=CONFIRMED_DAYS)
    done = timeline.after(refused, "confirm_next_step")
    kept = done is not None and done.on <= limit_on
    since = done if kept and done is not None else refused
    again = timeline.after(since, "return", "say_worse", *TAKEN_BACK)
    if again is not None and again.on <= limit_on:
        return None
    return Reading(limit_on, kept, (done.on - refused.on).days if done else None)


NOT_TAKEN = _("Requests answered by a no: that this is not the right team, or by advice alone.")

APPROPRIATE = (
    Clock(
        "A1", _("Right at once"),
        _("Was the first answer help, here or where it was passed on to?"),
        _("Of these, requests first answered by a yes, or passed on and had there in five working"
          " days."),
        _("Requests first decided in the week; one passed on, in the week of its last day."),
        _("Requests not decided yet. A yes to everybody is no aim: read it beside A4 and T4."),
        OURS, read=right_at_once, limit=_("the first answer"), unit="",
    ),
    Clock(
        "A2", _("Complete at once"),
        _("Was nothing missing when it was sent?"),
        _("Of these, requests with no question of ours left open."),
        _("Requests that reached the service in the week."),
        _("Requests typed in without the form. What is missing never keeps one from being sent."),
        OURS, read=complete, limit=_("as it was sent"), unit="",
    ),
    Clock(
        "A3", _("Asked for and given"),
        _("Did school and service see the same need?"),
        _("Of these, requests to which the first answer gave as much as was asked for, in three steps:"
          " advice alone; one or a few talks; a planned piece of help, or more. Beside the share stands"
          " weighted kappa, the agreement beyond what chance would give: 1 less the steps between asked"
          " and given, summed over all requests, divided by what they would be if every wish met every"
          " answer by chance. A step apart counts once, two count twice. 1: always alike; 0: as by"
          " chance; below 0: less than that."),
        _("Requests first answered by advice or a yes, of which the school had said what would help."),
        _("Requests of which it was not sure, and those passed on or not taken on. Help from a support"
          " team in school and being seen by the service are one step: the answer does not say which of"
          " the two it is, and whoever asks does not say how much help. Kappa is not told of fewer than"
          " eight, nor where all asked for one step and were given it: chance leaves nothing to differ."),
        _("Schools Link; weighted kappa: Cohen (1968), Psychological Bulletin 70, 213-220, with the linear"
          " weights of Cicchetti and Allison (1971)"),
        read=same_level, limit=_("the first answer"), unit="",
    ),
    Clock(
        "A4", _("Taken on after a no"),
        _("Of those we did not take on, whom did we take on after all?"),
        _("Of these, children for whom we said yes within 180 days."), NOT_TAKEN,
        _("What another service said yes to: it is not ours to see. Counted 180 days later."),
        OURS, read=asked_again, limit=_("within 180 days"), unit="", less_is_better=True,
    ),
    Clock(
        "A5", _("Crisis after a no"),
        _("Who came back with what could not wait, within 90 days of a no or an end?"),
        _("Of these, children of whom somebody said here that it got worse, or for whom help was asked"
          " here again, marked as urgent or with a risk, by the 90th day."),
        _("Requests not taken on, or answered by advice alone, and help that ended; each once, from the first"
          " of these days."),
        _("Whoever went to a crisis team or a hospital: none sends word, so this is the least it can"
          " be. Worse is not always a crisis. Counted 90 days later."),
        OURS, read=in_a_crisis, limit=_("within 90 days"), unit="", less_is_better=True,
    ),
    Clock(
        "A6", _("Advice first"),
        _("How often was the service asked a question before a request?"),
        _("Of these, requests that grew out of a question."),
        _("Requests that reached the service in the week."),
        _("Questions asked by phone and never written down."),
        OURS, read=after_advice, limit=_("a question first"), unit="",
    ),
    Clock(
        "A7", _("Hand-overs"),
        _("How often had somebody else to take it up?"),
        _("Of these, requests that stayed with the first team; and how often others changed hands."),
        _("Requests that ended in the week."),
        _("Another person of the same team; requests still open."),
        OURS, read=hand_overs, limit=_("no change of team"), unit="hand-overs",
    ),
    Clock(
        "A8", _("Somebody else has them"),
        _("When we said no, or gave advice alone, did somebody else have them in two weeks?"),
        _("Of these, requests whose next step was confirmed by the 14th day."), NOT_TAKEN,
        _("What came back to us or was taken back by that day, also where it had been confirmed."),
        OURS, read=confirmed_elsewhere, limit=_("within 14 days"),
    ),
    Clock(
        "A9", _("A reason that was not published"),
        _("Did we say no for a reason we had not told anybody of?"),
        _("Of these, requests answered by a no for a reason that is not on the service's list: advice alone"
          " is a reason of its own there."), NOT_TAKEN,
        _("Nothing. A service that has published no list may give every reason there is: none is counted"
          " against it, and schools cannot know beforehand."),
        OURS, read=unpublished, limit=_("not on its list of that day"), unit="", less_is_better=True,
    ),
)  # fmt: skip
