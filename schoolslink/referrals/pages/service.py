"""What the manager of a service sees: what is open and who holds it; no child, no word."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext

from schoolslink.referrals.pages.words import DUTIES, STATES, due_words, what_is_asked
from schoolslink.referrals.queries.holders import Load
from schoolslink.referrals.queries.lists import HoldingRow
from schoolslink.referrals.rules import Duty, Side, State
from schoolslink.web import dates


def service_rows(rows: Iterable[HoldingRow], today: date) -> list[dict[str, Any]]:
    """Return what is open, ready for the queue component: our reference stands for the child."""
    return [_row(row, today) for row in rows]


def _row(row: HoldingRow, today: date) -> dict[str, Any]:
    due, tone = due_words(row.due_on, today)
    ours = row.side == Side.SERVICE
    marks = {}
    if not row.calm:
        marks = {"tag": {"text": gettext("Risk"), "tone": "urgent"}}
    return {
        "href": reverse("referrals:who-looked", args=[row.item_id]),
        "title": row.reference,
        "key": str(row.holding_id) if ours else "",
        "tone": "urgent" if tone == "urgent" else tone,
        "cells": [
            {"text": row.reference, "note": what_is_asked(row.kind), **marks},
            {"text": row.school_name or gettext("No school")},
            {
                "text": capfirst(DUTIES[Duty(row.duty)]),
                "note": str(STATES[State(row.state)]),
            },
            {"tag": {"text": due, "tone": tone}} if tone else {"text": due},
            {
                "text": row.person_name or gettext("The whole team"),
                "note": "" if ours else gettext("at the school"),
            },
            {"text": dates.short_day(row.began_at)},
        ],
    }


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
