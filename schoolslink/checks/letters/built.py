"""Every scene built for real: asked, decided and told by the commands, and what reached everybody read.

Expected is `agreed`, which asks no rule. What scenes share is done once; each is undone before the next. Each
of the family holds a code from before anything bars them, so that what is tried is a bar that comes later; in
half of them later than the moment itself, before the mail leaves.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from schoolslink.checks.ground import standing_as, undone
from schoolslink.checks.letters.agreed import HELD_BACK, WAYS, agreed
from schoolslink.checks.letters.barring import bar, wished, wished_first, wishes
from schoolslink.checks.letters.looking import Reached, look
from schoolslink.checks.letters.moments import HAPPEN, begun
from schoolslink.checks.letters.scene import Scene
from schoolslink.checks.letters.stage import Ground, Town, forget_messages
from schoolslink.kernel import clock
from schoolslink.referrals.models import Referral

SHOWN = 20


@dataclass
class Built:
    """What came of it. combinations: scenes that were built; reached_barred must be nothing.

    reached_barred: to whom nothing may go by that way. missed: names of planted faults nobody noticed.
    """

    combinations: int = 0
    looks: int = 0
    reached_barred: int = 0
    told_too_much: int = 0
    told_too_little: int = 0
    decided_by_another: int = 0
    planted: int = 0
    found: int = 0
    missed: list[str] = field(default_factory=list)
    of_moment: dict[str, int] = field(default_factory=dict)
    shown: list[str] = field(default_factory=list)

    @property
    def faults(self) -> int:
        """Return how often anything differs from what was agreed."""
        return (
            self.reached_barred
            + self.told_too_much
            + self.told_too_little
            + self.decided_by_another
        )

    @property
    def holds(self) -> bool:
        """Say whether everybody got what they may, and each planted fault was found."""
        return not self.faults and self.combinations > 0 and 0 < self.planted == self.found

    def note(self, fault: str) -> None:
        """Keep the first few faults, to be shown."""
        if len(self.shown) < SHOWN:
            self.shown.append(fault)


def play(
    town: Town,
    scenes: Iterable[Scene],
    built: Built,
    readers: Collection[str] = tuple(WAYS),
    tell: Callable[[int], object] = lambda done: None,
) -> Built:
    """Build each scene, look at what reached the readers, and compare. tell: hears how many are done."""
    for _, shared in itertools.groupby(scenes, lambda one: one.ground):
        first, *others = shared
        with undone():
            ground = begun(town, first)
            _compare_decider(first, ground, built)
            for scene in (first, *others):
                with undone():
                    happens(town, ground, scene)
                    compare(scene, look(town, ground, scene, readers), built)
        tell(built.combinations)
    return built


def happens(town: Town, ground: Ground, scene: Scene) -> None:
    """Let the moment come, with what bars anybody written down before it, or after it."""
    if scene.moment != "asked":
        forget_messages()
    at, moment = clock.now(), HAPPEN[scene.moment]
    if scene.late:
        wishes(ground, scene, wished_first(scene), at)
        moment(town, ground, scene)
        wishes(ground, scene, wished(scene), clock.now())
        bar(town, ground, scene, clock.now())
    else:
        wishes(ground, scene, wished(scene), at)
        bar(town, ground, scene, at)
        moment(town, ground, scene)


def compare(scene: Scene, got: Reached, built: Built) -> None:
    """Count what differs from what was agreed."""
    built.combinations += 1
    built.of_moment[scene.moment] = built.of_moment.get(scene.moment, 0) + 1
    for (reader, way), reached in got.items():
        built.looks += 1
        should = agreed(scene, reader, way)
        if reached == should:
            continue
        if should == "nothing":
            built.reached_barred += 1
        elif HELD_BACK.index(reached) > HELD_BACK.index(should):
            built.told_too_much += 1
        else:
            built.told_too_little += 1
        built.note(f"{reader} by {way}: {reached}, and should be {should}: {scene}")


def _compare_decider(scene: Scene, ground: Ground, built: Built) -> None:
    with standing_as("seed"):
        decided_by = Referral.objects.get(item_id=ground.item_id).decided_by
    if (decided_by != "carer") != scene.young_person_decides:
        built.decided_by_another += 1
        built.note(f"decided by {decided_by}: {scene}")
