"""Changes of the register in a coordinator's words: what happened, what hangs on it, what is right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schoolslink.directory.forms.register import ACCEPT, FOLLOWED, LEAVE
from schoolslink.directory.models import Area
from schoolslink.directory.queries.register import ENDINGS, HandedOver, WaitingChange
from schoolslink.directory.queries.search import SchoolPage, SchoolRow
from schoolslink.directory.rules.handover import Hanging
from schoolslink.directory.rules.register import ChangeKind, Status
from schoolslink.directory.rules.succession import Outcome
from schoolslink.web import dates


def waiting(
    area: Area, changes: Sequence[WaitingChange], handed_over: Sequence[HandedOver]
) -> dict[str, Any]:
    """Return the list of what a coordinator must decide, and of what was settled lately."""
    return {
        "area": area,
        "columns": [_("School"), _("What the register says"), _("What hangs on it")],
        "rows": [_row(area, change) for change in changes],
        "handed_over": [
            {
                "text": _("%(old)s is now %(new)s. Everything has moved.")
                % {"old": one.name, "new": one.successor},
                "href": reverse("directory:school", args=[one.successor_id]),
                "note": _("%(day)s, decided by %(name)s")
                % {"day": dates.day_with_year(one.at.date()), "name": one.decided_by}
                if one.decided_by
                else dates.day_with_year(one.at.date()),
            }
            for one in handed_over
        ],
        "empty": {
            "heading": _("Nothing to decide"),
            "text": _("Changes that touch no link or request go in by themselves."),
        },
    }


def _row(area: Area, change: WaitingChange) -> dict[str, Any]:
    still_open = [thing for thing in change.hanging if thing.is_open]
    return {
        "href": reverse("directory:decide", args=[area.pk, change.id]),
        "title": change.name,
        "key": change.id,
        "tone": "urgent" if still_open else "",
        "cells": [
            {"text": change.name, "note": f"URN {change.urn}"},
            {"text": happened(change)},
            {"text": ", ".join(hanging_in_words(change.hanging)) or _("Nothing")},
        ],
    }


def happened(change: WaitingChange) -> str:
    """Return what the register says, as one sentence."""
    before, after = change.before, change.after
    match change.kind:
        case ChangeKind.CLOSURE | ChangeKind.VANISHED:
            closed = after.get("closed_on")
            told = _("It has closed on %(day)s.") % {"day": _day(closed)} if closed else ""
            if change.kind == ChangeKind.VANISHED:
                told = _("It is no longer in the register.")
            return f"{told or _('It has closed.')} {_followed(change)}"
        case ChangeKind.REOPENING:
            return _("It is open again.")
        case ChangeKind.OPENING:
            return _(
                "A new school of nearly the same name is at the same postcode (URN %(urn)s)."
            ) % {"urn": change.urn}
        case ChangeKind.PHASE:
            return _("It was %(before)s and is now %(after)s.") % {
                "before": before.get("phase"),
                "after": after.get("phase"),
            }
        case ChangeKind.MOVED_AREA:
            return _("It belongs to another council or NHS area (%(change)s).") % {
                "change": change.grouped_by
            }
    return _("It has another name: %(after)s.") % {"after": after.get("name", "")}


def _followed(change: WaitingChange) -> str:
    match change.outcome:
        case Outcome.MERGED:
            return _("It was merged with others.")
        case Outcome.SPLIT:
            return _("It was split into several.")
        case Outcome.UNKNOWN:
            return _("The school that follows is not known here.")
    return _("No school is named that follows.")


def _day(text: str | None) -> str:
    return dates.day_with_year(date.fromisoformat(text)) if text else ""


def hanging_in_words(hanging: Sequence[Hanging]) -> list[str]:
    """Return what hangs on a school, open requests first."""
    ordered = sorted(hanging, key=lambda thing: not thing.is_open)
    return [_thing(thing) % {"num": thing.count} for thing in ordered]


def _thing(thing: Hanging) -> str:
    match thing.what:
        case "open requests":
            return ngettext(
                "%(num)s open question or request",
                "%(num)s open questions and requests",
                thing.count,
            )
        case "ended requests":
            return ngettext("%(num)s ended request", "%(num)s ended requests", thing.count)
        case "links":
            return ngettext("%(num)s link", "%(num)s links", thing.count)
        case "named contacts":
            return ngettext("%(num)s named contact", "%(num)s named contacts", thing.count)
        case "people's roles":
            return ngettext(
                "%(num)s person who signs in", "%(num)s people who sign in", thing.count
            )
    return ngettext("%(num)s kind of support", "%(num)s kinds of support", thing.count)


def choices(change: WaitingChange) -> list[tuple[str, str]]:
    """Return the answers that are possible."""
    leave = (LEAVE, _("What we have is right; leave it"))
    if change.kind in ENDINGS:
        return [
            (FOLLOWED, _("It has closed, and another school follows")),
            (ACCEPT, _("It has closed, and no school follows")),
            leave,
        ]
    if change.kind == ChangeKind.OPENING:
        return [
            (ACCEPT, _("It is the same school anew: everything moves to it")),
            (LEAVE, _("They are two schools")),
        ]
    return [(ACCEPT, _("The register is right; change it here")), leave]


def candidates(change: WaitingChange, names: Mapping[int, str]) -> list[str]:
    """Return the schools that the register names as following, each with its number."""
    return [f"{names.get(urn, _('a school not known here'))} ({urn})" for urn in change.candidates]


def all_schools(found: SchoolPage, *, typed: str, is_first: bool) -> dict[str, Any]:
    """Return one page of the register's schools."""
    here = reverse("directory:all-schools")
    asked = {"q": typed} if typed else {}
    first = f"{here}?{urlencode(asked)}" if asked else here
    return {
        "typed": typed,
        "found": found,
        "rows": [_school_row(row) for row in found.rows],
        "first_href": "" if is_first else first,
        "next_href": f"{here}?{urlencode(asked | {'after': found.next})}" if found.next else "",
    }


def _school_row(row: SchoolRow) -> dict[str, Any]:
    closed = {"text": _("Closed"), "tone": "quiet"} if row.status == Status.CLOSED else None
    return {
        "href": reverse("directory:school-turn", args=[row.urn]) if closed is None else "",
        "title": row.name,
        "key": row.id,
        "tone": "",
        "cells": [
            {"text": row.name, "note": f"URN {row.urn}", "tag": closed},
            {"text": row.town, "note": row.postcode},
            {"text": row.phase},
            {"text": row.la_name},
        ],
    }
