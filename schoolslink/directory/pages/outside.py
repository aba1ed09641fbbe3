"""The list of who helps near by without an account here, as its keeper sees it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from schoolslink.directory.models import Area, OutsideReceiver
from schoolslink.directory.rules.help_now import is_stale
from schoolslink.web import dates


def outside(area: Area, *, today: date, may_open_area: bool) -> dict[str, Any]:
    """Return the entries; those nobody has checked for long, or that have ended, are marked."""
    rows = OutsideReceiver.objects.filter(area=area).order_by("name", "pk")
    return {
        "area": area,
        "back": reverse("area", args=[area.pk]) if may_open_area else reverse("home"),
        "receivers": [_entry(row, area, today) for row in rows],
    }


def _entry(row: OutsideReceiver, area: Area, today: date) -> dict[str, Any]:
    ended = row.until_on is not None and row.until_on <= today
    tag = {"text": _("Ring them"), "tone": "soon"} if is_stale(row.checked_on, today) else None
    return {
        "name": row.name,
        "kind": row.get_kind_display(),
        "what": row.what_they_do,
        "reach": [part for part in (row.phone, row.email or _("No link can be sent")) if part],
        "checked": _checked(row),
        "tag": {"text": _("Ended"), "tone": "quiet"} if ended else tag,
        "href": reverse("directory:outside-entry", args=[area.pk, row.pk]),
    }


def _checked(row: OutsideReceiver) -> str:
    if row.checked_on is None:
        day = _("Not yet checked by anybody here.")
    else:
        day = _("Checked on %(day)s.") % {"day": dates.day_with_year(row.checked_on)}
    return " ".join([_("%(who)s sees to it that this is right.") % {"who": row.owner}, day])
