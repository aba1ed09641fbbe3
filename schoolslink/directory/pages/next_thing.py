"""The one next thing with a school, by where it stands: ask, ring, join, name somebody."""

from __future__ import annotations

import re
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from schoolslink.directory.models import NominationState
from schoolslink.directory.queries import LinkView, SchoolStanding
from schoolslink.directory.rules.way_in import Standing, WayIn
from schoolslink.web import dates


def next_thing(row: SchoolStanding, *, back: str) -> dict[str, Any]:
    """Return the button that does the next thing with a school. back: the list to come back to."""
    waits = row.nomination is not None and row.nomination.state == NominationState.WAITING
    match row.standing:
        case Standing.NO_WAY_IN if row.way_in is not WayIn.NOBODY:
            text = _("Say who answers") if row.link else _("Join with a service")
            return {"text": text, "href": reverse("directory:link", args=[row.school_id])}
        case Standing.NO_WAY_IN | Standing.NOT_ASKED:
            return _ring(row) if row.nomination else _ask(row, back)
        case Standing.TO_CONFIRM if row.school_has_confirmed and row.link:
            return _theirs(row, row.link)
        case Standing.TO_CONFIRM:
            return _ring(row) if waits or not _mail_of_lead(row) else _ask(row, back)
        case Standing.NEEDS_COVER if row.lead:
            cover = reverse("directory:cover", args=[row.lead.contact_id])
            return {"text": _("Say who covers"), "href": cover}
        case Standing.ASKED if row.nomination:
            day = dates.day(row.nomination.asked_at)
            return {"text": _("Asked on %(day)s") % {"day": day}}
    return {"text": ""}


def _theirs(row: SchoolStanding, link: LinkView) -> dict[str, Any]:
    """Ring the contact on the NHS side, who has not confirmed; name one where nobody is named."""
    phone = (link.contact.phone or link.service_phone) if link.contact else ""
    if not phone:
        href = reverse("directory:link", args=[row.school_id])
        return {"text": _("Say who answers"), "href": href}
    return _call(phone)


def _mail_of_lead(row: SchoolStanding) -> str:
    """Return where a lead without an account can be asked; with one, the weekly mail asks."""
    return row.lead.email if row.lead and row.lead.person_id is None else ""


def _ask(row: SchoolStanding, back: str) -> dict[str, Any]:
    """Ask again where the address is known; else the page on which one is typed."""
    address = _mail_of_lead(row) or row.asked_at_address
    if not address:
        ask = reverse("directory:ask-school", args=[row.school_id])
        return {"text": _("Ask the school"), "href": ask}
    return {
        "text": _("Ask by mail"),
        "action": reverse("directory:nudge", args=[row.school_id]),
        "fields": {"next": back},
    }


def _ring(row: SchoolStanding) -> dict[str, Any]:
    phone = (row.lead.phone if row.lead else "") or row.phone
    if not phone:
        # Whoever finds the number elsewhere names the person here, and with them a number.
        name = reverse("directory:add-contact", args=[row.school_id])
        return {"text": _("Name somebody"), "note": _("No number is known"), "href": name}
    return _call(phone)


def _call(phone: str) -> dict[str, Any]:
    return {"text": _("Ring"), "note": phone, "href": "tel:" + re.sub(r"[^\d+]", "", phone)}
