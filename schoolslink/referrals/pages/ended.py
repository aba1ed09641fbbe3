"""What has ended at a school: what it was, when and how it ended, and who was told."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schoolslink.referrals.pages.lead import who_it_is_about
from schoolslink.referrals.pages.words import state_words, what_is_asked
from schoolslink.referrals.queries.ended import EndedRow, WasTold
from schoolslink.referrals.rules import Kind, Move, Side, State
from schoolslink.web import dates

COLUMNS = (_("Who"), _("Ended on"), _("How it ended"), _("Who was told"))
# By the move that ended it; what is not here is said as its state is.
HOW = {
    (Kind.ADVICE, Move.CLOSE): _("Answered and read"),
    (Kind.REFERRAL, Move.CONFIRM_NEXT_STEP): _("The next step has begun"),
}
TOLD = {
    "school": _("your school"),
    "self": _("the young person"),
    "carer": _("a parent or carer"),
}
# How a request ends after it was answered: which answer it was, each of these tells.
ANSWERED = (State.CLOSED, State.PASSED_ON, State.DISCHARGED)
FIRST = ("school", "self", "carer")


def ended_row(row: EndedRow) -> dict[str, Any]:
    """Return one thing that has ended, as a row of the list."""
    who, what = who_it_is_about(row), what_is_asked(row.kind)
    return {
        "href": reverse("referrals:asked", args=[row.item_id]),
        "title": f"{what} {who}",
        "cells": [
            {"text": who, "note": what},
            {"text": dates.day_with_year(dates.as_day(row.closed_at))},
            {"text": how_it_ended(row)},
            {"text": who_was_told(row), "note": who_was_not(row)},
        ],
    }


def how_it_ended(row: EndedRow) -> str:
    """Return how something ended, in words."""
    if row.state == State.WITHDRAWN and row.was_sent and row.side == Side.FAMILY:
        return gettext("The family took it back")
    if row.kept and State(row.state) in ANSWERED:
        return gettext("Answered")
    words = HOW.get((Kind(row.kind), Move(row.move)))
    return str(words or state_words(row.state, was_sent=row.was_sent))


def who_was_told(row: EndedRow) -> str:
    """Return who was told and on which day; that nobody had to be, where nothing was answered."""
    if not row.told:
        return gettext("There was no answer to tell of")
    said = [
        gettext("%(whom)s on %(day)s")
        % {"whom": TOLD[one.whom], "day": dates.day(dates.as_day(one.at))}
        for one in _in_order(row.told)
        if one.at is not None
    ]
    return _sentence(said) if said else gettext("Nobody yet")


def who_was_not(row: EndedRow) -> str:
    """Return who has not been told, or has not read it, though there was an answer."""
    missing = list(
        dict.fromkeys(str(TOLD[one.whom]) for one in _in_order(row.told) if one.at is None)
    )
    if not missing:
        return ""
    return gettext("Not yet: %(whom)s") % {"whom": ", ".join(missing)}


def _in_order(told: tuple[WasTold, ...]) -> list[WasTold]:
    return sorted((one for one in told if one.whom in TOLD), key=lambda one: FIRST.index(one.whom))


def _sentence(parts: list[str]) -> str:
    text = ", ".join(parts)
    return text[:1].upper() + text[1:]
