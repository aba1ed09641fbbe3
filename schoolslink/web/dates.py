"""Days, moments and numbers as people read them, in the language of the page, in London's time."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_decimal
from django.utils.translation import get_language, gettext

from schoolslink.kernel.calendar import plain_day

LONDON = ZoneInfo("Europe/London")


def locale() -> Locale:
    """Return Babel's locale for the language the page is written in."""
    code = get_language() or "en-gb"
    return Locale("en", "GB") if code.startswith("en") else Locale.parse(code, sep="-")


def as_day(value: date | datetime) -> date:
    """Return the day in London that a moment falls on; a day stays itself."""
    return value.astimezone(LONDON).date() if isinstance(value, datetime) else value


def day(value: date | datetime | None) -> str:
    """Return "Wednesday 4 March"; nothing for nothing."""
    return plain_day(as_day(value)) if value else ""


def day_with_year(value: date | datetime | None) -> str:
    """Return "4 March 2026"; nothing for nothing."""
    return format_date(as_day(value), "d MMMM y", locale()) if value else ""


def short_day(value: date | datetime | None) -> str:
    """Return "Wed 4 Mar", for a narrow column; nothing for nothing."""
    return format_date(as_day(value), "EEE d MMM", locale()) if value else ""


def month_and_year(value: date | datetime | None) -> str:
    """Return "Jul 2026", for the foot of a chart; nothing for nothing."""
    return format_date(as_day(value), "LLL y", locale()) if value else ""


def clock_time(value: datetime | None) -> str:
    """Return "2:15pm", or as the page's language writes a time; nothing for nothing."""
    if not value:
        return ""
    if locale().language != "en":
        return format_time(value.astimezone(LONDON), "short", locale=locale())
    here = value.astimezone(LONDON)
    minutes = f":{here.minute:02}" if here.minute else ""
    return f"{here.hour % 12 or 12}{minutes}{'am' if here.hour < 12 else 'pm'}"


def weekday(value: date) -> str:
    """Return "Tuesday"."""
    return format_date(value, "EEEE", locale())


def time_of_day(value: time) -> str:
    """Return "2:15pm" of a time of no certain day, as `clock_time` writes it."""
    return clock_time(datetime.combine(date(2000, 1, 3), value, tzinfo=LONDON))


def moment(value: datetime | None) -> str:
    """Return "Wednesday 4 March at 2:15pm"; nothing for nothing."""
    if not value:
        return ""
    return gettext("%(day)s at %(time)s") % {"day": day(value), "time": clock_time(value)}


def number(value: float | int | None) -> str:
    """Return 12,345 as the page's language writes it; nothing for nothing."""
    return "" if value is None else format_decimal(value, locale=locale())


FILTERS = {
    "day": day,
    "day_with_year": day_with_year,
    "short_day": short_day,
    "clock_time": clock_time,
    "moment": moment,
    "number": number,
}
