"""A missed appointment in words: "was not brought" of a child, "did not come" from sixteen on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext

from schoolslink.referrals.pages.acts import Act
from schoolslink.referrals.pages.lead import entry
from schoolslink.referrals.pages.words import beside, what_is_asked
from schoolslink.referrals.queries.door import Beside, Happened, Opened
from schoolslink.referrals.rules import Kind, Move
from schoolslink.referrals.rules.missed import HOW, HowMissed, how_missed
from schoolslink.referrals.rules.request import age_from
from schoolslink.web import dates


def _how(opened: Opened, on: date | None) -> HowMissed | None:
    """Return how it is said of this child on a day; None where the reader does not know their age."""
    if on is None:
        return None
    said = opened.identity
    age = age_from({"birth_date": said.get("birth_date"), "age": said.get("age_or_year")}, on)
    return how_missed(age)


def with_how(text: str, opened: Opened, on: date | None) -> str:
    """Return words with how it is said of this child."""
    said = _how(opened, on)
    return (
        gettext("%(what)s: %(how)s") % {"what": text, "how": gettext(HOW[said])} if said else text
    )


def kind_words(opened: Opened) -> str:
    """Return what kind of thing a record is; of a missed appointment, how it is said."""
    item = opened.item
    text = what_is_asked(item.kind)
    missed = item.kind == Kind.MISSED
    return with_how(text, opened, dates.as_day(item.opened_at)) if missed else text


def entry_of(opened: Opened, happened: Happened) -> dict[str, Any]:
    """Return one line of the timeline; of a missed appointment, how it is said."""
    line = entry(happened)
    if happened.move != Move.RECORD_MISSED or happened.kept:
        return line
    return line | {"title": with_how(str(line["title"]), opened, dates.as_day(happened.at))}


def named(act: Act, opened: Opened, today: date) -> Act:
    """Return an act by its words for this child."""
    if act.move is not Move.RECORD_MISSED or _how(opened, today) is not HowMissed.NOT_BROUGHT:
        return act
    return replace(act, label=gettext("They were not brought"))


def beside_words(opened: Opened, page: str) -> list[dict[str, str]]:
    """Return what stands beside a request, as `words.beside`; a missed appointment as it is said."""

    def say(one: Beside) -> str:
        text = what_is_asked(one.kind)
        return with_how(text, opened, one.on) if one.kind == Kind.MISSED else text

    return beside(opened, page, say)
