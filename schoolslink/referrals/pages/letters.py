"""The two letters of "not the right team", as school and family will read them, before they go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext

from schoolslink.referrals.pages.record import child_name
from schoolslink.referrals.queries.door import Opened
from schoolslink.referrals.rules import Move, Side
from schoolslink.referrals.rules.reasons import REASONS, Reason
from schoolslink.referrals.rules.words import NEVER, NOT_FOR_FAMILIES, slips
from schoolslink.web import dates


@dataclass(frozen=True)
class Letter:
    """One letter: to whom, what it says, and which of the writer's words could be plainer."""

    to: str
    paragraphs: tuple[str, ...]
    plainer: tuple[str, ...] = ()


def letters(opened: Opened, move: Move, given: dict[str, Any], receiver: str) -> list[Letter]:
    """Return the school's letter and the family's, from what the form says.

    given: reason, next_step, who_tells, told_by. receiver: the service it is passed to, or empty.
    """
    words = REASONS[Reason(given["reason"])]
    facts = {
        "service": opened.service_name,
        "name": child_name(opened),
        "asked": asked_on(opened.item.asked_at),
        "receiver": receiver,
        "day": dates.day(given["told_by"]),
    }
    return [
        Letter(
            to=opened.school_name,
            paragraphs=(
                gettext("You asked %(service)s for help for %(name)s on %(asked)s.") % facts,
                _school_reads(move) % facts,
                gettext(words.school),
                gettext("What happens next: %s") % given["next_step"],
                _school_tells(given["who_tells"], given["told_by"]),
                gettext(
                    "If something changes or gets worse, say so on the same page. You need not"
                    " begin again. If you think that this is wrong, ask us to look again."
                ),
            ),
        ),
        Letter(
            to=gettext("The family"),
            paragraphs=(
                gettext("You asked for help on %(asked)s. We at %(service)s read it.") % facts,
                gettext(words.family),
                gettext("What happens next: %s") % given["next_step"],
                _family_hears(given["who_tells"], given["told_by"], opened),
                gettext("You can ask again at any time. If you are not happy with this, tell us."),
                gettext(
                    "If somebody is in danger now, ring 999. If it cannot wait, ring 111 and"
                    " choose the mental health option."
                ),
            ),
            plainer=tuple(
                gettext("“%(word)s”: %(instead)s") % {"word": s.word, "instead": s.instead}
                for s in slips(given["next_step"], NEVER + NOT_FOR_FAMILIES)
            ),
        ),
    ]


def asked_on(moment: datetime | None) -> str:
    """Return the day on which something was asked."""
    return dates.day(moment)


def _school_reads(move: Move) -> str:
    if move is Move.REDIRECT:
        return gettext(
            "We read it, and another team fits better: %(receiver)s. We have passed it on, and we"
            " keep it until they confirm that they have it."
        )
    return gettext("We read it, and we are not the right team for this.")


def _school_tells(side: str, day: date) -> str:
    if side == Side.SCHOOL:
        return gettext("As agreed with you, you tell the family by %s.") % dates.day(day)
    return gettext("We tell the family by %s.") % dates.day(day)


def _family_hears(side: str, day: date, opened: Opened) -> str:
    who = opened.school_name if side == Side.SCHOOL else opened.service_name
    return gettext("%(who)s talks with you by %(day)s.") % {"who": who, "day": dates.day(day)}
