"""When something took place: said by whoever writes it down, and put right by saying it again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from schoolslink.referrals.rules.errors import RuleBroken
from schoolslink.referrals.rules.moves import Move
from schoolslink.referrals.rules.second_look import MET

# What takes place on a day of its own, which may lie before the day on which it is written down.
DATED = MET
# Further back than this, and whoever writes it down says why it is written down only now.
LATE_DAYS = 14


class NotYet(RuleBroken):
    """This day is after today. Check it."""


class BeforeAsking(RuleBroken):
    """That is before the day on which help was asked for. Check the day."""


class BeforeTheFirst(RuleBroken):
    """That is before the day of the first meeting. Check the day, or put that day right first."""


class AfterTheRest(RuleBroken):
    """Something that came after the first meeting has an earlier day. Put that day right first."""


class WhyLate(RuleBroken):
    """That is more than two weeks ago. Say why it is written down only now."""


class SameDay(RuleBroken):
    """That is the day that stands already. Choose the day on which it took place."""


@dataclass(frozen=True)
class TookPlace:
    """Something that took place, at a version of its request, with the day that stands for it."""

    version: int
    move: Move
    on: date


@dataclass(frozen=True)
class Said:
    """A move as it was written down. happened_on: the day said with it; puts_right: the version it mends."""

    version: int
    move: str
    said_on: date
    happened_on: date | None = None
    puts_right: int | None = None


def days_that_stand(said: Iterable[Said]) -> tuple[TookPlace, ...]:
    """Return what took place, in the order in which it was written down; the last said day counts."""
    found: dict[int, TookPlace] = {}
    for one in sorted(said, key=lambda one: one.version):
        if one.move in DATED:
            on = one.happened_on or one.said_on
            found[one.version] = TookPlace(one.version, Move(one.move), on)
        elif one.puts_right in found and one.happened_on is not None:
            found[one.puts_right] = replace(found[one.puts_right], on=one.happened_on)
    return tuple(found.values())


def check_day(
    move: Move,
    on: date,
    before: Sequence[TookPlace],
    *,
    today: date,
    asked_on: date | None,
    because: str = "",
    puts_right: int | None = None,
) -> None:
    """Do nothing where something may have taken place on a day, after what stands before it.

    before: what took place so far. because: why it is written down late. puts_right: the version of
    one of these, whose day this is in the place of the old one. Raises the rule that is broken.
    """
    if on > today:
        raise NotYet
    if asked_on is not None and on < asked_on:
        raise BeforeAsking
    if puts_right is None:
        days = (*before, TookPlace(len(before) and before[-1].version + 1, move, on))
    else:
        if any(one.version == puts_right and one.on == on for one in before):
            raise SameDay
        days = tuple(replace(one, on=on) if one.version == puts_right else one for one in before)
    _check_order(days, mended=puts_right)
    if puts_right is None and on < today - timedelta(days=LATE_DAYS) and not because.strip():
        raise WhyLate


def _check_order(days: Sequence[TookPlace], mended: int | None) -> None:
    """Nothing comes before the first meeting; where none was noted, no second before help began."""
    first = next((one for one in days if one.move is Move.RECORD_FIRST_CONTACT), None)
    began = next((one for one in days if one.move is Move.START_HELP), None)
    for one in days:
        anchor = first or (began if one.move is Move.RECORD_SECOND_CONTACT else None)
        if anchor is not None and one.version > anchor.version and one.on < anchor.on:
            raise AfterTheRest if mended == anchor.version else BeforeTheFirst
