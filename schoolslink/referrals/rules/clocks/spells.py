"""Referral spells, as NHS England counts children's waits: joined referrals, and when the clock stops.

Source: NHS England Digital, Children and young people's mental health referral spells, quick guide
(2024). What we have not read is its list of codes: which contacts count as which of the four.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from schoolslink.referrals.rules.clocks.timeline import Timeline

JOINED_WITHIN = timedelta(days=5)
# The four without which the clock does not stop in full, each by the move that records it.
BASELINE, PLAN, INTERVENTION, ASSESSMENT = (
    "record_baseline", "record_plan", "start_help", "record_assessment",
)  # fmt: skip
ELEMENTS = (BASELINE, PLAN, INTERVENTION, ASSESSMENT)
TAKEN_OVER = "take_over"


@dataclass(frozen=True)
class InScope:
    """One referral of a child received by a provider; the day of each element, None while it lacks.

    ended_on: the day the service discharged the child; None while it is open.
    """

    received_on: date
    ended_on: date | None = None
    baseline_on: date | None = None
    plan_on: date | None = None
    intervention_on: date | None = None
    assessment_on: date | None = None

    @property
    def elements(self) -> tuple[date | None, ...]:
        """Return the days of the four elements, in a fixed order."""
        return (self.baseline_on, self.plan_on, self.intervention_on, self.assessment_on)


def as_referral(timeline: Timeline) -> InScope | None:
    """Return a request as a referral of a spell; None while no service has received it.

    The intervention is the start of help; the other three are recorded by moves of their own. One
    taken over from another service was received on that day, and has what was recorded since.
    """
    if timeline.asked_on is None:
        return None
    taken = [n for n, one in enumerate(timeline.made) if one.move == TAKEN_OVER]
    here = replace(timeline, made=timeline.made[taken[-1] :]) if taken else timeline

    def day(move: str) -> date | None:
        found = here.first(move)
        return found.day if found else None

    return InScope(
        received_on=here.made[0].on if taken else timeline.asked_on,
        ended_on=timeline.ended_on,
        baseline_on=day(BASELINE),
        plan_on=day(PLAN),
        intervention_on=day(INTERVENTION),
        assessment_on=day(ASSESSMENT),
    )


@dataclass(frozen=True)
class Spell:
    """Referrals that follow on one another. full_stop_on: the day the last of the four was there.

    ended_on: the last discharge; None while one of its referrals is open. missing: those of the
    four that are not there, by the move that would record each.
    """

    opened_on: date
    ended_on: date | None
    referrals: int
    full_stop_on: date | None
    missing: tuple[str, ...] = ()

    def waited(self, today: date) -> int:
        """Return the days from opening to the full stop, or to the end without one, or to today."""
        return max(0, ((self.full_stop_on or self.ended_on or today) - self.opened_on).days)


def spells(referrals: Iterable[InScope]) -> tuple[Spell, ...]:
    """Return the spells of one child at one provider, in the order in which they opened.

    A referral joins the spell before it when one of that is still open on its day, or when it opens
    within five days of the last end. The clock stops in full only when outcome baseline, care plan,
    intervention and assessment are all there, on whichever of its referrals each was.
    """
    joined: list[list[InScope]] = []
    for one in sorted(referrals, key=lambda r: (r.received_on, r.ended_on or date.max)):
        if joined and _goes_on(joined[-1], one.received_on):
            joined[-1].append(one)
        else:
            joined.append([one])
    return tuple(_spell(one) for one in joined)


def _goes_on(spell: list[InScope], on: date) -> bool:
    ends = [one.ended_on for one in spell]
    known = [end for end in ends if end is not None]
    return len(known) < len(ends) or on <= max(known) + JOINED_WITHIN


def _spell(referrals: list[InScope]) -> Spell:
    ends = [one.ended_on for one in referrals]
    known = [end for end in ends if end is not None]
    ended_on = max(known) if len(known) == len(ends) else None
    # Of each element the first day on which any of the referrals had it.
    days = [
        min((day for day in of_each if day is not None), default=None)
        for of_each in zip(*(one.elements for one in referrals), strict=True)
    ]
    found = [day for day in days if day is not None]
    full = max(found) if len(found) == len(days) else None
    missing = tuple(what for what, day in zip(ELEMENTS, days, strict=True) if day is None)
    return Spell(referrals[0].received_on, ended_on, len(referrals), full, missing)
