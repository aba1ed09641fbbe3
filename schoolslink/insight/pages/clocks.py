"""The page of a service's clocks: each with its numbers, its weeks and its definition; no child."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schoolslink.insight.pages.agreement import agreement_figures
from schoolslink.insight.permissions import Sight
from schoolslink.insight.queries import ServiceClocks
from schoolslink.insight.rules import (
    HIDDEN,
    HIDDEN_BELOW,
    per_cent,
    rounded_share,
    suppress_small_numbers,
)
from schoolslink.referrals.rules.clocks import (
    BESIDE_OF,
    ENDED_WITHOUT,
    FIRST,
    FULL_STOP,
    REST,
    WITHOUT,
    Clock,
    Counted,
    RecentWaits,
    Total,
)
from schoolslink.web import charts
from schoolslink.web.dates import day, day_with_year, number, short_day

Said = dict[str, Any]


def clocks_page(found: ServiceClocks, waits: RecentWaits) -> Said:
    """Return the page: first what matters most to whoever waits, then the rest."""
    return {
        "of": found.name,
        "first_day": day_with_year(found.weeks[0]),
        "last_day": day_with_year(found.weeks[-1] + timedelta(days=6)),
        "is_counted": found.is_counted,
        "rounded": found.sight is Sight.ROUNDED,
        "waits": waits_in_words(waits),
        "groups": [
            {
                "title": _("What matters most to whoever waits"),
                "clocks": _shown(FIRST, found),
                "open": True,
            },
            {
                "title": _("Referral spells, as NHS England counts them"),
                "note": _(
                    "Requests for one child that follow on one another are one spell: the next comes"
                    " while one is open, or within five days of the end. Its clock stops in full"
                    " only when a first measure, a plan, the start of help and an assessment are all"
                    " written down. The family’s own wait is the one above."
                ),
                "clocks": _shown((FULL_STOP, ENDED_WITHOUT), found),
                "open": True,
            },
            {"title": _("The rest"), "clocks": _shown(REST, found), "open": False},
        ],
        "not_recorded": [_not_recorded(one) for one in (*FIRST, *REST) if not one.is_recorded],
    }


def waits_in_words(waits: RecentWaits) -> str:
    """Return what whoever waits is told of the waits of others."""
    if waits.median_days is None or waits.most_days is None:
        return _(
            "Fewer than ten families met this service first in the last half year: that is not"
            " enough to say how long people wait."
        )
    return _(
        "Of those who first met this service from %(first)s to %(last)s, half had waited %(median)s"
        " and nine in ten %(most)s at most."
    ) % {
        "first": day(waits.first_on),
        "last": day(waits.last_on),
        "median": days(waits.median_days),
        "most": days(waits.most_days),
    }


def days(count: int) -> str:
    """Return "21 days"."""
    return ngettext("%(num)s day", "%(num)s days", count) % {"num": number(count)}


def _shown(clocks: Sequence[Counted], found: ServiceClocks) -> list[Said]:
    return [_clock(one, found) for one in clocks if one.is_recorded]


def _clock(clock: Counted, found: ServiceClocks) -> Said:
    total = found.whole(clock.id)
    rounded = found.sight is Sight.ROUNDED
    shown = rounded_figures(clock, total) if rounded else figures(clock, total)
    if clock is ENDED_WITHOUT and total.counted:
        shown += missing_figures(found)
    if clock.id == "A3":
        shown += agreement_figures(total, found.sight)
    if beside := BESIDE_OF.get(clock.id):
        shown += beside_figures(beside, found)
    return {
        "id": clock.id,
        "name": _(clock.name),
        "question": _(clock.question),
        "figures": shown,
        "chart": None if rounded else chart(clock, found),
        "by_groups": (
            reverse("service-groups", args=[found.service_id, clock.id])
            if isinstance(clock, Clock)
            else ""
        ),
        "definition": definition(clock) + _of_beside(BESIDE_OF.get(clock.id)),
    }


def _of_beside(beside: Counted | None) -> list[Said]:
    if beside is None:
        return []
    return [{"key": _("Adjusted (beside)"), "text": f"{_(beside.numerator)} {_(beside.left_out)}"}]


def definition(clock: Counted) -> list[Said]:
    """Return what is counted and what is not."""
    said = [
        (_("Numerator"), clock.numerator),
        (_("Denominator"), clock.denominator),
        (_("Left out"), clock.left_out),
        (_("Source"), clock.source),
    ]
    return [{"key": key, "text": _(text)} for key, text in said]


def figures(clock: Counted, total: Total) -> list[Said]:
    """Return the numbers of a clock over the weeks, as whoever belongs to the service sees them."""
    if not total.counted:
        return [{"key": _("Counted"), "text": _("none in these weeks")}]
    shown = []
    if clock.has_share:
        share = per_cent(total.kept, total.counted)
        part = _("%(part)s of %(whole)s") % {
            "part": number(total.kept), "whole": number(total.counted),
        }  # fmt: skip
        shown.append({"key": _(clock.limit), "text": f"{share} %", "note": part})
    else:
        shown.append({"key": _("Counted"), "text": number(total.counted)})
    if clock.unit:
        shown += [
            {"key": _("Half within"), "text": amount(clock, total.median)},
            {"key": _("Nine in ten within"), "text": amount(clock, total.long_end)},
        ]
        if clock.id == "T8":
            shown.append({"key": _("Longest"), "text": amount(clock, total.most)})
    if clock.unit and total.unfinished:
        shown.append({"key": _("Not done yet"), "text": number(total.unfinished)})
    return shown


def rounded_figures(clock: Counted, total: Total) -> list[Said]:
    """Return the same as it may be seen beyond the service: 1 to 7 hidden, others to the nearest 5."""
    shown = [{"key": _("Counted"), "text": suppress_small_numbers(total.counted)}]
    if clock.has_share:
        share = rounded_share(total.kept, total.counted)
        text = HIDDEN if share is None else f"{share} %"
        shown.append({"key": _(clock.limit), "text": text})
    if clock.unit and total.counted >= HIDDEN_BELOW:
        shown.append({"key": _("Half within"), "text": amount(clock, total.median)})
    return shown


def beside_figures(beside: Counted, found: ServiceClocks) -> list[Said]:
    """Return the adjusted waits, to stand after the family's own; as much of them as is shown of those."""
    total = found.whole(beside.id)
    rounded = found.sight is Sight.ROUNDED
    if not total.counted or (rounded and total.counted < HIDDEN_BELOW):
        return []
    shown = [{"key": _("Half, adjusted (beside)"), "text": amount(beside, total.median)}]
    if not rounded:
        text = amount(beside, total.long_end)
        shown.append({"key": _("Nine in ten, adjusted (beside)"), "text": text})
    return shown


