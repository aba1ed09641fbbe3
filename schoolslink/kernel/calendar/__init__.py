"""Working days, school terms, and days as people say and write them."""

from schoolslink.kernel.calendar.own_terms import TermsUnreadable, own_terms, read_terms
from schoolslink.kernel.calendar.terms import (
    Holiday,
    Term,
    TermCalendar,
    default_terms,
    holiday_near,
    is_term_day,
    school_days_between,
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
    "Holiday",
    "NotADuration",
    "Term",
    "TermCalendar",
    "TermsUnreadable",
    "add_calendar_days",
    "add_working_days",
    "bank_holidays",
    "default_terms",
    "holiday_near",
    "is_term_day",
    "is_working_day",
    "next_working_day",
    "own_terms",
    "parse_words",
    "plain_day",
    "read_terms",
    "school_days_between",
    "term_at",
    "working_days_between",
]
