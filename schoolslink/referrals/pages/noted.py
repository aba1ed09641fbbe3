"""What the family says beside a record, where somebody else's words stand as they were."""

from __future__ import annotations

from collections.abc import Iterable

from schoolslink.referrals.pages.told import TOLD
from schoolslink.referrals.queries.correcting import Correction
from schoolslink.web import dates


def note_lines(notes: Iterable[Correction]) -> list[dict[str, str]]:
    """Return the family's notes that stand beside a record, for whoever reads the record."""
    return [
        {
            "who": f"{TOLD.get(one.by, '')}, {dates.day(one.asked_on)}",
            "wrong": one.wrong,
            "should_be": one.should_be,
        }
        for one in notes
    ]
