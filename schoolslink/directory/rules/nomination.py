"""Asking a school to name somebody: a link for 21 days, three weekly mails, then a call."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from schoolslink.directory.rules.way_in import is_quiet

OPEN_DAYS = 21
DAYS_BETWEEN_MAILS = 7
MOST_MAILS = 3


class Step(StrEnum):
    """What is to be done with an asking today."""

    MAIL = "mail"
    PHONE = "phone"
    WAIT = "wait"


def expires_on(asked_on: date) -> date:
    """Return the first day on which the link no longer opens. The days of August do not count."""
    day, left = asked_on, OPEN_DAYS
    while left:
        day += timedelta(days=1)
        left -= not is_quiet(day)
    return day


def next_step(
    *, email: str, mails_sent: int, last_mail_on: date | None, expires: date, today: date
) -> Step:
    """Return what is to be done today with an asking that nobody has answered."""
    if is_quiet(today):
        return Step.WAIT
    if not email or today >= expires:
        return Step.PHONE
    if mails_sent >= MOST_MAILS:
        return Step.WAIT
    if last_mail_on is None or (today - last_mail_on).days >= DAYS_BETWEEN_MAILS:
        return Step.MAIL
    return Step.WAIT
