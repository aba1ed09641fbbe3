"""Which combinations are built: who asked, what then happens, and all that says who may hear of it.

`every_scene` is what ./link check letters builds. For each of four ways of asking and each of ten moments,
what bars a carer is complete: every order of a court x every way closed x every wish. With it goes, of all
else (replaced or not, age and who was found able to decide, responsibility, risk, a second carer with bars of
their own, ways closed to the young person, school, practice, written down before the moment or after it), so
much that every two answers meet (`covering`): all of it together would be hundreds of millions. Where a
school's request is accepted, every combination of what decides about one carer is built besides
(`first_carers`).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from schoolslink.checks.letters.expected import NOT_BY, ORDERS, RESPONSIBILITY, WISHES, Facts

ASKED_BY = ("school", "self", "carer", "practice")
MOMENTS = (
    "asked", "accepted", "not_accepted", "redirected", "ended", "handed_over", "copy", "complaint",
    "check_in", "joined",
)  # fmt: skip
DECIDED = frozenset({"accepted", "not_accepted", "redirected", "ended", "joined"})
# One of the family asked for it by themselves, and nobody else is answered.
ONES_OWN = frozenset({"copy", "complaint"})
FAMILY = ("child", "carer", "second_carer")
# Age, and whether a named person found under 16 that they can decide, or at 16 and 17 that they cannot.
JUDGED = ((11, False), (11, True), (14, False), (14, True), (16, False), (16, True), (18, False))


@dataclass(frozen=True)
class Carer:
    """What is known of one carer, and what closes ways to them."""

    responsibility: str = "yes"
    order: str = "none"
    not_by: str = ""
    replaced: bool = False


@dataclass(frozen=True)
class Scene:
    """One combination. wish, school, practice: who may be told, of carers, school and practice.

    late: what bars, and what is no more wished, is written down when the moment has been and no mail has
    left yet. whose: who of the family asked for the copy, or complained.
    """

    asked_by: str = "school"
    moment: str = "accepted"
    age: int = 11
    judged: bool = False
    risk: bool = False
    wish: str = "yes"
    school: str = "yes"
    practice: str = "yes"
    carer: Carer = Carer()
    second_carer: Carer = Carer()
    child_not_by: str = ""
    late: bool = False
    whose: str = "child"

    @property
    def ground(self) -> tuple[Any, ...]:
        """Return what is done before anything bars anybody: scenes that share it are built upon it once."""
        own = self.whose if self.moment in ONES_OWN else ""
        asked = self.wish != "not_asked"
        return (self.asked_by, self.moment, self.age, self.judged, self.risk, asked, own)

    def facts(self, whose: str) -> Facts:
        """Return the facts that decide about one carer."""
        one: Carer = getattr(self, whose)
        return Facts(
            one.responsibility, one.order, self.wish, self.age, self._is_judged,
            self.asked_by == "school", one.replaced, self.risk, one.not_by,
        )  # fmt: skip

    @property
    def _is_judged(self) -> bool:
        # Who asks alone under 16 decides, until somebody who has met them says that they cannot.
        return self.age < 16 if self.asked_by == "self" else self.judged

    @property
    def young_person_decides(self) -> bool:
        """Return whose wish counts."""
        return self.facts("carer").young_person_decides


BARS = {"order": ORDERS, "not_by": NOT_BY, "wish": WISHES}
BESIDE: Mapping[str, Sequence[Any]] = {
    "replaced": (False, True),
    "judged": JUDGED,
    "risk": (False, True),
    "responsibility": RESPONSIBILITY,
    "second_order": ORDERS,
    "second_not_by": NOT_BY,
    "second_replaced": (False, True),
    "second_responsibility": RESPONSIBILITY,
    "child_not_by": tuple(way for way in NOT_BY if way != "person"),  # nobody shuts them out
    "school": WISHES,
    "practice": WISHES,
    "late": (False, True),
    "whose": FAMILY,
}


def every_scene() -> list[Scene]:
    """Return every scene that is built, those of one ground together."""
    chosen = covering(BARS, BESIDE)
    scenes = {
        made
        for asked_by, moment in itertools.product(ASKED_BY, MOMENTS)
        for made in (scene_of(asked_by, moment, one) for one in chosen)
    }
    return sorted(scenes, key=lambda one: (str(one.ground), str(one)))


def few_scenes() -> list[Scene]:
    """Return few: of each moment and each way of asking those in which somebody is shut out each time."""
    barred = Carer(order="barred")
    few = []
    for number, (moment, asked_by) in enumerate(itertools.product(MOMENTS, ASKED_BY)):
        shut = (barred, Carer(not_by="person"), Carer(order="limits_information"), Carer())[
            number % 4
        ]
        few.append(
            Scene(
                asked_by, moment, 16, wish="no" if shut == Carer() else "yes",
                carer=shut, late=number // 4 % 2 == 1,
                second_carer=Carer(not_by="email", replaced=number % 3 == 0),
                whose=FAMILY[number % 3] if moment == "complaint" else "child",
            )
        )  # fmt: skip
    return few


def part_of(scenes: Sequence[Scene], number: int, of: int) -> list[Scene]:
    """Return one part of several: scenes of one ground stay together, and each part has of every sort."""
    grounds = sorted({one.ground for one in scenes}, key=str)
    mine = set(grounds[number - 1 :: of])
    return [one for one in scenes if one.ground in mine]


def scene_of(asked_by: str, moment: str, one: Mapping[str, Any]) -> Scene:
    """Return the scene of a row of answers; what nobody judges of this way of asking is left out."""
    age, judged = one["judged"]
    judged, late = judged and asked_by == "school", one["late"] and moment != "asked"
    scene = Scene(
        asked_by, moment, age, judged, one["risk"], one["wish"],
        one["school"], one["practice"],
        Carer(one["responsibility"], one["order"], one["not_by"], one["replaced"]),
        Carer(
            one["second_responsibility"], one["second_order"], one["second_not_by"],
            one["second_replaced"],
        ),
        one["child_not_by"], late,
        one["whose"] if moment in ONES_OWN else "child",
    )  # fmt: skip
    if moment == "copy" and scene.young_person_decides:
        return replace(scene, whose="child")  # a carer may have a copy where carers decide
    return scene


def first_carers() -> list[Scene]:
    """Return every combination of what decides about one carer, where a school's request is accepted."""
    combinations = itertools.product(
        RESPONSIBILITY, ORDERS, WISHES, JUDGED, (False, True), (False, True), NOT_BY
    )
    scenes = [
        Scene(
            age=age, judged=judged, risk=risk, wish=wish,
            carer=Carer(responsibility, order, not_by, replaced),
        )
        for responsibility, order, wish, (age, judged), replaced, risk, not_by in combinations
    ]  # fmt: skip
    return sorted(scenes, key=lambda one: str(one.ground))


