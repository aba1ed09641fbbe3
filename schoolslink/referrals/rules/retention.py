"""How long what is held about a child is kept: dated periods with their source, and the day they end.

Where two periods meet the longer one holds. Nothing here deletes: what is due is listed, a person agrees,
and a day is the first of a month, so that none of them tells a birthday.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from schoolslink.referrals.rules.growing import turns
from schoolslink.referrals.rules.text import gettext_noop as _


class Part(StrEnum):
    """What of a record comes to its end: all of it, or what is the school's alone."""

    ALL = "all"
    SCHOOL = "school"


class Rule(StrEnum):
    """By which period something is kept."""

    BIRTHDAY_25 = "birthday_25"
    BIRTHDAY_26 = "birthday_26"
    AFTER_CONTACT = "after_contact"
    SCHOOL_25 = "school_25"


@dataclass(frozen=True)
class Period:
    """One period, in words. source: who says so; checked_on: when it was last compared with its source."""

    part: Part
    words: str
    years: int
    checked_on: date
    source: str


NHS = "NHS Records Management Code of Practice 2021, as the Medical Defence Union sums it up"
SCHOOLS = "guidance on school records (dataprotection.education)"
CHECKED = date(2026, 11, 22)
PERIODS: Mapping[Rule, Period] = MappingProxyType(
    {
        Rule.BIRTHDAY_25: Period(
            Part.ALL, _("children's health records: until the 25th birthday"), 25, CHECKED, NHS
        ),
        Rule.BIRTHDAY_26: Period(
            Part.ALL, _("children's health records, 17 when it ended: until the 26th birthday"), 26,
            CHECKED, NHS,
        ),
        Rule.AFTER_CONTACT: Period(
            Part.ALL, _("mental health records: 20 years after the last contact"), 20,
            CHECKED, NHS,
        ),
        Rule.SCHOOL_25: Period(
            Part.SCHOOL, _("a school's own notes: 25 years after birth"), 25, CHECKED, SCHOOLS
        ),
    }
)  # fmt: skip
# The database refuses to erase a whole record sooner, whatever anybody computed.
LEAST_YEARS = PERIODS[Rule.AFTER_CONTACT].years


@dataclass(frozen=True)
class End:
    """The day from which something need not be kept any more, and the rule that kept it longest."""

    part: Part
    rule: Rule
    on: date


class Hold(StrEnum):
    """Why something is kept although its time is over: fixed words, so that none tells of the child."""

    INQUIRY = "inquiry"
    COURT = "court"
    SAFEGUARDING = "safeguarding"
    COMPLAINT = "complaint"
    FAMILY = "family"
    NEEDED = "needed"


HOLDS: Mapping[Hold, str] = MappingProxyType(
    {
        Hold.INQUIRY: _("An inquiry has asked that nothing of this kind is destroyed"),
        Hold.COURT: _("A court or the police may need it"),
        Hold.SAFEGUARDING: _("It is about protecting a child"),
        Hold.COMPLAINT: _("There is a complaint, or there may be one"),
        Hold.FAMILY: _("The young person or the family asked us to keep it"),
        Hold.NEEDED: _("It is still needed for their care"),
    }
)


class Lift(StrEnum):
    """Why a hold ends."""

    OVER = "over"
    MISTAKE = "mistake"


LIFTS: Mapping[Lift, str] = MappingProxyType(
    {
        Lift.OVER: _("What it was kept for is over"),
        Lift.MISTAKE: _("It was put on this record by mistake"),
    }
)


def ends(born_on: date | None, last_on: date) -> tuple[End, ...]:
    """Return when each part of a record comes to its end. last_on: of the last contact.

    A child whose birth date nobody knows may have been born no later than that day.
    """
    born = min(born_on or last_on, last_on)
    birthday = Rule.BIRTHDAY_26 if _age(born, last_on) == 17 else Rule.BIRTHDAY_25
    found = [
        (turns(born, PERIODS[birthday].years), birthday),
        (turns(last_on, PERIODS[Rule.AFTER_CONTACT].years), Rule.AFTER_CONTACT),
    ]
    on, rule = max(found)
    school = turns(born, PERIODS[Rule.SCHOOL_25].years)
    return (
        End(Part.ALL, rule, first_after(on)),
        End(Part.SCHOOL, Rule.SCHOOL_25, first_after(max(school, last_on))),
    )


def first_after(day: date) -> date:
    """Return the first of the next month, or the day itself where it is one."""
    if day.day == 1:
        return day
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _age(born: date, on: date) -> int:
    return on.year - born.year - (turns(born, on.year - born.year) > on)
