"""Every story lived and every control planted: which falls do not hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from schoolslink.checks.falls import asked, at_team, harm, moving, practice, waiting
from schoolslink.checks.falls.life import Lived, live
from schoolslink.checks.falls.planted import CONTROLS, Control
from schoolslink.checks.falls.story import Story
from schoolslink.checks.ground import Ground

FALLS = (*(f"F{number}" for number in range(1, 11)), "H1", "H2")
STORIES: tuple[Story, ...] = (
    *asked.STORIES, *at_team.STORIES, *practice.STORIES, *waiting.STORIES, *moving.STORIES, *harm.STORIES
)  # fmt: skip
SHOWN = 40


@dataclass
class Falls:
    """What came of it. failed: the falls that do not hold. tries: to end something without a word."""

    cases: int = 0
    days: int = 0
    tries: int = 0
    failed: list[str] = field(default_factory=list)
    controls: int = 0
    controls_found: int = 0
    controls_missed: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Say whether no child fell, and each planted fault was found."""
        return self.cases > 0 and not self.failed and 0 < self.controls == self.controls_found

    def take(self, story: Story, lived: Lived) -> None:
        """Count a story that was lived."""
        self.cases += 1
        self.days += lived.days
        self.tries += lived.tries
        if lived.faults and story.fall not in self.failed:
            self.failed.append(story.fall)
        self.shown += list(dict.fromkeys(lived.faults))[: SHOWN - len(self.shown)]


def examine(
    ground: Ground | None,
    told: Callable[[str], object],
    *,
    only: str = "",
    stories: tuple[Story, ...] = STORIES,
    controls: tuple[Control, ...] = CONTROLS,
) -> Falls:
    """Live each story, then each again with something broken; return what was found.

    only: a fall, or words of a story. ground: whose walls may be broken; without one no wall of the
    database is.
    """
    found = Falls()
    chosen = [one for one in stories if only in f"{one.fall}: {one.title}"]
    for story in chosen:
        lived = live(story)
        found.take(story, lived)
        told(f"{'FALLS' if lived.faults else 'held'}: {story.fall} {story.title}")
    falls = {story.fall for story in chosen}
    for control in controls:
        if control.fall in falls and (ground is not None or not control.needs_ground):
            plant(ground, control, found, told)
    return found


def plant(
    ground: Ground | None, control: Control, found: Falls, told: Callable[[str], object]
) -> None:
    """Live the story of a control with its fault in place, and count whether it was found."""
    (story,) = [
        one for one in STORIES if one.fall == control.fall and control.story in one.title
    ]  # fmt: skip
    with control.down(ground):
        lived = live(story, control.without)
    found.controls += 1
    found.controls_found += bool(lived.faults)
    if not lived.faults:
        found.controls_missed.append(f"{control.fall}: {control.what}")
    told(f"{'found' if lived.faults else 'MISSED'}: {control.fall}, where {control.what}")
