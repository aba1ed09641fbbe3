"""One clock of a service by age, needs and school: what may be shown, and what it is not split by."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext as _

from schoolslink.directory.rules.strata import FIFTH, KIND, PHASE, PLACE
from schoolslink.insight.commands import NOT_KNOWN, SPLITS
from schoolslink.insight.pages.clocks import amount, definition
from schoolslink.insight.pages.strata import NAMES
from schoolslink.insight.queries import ServiceSplit
from schoolslink.insight.rules import HIDDEN, Cell, Shown, split_shown
from schoolslink.referrals.rules.clocks import CLOCKS, Clock, Total
from schoolslink.referrals.rules.clocks.groups import AGE, NOT_SPLIT, OF_A_CHILD, SEN, SPLIT_WEEKS
from schoolslink.web import charts
from schoolslink.web.dates import day_with_year

Said = dict[str, Any]
TITLES = {
    AGE: gettext_noop("By age, on the day of asking"),
    SEN: gettext_noop("By special educational needs, as the school said"),
    PHASE: gettext_noop("By phase of the school"),
    KIND: gettext_noop("By type of setting"),
    PLACE: gettext_noop("By town or countryside, where the school is"),
    FIFTH: gettext_noop("By deprivation, where the school is"),
}
OF_CHILDREN = {
    (AGE, "under_5"): gettext_noop("Under 5"),
    (AGE, "5_to_10"): gettext_noop("5 to 10"),
    (AGE, "11_to_15"): gettext_noop("11 to 15"),
    (AGE, "16_to_17"): gettext_noop("16 and 17"),
    (AGE, "18_on"): gettext_noop("18 and over"),
    (SEN, "none"): gettext_noop("None"),
    (SEN, "support"): gettext_noop("SEN support"),
    (SEN, "plan"): gettext_noop("Education, health and care plan"),
}
NOBODY_SAID = gettext_noop("Nobody said")
NOBODY_KNOWS = gettext_noop("No school, or the register does not say")


def groups_page(clock: Clock, found: ServiceSplit) -> Said:
    """Return the page of one clock: a table for each dimension, in the order in which it is read."""
    until_on = found.until_on
    return {
        "of": found.name,
        "name": _(clock.name),
        "question": _(clock.question),
        "back": reverse("service-clocks", args=[found.service_id]),
        "is_counted": until_on is not None,
        "first_day": day_with_year(until_on - timedelta(days=7 * SPLIT_WEEKS - 1))
        if until_on
        else "",
        "last_day": day_with_year(until_on) if until_on else "",
        "splits": [_split(clock, dimension, found) for dimension in SPLITS] if until_on else [],
        "definition": definition(clock),
        "not_split": [{"name": _(one.name), "why": _(one.why)} for one in NOT_SPLIT],
        "others": [
            {
                "text": _(one.name),
                "href": reverse("service-groups", args=[found.service_id, one.id]),
            }
            for one in CLOCKS
            if one.is_recorded and one is not clock
        ],
    }


def _split(clock: Clock, dimension: str, found: ServiceSplit) -> Said:
    names = [*SPLITS[dimension], NOT_KNOWN]
    totals = [found.group(dimension, name) for name in names]
    shown, whole = split_shown([Cell(one.counted, one.kept) for one in totals])
    labels = [_label(dimension, name) for name in names]
    rows = [
        _row(clock, label, one, total)
        for label, one, total in zip(labels, shown, totals, strict=True)
        if total.counted
    ]
    together = sum(totals, Total())
    return {
        "id": dimension,
        "title": gettext(TITLES[dimension]),
        "head": [_("Group"), _("Counted"), *_columns(clock)],
        "rows": [*rows, _row(clock, _("All together"), whole, together)] if rows else [],
        "chart": _chart(clock, gettext(TITLES[dimension]), labels, shown, totals),
    }


def _columns(clock: Clock) -> list[str]:
    share = [_(clock.limit).capitalize()] if clock.has_share else []
    return share + ([_("Half within")] if clock.unit else [])


def _row(clock: Clock, label: str, shown: Shown, total: Total) -> list[str]:
    cells = [label, shown.number]
    if clock.has_share:
        cells.append(HIDDEN if shown.share is None else f"{shown.share} %")
    if clock.unit:
        cells.append(HIDDEN if shown.number == HIDDEN else amount(clock, total.median))
    return cells


def _chart(
    clock: Clock, title: str, labels: list[str], shown: list[Shown], totals: list[Total]
) -> charts.Chart | None:
    """Return the shares that may be shown as bars, or the medians of a clock that has none; else nothing."""
    if clock.has_share:
        bars = [(name, one.share) for name, one in zip(labels, shown, strict=True)]
        unit = " %"
    else:
        bars = [
            (name, None if one.number == HIDDEN else total.median)
            for name, one, total in zip(labels, shown, totals, strict=True)
        ]
        unit = ""
    known = [(name, value) for name, value in bars if value is not None]
    if not known:
        return None
    words = f"{_(clock.name)}. {title}"
    return charts.bar(words, known, written=lambda value: f"{value:g}{unit}")


def _label(dimension: str, name: str) -> str:
    if not name:
        return _(NOBODY_SAID if dimension in OF_A_CHILD else NOBODY_KNOWS)
    return gettext({**NAMES, **OF_CHILDREN}[dimension, name])
