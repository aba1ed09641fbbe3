"""Numbers that hold in all of England. Kept here, so that they are shown even without a database.

An area's own numbers are rows (`HelpLine`). That a number is right is said of none of them here: who
rang it and when is a row (`NumberCheck`), written by the person who did.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from schoolslink.directory.rules.text import gettext_noop as _

CHECK_AFTER_DAYS = 120
EMERGENCY = "999"


@dataclass(frozen=True)
class HelpNumber:
    """One number somebody can ring now. href: what a phone does with it. run_by: who answers it."""

    name: str
    phone: str
    href: str
    hours: str
    for_whom: str
    run_by: str
    then: str = ""


NATIONAL: tuple[HelpNumber, ...] = (
    HelpNumber(
        name=_("Emergency"),
        phone=EMERGENCY,
        href="tel:999",
        hours=_("Day and night"),
        for_whom=_("Somebody's life is in danger, or somebody is badly hurt. Or go to A&E."),
        run_by=_("the emergency services"),
    ),
    HelpNumber(
        name=_("NHS 111, mental health option"),
        phone="111",
        href="tel:111",
        hours=_("Day and night"),
        for_whom=_("Urgent mental health help for a child, a young person or an adult."),
        run_by=_("the NHS"),
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
        run_by=_("the NSPCC"),
    ),
    HelpNumber(
        name=_("Shout"),
        phone="85258",
        href="sms:85258",
        hours=_("Day and night"),
        for_whom=_("Anybody who would rather text than talk."),
        run_by=_("Mental Health Innovations, a charity"),
        then=_("Text the word SHOUT."),
    ),
    HelpNumber(
        name=_("Samaritans"),
        phone="116 123",
        href="tel:116123",
        hours=_("Day and night"),
        for_whom=_("Anybody who needs somebody to listen."),
        run_by=_("Samaritans, a charity"),
    ),
)


EVERYWHERE = (*NATIONAL, *ONLINE)


def is_stale(checked_on: date | None, today: date) -> bool:
    """Say whether somebody should ring a number: nobody has yet, or not for long."""
    return checked_on is None or (today - checked_on).days > CHECK_AFTER_DAYS
