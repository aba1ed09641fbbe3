"""Days set aside, in words: on the record, in what was done, and beside the family's own wait."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext, ngettext

from schoolslink.referrals.queries.door import Happened, Opened
from schoolslink.referrals.rules import Move
from schoolslink.referrals.rules.aside import Aside, SaidAside, days_aside
from schoolslink.referrals.rules.clocks.adjusted import PAUSES, Pause, both_clocks
from schoolslink.referrals.rules.happened import Said, days_that_stand
from schoolslink.web import dates


def in_days(first_on: date, last_on: date) -> str:
    """Return "Tuesday 3 March", or "Tuesday 3 March to Monday 9 March"."""
    if first_on == last_on:
        return dates.day(first_on)
    return gettext("%(first)s to %(last)s") % {
        "first": dates.day(first_on), "last": dates.day(last_on),
    }  # fmt: skip


def with_days(title: str, happened: Happened) -> str:
    """Return what was done with the days that were set aside, and why."""
    if happened.why_aside and happened.happened_on and happened.until_on and not happened.kept:
        return gettext("%(what)s: %(days)s, %(why)s") % {
            "what": title,
            "days": in_days(happened.happened_on, happened.until_on),
            "why": gettext(PAUSES[Pause(happened.why_aside)].said),
        }
    return title


def aside_of(opened: Opened) -> tuple[Aside, ...]:
    """Return the days that stand aside on a record."""
    return days_aside(
        SaidAside(
            one.version, one.move, one.why_aside, one.happened_on, one.until_on, one.puts_right
        )
        for one in opened.history
    )


def choices_aside(opened: Opened) -> list[tuple[str, str]]:
    """Return the days that stand aside, by the version at which that was said."""
    return [
        (
            str(one.version),
            gettext("%(days)s, %(why)s")
            % {
                "days": in_days(one.days.first_on, one.days.last_on),
                "why": gettext(PAUSES[one.days.why].said),
            },
        )
        for one in aside_of(opened)
    ]


def with_days_aside(opened: Opened, moves: tuple[Move, ...]) -> tuple[Move, ...]:
    """Return moves; days count again only where some stand aside."""
    if aside_of(opened):
        return moves
    return tuple(move for move in moves if move is not Move.COUNT_AGAIN)


def both_in_words(opened: Opened, today: date) -> tuple[str, ...]:
    """Return the family's wait, and beside it the adjusted one; nothing where no day is set aside."""
    aside, asked_at = aside_of(opened), opened.item.asked_at
    if not aside or asked_at is None:
        return ()
    said = (
        Said(one.version, one.move, dates.as_day(one.at), one.happened_on, one.puts_right)
        for one in opened.history
    )
    began = [one.on for one in days_that_stand(said) if one.move is Move.START_HELP]
    until = began[0] if began else today
    both = both_clocks(dates.as_day(asked_at), until, (one.days for one in aside))
    family = ngettext(
        "They waited %(num)s day from asking.", "They waited %(num)s days from asking.",
        both.family_days,
    ) if began else ngettext(
        "They have waited %(num)s day since asking.", "They have waited %(num)s days since asking.",
        both.family_days,
    )  # fmt: skip
    beside = ngettext(
        "Beside it, without the days set aside: %(num)s day.",
        "Beside it, without the days set aside: %(num)s days.",
        both.adjusted_days,
    )
    return (family % {"num": both.family_days}, beside % {"num": both.adjusted_days})
