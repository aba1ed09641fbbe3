"""An area's register of sharing agreements and its numbers for help now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schoolslink.directory.models import Area, EmergencyShare, HelpLine, SharingAgreement
from schoolslink.directory.pages.turn import owned_in_words, rung_in_words
from schoolslink.directory.queries.sharing import UnsignedPair, schools_without_agreement
from schoolslink.directory.queries.turn import Rung
from schoolslink.directory.rules.help_now import EMERGENCY, is_stale
from schoolslink.web import dates

LATEST_SHARES = 20


def sharing(area: Area, *, on: date) -> dict[str, Any]:
    """Return the register: agreements, joined schools without one, shares that could not wait."""
    without = schools_without_agreement(area.pk, on)
    shares = EmergencyShare.objects.filter(service__area=area).select_related(
        "school__organisation", "service__organisation", "shared_by"
    )
    return {
        "area": area,
        "agreements": [
            _agreement(row, area, on)
            for row in SharingAgreement.objects.filter(area=area).order_by("-from_on")
        ],
        "without": [_unsigned(pair, area) for pair in without],
        "csv": reverse("directory:sharing-csv", args=[area.pk]),
        "shares": [
            {
                "school": share.school.organisation.name,
                "service": share.service.organisation.name,
                "when": dates.moment(share.shared_at),
                "why": share.get_reason_display(),
                "by": share.shared_by.name if share.shared_by else "",
            }
            for share in shares.order_by("-shared_at")[:LATEST_SHARES]
        ],
    }


def _unsigned(pair: UnsignedPair, area: Area) -> dict[str, str]:
    """Return a pair with the next step: who signed a known agreement, or a new agreement."""
    if pair.agreement_id:
        text = _("Enter its signature")
        href = reverse("directory:add-parties", args=[area.pk, pair.agreement_id])
        href += f"?urn={pair.urn}"
    else:
        text, href = _("Enter an agreement"), reverse("directory:register-sharing", args=[area.pk])
    why = ""
    if pair.before:
        words = {"before": pair.before, "school": pair.school_name}
        why = _("%(before)s had signed; %(school)s took its place and has to sign anew.") % words
    return {
        "school": pair.school_name,
        "school_href": reverse("directory:school", args=[pair.school_id]),
        "service": pair.service_name,
        "why": why,
        "text": text,
        "href": href,
    }


def unsigned_table(
    pairs: Sequence[UnsignedPair],
) -> tuple[list[str], list[list[object]]]:
    """Return the pairs without an agreement for a spreadsheet."""
    heading = ["URN", _("School"), _("Service"), _("Agreement to sign"), _("Before it")]
    return heading, [
        [pair.urn, pair.school_name, pair.service_name, pair.agreement_name, pair.before]
        for pair in pairs
    ]


def _agreement(row: SharingAgreement, area: Area, on: date) -> dict[str, Any]:
    live = row.from_on <= on and (row.until_on is None or on < row.until_on)
    parties = row.parties.filter(left_on__isnull=True)
    controllers = parties.filter(is_controller=True).count()
    ends = (
        _("until %(day)s") % {"day": dates.day_with_year(row.until_on)}
        if row.until_on
        else _("without an end")
    )
    count = parties.count()
    return {
        "name": row.name,
        "purpose": row.purpose,
        "ground": row.lawful_basis,
        "kept_at": row.kept_at,
        "dates": _("From %(day)s %(ends)s")
        % {"day": dates.day_with_year(row.from_on), "ends": ends},
        "parties": ngettext("%(count)s party", "%(count)s parties", count) % {"count": count},
        "controllers": ngettext("%(count)s controller", "%(count)s controllers", controllers)
        % {"count": controllers},
        "tag": {"text": _("In force"), "tone": "done"}
        if live
        else {"text": _("Not in force"), "tone": "quiet"},
        "add": reverse("directory:add-parties", args=[area.pk, row.pk]),
    }


def help_lines(area: Area, *, today: date) -> dict[str, Any]:
    """Return the area's numbers; those nobody has checked for long are marked."""
    return {
        "area": area,
        "lines": [
            {
                "name": line.name,
                "phone": line.phone,
                "hours": line.hours,
                "checked": owned_in_words(line.checked_on, line.owner),
                "tag": {"text": _("Ring it"), "tone": "soon"}
                if is_stale(line.checked_on, today)
                else None,
                "href": reverse("directory:help-line", args=[area.pk, line.pk]),
            }
            for line in HelpLine.objects.filter(area=area).order_by("name")
        ],
    }


def national_numbers(found: Sequence[Rung]) -> dict[str, Any]:
    """Return the national numbers, each with the button of whoever has just rung it."""
    return {
        "numbers": [
            {
                "name": _(one.number.name),
                "phone": one.number.phone,
                "href": one.number.href,
                "run_by": _("Run by %(who)s.") % {"who": _(one.number.run_by)},
                "checked": rung_in_words(one.checked_on, one.checked_by),
                "how": _("Do not ring it to try. Look at the emergency services’ own site.")
                if one.number.phone == EMERGENCY
                else _("Ring or text it, and hear who answers."),
                "tag": {"text": _("To check"), "tone": "soon"} if one.is_stale else None,
            }
            for one in found
        ]
    }
