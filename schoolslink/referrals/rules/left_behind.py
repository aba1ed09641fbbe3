"""Whom a change of the register leaves behind: a school or service that ends, an area that is another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from schoolslink.referrals.rules.transferring import WhyTransfer

AHEAD = timedelta(days=60)


@dataclass(frozen=True)
class Places:
    """Where an open request stands by the register, on a day.

    school_ends: its school is closed or closing, and no school takes its place; school_over_on: when, where
    that is known. service_over_on: the day from which its service is no more. moved: its school belongs to
    another area than its service.
    """

    school_ends: bool = False
    school_over_on: date | None = None
    service_over_on: date | None = None
    moved: bool = False


@dataclass(frozen=True)
class LeftBehind:
    """Why a child has to be handed over. over_on: from when nobody is there, where that is known."""

    why: WhyTransfer
    over_on: date | None = None


def whys_left_behind(places: Places, on: date) -> tuple[LeftBehind, ...]:
    """Return why a child has to be handed over, the most pressing first; nothing where nothing changes."""
    found = []
    if places.service_over_on is not None and places.service_over_on <= on + AHEAD:
        found.append(LeftBehind(WhyTransfer.SERVICE_ENDS, places.service_over_on))
    if places.school_ends and (places.school_over_on or on) <= on + AHEAD:
        found.append(LeftBehind(WhyTransfer.SCHOOL_CLOSES, places.school_over_on))
    if places.moved:
        found.append(LeftBehind(WhyTransfer.AREA_MOVE))
    return tuple(found)


def is_settled(left: LeftBehind, why: str, opened_on: date) -> bool:
    """Say whether a card that was opened here, why and when, was about this very end.

    A card for another reason, or before an end that was put off since, settles nothing.
    """
    return why == left.why and (left.over_on is None or opened_on >= left.over_on - AHEAD)


def hand_over_by(over_on: date | None, on: date, in_a_fortnight: date) -> date:
    """Return by when it is handed over: soon, and before nobody is there any more where that can still be."""
    if over_on is None:
        return in_a_fortnight
    return max(on, min(over_on, in_a_fortnight))
