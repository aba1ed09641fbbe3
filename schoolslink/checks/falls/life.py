"""A story lived: the product's own rounds each morning, what people do at ten, and a look at one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError

from schoolslink.checks.falls import closing, looking
from schoolslink.checks.falls.story import Story
from schoolslink.checks.falls.town import Town, settle
from schoolslink.checks.ground import undone
from schoolslink.config.schedule import SCHEDULE
from schoolslink.kernel import outbox
from schoolslink.notices import delivery
from schoolslink.simulate import days
from schoolslink.simulate.programme import post
from schoolslink.simulate.programme.acts import Turn
from schoolslink.simulate.programme.post import Post
from schoolslink.web.errors import Refusal

# Of what runs by itself: signs of life, counts and files, by which no child is found or lost.
NOT_A_ROUND = (
    "kernel.", "access.", "insight.", "notices.look_round", "referrals.sweep_files", "_if_nobody_did",
    "referrals.reconcile",
)  # fmt: skip


@dataclass
class Lived:
    """What was seen of a story. tries: how often somebody tried to end something without a word."""

    days: int = 0
    tries: int = 0
    faults: list[str] = field(default_factory=list)


@dataclass
class Life:
    """A story under way. things: each thing that is open by the name of the story; link_id: a practice's."""

    story: Story
    town: Town
    calendar: days.Calendar
    day: date
    rounds: tuple[tuple[int, bool, Any], ...]
    things: dict[str, UUID] = field(default_factory=dict)
    seen: Lived = field(default_factory=Lived)
    tried: set[tuple[Any, ...]] = field(default_factory=set)
    link_id: UUID | None = None

    @contextmanager
    def turn(self, name: str) -> Iterator[Turn]:
        """Let somebody act at ten on this day."""
        at = moment(self.day, 10)
        with self.calendar.at(at), self.town.acting(name) as actor:
            yield Turn(actor, at, self.town.place.cast.chance, self.town.place.other_id)

    def at(self, hour: int, day: date | None = None) -> datetime:
        """Return an hour of this day, or of another."""
        return moment(day or self.day, hour)

    def settle(self) -> None:
        """Deliver news and mails as the worker would."""
        outbox.deliver_waiting()
        delivery.deliver_waiting()

    def refused(self, what: str, name: str, act: Any) -> None:
        """Let somebody try what must be refused; that it was done is a fault."""
        self.seen.tries += 1
        with undone():
            try:
                with self.turn(name) as turn:
                    act(turn)
            except (Refusal, DatabaseError):
                return
        self.fault(f"not refused: {what}")

    def fault(self, sentence: str) -> None:
        """Write down what does not hold."""
        self.seen.faults.append(
            f"{self.story.fall} {self.story.title} {self.day.isoformat()}: {sentence}"
        )

    def run(self) -> None:
        """Live the days, and look at each."""
        while self.day <= self.story.until:
            self._morning()
            act = self.story.acts.get(self.day)
            if act is not None:
                act(self)
            # What a coordinator is told waits for the end of the morning.
            with self.calendar.at(moment(self.day, 12)):
                self.settle()
            with self.calendar.at(moment(self.day, 13)):
                looking.look(self)
                closing.try_everything(self)
            # And the others of what nobody saw to since, for the afternoon.
            with self.calendar.at(moment(self.day, 16)):
                self.settle()
            self.seen.days += 1
            self.day += timedelta(days=1)
        looking.judge_alarms(self)

    def _morning(self) -> None:
        Post.is_down = self.day in self.story.mail_down
        for hour, every_day, task in self.rounds:
            if every_day or self.day.weekday() < 5:
                with self.calendar.at(moment(self.day, hour)):
                    task(0)
        with self.calendar.at(moment(self.day, 9)):
            self.settle()


def rounds(without: frozenset[str] = frozenset()) -> tuple[tuple[int, bool, Any], ...]:
    """Return the rounds of a day as the schedule has them: the hour, whether at weekends too, and the task.

    without: those that are switched off, to see whether that is noticed.
    """
    found = []
    for cron, task in SCHEDULE:
        if any(part in task.name for part in NOT_A_ROUND) or task.name in without:
            continue
        _, hour, _, _, weekday = cron.split()
        found.append((int(hour.split("-")[0]), weekday == "*", task))
    return tuple(sorted(found, key=lambda one: one[0]))


def live(story: Story, without: frozenset[str] = frozenset()) -> Lived:
    """Live a story in a marked database, and leave nothing of it there; return what was seen."""
    with undone(), _own_post(), days.living(moment(story.begins, 4)) as calendar:
        town = settle(story.begins - timedelta(days=40))
        life = Life(story, town, calendar, story.begins, rounds(without))
        life.run()
        return life.seen


def moment(day: date, hour: int) -> datetime:
    """Return an hour of a day, in UTC."""
    return datetime.combine(day, time(hour), UTC)


@contextmanager
def _own_post() -> Iterator[None]:
    before, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, post.PATH
    try:
        yield
    finally:
        settings.EMAIL_BACKEND, Post.is_down = before, False
