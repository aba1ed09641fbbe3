"""Where the programme has not yet reached: shares of settings without a live pair, by kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, gettext_noop

from schoolslink.directory.rules.strata import FIFTH, KIND, PHASE, PLACE, STRATA
from schoolslink.insight.rules import HIDDEN, rounded_share

TITLES = {
    PHASE: gettext_noop("By phase"),
    KIND: gettext_noop("By type"),
    PLACE: gettext_noop("By place"),
    FIFTH: gettext_noop("By deprivation"),
}
NAMES = {
    (PHASE, "nursery"): gettext_noop("Nursery"),
    (PHASE, "primary"): gettext_noop("Primary"),
    (PHASE, "secondary"): gettext_noop("Secondary"),
    (PHASE, "all_through"): gettext_noop("All-through"),
    (PHASE, "16_plus"): gettext_noop("16 and over"),
    (PHASE, "none"): gettext_noop("No phase"),
    (KIND, "special"): gettext_noop("Special"),
    (KIND, "alternative"): gettext_noop("Alternative"),
    (KIND, "independent"): gettext_noop("Independent"),
    (KIND, "college"): gettext_noop("College"),
    (KIND, "academy"): gettext_noop("Academy, free school"),
    (KIND, "maintained"): gettext_noop("Maintained"),
    (KIND, "other"): gettext_noop("Other"),
    (PLACE, "urban"): gettext_noop("Town or city"),
    (PLACE, "rural"): gettext_noop("Countryside"),
    (FIFTH, "1"): gettext_noop("Most deprived fifth"),
    (FIFTH, "2"): gettext_noop("Second fifth"),
    (FIFTH, "3"): gettext_noop("Middle fifth"),
    (FIFTH, "4"): gettext_noop("Fourth fifth"),
    (FIFTH, "5"): gettext_noop("Least deprived fifth"),
}


@dataclass(frozen=True)
class Row:
    """One stratum: its share in words, and the length of its bar; no bar where it is hidden."""

    text: str
    share: str
    bar: int


def not_yet_reached(counts: dict[tuple[str, str], tuple[int, int]]) -> list[dict[str, Any]]:
    """Return for each dimension what share of each stratum's settings has no live pair."""
    return [
        {"name": f"not_{dimension}", "title": gettext(TITLES[dimension]), "rows": rows}
        for dimension, names in STRATA.items()
        if (
            rows := [_row(dimension, name, counts) for name in names if (dimension, name) in counts]
        )
    ]


def _row(dimension: str, name: str, counts: dict[tuple[str, str], tuple[int, int]]) -> Row:
    settings, live = counts[dimension, name]
    share = rounded_share(settings - live, settings)
    said = HIDDEN if share is None else f"{share} %"
    return Row(gettext(NAMES[dimension, name]), said, share or 0)
