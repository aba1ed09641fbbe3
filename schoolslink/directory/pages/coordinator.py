"""The coordinator's lists: schools by where they stand, people to ring, contacts and their load."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from schoolslink.directory.models import Area
from schoolslink.directory.pages import words
from schoolslink.directory.pages.next_thing import next_thing
from schoolslink.directory.queries import ContactLoad, PeoplePlace, SchoolStanding
from schoolslink.directory.rules.way_in import Standing, is_over_cap, is_quiet

PAGE = 50

# In the order in which a coordinator acts.
LISTED = (
    Standing.NO_WAY_IN,
    Standing.ASKED,
    Standing.TO_CONFIRM,
    Standing.NEEDS_COVER,
    Standing.NOT_ASKED,
    Standing.CONFIRMED,
)


def chosen_standing(asked: str) -> Standing | None:
    """Return the standing named in an address; None shows all."""
    return Standing(asked) if asked in set(Standing) else None


def schools(
    area: Area,
    rows: Sequence[SchoolStanding],
    *,
    chosen: Standing | None,
    after: str,
    on: date,
) -> dict[str, Any]:
    """Return one page of an area's schools, all or those that stand in one place.

    after: the id of the school before the page's first; the start when no school has it.
    """
    counted = Counter(row.standing for row in rows)
    here = reverse("directory:schools", args=[area.pk])
    switcher = [{"text": _("All"), "count": len(rows), "href": here, "current": chosen is None}]
    switcher += [
        {
            "text": words.standing_in_words(standing),
            "count": counted[standing],
            "href": f"{here}?standing={standing}",
            "current": chosen is standing,
        }
        for standing in LISTED
    ]
    shown = [row for row in rows if chosen is None or row.standing is chosen]
    order = {standing: number for number, standing in enumerate(LISTED)}
    if chosen is None:
        shown.sort(key=lambda row: order[row.standing])
    query = f"?standing={chosen}" if chosen else ""
    start = next((n for n, row in enumerate(shown, 1) if str(row.school_id) == after), 0)
    page, rest = shown[start : start + PAGE], shown[start + PAGE :]
    join = "&" if query else "?"
    return {
        "area": area,
        "first_href": here + query if start else "",
        "next_href": f"{here}{query}{join}after={page[-1].school_id}" if rest else "",
        "switcher": switcher,
        "columns": [_("School"), _("Standing"), _("At the school"), _("Who answers it"), _("Next")],
        "rows": [school_row(row, on=on, back=here + query) for row in page],
        "caption": words.standing_in_words(chosen) if chosen else _("All schools"),
        "csv": reverse("directory:schools-csv", args=[area.pk]) + query,
        "quiet": is_quiet(on),
        "empty": {
            "heading": _("No school stands here"),
            "text": _("Schools come in with the register and with your own list of contacts."),
        },
    }


def school_row(row: SchoolStanding, *, on: date, back: str) -> dict[str, Any]:
    """Return one school as a row with the next thing to do. back: the list it stands in."""
    lead = row.lead
    tag = words.standing_tag(row.standing, on=on)
    return {
        "title": row.name,
        "tone": tag["tone"] if tag["tone"] in ("urgent", "soon") else "",
        "next": next_thing(row, back=back),
        "cells": [
            {
                "text": row.name,
                "note": row.town,
                "href": reverse("directory:school", args=[row.school_id]),
            },
            {"text": "", "tag": tag},
            {
                "text": lead.name if lead else _("Nobody"),
                "note": words.way_in_words(row.way_in) if lead else "",
            },
            {
                "text": _answers(row),
                "note": row.link.service_name if row.link and row.link.contact else "",
            },
        ],
    }


def _answers(row: SchoolStanding) -> str:
    if row.link is None:
        return _("No service yet")
    if row.link.contact:
        return row.link.contact_name
    return _("%(service)s: the whole team") % {"service": row.link.service_name}


def schools_table(rows: Sequence[SchoolStanding]) -> tuple[list[str], list[list[object]]]:
    """Return the same list for a spreadsheet."""
    heading = [
        "URN", _("School"), _("Town"), _("Postcode"), _("Standing"), _("Lead"), _("E-mail"),
        _("Phone"), _("Confirmed on"), _("Service"), _("Contact"),
    ]  # fmt: skip
    return heading, [
        [
            row.urn,
            row.name,
            row.town,
            row.postcode,
            words.standing_in_words(row.standing),
            row.lead.name if row.lead else "",
            row.lead.email if row.lead else "",
            (row.lead.phone if row.lead else "") or row.phone,
            row.lead.confirmed_on if row.lead else "",
            row.link.service_name if row.link else "",
            row.link.contact_name if row.link else "",
        ]
        for row in rows
    ]


def phone_list(area: Area, rows: Sequence[SchoolStanding]) -> dict[str, Any]:
    """Return the schools to ring: asked by mail without an answer, or without an address."""
    return {
        "area": area,
        "rows": [
            {
                "name": row.name,
                "town": row.town,
                "phone": row.phone,
                "why": _("Asked three times by mail, no answer")
                if row.nomination and row.nomination.mails_sent
                else _("Asked to be rung, or no mail address"),
                "href": reverse("directory:school", args=[row.school_id]),
                "add": reverse("directory:add-contact", args=[row.school_id]),
                "nomination": row.nomination.pk if row.nomination else None,
            }
            for row in rows
        ],
        "csv": reverse("directory:phone-csv", args=[area.pk]),
    }


def phone_table(rows: Sequence[SchoolStanding]) -> tuple[list[str], list[list[object]]]:
    """Return the phone list for a spreadsheet."""
    heading = ["URN", _("School"), _("Town"), _("Phone"), _("Asked on"), _("Mails sent")]
    return heading, [
        [
            row.urn,
            row.name,
            row.town,
            row.phone,
            row.nomination.asked_at.date() if row.nomination else "",
            row.nomination.mails_sent if row.nomination else "",
        ]
        for row in rows
    ]


def contacts(area: Area, loads: Sequence[ContactLoad]) -> dict[str, Any]:
    """Return the contacts of an area's services with how many schools each has."""
    return {
        "area": area,
        "columns": [_("Contact"), _("Schools"), _("When"), _("Confirmed")],
        "rows": [
            {
                "href": reverse("directory:service", args=[load.service_id]),
                "title": load.contact.name,
                "tone": "soon" if is_over_cap(load.schools, load.cap) else "",
                "cells": [
                    {"text": load.contact.name, "note": load.service_name},
                    {
                        "text": words.schools_in_words(load.schools, load.cap),
                        "tag": {"text": _("Over the cap"), "tone": "soon"}
                        if is_over_cap(load.schools, load.cap)
                        else None,
                    },
                    {
                        "text": words.hours_in_words(load.contact) or _("Not said"),
                        "note": words.cover_in_words(load.contact),
                    },
                    {"text": words.confirmed_in_words(load.contact.confirmed_on)},
                ],
            }
            for load in loads
        ],
    }


