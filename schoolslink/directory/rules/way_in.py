"""Can this setting be reached, and does its request reach somebody? Red only where it would not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from schoolslink.directory.rules.hours import works_on

AUGUST = 8
DEFAULT_CAP = 35


class WayIn(StrEnum):
    """How a school is reached. Every setting has one of these, the last one excepted."""

    LEAD_AND_COVER = "lead_and_cover"
    ONE_AND_SHARED_COVER = "one_and_shared_cover"  # trust, federation, cluster or pool covers
    HEAD = "head"
    ONE_ALONE = "one_alone"  # answers, but nobody does when they are away
    NOBODY = "nobody"


class Standing(StrEnum):
    """Where a school stands; the first two that are not grey ask the coordinator to act."""

    NO_WAY_IN = "no_way_in"
    ASKED = "asked"
    TO_CONFIRM = "to_confirm"
    NEEDS_COVER = "needs_cover"
    CONFIRMED = "confirmed"
    NOT_ASKED = "not_asked"


COLOURS = {
    Standing.NO_WAY_IN: "red",
    Standing.ASKED: "yellow",
    Standing.TO_CONFIRM: "yellow",
    Standing.NEEDS_COVER: "yellow",
    Standing.CONFIRMED: "green",
    Standing.NOT_ASKED: "grey",
}


def colour(standing: Standing, *, on: date) -> str:
    """Return the colour of a standing on a day: in August, when schools are empty, none alarms."""
    found = COLOURS[standing]
    return "grey" if is_quiet(on) and found != "green" else found


@dataclass(frozen=True)
class Reach:
    """What is known today of how a school and its service reach each other.

    confirmed_on: since when both have said that all is right, whoever answers at the school and
        the contact at its service; None while either has not.
    service_answers: the school has a link, and somebody at its service can open what it sends:
    the contact, a cover or the manager of the pool, each with a role there.
    """

    has_lead: bool = False
    has_cover: bool = False
    has_shared_cover: bool = False
    has_head: bool = False
    was_asked: bool = False
    is_being_asked: bool = False
    service_answers: bool = False
    confirmed_on: date | None = None


def way_in(reach: Reach) -> WayIn:
    """Return how the school is reached. A cover alone answers too: a lead who left leaves one."""
    if reach.has_lead and (reach.has_cover or reach.has_head):
        return WayIn.LEAD_AND_COVER
    if (reach.has_lead or reach.has_cover) and reach.has_shared_cover:
        return WayIn.ONE_AND_SHARED_COVER
    if reach.has_head:
        return WayIn.HEAD
    if reach.has_lead or reach.has_cover:
        return WayIn.ONE_ALONE
    return WayIn.NOBODY


def reaches_nobody(reach: Reach) -> bool:
    """Say whether a request, or its answer, would reach nobody."""
    return way_in(reach) is WayIn.NOBODY or not reach.service_answers


def standing(reach: Reach, *, term_began_on: date) -> Standing:
    """Return where the school stands. term_began_on: confirmations from before it are old."""
    way = way_in(reach)
    if way is WayIn.NOBODY and not reach.is_being_asked:
        return Standing.NO_WAY_IN if reach.was_asked else Standing.NOT_ASKED
    if way is WayIn.NOBODY:
        return Standing.ASKED
    if not reach.service_answers:
        return Standing.NO_WAY_IN
    if reach.confirmed_on is None or reach.confirmed_on < term_began_on:
        return Standing.TO_CONFIRM
    return Standing.NEEDS_COVER if way is WayIn.ONE_ALONE else Standing.CONFIRMED


DAYS_INTO_TERM = 7


def is_confirming_time(day: date, *, term_began_on: date) -> bool:
    """Return whether people are asked to confirm: not in August, nor before the second week."""
    return not is_quiet(day) and (day - term_began_on).days >= DAYS_INTO_TERM


def is_quiet(day: date) -> bool:
    """Say whether nobody is to be alarmed or asked: schools are empty in August."""
    return day.month == AUGUST


class LinkState(StrEnum):
    """Where a link stands, as its school reads it."""

    CONFIRMED = "confirmed"
    TO_CONFIRM = "to_confirm"
    VACANT = "vacant"  # nobody is named: the pool answers
    NOBODY = "nobody"  # whoever is named has no account, or nobody is, and no pool stands behind


def link_state(
    *, has_contact: bool, is_answered: bool, confirmed_on: date | None, term_began_on: date
) -> LinkState:
    """Return where a link stands. confirmed_on: of its contact on the NHS side.

    is_answered: somebody who can open it holds what is sent now.
    """
    if not is_answered:
        return LinkState.NOBODY
    if not has_contact:
        return LinkState.VACANT
    if confirmed_on is None or confirmed_on < term_began_on:
        return LinkState.TO_CONFIRM
    return LinkState.CONFIRMED


def who_answers(
    asked: Iterable[tuple[UUID | None, bool | None]], pool: UUID | None
) -> tuple[UUID | None, bool]:
    """Return who holds what is sent now, and whether it is the manager of the pool.

    asked: the contact unless they are away, then their covers; each with whether they have a role
    there now, for only they can answer. pool: its manager, if they have a role there.
    """
    found = next((person for person, belongs in asked if person and belongs), None)
    return (found, False) if found else (pool, True)


def who_is_in(
    in_turn: Iterable[tuple[UUID, tuple[int, ...]]], working_days: Sequence[date]
) -> UUID | None:
    """Return the first who works on any of these days; None where nobody does."""
    for person, days in in_turn:
        if any(works_on(days, day) for day in working_days):
            return person
    return None


def is_over_cap(schools: int, cap: int) -> bool:
    """Say whether one contact looks after more schools than the service said one can."""
    return schools > cap
