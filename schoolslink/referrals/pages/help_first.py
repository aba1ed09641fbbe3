"""The page that stands before the saving: whom to ring now, that nobody reads it now, and what was typed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext

from schoolslink.directory.pages.turn import national
from schoolslink.directory.queries import HelpLineView
from schoolslink.directory.rules.help_now import NATIONAL, ONLINE
from schoolslink.referrals.pages.gate import help_cards, local_calls
from schoolslink.referrals.pages.spoken import words
from schoolslink.referrals.rules.family.sentences import HELP_FIRST, LABELS
from schoolslink.referrals.rules.gate import GATE
from schoolslink.referrals.rules.text import Sentence
from schoolslink.web import dates, languages


@dataclass(frozen=True)
class Reads:
    """Who reads what was typed, and by when. is_sent: pressing the button sends it to them.

    by: None where nobody is bound to a day. is_told: somebody is asked to look today; at_school: of the
    school, where no team has it yet.
    """

    who: str = ""
    by: date | None = None
    is_sent: bool = True
    is_told: bool = True
    at_school: bool = False


def for_family(
    whose: str, reads: Reads, lines: Iterable[HelpLineView], typed: list[str]
) -> dict[str, Any]:
    """Return the page of somebody of a family. whose: self or carer."""
    said = {name: gettext(text) for name, text in HELP_FIRST.items()}
    return {
        "said": said,
        "leave": gettext(LABELS["exit"]),
        "unreviewed": gettext(LABELS["unreviewed"]),
        "is_told": reads.is_told,
        "sooner": said[f"sooner_school_{whose}" if reads.at_school else "sooner"],
        "intro": said[f"intro_{whose}"],
        "hurt": said[f"hurt_{whose}"],
        "now": [national(number) for number in NATIONAL],
        "online": [national(number) for number in ONLINE],
        "local": local_calls(lines),
        "reads": _family_reads(reads),
        "typed": typed,
        "is_english": languages.current()[:2] == "en",
    }


def _family_reads(reads: Reads) -> str:
    if not reads.is_sent:
        return gettext(HELP_FIRST["not_sent"])
    if reads.by is None or not reads.who:
        return gettext(HELP_FIRST["no_day"])
    return words(Sentence(HELP_FIRST["read_by"], {"who": reads.who, "day": reads.by}))


def for_staff(
    reads: Reads,
    lines: Iterable[HelpLineView],
    safeguarding: tuple[str, ...],
    typed: list[tuple[str, str]],
    *,
    at_service: bool = False,
) -> dict[str, Any]:
    """Return the page of somebody at a school, service or practice. typed: what was asked, and the words."""
    cards = GATE[:2] if at_service else GATE
    return {
        "cards": help_cards(cards, safeguarding=safeguarding, lines=lines),
        "reads": _staff_reads(reads),
        "told": _staff_told(reads, is_told=reads.is_told and not at_service),
        "typed": typed,
    }


def _staff_told(reads: Reads, *, is_told: bool) -> str:
    """Return who is asked to look today, if it is saved; nothing where nobody is."""
    if is_told and reads.at_school:
        return gettext(
            "If you save it, whoever has it at the school, and the safeguarding lead or the head, are "
            "asked to see the pupil in person today. They are not sent these words."
        )
    if is_told and reads.is_sent:
        return gettext(
            "If you save it, whoever has it is asked to look today. They may not be able to."
        )
    return ""


def _staff_reads(reads: Reads) -> str:
    facts = {"who": reads.who, "day": dates.day(reads.by) if reads.by else ""}
    if not reads.who:
        return gettext("Nobody is named yet to read it. Ring, and do not wait for an answer here.")
    if not reads.is_sent:
        return (
            gettext("Pressing the button keeps it. It is sent later, and then %(who)s reads it.")
            % facts
        )
    if reads.by is None:
        return gettext("%(who)s reads it, and no day is promised.") % facts
    return gettext("%(who)s reads it by %(day)s.") % facts
