"""What was sent as urgent, or with a risk, a second time: looked at, met and helped, by counting nights."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from schoolslink.checks.clocks.took_place import FIRST, HELP, Written, standing

ONE = timedelta(days=1)
NEXT_DAY, WEEK, FOUR_WEEKS = 1, 7, 28


@dataclass(frozen=True)
class Sent:
    """A request as it reached a service: what was said of its marks before, the last of it with sending.

    urgent, risk: each yes, no or nothing, once for each move up to that with which it was sent.
    gone: the line of the story with which it was taken back or answered otherwise, and on which day.
    """

    asked_on: date
    urgent: tuple[bool | None, ...]
    risk: tuple[bool | None, ...]
    story: tuple[Written, ...]
    gone: tuple[str, date] | None = None


def read(sent: Sent, until: date, walk: Callable[[date, int], date]) -> dict[str, tuple]:
    """Return U1 to U4 as known by the end of a day: the last day, whether in time, and the nights.

    walk: from a day over so many working days.
    """
    urgent, risk = _said(sent.urgent), _said(sent.risk)
    known = [line if line.on <= until else Written("", line.on) for line in sent.story]
    days = standing(known)
    back = sent.gone if sent.gone and sent.gone[1] <= until else None
    looks = [line.on for line in known if line.what]
    if back and back[0] != "withdraw":
        looks.append(back[1])
    met = [days[n] for n in days if known[n].what in (FIRST, HELP)]
    helped = [days[n] for n in days if known[n].what == HELP]
    found: dict[str, tuple] = {}
    if urgent or risk:
        _note(
            found, "U1", sent, walk(sent.asked_on, 1), min(looks, default=None), back, ("withdraw",)
        )
    if urgent:
        _note(
            found,
            "U2",
            sent,
            sent.asked_on + NEXT_DAY * ONE,
            met[0] if met else None,
            back,
            ("withdraw",),
        )
    name, nights = ("U3", WEEK) if urgent else ("U4", FOUR_WEEKS)
    last = sent.asked_on
    for _ in range(nights):
        last += ONE
    _note(found, name, sent, last, helped[0] if helped else None, back, ("withdraw", "not_accept"))
    return {name: one for name, one in found.items() if one[0] <= until}


def _note(
    found: dict[str, tuple], name: str, sent: Sent, last: date, done: date | None,
    back: tuple[str, date] | None, leaves: tuple[str, ...],
) -> None:  # fmt: skip
    """Write one reading down, unless it was gone by the last day and nothing was done by then."""
    in_time = done is not None and done <= last
    if back and back[0] in leaves and back[1] <= last and not in_time:
        return
    found[name] = (last, in_time, None if done is None else _nights(sent.asked_on, done))


def _said(marks: tuple[bool | None, ...]) -> bool:
    """Return the last that was said."""
    stands = False
    for mark in marks:
        stands = stands if mark is None else mark
    return stands


def _nights(first: date, last: date) -> int:
    count = 0
    while first < last:
        first, count = first + ONE, count + 1
    return count
