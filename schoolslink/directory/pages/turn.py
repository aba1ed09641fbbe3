"""Where to turn, ready for a template, in the order in which a worried person reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from schoolslink.directory.models import HelpLine
from schoolslink.directory.pages.service import public_card
from schoolslink.directory.queries.turn import AtSchool, Place
from schoolslink.directory.rules.help_now import NATIONAL, ONLINE, HelpNumber, is_stale
from schoolslink.web import dates


def place(found: Place, *, today: date) -> dict[str, Any]:
    """Return the page of one school or postcode."""
    services = [public_card(card) for card in found.services]
    return {
        "name": found.name,
        "now": [national(n, found.rung) for n in NATIONAL] + lines(found.help_lines, today=today),
        "at_school": [at_school(person) for person in found.at_school],
        "covered_by": ", ".join(found.covered_by),
        "school": found.school,
        "services": services,
        "points": points(found, services),
        "outline": reverse("directory:outline", args=found.outline) if found.outline else "",
        "online": [national(number, found.rung) for number in ONLINE],
        "has_area": found.area_id is not None,
        "asks": any(card.families_may_ask for card in found.services),
        "ask_where": f"school={found.school.urn}" if found.school else urlencode({"q": found.name}),
    }


def help_now() -> dict[str, Any]:
    """Return the numbers that hold everywhere; needs no database."""
    return {
        "now": [national(number) for number in NATIONAL],
        "online": [national(number) for number in ONLINE],
    }


def national(number: HelpNumber, rung: Mapping[str, date] | None = None) -> dict[str, Any]:
    """Return one national number in the page's language.

    rung: on which day each was last rung by us; None where that is not known without a database.
    """
    said = [_("Run by %(who)s.") % {"who": _(number.run_by)}]
    if rung is not None:
        said.append(rung_in_words(rung.get(number.phone), _("the national programme team")))
    return {
        "name": _(number.name),
        "phone": number.phone,
        "href": number.href,
        "hours": _(number.hours),
        "for_whom": _(number.for_whom),
        "then": _(number.then) if number.then else "",
        "checked": " ".join(said),
    }


def lines(found: Iterable[HelpLine], *, today: date) -> list[dict[str, Any]]:
    """Return an area's own numbers; one nobody has checked for long says so."""
    return [
        {
            "name": line.name,
            "phone": line.phone,
            "href": "tel:" + "".join(sign for sign in line.phone if sign.isdecimal()),
            "hours": line.hours,
            "for_whom": line.for_whom,
            "then": _("If nobody answers, ring 111 and choose option 2.")
            if is_stale(line.checked_on, today)
            else "",
            "checked": owned_in_words(line.checked_on, line.owner),
        }
        for line in found
    ]


def rung_in_words(checked_on: date | None, who: str) -> str:
    """Return who last rang a number and when, or that nobody here has; never more than was done."""
    if checked_on is None:
        return _("Not yet checked by anybody here.")
    words = {"day": dates.day_with_year(checked_on), "who": who}
    return _("Checked on %(day)s by %(who)s.") % words


def owned_in_words(checked_on: date | None, owner: str) -> str:
    """Return who sees to it that a number is right, and when it was last rung."""
    said = [_("%(who)s sees to it that this number is right.") % {"who": owner}] if owner else []
    said.append(
        _("Checked on %(day)s.") % {"day": dates.day_with_year(checked_on)}
        if checked_on
        else _("Not yet checked by anybody here.")
    )
    return " ".join(said)


def at_school(person: AtSchool) -> dict[str, str]:
    """Return somebody at a school by role, never by name or number."""
    title = person.job_title
    says_role = person.position == "lead" and "mental health lead" in title.lower()
    return {
        "role": {
            "lead": _("The senior mental health lead"),
            "cover": _("Whoever covers for the lead"),
            "head": _("The head"),
        }[person.position],
        "title": "" if says_role or title.lower() == person.position else title,
    }


def points(found: Place, services: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what the map shows: the place itself, then the services whose place is known."""
    shown = []
    if found.lat is not None and found.lon is not None:
        shown.append({"lat": found.lat, "lon": found.lon, "label": found.name, "tone": "urgent"})
    shown += [
        {
            "lat": service["lat"],
            "lon": service["lon"],
            "label": service["name"],
            "href": reverse("directory:service-turn", args=[service["id"]]),
        }
        for service in services
        if service["lat"] is not None and service["lon"] is not None
    ]
    return shown


def printed(found: Place, urn: int, *, today: date) -> dict[str, Any]:
    """Return a school's poster, and its card, with the address as a QR code."""
    path = reverse("directory:school-turn", args=[urn])
    address = f"{settings.ENVIRONMENT.public_url}{path}"
    return place(found, today=today) | {"address": address, "qr": qr(address), "path": path}


def qr(address: str) -> SafeString:
    """Return a QR code as a drawing for the page itself; nothing is fetched and nothing styled."""
    drawing = segno.make(address, error="m").svg_inline(scale=4, border=2, omitsize=True)
    return mark_safe(drawing)  # noqa: S308 - made of squares by a library, from our own address
