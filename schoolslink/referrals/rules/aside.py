"""Days set aside beside the family's wait: said with a reason, and counted again by one more move."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from schoolslink.referrals.rules.clocks.adjusted import Pause, Paused, offered_on
from schoolslink.referrals.rules.errors import RuleBroken
from schoolslink.referrals.rules.moves import Move


class NoSuchReason(RuleBroken):
    """Choose why these days are set aside, from the list."""


class LastBeforeFirst(RuleBroken):
    """The last day is before the first. Check both days."""


class NotOverYet(RuleBroken):
    """That is after today. Set days aside once they have passed."""


class BeforeTheWait(RuleBroken):
    """That is before the day on which help was asked for. Nobody waited then."""


class AfterTheWait(RuleBroken):
    """Help had begun by then: nobody waited any more. Check the day."""


class AsideAlready(RuleBroken):
    """Some of these days are set aside already. Count those again first, or choose other days."""


class NothingAside(RuleBroken):
    """Choose which days count again."""


ABOUT_THE_LAST = (
    NotOverYet,
    AfterTheWait,
    LastBeforeFirst,
)  # of the two days, the one that is wrong


@dataclass(frozen=True)
class Aside:
    """Days that are set aside, by the version at which that was written down."""

    version: int
    days: Paused


@dataclass(frozen=True)
class SaidAside:
    """A move as it was written down. again: the version at which these days had been set aside."""

    version: int
    move: str
    why: str = ""
    first_on: date | None = None
    last_on: date | None = None
    again: int | None = None


def days_aside(said: Iterable[SaidAside]) -> tuple[Aside, ...]:
    """Return the days that stand aside, in the order in which they were written down."""
    found: dict[int, Aside] = {}
    for one in sorted(said, key=lambda one: one.version):
        if one.move == Move.SET_ASIDE and one.first_on and one.last_on:
            days = Paused(Pause(one.why), one.first_on, one.last_on)
            found[one.version] = Aside(one.version, days)
        elif one.move == Move.COUNT_AGAIN and one.again is not None:
            found.pop(one.again, None)
    return tuple(found.values())


def check_aside(
    why: str,
    first_on: date,
    last_on: date,
    before: Sequence[Aside],
    *,
    today: date,
    asked_on: date | None,
    helped_on: date | None,
) -> None:
    """Do nothing where days may be set aside; raise the rule that is broken.

    before: what stands aside. asked_on, helped_on: between which the family waits. Days yet to come
    are never set aside: nobody knows on them who will be reached.
    """
    if why not in {words.why.value for words in offered_on(today)}:
        raise NoSuchReason
    if last_on < first_on:
        raise LastBeforeFirst
    if last_on > today:
        raise NotOverYet
    if asked_on is None or first_on < asked_on:
        raise BeforeTheWait
    if helped_on is not None and last_on > helped_on:
        raise AfterTheWait
    if any(one.days.first_on <= last_on and first_on <= one.days.last_on for one in before):
        raise AsideAlready


def check_again(version: int, before: Sequence[Aside]) -> Aside:
    """Return what was set aside at a version; raise NothingAside where nothing stands of it."""
    found = next((one for one in before if one.version == version), None)
    if found is None:
        raise NothingAside
    return found