def missing_figures(found: ServiceClocks) -> list[Said]:
    """Return of each of the four how many spells ended without it; one may lack more than one."""
    rounded = found.sight is Sight.ROUNDED
    return [
        {
            "key": _(one.limit),
            "text": suppress_small_numbers(kept) if rounded else number(kept),
        }
        for one, kept in ((one, found.whole(one.id).kept) for one in WITHOUT)
    ]


def amount(clock: Counted, count: int | None) -> str:
    """Return days or hand-overs in words."""
    if count is None:
        return _("not yet")
    if clock.unit == "days":
        return days(count)
    return ngettext("%(num)s change", "%(num)s changes", count) % {"num": number(count)}


def chart(clock: Counted, found: ServiceClocks) -> charts.Chart | None:
    """Return the weeks of a clock: its share in time, or else half and longest; None without any."""
    totals = [found.week(clock.id, week) for week in found.weeks]
    if not any(total.counted for total in totals):
        return None
    labels = [short_day(week) for week in found.weeks]
    if clock.has_share:
        name, values = _("per cent"), [per_cent(one.kept, one.counted) for one in totals]
        beside = [f"{one.kept} / {one.counted}" if one.counted else "–" for one in totals]
        column = _("of all")
    else:
        name, values = _("days, half within"), [one.median for one in totals]
        beside = [str(one.counted) for one in totals]
        column = _("counted")
    made = charts.line(f"{_(clock.name)}, {name}", labels, {name: values}, head=_("Week from"))
    head = (*made.head, column)
    rows = [(*row, said) for row, said in zip(made.rows, beside, strict=True)]
    if not clock.has_share and (adjusted := BESIDE_OF.get(clock.id)):
        head = (*head, _("adjusted (beside)"))
        medians = [found.week(adjusted.id, week).median for week in found.weeks]
        rows = [
            (*row, "–" if one is None else str(one)) for row, one in zip(rows, medians, strict=True)
        ]
    return replace(made, head=head, rows=tuple(rows))


def _not_recorded(clock: Counted) -> Said:
    why = _(clock.why_not) if clock.why_not else _("Nobody can write it down here yet.")
    return {"name": _(clock.name), "question": _(clock.question), "why": why}
