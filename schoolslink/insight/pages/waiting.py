"""What else waits in an area: for a yes, counted by school, and exceptions that nobody looked at again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schoolslink.directory.models import Area
from schoolslink.directory.queries import Ring
from schoolslink.insight.pages.coordinator import SHOWN, ring_button
from schoolslink.referrals.pages.guard import TITLES, due
from schoolslink.referrals.queries import WaitingRow
from schoolslink.referrals.queries.guarding import ToReview
from schoolslink.referrals.rules.guarding import Exceptional
from schoolslink.web.dates import as_day


def waiting(
    area: Area, rows: Sequence[WaitingRow], rings: Mapping[UUID, Ring], *, on: date
) -> dict[str, Any]:
    """Return the list of schools at which requests wait long for a yes: counts alone."""
    return {
        "area": area,
        "title": _("Waiting for a yes"),
        "lead": _(
            "Requests that a school has ready, and that wait for somebody to agree for more than ten "
            "working days. Whom they are about is not shown here. Ring, and ask what would help. "
            "Advice without a name stays open to the school meanwhile."
        ),
        "columns": [_("School"), _("Requests"), _("The longest"), _("Next")],
        "rows": [_waiting_row(row, rings, on) for row in rows[:SHOWN]],
        "cut": "",
        "csv": "",
        "empty": {
            "heading": _("Nothing waits that long"),
            "text": _("A school comes here when a request has waited ten working days for a yes."),
        },
    }


def _waiting_row(row: WaitingRow, rings: Mapping[UUID, Ring], on: date) -> dict[str, Any]:
    days = (on - as_day(row.longest_since)).days
    return {
        "title": row.school_name,
        "cells": [
            {"text": row.school_name, "href": reverse("directory:school", args=[row.school_id])},
            {"text": str(row.requests)},
            {"text": ngettext("%(num)s day", "%(num)s days", days) % {"num": days}},
        ],
        "next": ring_button(rings.get(row.school_id)),
    }


def late_reviews(
    late: Sequence[ToReview], heads: Mapping[UUID, Ring], today: date
) -> list[dict[str, Any]]:
    """Return the exceptions not looked at by their day, or not settled, each with whom to ring."""
    return [
        {
            "text": _(TITLES[Exceptional(one.kind)]),
            "note": ", ".join(filter(None, (one.reference, one.school_name, one.for_name))),
            "due": due(one, today),
            "ring": ring_button(heads.get(one.school_id) if one.school_id else None),
        }
        for one in late
    ]
