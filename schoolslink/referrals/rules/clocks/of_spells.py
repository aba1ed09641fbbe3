"""S1 and S2: how long until a spell has all four, and which was missing where it ended without."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from schoolslink.referrals.rules.clocks.records import Counted, Reading
from schoolslink.referrals.rules.clocks.spells import (
    ASSESSMENT,
    BASELINE,
    ELEMENTS,
    INTERVENTION,
    JOINED_WITHIN,
    PLAN,
    TAKEN_OVER,
    Spell,
    as_referral,
    spells,
)
from schoolslink.referrals.rules.clocks.timeline import Timeline
from schoolslink.referrals.rules.text import gettext_noop as _


@dataclass(frozen=True)
class SpellClock(Counted):
    """A measure that is read from one spell."""

    read: Callable[[Spell], Reading | None] = field(compare=False, kw_only=True)

    def reading(self, spell: Spell, until: date) -> Reading | None:
        """Return how this reads a spell by the end of a day; None where it is left out."""
        found = self.read(spell)
        return found if found and found.on <= until else None


def spells_by(timelines: Iterable[Timeline], until: date) -> tuple[Spell, ...]:
    """Return the spells of one child at one service as they were known by the end of a day.

    What this service took over after that day was another's until then, and is none of its own.
    """
    here = (one for one in timelines if not _taken_over_after(one, until))
    known = (as_referral(one.until(until)) for one in here)
    return spells(one for one in known if one is not None)


def _taken_over_after(timeline: Timeline, until: date) -> bool:
    return any(one.move == TAKEN_OVER and one.on > until for one in timeline.made)


def to_full_stop(spell: Spell) -> Reading | None:
    """Read S1: from opening to the day on which the last of the four was there."""
    if spell.full_stop_on is None:
        return None
    return Reading(spell.full_stop_on, True, spell.waited(spell.full_stop_on))


def ended_without(*elements: str) -> Callable[[Spell], Reading | None]:
    """Return a reading of spells that ended, once none can join: was one of these never there?"""

    def read(spell: Spell) -> Reading | None:
        if spell.ended_on is None:
            return None
        return Reading(spell.ended_on + JOINED_WITHIN, not set(elements).isdisjoint(spell.missing))

    return read


NHS_ENGLAND = _(
    "NHS England Digital, quick guide to referral spells (2024); its lists of codes were not read"
)
ALL_ENDED = _("Spells that ended, each five days after, when no further request can join it.")
BY_HAND = _(
    "Requests that another service has now. What counts as one of the four is what somebody here"
    " writes down as such: no codes are read."
)


def _without(id: str, element: str, name: str, question: str, numerator: str) -> SpellClock:
    return SpellClock(
        id, name, question, numerator, ALL_ENDED, BY_HAND, NHS_ENGLAND,
        read=ended_without(element), limit=name, unit="", needs=(element,), less_is_better=True,
    )  # fmt: skip


WITHOUT = (
    _without(
        "S2B", BASELINE, _("ended without a first measure"), _("Was anything measured at the beginning?"),
        _("Of these, spells in which no first measure was written down."),
    ),
    _without(
        "S2P", PLAN, _("ended without a plan"), _("Was a plan agreed?"),
        _("Of these, spells in which no plan was written down."),
    ),
    _without(
        "S2I", INTERVENTION, _("ended before help began"), _("Did help begin?"),
        _("Of these, spells in which no start of help was written down."),
    ),
    _without(
        "S2A", ASSESSMENT, _("ended without an assessment"), _("Was anybody assessed?"),
        _("Of these, spells in which no assessment was written down."),
    ),
)  # fmt: skip
ENDED_WITHOUT = SpellClock(
    "S2", _("Spells that ended with something missing"),
    _("How many ended before all four were there, and what was missing?"),
    _("Of these, spells that ended without a first measure, a plan, the start of help or an assessment."),
    ALL_ENDED, BY_HAND, NHS_ENGLAND,
    read=ended_without(*ELEMENTS), limit=_("ended with something missing"), unit="", needs=ELEMENTS,
    less_is_better=True,
)  # fmt: skip
FULL_STOP = SpellClock(
    "S1", _("From opening a spell to all four"),
    _("How long until a first measure, a plan, the start of help and an assessment were all there?"),
    _("Days from the first request of a spell until the last of the four was there, on whichever of its"
      " requests."),
    _("Spells of which the last of the four was there in the week."),
    _("Spells that still wait for one of the four, or ended without it: S2 counts those. Requests that"
      " another service has now. What counts as one of the four is what somebody here writes down as"
      " such: no codes are read."),
    NHS_ENGLAND, read=to_full_stop, needs=ELEMENTS,
)  # fmt: skip
SPELL_CLOCKS = (FULL_STOP, ENDED_WITHOUT, *WITHOUT)
