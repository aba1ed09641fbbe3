"""What is new since they asked before: each question with both answers, side by side."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from schoolslink.referrals.pages.said import FAMILY, sections
from schoolslink.referrals.queries.team import TeamRecord
from schoolslink.referrals.rules.again import Since, compared
from schoolslink.web import dates

MARKS = {
    Since.NEW: ("New", "soon"),
    Since.CHANGED: ("Changed", "urgent"),
    Since.UNCHANGED: ("Unchanged", ""),
    Since.GONE: ("Not said now", "waiting"),
}


def again(then: TeamRecord, now: TeamRecord) -> dict[str, Any]:
    """Return both requests question by question, what is new first."""
    rows = compared(_lines(then), _lines(now))
    order = list(MARKS)
    return {
        "item": now.opened.item,
        "then": {
            "reference": then.opened.item.reference,
            "asked": dates.day_with_year(dates.as_day(then.opened.item.asked_at)),
        },
        "rows": [
            {
                "label": row.label,
                "title": row.title,
                "then": row.then,
                "now": row.now,
                "mark": {"text": _(MARKS[row.since][0]), "tone": MARKS[row.since][1]},
            }
            for row in sorted(rows, key=lambda row: order.index(row.since))
        ],
    }


def _lines(record: TeamRecord) -> dict[tuple[str, str], str]:
    return {
        (section.title, line.label): line.text
        for section in sections(record)
        if section.name != FAMILY
        for line in section.lines
    }
