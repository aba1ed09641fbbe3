"""What the manager of a service sees: what is open and who holds it; no child, no word."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from schoolslink.referrals.pages.queue import Words
from schoolslink.referrals.queries.holders import Load
from schoolslink.referrals.queries.lists import HoldingRow
from schoolslink.referrals.queries.practice_letter import LetterOverdue
from schoolslink.referrals.rules import Side
from schoolslink.web import dates
from schoolslink.web.queue import Cell, Row, Tag


def service_rows(rows: Iterable[HoldingRow], today: date) -> list[Row]:
    """Return what is open, ready for the queue component: our reference stands for the child."""
    words = Words(today, None)
    return [_row(row, words) for row in rows]


def _row(row: HoldingRow, words: Words) -> Row:
    due, tone = words.due(row)
    ours = row.side == Side.SERVICE
    return Row(
        href=reverse("referrals:who-looked", args=[row.item_id]),
        title=row.reference,
        key=str(row.holding_id) if ours else "",
        tone=tone,
        cells=(
            Cell(
                row.reference,
                words.kind(row.kind),
                None if row.calm else Tag(gettext("Risk"), "urgent"),
            ),
            Cell(row.school_name or words.no_school),
            words.task(row),
            due,
            Cell(
                words.holder(row.person_id, row.person_name, row.side),
                "" if ours else gettext("at the school"),
            ),
            Cell(words.touched(row.began_at)),
        ),
    )


def letter_rows(late: Iterable[LetterOverdue]) -> list[dict[str, str]]:
    """Return the letters to GP practices that are past their day."""
    return [
        {
            "reference": one.reference,
            "school": one.school,
            "due": gettext("due on %(day)s") % {"day": dates.day(one.due_on)},
            "decided": gettext("%(name)s decided") % {"name": one.decided_by}
            if one.decided_by
            else "",
        }
        for one in late
    ]


def columns() -> list[str]:
    """Return the headings of the table."""
    return [
        gettext("What"),
        gettext("School"),
        gettext("What is due"),
        gettext("Due"),
        gettext("Who has it"),
        gettext("Last touched"),
    ]


def load_rows(loads: Iterable[Load]) -> list[dict[str, Any]]:
    """Return who holds how much, the most overdue first."""
    return [
        {
            "name": load.name or gettext("The whole team"),
            "held": ngettext("%(num)s open", "%(num)s open", load.held) % {"num": load.held},
            "overdue": ngettext("%(num)s past its day", "%(num)s past their day", load.overdue)
            % {"num": load.overdue}
            if load.overdue
            else "",
        }
        for load in loads
    ]