KINDS = {
    "area": gettext_lazy("The area’s team"),
    "service": gettext_lazy("Service"),
    "team": gettext_lazy("Support team"),
    "trust": gettext_lazy("Trust or federation"),
    "school": gettext_lazy("School"),
}
NAMES_SHOWN = 3


def people(area: Area, places: Sequence[PeoplePlace], *, typed: str, after: str) -> dict[str, Any]:
    """Return one page of the places where people have roles; those that fit what was typed.

    after: the id of the place before the page's first; the start when no place has it.
    """
    shown = [place for place in places if _fits(place, typed)]
    start = next((n for n, one in enumerate(shown, 1) if str(one.organisation_id) == after), 0)
    page, rest = shown[start : start + PAGE], shown[start + PAGE :]
    here = reverse("directory:people", args=[area.pk])
    asked = {"q": typed} if typed else {}
    following = asked | {"after": str(page[-1].organisation_id)} if rest else {}
    return {
        "area": area,
        "typed": typed,
        "columns": [_("Where"), _("Who has a role there"), _("Invited, not here yet")],
        "rows": [_people_row(place) for place in page],
        "first_href": f"{here}?{urlencode(asked)}" if start else "",
        "next_href": f"{here}?{urlencode(following)}" if following else "",
    }


def _fits(place: PeoplePlace, typed: str) -> bool:
    wanted = typed.casefold()
    return any(wanted in text.casefold() for text in (place.name, place.town, *place.there.names))


def _people_row(place: PeoplePlace) -> dict[str, Any]:
    names = place.there.names
    more = len(names) - NAMES_SHOWN
    said = ", ".join(names[:NAMES_SHOWN]) or _("Nobody")
    return {
        "href": reverse("people", args=[place.organisation_id]),
        "title": place.name,
        "key": "",
        "tone": "",
        "cells": [
            {"text": place.name, "note": place.town or str(KINDS[place.kind])},
            {
                "text": said,
                "note": ngettext("and %(num)s more", "and %(num)s more", more) % {"num": more}
                if more > 0
                else "",
            },
            {"text": str(place.there.invited or _("Nobody"))},
        ],
    }
