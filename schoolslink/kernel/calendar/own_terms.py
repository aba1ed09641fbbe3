"""The terms that authorities publish themselves, from one file that an operator keeps.

JSON: an authority's three-digit code -> its terms, each with `season`, `first_on`, `last_on`,
`half_term_first_on` and `half_term_last_on` as 2026-09-02. A school year that it leaves out, and an
authority that it does not name, have the assumed terms.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from schoolslink.kernel.calendar.terms import Term, TermCalendar

_DAYS = ("first_on", "half_term_first_on", "half_term_last_on", "last_on")
_SEASONS = ("autumn", "spring", "summer")


class TermsUnreadable(Exception):
    """The file of term dates holds something that we cannot read."""


def read_terms(text: str) -> dict[str, TermCalendar]:
    """Return each authority's own terms; raise TermsUnreadable with what is wrong."""
    try:
        found = json.loads(text)
        return {str(code): TermCalendar(_terms(code, rows)) for code, rows in found.items()}
    except (ValueError, TypeError, AttributeError, KeyError) as wrong:
        raise TermsUnreadable(str(wrong)) from wrong


def _terms(code: str, rows: list[Mapping[str, str]]) -> tuple[Term, ...]:
    terms = []
    for row in rows:
        days = {name: date.fromisoformat(row[name]) for name in _DAYS}
        if row["season"] not in _SEASONS or list(days.values()) != sorted(days.values()):
            raise TermsUnreadable(f"{code}: {dict(row)}")
        terms.append(Term(season=row["season"], **days))
    terms.sort(key=lambda term: term.first_on)
    for earlier, later in pairwise(terms):
        if later.first_on <= earlier.last_on:
            raise TermsUnreadable(f"{code}: two terms overlap at {later.first_on}")
    return tuple(terms)


def own_terms(path: Path) -> dict[str, TermCalendar]:
    """Return what the file says now; nothing where there is none. It is read again when it changes."""
    try:
        changed = path.stat().st_mtime_ns
    except FileNotFoundError:
        return {}
    return _kept(path, changed)


@lru_cache(maxsize=4)
def _kept(path: Path, changed: int) -> dict[str, TermCalendar]:
    return read_terms(path.read_text(encoding="utf-8"))
