"""Whom to ask while the school is closed: needed of what is sent shortly before, or in, the holidays."""

from __future__ import annotations

from schoolslink.referrals.rules.request.fields import Answers, is_answered, read_mark

# A service answers a request for days after it was sent; so long before, somebody is named.
SOON_DAYS = 15
HOLIDAY_FIELDS = ("holiday_contact", "holiday_phone")


def holiday_contact_missing(answers: Answers) -> tuple[str, ...]:
    """Return what is still to be said of a person who can be rung in the holidays.

    "Not known" names nobody: it is no answer here.
    """
    return tuple(
        name
        for name in HOLIDAY_FIELDS
        if not is_answered(answers.get(name)) or read_mark(answers.get(name)) is not None
    )


def must_name_contact(answers: Answers, *, school_closes: bool, risk: bool) -> bool:
    """Return whether a request waits until somebody is named. With a risk marked it never does."""
    return school_closes and not risk and bool(holiday_contact_missing(answers))
