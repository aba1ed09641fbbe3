"""Another team that may have the same child: which it is, whom to ring, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from schoolslink.kernel import clock
from schoolslink.referrals.pages.alike import found_words
from schoolslink.referrals.queries.elsewhere import AtAnother, There
from schoolslink.referrals.queries.team import TeamRecord
from schoolslink.referrals.rules import Move
from schoolslink.referrals.rules.elsewhere import SPOKEN, Spoken
from schoolslink.web import dates

TITLES = {
    "": gettext_noop("Another team may have been asked for the same child: %(place)s"),
    "over": gettext_noop("No longer open at %(place)s: nobody there has this child now"),
    Spoken.BOTH_GO_ON: gettext_noop("The same child is at %(place)s too: both teams go on"),
    Spoken.NOT_SAME: gettext_noop("Not the same child as one at %(place)s, somebody has said"),
    Spoken.UNSAID: gettext_noop("Perhaps at %(place)s too. Do not speak of it with them"),
}


def elsewhere_lines(found: Iterable[AtAnother]) -> list[dict[str, Any]]:
    """Return what stands on a record and beside each act; the first of it is what waits to be asked."""
    rows = [elsewhere_line(one) for one in found]
    return sorted(rows, key=lambda row: not row["waits"])


def elsewhere_line(one: AtAnother) -> dict[str, Any]:
    """Return one of them. waits: somebody of this team has to ask, or to look again."""
    key = "over" if one.over_at else one.verdict
    there = one.there
    return {
        "id": there.id,
        "title": _(TITLES[key]) % {"place": there.place},
        "waits": key in ("", "over"),
        "apart": key == Spoken.NOT_SAME,
        "is_over": key == "over",
        "since": dates.day_with_year(there.since),
        "over": _day(one.over_at),
        "place": there.place,
        "reference": there.reference_there,
        "holder": there.holder or there.place,
        "phone": there.phone,
        "found_by": found_words(one.found_by),
        "said": _(SPOKEN[Spoken(one.verdict)]) if one.verdict else "",
        "why": one.why,
        "by": _("%(name)s, %(day)s") % {"name": one.by_name, "day": _day(one.said_at)}
        if one.verdict
        else "",
    }


def elsewhere_page(record: TeamRecord, one: AtAnother) -> dict[str, Any]:
    """Return the page of one of them. may_pass_on: it can go to a service now, by a move of its own."""
    return {
        "item": record.opened.item,
        "one": elsewhere_line(one),
        "may_pass_on": Move.REDIRECT in record.opened.moves,
    }


def to_ask_page(rows: Iterable[There]) -> list[dict[str, Any]]:
    """Return what waits to be asked of another team."""
    return [
        {
            "id": row.id,
            "item_id": row.item_id,
            "reference": row.reference,
            "place": row.place,
            "since": dates.day_with_year(row.since),
            "is_over": not row.reference_there,
        }
        for row in rows
    ]


def _day(at: datetime | None) -> str:
    return dates.day_with_year(clock.local_day(at)) if at else ""
