"""Kinds of setting by which the programme asks whom it has not reached yet. Pure.

The words of the register are many; these few let a page be read. A setting of which the register
says nothing stands in no stratum of that dimension.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

PHASE, KIND, PLACE, FIFTH = DIMENSIONS = ("phase", "kind", "place", "fifth")

_PHASES = {
    "nursery": "nursery",
    "primary": "primary",
    "middle deemed primary": "primary",
    "secondary": "secondary",
    "middle deemed secondary": "secondary",
    "all-through": "all_through",
    "16 plus": "16_plus",
    "not applicable": "none",
}
# The first words found decide: "Community special school" is a special school.
_KINDS = (
    ("special", ("special",)),
    ("alternative", ("alternative", "pupil referral", "ap academy")),
    ("independent", ("independent",)),
    ("college", ("further education", "sixth form", "16-19", "16 to 19", "higher education")),
    ("academy", ("academy", "free school", "technology college", "technical college", "studio")),
    ("maintained", ("community", "voluntary", "foundation", "nursery")),
)
_PLACES = {"U": "urban", "R": "rural"}

# The order in which they are read; within it the worst off first where there is a worst.
STRATA: Mapping[str, tuple[str, ...]] = {
    PHASE: ("nursery", "primary", "secondary", "all_through", "16_plus", "none"),
    KIND: (*(name for name, _ in _KINDS), "other"),
    PLACE: tuple(_PLACES.values()),
    FIFTH: ("1", "2", "3", "4", "5"),
}


def stratum_of(dimension: str, said: str) -> str:
    """Return where a setting stands in one dimension, by the register's own words; "" for nowhere.

    said: the phase, the type of establishment, the code of the rural-urban classification of 2021,
    or the decile of deprivation as a number.
    """
    words = said.strip().casefold()
    if not words:
        return ""
    if dimension == PHASE:
        return _PHASES.get(words, "")
    if dimension == KIND:
        found = (name for name, parts in _KINDS if any(part in words for part in parts))
        return next(found, "other")
    if dimension == PLACE:
        return _PLACES.get(said.strip()[0], "")
    return str((int(words) + 1) // 2)


def add_up(
    rows: Iterable[tuple[Mapping[str, str], int, int]],
) -> dict[tuple[str, str], tuple[int, int]]:
    """Return settings and live pairs of every stratum, from groups of settings alike in all four."""
    sums: dict[tuple[str, str], tuple[int, int]] = {}
    for said, settings, live in rows:
        for dimension in DIMENSIONS:
            name = stratum_of(dimension, said[dimension])
            if name:
                before = sums.get((dimension, name), (0, 0))
                sums[dimension, name] = before[0] + settings, before[1] + live
    return sums
