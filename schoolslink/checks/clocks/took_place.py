"""When things took place, a second time: which day stands, which may be said, how long a family waited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

ONE = timedelta(days=1)
FIRST, SECOND, HELP, MENDED = (
    "record_first_contact", "record_second_contact", "start_help", "put_day_right",
)  # fmt: skip
ON_A_DAY = (FIRST, SECOND, "record_baseline", "record_assessment", "record_plan", HELP)
FOUR_WEEKS, TWO_WEEKS, NINETY = 28, 14, 90


@dataclass(frozen=True)
class Written:
    """One line of a story: what was written down, on which day, and the day that it says.

    mends: the number of the line whose day was wrong.
    """

    what: str
    on: date
    says: date | None = None
    mends: int | None = None


@dataclass(frozen=True)
class Saying:
    """Somebody says on which day something took place, after a story; mends: as of a line."""

    story: tuple[Written, ...]
    what: str
    says: date
    today: date
    asked_on: date
    why: str = ""
    mends: int | None = None


def standing(story: Sequence[Written]) -> dict[int, date]:
    """Return the day of each line of something that took place: the last word said of it."""
    days: dict[int, date] = {}
    for number, line in enumerate(story):
        if line.what not in ON_A_DAY:
            continue
        last = line.says if line.says is not None else line.on
        for later in story[number + 1 :]:
            if later.mends == number and later.says is not None:
                last = later.says
        days[number] = last
    return days


def verdict(said: Saying) -> str:
    """Return what is wrong with a day, "" where nothing is."""
    if said.says > said.today:
        return "NotYet"
    if said.says < said.asked_on:
        return "BeforeAsking"
    days = standing(said.story)
    if said.mends is None:
        number = len(said.story)
        days[number] = said.says
        kinds = [*(line.what for line in said.story), said.what]
    else:
        number = said.mends
        if days[number] == said.says:
            return "SameDay"
        days[number] = said.says
        kinds = [line.what for line in said.story]
    wrong = _out_of_order(days, kinds)
    if wrong is not None:
        return "AfterTheRest" if wrong == said.mends else "BeforeTheFirst"
    if said.mends is None and not said.why and _nights(said.says, said.today) > TWO_WEEKS:
        return "WhyLate"
    return ""


def _out_of_order(days: dict[int, date], kinds: list[str]) -> int | None:
    """Return the line that must be the first and is not, if any."""
    firsts = [n for n in days if kinds[n] == FIRST]
    helps = [n for n in days if kinds[n] == HELP]
    for number in days:
        before = firsts or (helps if kinds[number] == SECOND else [])
        if before and number > before[0] and days[number] < days[before[0]]:
            return before[0]
    return None


def waits(story: Sequence[Written], asked_on: date, until: date) -> dict[str, tuple]:
    """Return T4, T5 and T6 of a request as it was known by the end of a day, by counting nights.

    Each the day it counts for, whether it was in time, and the days; nothing where it is not counted.
    """
    known = [line if line.on <= until else Written("", line.on) for line in story]
    days = standing(known)
    found: dict[str, tuple] = {}
    met = [n for n in days if known[n].what in (FIRST, HELP)]
    again = [n for n in days if known[n].what == SECOND]
    for name, lines in (("T5", met), ("T6", again)):
        if lines:
            on = days[lines[0]]
            found[name] = (on, True, _nights(asked_on, on))
    last = asked_on
    for _ in range(FOUR_WEEKS):
        last += ONE
    helped = [days[n] for n in days if known[n].what == HELP]
    if last <= until:
        found["T4"] = (
            last, bool(helped) and helped[0] <= last,
            _nights(asked_on, helped[0]) if helped else None,
        )  # fmt: skip
    return found


def came_back(days_of: Sequence[Written], urgent: Sequence[date], until: date) -> tuple | None:
    """Return A5: let go, and back with what could not wait within ninety nights, as known on a day."""
    known = [line for line in days_of if line.on <= until]
    gone = next(
        (n for n, line in enumerate(known) if line.what in ("not_accept", "advise", "discharge")),
        None,
    )
    if gone is None:
        return None
    last, night, back = known[gone].on, 0, False
    said = {line.on for line in known[gone + 1 :] if line.what == "say_worse"}
    said |= {on for on in urgent if on <= until}
    while True:
        back = back or last in said
        if night == NINETY:
            break
        last, night = last + ONE, night + 1
    return (last, back) if last <= until else None


def outside_the_list(
    lists: Sequence[tuple[date, frozenset[str] | None]], reason: str, on: date
) -> bool:
    """Say whether a reason was not on the list of its day: walk back from it to the last list that began."""
    day = on
    while lists and day >= min(began for began, _ in lists):
        for began, reasons in reversed(lists):
            if began == day:
                return reasons is not None and reason not in reasons
        day -= ONE
    return False


def _nights(first: date, last: date) -> int:
    count = 0
    while first < last:
        first += ONE
        count += 1
    return count
