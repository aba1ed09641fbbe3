"""U1 to U4: read for a dated standard alone, of what was marked when it was sent, and what was not."""

from __future__ import annotations

from datetime import timedelta

from schoolslink.referrals.rules.clocks.records import Clock, Looking, Reading
from schoolslink.referrals.rules.clocks.timeline import MEETINGS, Timeline
from schoolslink.referrals.rules.clocks.timely import (
    BACK,
    HELPED_DAYS,
    OURS,
    helped_within,
    in_time,
    looked_within,
    taken_back,
)
from schoolslink.referrals.rules.text import gettext_noop as _

LOOKED_WD, MET_DAYS, WEEK_DAYS = 1, 1, 7


def marked_looked_at(timeline: Timeline, looking: Looking) -> Reading | None:
    """Read U1: sent as urgent or with a risk, and a person acted by the next working day."""
    if not timeline.sent_urgent and not timeline.sent_with_a_risk:
        return None
    return looked_within(LOOKED_WD, timeline, looking)


def urgent_met(timeline: Timeline, looking: Looking) -> Reading | None:
    """Read U2: sent as urgent, and first met by the next day."""
    asked_on, met = timeline.asked_on, timeline.first(*MEETINGS)
    if asked_on is None or not timeline.sent_urgent:
        return None
    limit_on, done_on = asked_on + timedelta(days=MET_DAYS), met.day if met else None
    if taken_back(timeline, limit_on, done_on):
        return None
    return in_time(asked_on, limit_on, done_on)


def urgent_helped(timeline: Timeline, looking: Looking) -> Reading | None:
    """Read U3: sent as urgent, and help started within a week."""
    return helped_within(WEEK_DAYS, timeline) if timeline.sent_urgent else None


def others_helped(timeline: Timeline, looking: Looking) -> Reading | None:
    """Read U4: not sent as urgent, and help started within four weeks."""
    return None if timeline.sent_urgent else helped_within(HELPED_DAYS, timeline)


AT_AN_EATING_SERVICE = _(
    "Told at a service for eating disorders alone, of all that is asked of it. What a school ticks is kept"
    " under the child's own key, which no count opens, and a worry about eating is no disorder: so at other"
    " services nothing says whom the standard means. Nor is an age read: it ends with the 19th birthday."
)
LEFT = _(
    "What was taken back, and what by that day was answered by advice, passed on or not taken on."
)
ED = _(
    "NHS England, access and waiting time standard for children and young people with an eating disorder"
    " (2015); what is counted is ours"
)

MARKED = (
    Clock(
        "U1", _("What could not wait was looked at"),
        _("Did a person look by the next working day at what was marked?"),
        _("Of these, requests on which a person of the service acted by the next working day."),
        _("Requests marked as urgent, or with a risk, when they reached this service."),
        BACK, OURS, read=marked_looked_at, limit=_("by the next working day"),
    ),
    Clock(
        "U2", _("What was urgent was met"),
        _("Was whoever was marked as urgent met by the next day?"),
        _("Of these, requests whose first meeting was on the day of asking or the next. Days are written"
          " down, not hours, so this is somewhat more than 24 hours."),
        _("Requests marked as urgent when they reached this service. That is no emergency: whoever is in"
          " danger is told whom to ring, and is not asked for here."),
        BACK,
        _("NHS England, clinically led review of mental health access standards, 2021: proposed for community"
          " crisis services; what is counted is ours"),
        read=urgent_met, limit=_("by the next day"),
    ),
    Clock(
        "U3", _("Eating disorder, urgent"),
        _("Did help start within a week for what was marked as urgent?"),
        _("Of these, requests whose help had started by the 7th day. Nothing pauses it."),
        _("Requests marked as urgent when they reached this service."), LEFT, ED,
        read=urgent_helped, limit=_("within 7 days"),
    ),
    Clock(
        "U4", _("Eating disorder, routine"),
        _("Did help start within four weeks for all others?"),
        _("Of these, requests whose help had started by the 28th day. Nothing pauses it."),
        _("Requests not marked as urgent when they reached this service."), LEFT, ED,
        read=others_helped, limit=_("within 28 days"),
    ),
)  # fmt: skip
