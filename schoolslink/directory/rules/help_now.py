"""Numbers that hold in all of England. Kept here, so that they are shown even without a database.

An area's own numbers are rows (`HelpLine`). Each number has somebody who answers for its being
right, and the day on which that was last checked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from schoolslink.directory.rules.text import gettext_noop as _

CHECK_AFTER_DAYS = 120


@dataclass(frozen=True)
class HelpNumber:
    """One number somebody can ring now. href: what a phone does with it."""

    name: str
    phone: str
    href: str
    hours: str
    for_whom: str
    owner: str
    checked_on: date
    then: str = ""


NATIONAL: tuple[HelpNumber, ...] = (
    HelpNumber(
        name=_("Emergency"),
        phone="999",
        href="tel:999",
        hours=_("Day and night"),
        for_whom=_("Somebody's life is in danger, or somebody is badly hurt. Or go to A&E."),
        owner=_("National programme team"),
        checked_on=date(2026, 11, 21),
    ),
    HelpNumber(
        name=_("NHS 111, mental health option"),
        phone="111",
        href="tel:111",
        hours=_("Day and night"),
        for_whom=_("Urgent mental health help for a child, a young person or an adult."),
        owner=_("National programme team"),
        checked_on=date(2026, 11, 21),
        then=_("Choose option 2."),
    ),
)

ONLINE: tuple[HelpNumber, ...] = (
    HelpNumber(
        name=_("Childline"),
        phone="0800 1111",
        href="tel:08001111",
        hours=_("Day and night"),
        for_whom=_("Anybody under 19, about anything. Free, and not on the bill."),
        owner=_("National programme team"),
        checked_on=date(2026, 11, 21),
    ),
    HelpNumber(
        name=_("Shout"),
        phone="85258",
        href="sms:85258",
        hours=_("Day and night"),
        for_whom=_("Anybody who would rather text than talk."),
        owner=_("National programme team"),
        checked_on=date(2026, 11, 21),
        then=_("Text the word SHOUT."),
    ),
    HelpNumber(
        name=_("Samaritans"),
        phone="116 123",
        href="tel:116123",
        hours=_("Day and night"),
        for_whom=_("Anybody who needs somebody to listen."),
        owner=_("National programme team"),
        checked_on=date(2026, 11, 21),
    ),
)


def is_stale(checked_on: date, today: date) -> bool:
    """Say whether a number should be checked again by its owner."""
    return (today - checked_on).days > CHECK_AFTER_DAYS