def covering(
    whole: Mapping[str, Sequence[Any]], beside: Mapping[str, Sequence[Any]]
) -> list[dict[str, Any]]:
    """Return rows in which every combination of `whole` stands once, and every two answers meet.

    Each answer of `beside` is the one that makes most pairs that no row had yet; of equals the one that
    was chosen least. Rows are added at the end for pairs that never met.
    """
    met: set[Any] = set()
    often: dict[Any, int] = {}
    rows = []
    for values in itertools.product(*whole.values()):
        row = _filled(dict(zip(whole, values, strict=True)), beside, met, often)
        rows.append(row)
    named = {**whole, **beside}
    for wanted in _all_pairs(named):
        if wanted not in met:
            rows.append(_filled(dict(wanted), named, met, often))
    return rows


def _filled(
    row: dict[str, Any], more: Mapping[str, Sequence[Any]], met: set[Any], often: dict[Any, int]
) -> dict[str, Any]:
    for name, values in more.items():
        if name in row:
            continue
        row[name] = max(
            values,
            key=lambda value: (
                sum(_pair((name, value), one) not in met for one in row.items()),
                -often.get((name, value), 0),
            ),
        )
        often[(name, row[name])] = often.get((name, row[name]), 0) + 1
    met.update(itertools.starmap(_pair, itertools.combinations(row.items(), 2)))
    return row


def _pair(one: Any, other: Any) -> Any:
    return (one, other) if one[0] < other[0] else (other, one)


def _all_pairs(named: Mapping[str, Sequence[Any]]) -> Iterable[Any]:
    for one, other in itertools.combinations(sorted(named), 2):
        for values in itertools.product(named[one], named[other]):
            yield (one, values[0]), (other, values[1])
