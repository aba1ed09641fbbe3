"""The limits for waiting that are in force, each beside what a service's clocks say; nothing pauses them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from schoolslink.insight.permissions import Sight
from schoolslink.insight.queries import ServiceClocks
from schoolslink.insight.rules import HIDDEN, per_cent, rounded_share
from schoolslink.referrals.rules.clocks import AT_AN_EATING_SERVICE, MARKED, Total
from schoolslink.referrals.rules.clocks.standards import STATUS_WORDS, Standard, standards
from schoolslink.web import charts
from schoolslink.web.dates import day_with_year, number

MARK = {clock.id: clock for clock in MARKED}
# By which clock a limit is read; days: of all that it counts, those done within so many.
READ_BY: dict[str, tuple[str, int | None]] = {
    "four_weeks_to_help": ("T4", None),
    "routine_look": ("T2", None),
    "routine_decision": ("T3", None),
    "support_team": ("T5", 28),
    "urgent_look": ("U1", None),
    "urgent": ("U2", None),
    "eating_urgent": ("U3", None),
    "eating_routine": ("U4", None),
}
EATING = ("eating_urgent", "eating_routine")
WHY_NOT = {
    "very_urgent": gettext_noop(
        "Not counted: nobody is asked for in an emergency here, and hours are not written down."
    ),
    "advice": gettext_noop("Not counted here: these clocks are of requests alone."),
}
NOT_FOR_EATING = gettext_noop(
    "Not counted: this is no service for eating disorders, and nothing that a count may read says who"
    " has one."
)
# What a clock that is read for a standard alone counts, in its own words.
NOTES = {
    "urgent_look": MARK["U1"].denominator,
    "urgent": MARK["U2"].denominator,
    "eating_urgent": AT_AN_EATING_SERVICE,
    "eating_routine": AT_AN_EATING_SERVICE,
    "four_weeks_to_help": gettext_noop("Here the start of help alone counts."),
    "support_team": gettext_noop(
        "Of those met first in these weeks. It is a limit for support teams."
    ),
}
UNITS = {
    "hours": lambda n: ngettext("%(num)s hour", "%(num)s hours", n),
    "days": lambda n: ngettext("%(num)s day", "%(num)s days", n),
    "working_days": lambda n: ngettext("%(num)s working day", "%(num)s working days", n),
    "weeks": lambda n: ngettext("%(num)s week", "%(num)s weeks", n),
}


def standards_shown(found: ServiceClocks, on: date) -> list[dict[str, Any]]:
    """Return every limit in force on a day, with this service's share where a clock reads it."""
    return [_shown(one, found) for one in standards() if one.holds_on(on)]


def limit_in_words(one: Standard) -> str:
    """Return "within 4 weeks, for 95 in 100", or that no share is set."""
    amount = UNITS[one.unit](one.amount) % {"num": number(one.amount)}
    if one.share is None:
        return _("within %(amount)s; no share is set") % {"amount": amount}
    return _("within %(amount)s, for %(share)s in 100") % {"amount": amount, "share": one.share}


def in_time(total: Total, days: int | None) -> int:
    """Return how many of a clock were within its limit, or within so many days."""
    if days is None:
        return total.kept
    return sum(count for amount, count in total.amounts.items() if amount <= days)


def _shown(one: Standard, found: ServiceClocks) -> dict[str, Any]:
    why_not, (clock_id, days) = _why_not(one, found), READ_BY.get(one.name, ("", None))
    clock_id = "" if why_not else clock_id
    total = found.whole(clock_id) if clock_id else Total()
    kept, rounded = in_time(total, days), found.sight is Sight.ROUNDED
    return {
        "id": one.name,
        "question": _(one.question),
        "limit": limit_in_words(one),
        "status": _(STATUS_WORDS[one.status]),
        "since": day_with_year(one.from_on),
        "source": one.source,
        "said": why_not or _said(total, kept, rounded=rounded),
        "note": _(NOTES[one.name]) if one.name in NOTES and not why_not else "",
        "chart": _chart(one, total, kept) if total.counted and not rounded else None,
    }


def _why_not(one: Standard, found: ServiceClocks) -> str:
    """Return why a limit is not counted of this service; empty where it is."""
    if one.name in EATING and not found.is_for_eating:
        return _(NOT_FOR_EATING)
    return _(WHY_NOT[one.name]) if one.name in WHY_NOT else ""


def _said(total: Total, kept: int, *, rounded: bool) -> str:
    if not total.counted:
        return _("None counted in these weeks.")
    if rounded:
        share = rounded_share(kept, total.counted)
        return _("%(share)s in time") % {"share": HIDDEN if share is None else f"{share} %"}
    return _("%(share)s %% in time: %(part)s of %(whole)s") % {
        "share": per_cent(kept, total.counted), "part": number(kept), "whole": number(total.counted),
    }  # fmt: skip


def _chart(one: Standard, total: Total, kept: int) -> charts.Chart:
    bars: list[tuple[str, charts.Number]] = [
        (_("In time here"), per_cent(kept, total.counted) or 0)
    ]
    bars.append((_("To be reached") if one.share else _("All"), one.share or 100))
    return charts.bar(
        _(one.question), bars, head=("", _("per cent")), written=lambda value: f"{value:g} %"
    )
