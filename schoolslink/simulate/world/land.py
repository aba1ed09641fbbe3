"""The ground: a rough England, cut into areas of the programme. Kilometres on the national grid."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from math import dist

Point = tuple[float, float]

# Drawn by hand from an atlas, to within some ten kilometres: coast, Welsh and Scottish borders.
ENGLAND: tuple[Point, ...] = (
    (400, 653), (435, 565), (450, 530), (490, 511), (525, 470), (540, 411), (556, 363), (550, 335),
    (567, 342), (622, 342), (653, 307), (655, 292), (632, 235), (590, 185), (636, 171), (632, 142),
    (609, 117), (560, 96), (485, 92), (465, 98), (409, 90), (368, 68), (300, 80), (283, 37),
    (248, 50), (170, 12), (134, 25), (181, 62), (222, 128), (252, 148), (297, 147), (331, 161),
    (351, 178), (354, 194), (330, 230), (325, 280), (325, 330), (338, 365), (320, 390), (333, 417),
    (330, 436), (343, 464), (318, 468), (295, 514), (311, 553), (332, 567), (360, 590), (391, 620),
)  # fmt: skip


@dataclass(frozen=True)
class Centre:
    """Where many people live; people: of every age, in hundred thousands, roughly."""

    at: Point
    people: float


# The fourteen places around which the country's people live most densely, the lived-in area first.
CENTRES: tuple[Centre, ...] = tuple(
    Centre((x, y), people)
    for x, y, people in (
        (435, 387, 14), (530, 187, 50), (532, 168, 38), (407, 287, 29), (384, 398, 28),
        (430, 433, 23), (425, 565, 20), (337, 392, 16), (359, 173, 17), (458, 325, 21),
        (442, 115, 20), (615, 305, 17), (275, 80, 17), (540, 250, 18),
    )
)  # fmt: skip
PEOPLE_OF_OTHERS = (4, 14)
APART_KM = 24


def centres(count: int, chance: random.Random) -> list[Centre]:
    """Return so many centres: the well-known ones first, then others, not too close to any."""
    found = list(CENTRES[:count])
    while len(found) < count:
        at = (chance.uniform(134, 655), chance.uniform(12, 653))
        if inside(at, ENGLAND) and all(dist(at, other.at) > APART_KM for other in found):
            found.append(Centre(at, chance.uniform(*PEOPLE_OF_OTHERS)))
    return found


def outlines(sites: Sequence[Point]) -> list[tuple[Point, ...]]:
    """Return the outline of each area: all of England that is nearer to its centre than to another."""
    return [_cell(site, [other for other in sites if other != site]) for site in sites]


def _cell(site: Point, others: Sequence[Point]) -> tuple[Point, ...]:
    outline = ENGLAND
    for other in others:
        outline = _nearer(outline, site, other)
    return outline


def _nearer(outline: tuple[Point, ...], site: Point, other: Point) -> tuple[Point, ...]:
    """Cut an outline along the line half-way to another site (Sutherland and Hodgman, 1974)."""
    kept: list[Point] = []
    for position, end in enumerate(outline):
        start = outline[position - 1]
        here, there = _left_over(start, site, other), _left_over(end, site, other)
        if (here > 0) != (there > 0):
            share = here / (here - there)
            kept.append(
                (start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1]))
            )
        if there > 0:
            kept.append(end)
    return tuple(kept)


def _left_over(point: Point, site: Point, other: Point) -> float:
    return dist(point, other) ** 2 - dist(point, site) ** 2


def inside(point: Point, outline: Sequence[Point]) -> bool:
    """Say whether a point lies within an outline, by counting the edges east of it."""
    x, y = point
    odd = False
    for position, (x2, y2) in enumerate(outline):
        x1, y1 = outline[position - 1]
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            odd = not odd
    return odd


def near(centre: Point, spread_km: float, outline: Sequence[Point], chance: random.Random) -> Point:
    """Return a point about so far from a centre, within the outline if a few tries find one."""
    for _ in range(12):
        point = (chance.gauss(centre[0], spread_km), chance.gauss(centre[1], spread_km))
        if inside(point, outline):
            return point
    return centre
