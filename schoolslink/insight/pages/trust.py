"""The page of a trust lead: where each school of the group stands, and rounded numbers of what was asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schoolslink.directory.pages import words
from schoolslink.directory.queries import AgreementView, ContactView, GroupSchool, SchoolStanding
from schoolslink.directory.rules.agreement import is_agreed
from schoolslink.directory.rules.sharing import SharingDecision
from schoolslink.insight.queries import Figures, GroupFigures
from schoolslink.insight.rules import HIDDEN
from schoolslink.web.dates import day_with_year, number

Said = dict[str, Any]


def my_schools(
    groups: Sequence[str],
    schools: Sequence[GroupSchool],
    figures: GroupFigures,
    *,
    until: date,
    on: date,
) -> Said:
    """Return the page. until: the first day that the numbers leave out."""
    return {
        "groups": ", ".join(groups),
        "how_many": len(figures.schools),
        "columns": [
            _("School"), _("Standing"), _("At the school"), _("Who answers it"), _("Agreements"),
        ],
        "rows": [school_row(school, on=on) for school in schools],
        "numbers": numbers(schools, figures),
        "last_day": day_with_year(until - timedelta(days=1)),
    }  # fmt: skip


def school_row(school: GroupSchool, *, on: date) -> Said:
    """Return one school as a row that opens its page."""
    row = school.standing
    tag = words.standing_tag(row.standing, on=on)
    return {
        "href": reverse("directory:school", args=[row.school_id]),
        "title": row.name,
        "tone": tag["tone"] if tag["tone"] in ("urgent", "soon") else "",
        "cells": [
            {"text": row.name, "note": row.town},
            {"text": "", "tag": tag},
            {
                "text": words.way_in_words(row.way_in),
                "note": "; ".join(_named(contact) for contact in row.contacts),
            },
            _answers(row),
            {
                "text": working_in_words(school.agreement, joined=row.link is not None, on=on),
                "note": sharing_in_words(school.sharing),
            },
        ],
    }


def _named(contact: ContactView) -> str:
    """Return "Lead: Imran Farrow"; with who covers, where that is an organisation."""
    kinds = {"lead": _("Lead"), "cover": _("Cover"), "head": _("Head")}
    said = f"{kinds[contact.position]}: {contact.name}"
    shared = [cover.name for cover in contact.covers if not cover.contact_id]
    return said + (_(", covered by %(names)s") % {"names": ", ".join(shared)} if shared else "")


def _answers(row: SchoolStanding) -> Said:
    if row.link is None:
        return {"text": _("No service yet")}
    return {"text": row.link.contact_name or _("The whole team"), "note": row.link.service_name}


def working_in_words(agreement: AgreementView | None, *, joined: bool, on: date) -> str:
    """Return how the working agreement of a pair stands."""
    if not joined:
        return ""
    if agreement is None:
        return _("Working: the usual page, nobody has agreed to it yet")
    if not is_agreed(agreement.school_agreed_on, agreement.nhs_agreed_on):
        return _("Working: waits for one side to agree")
    day = {"day": day_with_year(agreement.review_on)}
    if agreement.review_on <= on:
        return _("Working: agreed, to be looked at again since %(day)s") % day
    return _("Working: agreed, to be looked at again on %(day)s") % day


def sharing_in_words(sharing: SharingDecision | None) -> str:
    """Return until when a named request may go to the service."""
    if sharing is None:
        return ""
    if not sharing.allowed:
        return _("Sharing: none in force, so no request with a name")
    if sharing.ends_on is None:
        return _("Sharing: in force, without an end")
    last = sharing.ends_on - timedelta(days=1)
    return _("Sharing: in force until %(day)s") % {"day": day_with_year(last)}


def numbers(schools: Sequence[GroupSchool], figures: GroupFigures) -> list[list[Said]]:
    """Return the table of numbers: the schools shown, then all schools of the group together."""
    rows = [
        [{"text": one.standing.name}, *_cells(figures.schools[one.standing.school_id])]
        for one in schools
        if one.standing.school_id in figures.schools
    ]
    if not rows:
        return []
    together = [asked_together(figures.schools), *_shares(figures.together)]
    cells = [{"text": text, "format": "numeric"} for text in together]
    return [*rows, [{"text": _("All schools together")}, *cells]]


def _cells(figures: Figures) -> list[Said]:
    asked = HIDDEN if figures.asked is None else number(figures.asked)
    return [{"text": text, "format": "numeric"} for text in (asked, *_shares(figures))]


def _shares(figures: Figures) -> list[str]:
    found = (figures.answered_in_time, figures.told_in_time)
    return [HIDDEN if share is None else f"{share} %" for share in found]


def asked_together(schools: Mapping[UUID, Figures]) -> str:
    """Return what all asked, from the rounded numbers alone: a sum of its own could tell a hidden one."""
    shown = sum(one.asked for one in schools.values() if one.asked is not None)
    hidden = sum(one.asked is None for one in schools.values())
    if not hidden:
        return number(shown)
    few = ngettext(
        "1 to 7 at %(schools)s school", "1 to 7 at each of %(schools)s schools", hidden
    ) % {"schools": number(hidden)}
    return _("%(shown)s, and %(few)s") % {"shown": number(shown), "few": few} if shown else few
