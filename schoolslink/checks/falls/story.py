"""What a story of a fall says: what happens, on which days, and whose each thing should be on every day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from schoolslink.checks.falls.life import Life

ENDED = ""  # in place of a name: it is over, and nobody's
ALARM = "the coordinators"  # nobody is left who could have it: those who can name somebody are told
NATIONAL = "the national team"  # nor is anybody left to be told in the area: who can name somebody there is
NOBODY_AS_YET = frozenset({ENDED, ALARM, NATIONAL})
PAST, NOBODY = "referrals.past_its_day", "referrals.nobody_named"
STILL_PAST = (
    "referrals.still_past_its_day"  # to whoever was not the first to hear that it is past its day
)
STILL_NOBODY = "referrals.still_nobody_named"  # the same, on the next working day
Act = Callable[["Life"], None]
Whose = tuple[tuple[date, str], ...]


@dataclass(frozen=True)
class Story:
    """One way to fall, and what must keep the child in sight. The days were written with a calendar in hand.

    acts: what people do at ten on a day, after the morning's rounds. whose: for each thing that is open,
    from which day on whose it is. told: by which message, and on which day, the area's coordinators first
    hear of it; a thing that is not named there must not reach them. mail_down: days without mail.
    """

    fall: str
    title: str
    begins: date
    until: date
    acts: Mapping[date, Act]
    whose: Mapping[str, Whose]
    told: Mapping[str, tuple[date, str]] = field(default_factory=dict)
    mail_down: frozenset[date] = frozenset()

    def holder_of(self, thing: str, day: date) -> str | None:
        """Return whose a thing should be on a day; None before it is there."""
        names = [name for since, name in self.whose[thing] if since <= day]
        return names[-1] if names else None


def days(*said: tuple[int, int, int, str]) -> Whose:
    """Return whose something is: year, month, day and name, one after the other."""
    return tuple((date(year, month, day), name) for year, month, day, name in said)
