"""The day on which something took place, in words, where it is not the day of writing it down."""

from __future__ import annotations

from django.utils.translation import gettext

from schoolslink.referrals.pages.aside import with_days, with_days_aside
from schoolslink.referrals.pages.words import DONE
from schoolslink.referrals.queries.door import Happened, Opened
from schoolslink.referrals.rules import Move
from schoolslink.referrals.rules.begun import HOW_KNOWN, HowKnown
from schoolslink.referrals.rules.happened import DATED, Said, days_that_stand
from schoolslink.web import dates


def with_day(title: str, happened: Happened) -> str:
    """Return what was done with the day on which it took place; as it is where that was the same day."""
    if happened.until_on is not None:
        return with_days(title, happened)
    on = happened.happened_on
    if on is None or happened.kept:
        return title
    if happened.puts_right is not None:
        what = str(DONE[Move(happened.of_move)])
        return gettext("Put a day right. “%(what)s” was on %(day)s") % {
            "what": what, "day": dates.day(on),
        }  # fmt: skip
    if on == dates.as_day(happened.at):
        return title
    return gettext("%(what)s, on %(day)s") % {"what": title, "day": dates.day(on)}


def with_how_known(happened: Happened) -> str:
    """Return the words of a move; who helps a child now, with how that is known."""
    if happened.kept or happened.how_known not in set(HowKnown):
        return happened.words
    how = gettext(HOW_KNOWN[HowKnown(happened.how_known)])
    return f"{happened.words}\n{how}".strip()


def choices_of(opened: Opened) -> list[tuple[str, str]]:
    """Return what took place, by the version at which it was written down, with the day that stands."""
    said = (
        Said(one.version, one.move, dates.as_day(one.at), one.happened_on, one.puts_right)
        for one in opened.history
    )
    return [
        (str(one.version), f"{DONE[one.move]}, {dates.day_with_year(one.on)}")
        for one in days_that_stand(said)
    ]


def with_a_day(opened: Opened, moves: tuple[Move, ...]) -> tuple[Move, ...]:
    """Return moves; that a day is put right, or counts again, only where there is one."""
    moves = with_days_aside(opened, moves)
    if any(one.move in DATED for one in opened.history):
        return moves
    return tuple(move for move in moves if move is not Move.PUT_DAY_RIGHT)
