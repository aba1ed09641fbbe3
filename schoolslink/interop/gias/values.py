"""Single values as the register's files write them."""

from __future__ import annotations

import re
from datetime import date

from schoolslink.directory.rules.postcodes import normalise_postcode

from .errors import BadValue

LONGEST_NAME = 200  # the longest real name has 96 characters
# Control characters, the byte that could not be decoded, and marks that reverse what follows them.
UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ufffd\u202a-\u202e\u2066-\u2069]")
# Some names went through Windows once too often: their quotation marks became control characters.
WINDOWS = {
    code: bytes([code]).decode("cp1252")
    for code in range(0x80, 0xA0)
    if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
FORMULA = ("=", "+", "-", "@")  # a spreadsheet would run what begins so
DAY = re.compile(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4})")
WHOLE = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")


def a_text(value: str, longest: int = LONGEST_NAME) -> str:
    """Return plain text with single spaces. Raises BadValue when it is long, unprintable or a formula."""
    if len(value) > longest:
        raise BadValue(f"has {len(value):,} characters; at most {longest} are taken.")
    if not (value.isascii() and value.isprintable()):  # most names are plain: this is quick
        value = value.translate(WINDOWS)
        if UNPRINTABLE.search(value):
            raise BadValue("holds a character that cannot be shown.")
    if value.startswith(FORMULA):
        raise BadValue("begins like a spreadsheet formula.")
    return " ".join(value.split())


def a_urn(value: str) -> int:
    """Return a unique reference number: six digits."""
    value = value.strip()
    if len(value) != 6 or not (value.isascii() and value.isdigit()) or value < "100000":
        raise BadValue(f"{_shown(value)} is not a URN: six digits.")
    return int(value)


def a_day(value: str) -> date | None:
    """Return a day written 31-12-2024, 31/12/2024, 2024-12-31 or 20241231; None when blank."""
    value = value.strip()
    if not value:
        return None
    try:
        if match := DAY.fullmatch(value):
            day, month, year = map(int, match.groups())
            return date(year, month, day)
        return date.fromisoformat(value)
    except ValueError:
        raise BadValue(f"{_shown(value)} is not a day.") from None


def a_count(value: str, largest: int = 100_000) -> int | None:
    """Return a count of pupils, an age and the like; None when blank. Averages of two years round down."""
    value = value.strip()
    if not value or value in ("SUPP", "NE", "NA"):  # the register's marks for "not given"
        return None
    if value.isascii() and value.isdigit():  # most are: this is quick
        count = int(value)
    else:
        whole, _, rest = value.partition(".")
        if not WHOLE.fullmatch(whole) or not (rest == "" or rest.isdigit()):
            raise BadValue(f"{_shown(value)} is not a whole number.")
        count = int(whole.replace(",", ""))
    if count > largest:
        raise BadValue(f"{_shown(value)} is more than {largest:,}.")
    return count


def a_percentage(value: str) -> float | None:
    """Return 0 to 100; None when blank."""
    value = value.strip().rstrip("%")
    if not value or value in ("SUPP", "NE", "NA"):
        return None
    try:
        number = float(value)
    except ValueError:
        raise BadValue(f"{_shown(value)} is not a percentage.") from None
    if not 0 <= number <= 100:
        raise BadValue(f"{_shown(value)} is not between 0 and 100.")
    return number


def a_postcode(value: str) -> str:
    """Return a postcode as we write it; empty when blank."""
    if not value.strip():
        return ""
    postcode = normalise_postcode(value)
    if postcode is None:
        raise BadValue(f"{_shown(value)} is not a postcode.")
    return postcode


def a_code(value: str) -> str:
    """Return a short code of letters and digits (E09000001, QMF, 201); empty when blank."""
    value = value.strip()
    if len(value) > 12 or (value and not (value.isascii() and value.isalnum())):
        raise BadValue(f"{_shown(value)} is not a code.")
    return value


def _shown(value: str) -> str:
    """Return a value short and harmless enough to repeat in a report."""
    short = UNPRINTABLE.sub("?", value)
    return f"'{short[:30]}…'" if len(short) > 30 else f"'{short}'"
