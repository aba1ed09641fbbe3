"""The adjusted clock: shown beside the family's own and never in its place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from schoolslink.referrals.rules.text import gettext_noop as _

FIRST_LIST = date(2020, 1, 1)


class Pause(StrEnum):
    """Why a service may say that days were not of its making."""

    FAMILY_ASKED = "family_asked"
    NOT_REACHED = "not_reached"


@dataclass(frozen=True)
class PauseWords:
    """One reason as the team picks it, and as it is said of days.

    from_on, until_on: the days between which it may be given; what was given before stays said.
    """

    why: Pause
    pick: str
    said: str
    from_on: date = FIRST_LIST
    until_on: date | None = None


PAUSES: Mapping[Pause, PauseWords] = {
    entry.why: entry
    for entry in (
        PauseWords(
            Pause.FAMILY_ASKED, _("The family asked to wait"), _("the family asked to wait")
        ),
        PauseWords(
            Pause.NOT_REACHED, _("Nobody could be reached"), _("nobody could be reached")
        ),
    )
}  # fmt: skip


def offered_on(day: date) -> tuple[PauseWords, ...]:
    """Return the reasons that may be given on a day, in their order."""
    return tuple(
        words
        for words in PAUSES.values()
        if words.from_on <= day and (words.until_on is None or day < words.until_on)
    )


@dataclass(frozen=True)
class Paused:
    """Days set aside, the first and the last included."""

    why: Pause
    first_on: date
    last_on: date


@dataclass(frozen=True)
class BothClocks:
    """The family's wait, which nothing pauses, and beside it the days less those set aside."""

    family_days: int
    adjusted_days: int
    why: tuple[Pause, ...]


def both_clocks(asked_on: date, until: date, pauses: Iterable[Paused]) -> BothClocks:
    """Return a wait from asking until a day, and beside it the wait without the days set aside.

    A wait of n days has n nights; a day set aside takes one, however many reasons it has.
    """
    whole = max(0, (until - asked_on).days)
    aside: set[date] = set()
    why: list[Pause] = []
    for one in pauses:
        first = max(one.first_on, asked_on + timedelta(days=1))
        last = min(one.last_on, until)
        days = {first + timedelta(days=n) for n in range((last - first).days + 1)}
        if days:
            aside |= days
            why += [one.why] if one.why not in why else []
    return BothClocks(whole, whole - len(aside), tuple(why))
