"""Days in words: as we write them, and as people type them."""

import re
import unicodedata
from datetime import date, timedelta

from babel.dates import format_date, get_day_names, get_month_names

_WEEKDAYS = {
    form: number
    for number, name in get_day_names("wide", locale="en_GB").items()
    for form in (name.lower(), name.lower()[:3])
} | {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}
_MONTHS = {
    form: number
    for number, name in get_month_names("wide", locale="en_GB").items()
    for form in (name.lower(), name.lower()[:3])
} | {"sept": 9}
_NUMBERS = {
    word: number
    for number, word in enumerate(
        "nought one two three four five six seven eight nine ten eleven twelve".split()
    )
} | {"a": 1, "an": 1}
_STEPS = {"day": 1, "week": 7, "fortnight": 14}

_OFFSET = re.compile(
    r"(?P<ahead>in )?(?P<count>[a-z]+|\d{1,3}) (?P<unit>day|week|fortnight)s?(?P<ago> ago)?"
)
_WEEKDAY = re.compile(r"((?P<which>this|next|last|on) )?(?P<name>[a-z]+)")
_YEAR_FIRST = re.compile(r"(\d{4})[ /.\-](\d{1,2})[ /.\-](\d{1,2})")
_FIGURES = re.compile(r"(\d{1,2})[ /.\-](\d{1,2})[ /.\-](\d{4}|\d{2})")
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)? (?:of )?([a-z]+)(?: (\d{4}|\d{2}))?")
_MONTH_DAY = re.compile(r"([a-z]+) (\d{1,2})(?:st|nd|rd|th)?(?: (\d{4}|\d{2}))?")


def plain_day(day: date, language: str | None = None, *, with_year: bool = False) -> str:
    """Return a day as people say it, "Wednesday 4 March", in a language or the reader's own."""
    if language is None:
        from django.utils.translation import get_language  # Pure callers name the language.

        language = get_language() or "en"
    pattern = "EEEE d MMMM y" if with_year else "EEEE d MMMM"
    return format_date(day, pattern, locale=language.replace("-", "_"))


def parse_words(text: str, today: date) -> date | None:
    """Return the day a person typed, or None when it is no day or could be two.

    Takes "today", "tomorrow", "Monday", "last Friday", "in two weeks", "3 days ago",
    "4th March", "March 4 2026", "4/3/26", "2026-03-04". Day before month; without a year the
    nearest such day. A weekday alone is the coming one, today included. "Next Friday" said on a
    Monday means one Friday to some and another to others: None, so that the page asks.
    """
    plain = unicodedata.normalize("NFKC", text).casefold().replace(",", " ")
    plain = " ".join(plain.split()).removeprefix("the ")
    near = {"today": 0, "now": 0, "tomorrow": 1, "yesterday": -1}
    if plain in near:
        return _moved(today, near[plain])
    first, _, rest = plain.partition(" ")
    if rest and first in _WEEKDAYS and any(sign.isdigit() for sign in rest):
        day = _written_day(rest, today)
        return day if day is not None and day.weekday() == _WEEKDAYS[first] else None
    return _offset(plain, today) or _weekday(plain, today) or _written_day(plain, today)


def _offset(plain: str, today: date) -> date | None:
    found = _OFFSET.fullmatch(plain)
    if found is None or bool(found["ahead"]) == bool(found["ago"]):
        return None
    count = int(found["count"]) if found["count"].isdecimal() else _NUMBERS.get(found["count"])
    if count is None:
        return None
    return _moved(today, count * _STEPS[found["unit"]] * (1 if found["ahead"] else -1))


def _weekday(plain: str, today: date) -> date | None:
    found = _WEEKDAY.fullmatch(plain)
    if found is None or found["name"] not in _WEEKDAYS:
        return None
    ahead = (_WEEKDAYS[found["name"]] - today.weekday()) % 7
    if found["which"] == "last":
        return _moved(today, ahead - 7)
    if found["which"] == "this":
        return _moved(today, _WEEKDAYS[found["name"]] - today.weekday())
    if found["which"] == "next":
        coming = ahead or 7
        return _moved(today, coming) if today.weekday() + coming >= 7 else None
    return _moved(today, ahead)


def _written_day(plain: str, today: date) -> date | None:
    if found := _YEAR_FIRST.fullmatch(plain):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _FIGURES.fullmatch(plain):
        return _day(_year(found[3], today), int(found[2]), int(found[1]))
    for shape, day_at, month_at in ((_DAY_MONTH, 1, 2), (_MONTH_DAY, 2, 1)):
        found = shape.fullmatch(plain)
        if found and found[month_at] in _MONTHS:
            month, day = _MONTHS[found[month_at]], int(found[day_at])
            if found[3]:
                return _day(_year(found[3], today), month, day)
            return _nearest(month, day, today)
    return None


def _year(digits: str, today: date) -> int:
    """Return a year; two digits mean one from 80 years ago to 19 years ahead."""
    year = int(digits)
    if len(digits) == 4:
        return year
    earliest = today.year - 80
    return earliest + (year - earliest) % 100


def _nearest(month: int, day: int, today: date) -> date | None:
    days = [_day(year, month, day) for year in range(today.year - 4, today.year + 5)]
    return min(
        (found for found in days if found is not None),
        key=lambda found: abs((found - today).days),
        default=None,
    )


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _moved(today: date, days: int) -> date | None:
    try:
        return today + timedelta(days=days)
    except OverflowError:
        return None
