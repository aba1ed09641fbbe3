"""The national team's one printable page: whole counts for England, hidden small numbers for areas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from schoolslink.directory.queries import RegisterQuality
from schoolslink.insight.models import Measure
from schoolslink.insight.pages.strata import not_yet_reached
from schoolslink.insight.queries import AreaFigures, NationalFigures
from schoolslink.insight.rules import per_cent, suppress_small_numbers, suppressed_share
from schoolslink.web import charts
from schoolslink.web.dates import day_with_year, month_and_year, number


@dataclass(frozen=True)
class Definition:
    """What a figure means: numerator, denominator, exclusions."""

    name: str
    title: str
    numerator: str
    denominator: str
    left_out: str


DEFINITIONS = (
    Definition(
        "live",
        "Settings with a live pair",
        "Open settings with a lead or head named at the school and a person named at the service today.",
        "Open settings of the register that lie in an area of the programme.",
        "Closed settings; settings in no area. Settings proposed to close are still open, and counted.",
    ),
    Definition(
        "confirmed",
        "Confirmed this term",
        "Of these, settings where school and service both confirmed since the first day of this term.",
        "Open settings of the register that lie in an area of the programme.",
        "As above. Terms are the assumed ones where an authority has given none.",
    ),
    Definition(
        "never",
        "Never asked",
        "Settings that nobody has asked to name a lead, and for which none was ever named.",
        "Open settings of the register that lie in an area of the programme.",
        "Settings that were asked and have not answered.",
    ),
    Definition(
        "asked",
        "Questions and requests",
        "Questions asked or asked again, and requests for help that reached a service, in the period.",
        "Nothing: these are counts.",
        "Requests that were begun and never sent.",
    ),
    Definition(
        "in_time",
        "Answered in time",
        "Questions answered and requests decided on or before the day that was promised.",
        "Questions answered and requests decided in the period.",
        "What was taken back before an answer, and what is still open. A request that came back and was"
        " decided again was promised a day again, and counts again.",
    ),
    Definition(
        "told",
        "Families told in time",
        "Families told of a decision on or before the day that was promised.",
        "Families told of a decision in the period.",
        "Families who are still to be told.",
    ),
    Definition(
        "need",
        "Expected need",
        "Pupils who probably have a mental disorder: 11.6 % to 17.4 % of pupils.",
        "Pupils of the area's open settings.",
        "A range of two national surveys (NHS Digital, 2017 and 2021), not a count of children.",
    ),
    Definition(
        "not_phase",
        "Not yet reached, by phase",
        "Open settings of this kind without a live pair today.",
        "Open settings of this kind that lie in an area of the programme.",
        "Settings in no area or without a word of phase. No phase: mostly special schools.",
    ),
    Definition(
        "not_kind",
        "Not yet reached, by type",
        "Open settings of this kind without a live pair today.",
        "Open settings of this kind that lie in an area of the programme.",
        "Settings in no area. Alike types stand together. Alternative: pupil referral units and the like.",
    ),
    Definition(
        "not_place",
        "Not yet reached, by place",
        "Open settings of this kind without a live pair today.",
        "Open settings of this kind that lie in an area of the programme.",
        "Settings in no area, and those without a code of the rural-urban classification of 2021.",
    ),
    Definition(
        "not_fifth",
        "Not yet reached, by deprivation",
        "Open settings of this kind without a live pair today.",
        "Open settings of this kind that lie in an area of the programme.",
        "Settings in no area or without a decile: that of the neighbourhood, not of the pupils.",
    ),
)


def national_page(figures: NationalFigures, quality: RegisterQuality) -> dict[str, Any]:
    """Return what the page shows, every figure with its definition."""
    counts = figures.counts
    answered, told = counts[Measure.ANSWERED], counts[Measure.TOLD]
    return {
        "on_day": day_with_year(figures.on_day),
        "since": day_with_year(figures.since),
        "cards": [
            _card("live", gettext("settings with a live pair"), figures.live, figures.settings),
            _card("confirmed", gettext("confirmed this term"), figures.confirmed, figures.settings),
            _card("never", gettext("never asked"), figures.never_asked, figures.settings),
            _card(
                "in_time", gettext("answered in time"), counts[Measure.ANSWERED_IN_TIME], answered
            ),
            _card("told", gettext("families told in time"), counts[Measure.TOLD_IN_TIME], told),
        ],
        "asked": [
            _count("asked", gettext("Questions asked"), counts[Measure.QUESTIONS]),
            _count("asked", gettext("Requests for help"), counts[Measure.REQUESTS]),
            _count(
                "live", gettext("Settings without a live pair"), figures.settings - figures.live
            ),
        ],
        "quality": _quality(quality),
        "areas": [_area(area) for area in figures.areas],
        "line": _line(figures),
        "not_reached": not_yet_reached(figures.strata),
        "definitions": DEFINITIONS,
    }


def _count(name: str, text: str, count: int) -> dict[str, str]:
    return {"name": name, "text": text, "count": number(count)}


def _quality(register: RegisterQuality) -> str:
    """Return the one sentence on how good the figures are."""
    return gettext(
        "How good these figures are: of %(open)s open settings in the register, %(outside)s lie in "
        "no area and are not counted; %(waiting)s changes of the register wait for a person; school "
        "terms are assumed where an authority has given none."
    ) % {
        "open": number(register.open),
        "outside": number(register.outside),
        "waiting": number(register.waiting),
    }


def _card(name: str, text: str, part: int, whole: int) -> dict[str, Any]:
    share = per_cent(part, whole)
    return {
        "number": "–" if share is None else f"{share} %",
        "label": text,
        "href": f"#what-{name}",
        "note": gettext("%(part)s of %(whole)s") % {"part": number(part), "whole": number(whole)},
    }


def _area(area: AreaFigures) -> list[dict[str, Any]]:
    need = gettext("%(low)s to %(high)s")
    return [
        {"text": area.name},
        {"text": number(area.settings), "format": "numeric"},
        {"text": suppressed_share(area.live, area.settings), "format": "numeric"},
        {"text": suppressed_share(area.confirmed, area.settings), "format": "numeric"},
        {
            "text": need % {"low": number(area.need.low), "high": number(area.need.high)},
            "format": "numeric",
        },
        {"text": suppress_small_numbers(area.requests), "format": "numeric"},
    ]


def _line(figures: NationalFigures) -> charts.Chart | None:
    """Return the line of coverage over the last terms; None while there is only one day of it."""
    if len(figures.line) < 2:
        return None
    shares = [per_cent(live, settings) for _, live, settings in figures.line]
    return charts.line(
        gettext("Settings with a live pair, per cent"),
        [month_and_year(day) for day, _, _ in figures.line],
        {gettext("live pair"): shares},
        head=gettext("Day"),
    )
