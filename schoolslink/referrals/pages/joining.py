"""Which of two requests about one child goes on; and that one of them is joined."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from schoolslink.kernel import clock
from schoolslink.referrals.pages.words import STATES
from schoolslink.referrals.queries.joined import JoinedWith
from schoolslink.referrals.queries.pair import JoinedHalf, One, Pair
from schoolslink.referrals.rules.joining import HINDERS, goes_on_first
from schoolslink.web import dates


def join_page(pair: Pair) -> dict[str, Any]:
    """Return both requests, which of them is likely to go on, and what has to be finished first."""
    ones = (pair.one, pair.other)
    return {
        "item": pair.one.item,
        "pair": pair.row,
        "heads": [_head(one) for one in ones],
        "suggested": _suggested(pair),
        "stops": _stops(pair),
        "may_join": any(one.stops is None for one in ones),
    }


def choices(pair: Pair) -> list[tuple[str, str]]:
    """Return both, to choose the one that goes on."""
    return [(str(one.item.pk), _head(one)["text"]) for one in (pair.one, pair.other)]


def first(pair: Pair) -> UUID:
    """Return the one that is likely to go on: what can be, of both the further on, of equals the earlier."""
    if (pair.one.stops is None) is not (pair.other.stops is None):
        return pair.one.item.pk if pair.other.stops is None else pair.other.item.pk
    is_one = goes_on_first(pair.one.half, pair.other.half)
    return pair.one.item.pk if is_one else pair.other.item.pk


def apart_page(half: JoinedHalf) -> dict[str, Any]:
    """Return a joined request, and with which."""
    return {"item": half.item, "joined": joined_lines([half.other] if half.other else [])}


def joined_lines(joined: Sequence[JoinedWith]) -> list[dict[str, Any]]:
    """Return with what a request is joined, in words for the team."""
    return [
        {
            "item_id": str(one.item_id),
            "reference": one.reference,
            "goes_on": one.goes_on,
            "why": one.why,
            "by": _("%(name)s, %(day)s")
            % {"name": one.by_name, "day": dates.day_with_year(clock.local_day(one.at))},
        }
        for one in joined
    ]


def _stops(pair: Pair) -> list[str]:
    """Return what has to be finished first, once where it is the same for both."""
    if pair.one.stops is not None and pair.one.stops == pair.other.stops:
        return [_("They cannot be joined yet. %(why)s") % {"why": _(HINDERS[pair.one.stops])}]
    return [
        _("%(one)s cannot be joined to the other: %(why)s")
        % {"one": one.item.reference, "why": _(HINDERS[one.stops])}
        for one in (pair.one, pair.other)
        if one.stops is not None
    ]


def _suggested(pair: Pair) -> str:
    goes = pair.one if first(pair) == pair.one.item.pk else pair.other
    other = pair.other if goes is pair.one else pair.one
    said = {"one": goes.item.reference}
    if other.stops is None and goes.stops is not None:
        return _("%(one)s is likely to go on: the other can be joined to it now.") % said
    if goes.half.state != other.half.state:
        return _("%(one)s is likely to go on: it is further on.") % said
    return _("%(one)s is likely to go on: it was asked first.") % said


def _head(one: One) -> dict[str, str]:
    asked = dates.day_with_year(clock.local_day(one.item.asked_at or one.item.opened_at))
    whose = one.school_name or _("Asked by the family or a doctor")
    state = str(STATES[one.half.state])
    return {
        "id": str(one.item.pk),
        "reference": one.item.reference,
        "text": _("%(one)s. %(whose)s. Asked on %(day)s. %(state)s")
        % {"one": one.item.reference, "whose": whose, "day": asked, "state": state},
    }
