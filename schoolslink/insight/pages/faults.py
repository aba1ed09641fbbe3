"""What is wrong in the records of an area: a sentence, what to do, and whom to ring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schoolslink.directory.models import Area
from schoolslink.directory.queries import Ring
from schoolslink.insight.pages.coordinator import SHOWN, ring_button
from schoolslink.referrals.pages.words import what_is_asked
from schoolslink.referrals.queries import FaultRow
from schoolslink.referrals.reconciler.every import BY_NAME
from schoolslink.web.dates import moment


def to_mend(number: int, area_id: UUID) -> list[dict[str, str]]:
    """Return the line of the coordinator's first page; none while nothing is wrong."""
    if not number:
        return []
    text = ngettext(
        "%(num)s record that is not right", "%(num)s records that are not right", number
    )
    return [{"text": text % {"num": number}, "href": reverse("faults", args=[area_id])}]


def unchecked(since: datetime | None) -> str:
    """Return what coordinators read where the night's check has not ended for more than a day."""
    if since is None:
        return ""
    return _(
        "Nobody has checked since %(moment)s that every record has somebody and a day. Tell whoever "
        "runs this service."
    ) % {"moment": moment(since)}


def faults(
    area: Area, rows: Sequence[FaultRow], rings: Mapping[UUID, Ring], total: int
) -> dict[str, Any]:
    """Return the list of what the night's check found and is still so."""
    cut = ""
    if total > SHOWN:
        cut = _("The oldest %(shown)s of %(total)s are shown.") % {"shown": SHOWN, "total": total}
    return {
        "area": area,
        "title": _("Records that are not right"),
        "lead": _(
            "Every night each record is checked: somebody has it, by a day. What is here was found "
            "otherwise, and goes by itself when it is right again. Whom it is about is not shown: "
            "say the number of the request when you ring."
        ),
        "columns": [_("Where"), _("What is wrong"), _("What to do"), _("Ring")],
        "rows": [_row(row, rings) for row in rows[:SHOWN]],
        "cut": cut,
        "empty": {
            "heading": _("Every record is as it should be"),
            "text": _("They are checked every night, and what is not right comes here."),
        },
    }


def _row(row: FaultRow, rings: Mapping[UUID, Ring]) -> dict[str, Any]:
    found = BY_NAME.get(row.invariant)
    what = what_is_asked(row.kind) if row.kind else ""
    since = _("Found %(moment)s") % {"moment": moment(row.first_seen_at)}
    return {
        "title": row.reference or row.school_name or row.service_name or row.invariant,
        "cells": [
            _place(row),
            {
                "text": _(found.says) if found else row.invariant,
                "note": " · ".join(filter(None, [f"{what} {row.reference or ''}".strip(), since])),
            },
            {"text": _(found.act) if found else ""},
        ],
        "next": ring_button(ring_for(row, rings)),
    }


def _place(row: FaultRow) -> dict[str, str]:
    if row.school_id:
        href = reverse("directory:school", args=[row.school_id])
        return {"text": row.school_name or "", "href": href, "note": row.service_name or ""}
    if row.service_id:
        href = reverse("directory:service", args=[row.service_id])
        return {"text": row.service_name or "", "href": href}
    return {"text": _("No school")}


def ring_for(row: FaultRow, rings: Mapping[UUID, Ring]) -> Ring | None:
    """Return whom to ring: the service that has it, else the school."""
    for place in (row.service_id, row.school_id):
        if place and place in rings:
            return rings[place]
    return None
