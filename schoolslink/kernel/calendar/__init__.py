"""Working days, school terms, and days as people say and write them."""

from schoolslink.kernel.calendar.terms import (
    Term,
    TermCalendar,
    default_terms,
    is_term_day,
    term_at,
)
from schoolslink.kernel.calendar.words import parse_words, plain_day
from schoolslink.kernel.calendar.working_days import (
    NotADuration,
    add_calendar_days,
    add_working_days,
    bank_holidays,
    is_working_day,
    next_working_day,
    working_days_between,
)

__all__ = [
    "NotADuration",
    "Term",
    "TermCalendar",
    "add_calendar_days",
    "add_working_days",
    "bank_holidays",
    "default_terms",
    "is_term_day",
    "is_working_day",
    "next_working_day",
    "parse_words",
    "plain_day",
    "term_at",
    "working_days_between",
]
