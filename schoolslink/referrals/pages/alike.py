"""Two requests beside each other, what is not the same first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from schoolslink.kernel import clock
from schoolslink.referrals.pages.said import sections
from schoolslink.referrals.pages.words import STATES
from schoolslink.referrals.queries.alike import Alike, Pair
from schoolslink.referrals.queries.compared import SideBySide
from schoolslink.referrals.queries.team import TeamRecord
from schoolslink.referrals.rules import State
from schoolslink.referrals.rules.again import Since, compared
from schoolslink.referrals.rules.alike import AGAINST, WHY, FoundBy, Verdict
from schoolslink.web import dates

# By which one child is told from another: before what was written about them.
TELLING = ("child", "family", "contact")
SAID = {
    Verdict.SAME: gettext_noop("A colleague has said: the same child."),
    Verdict.NOT_SAME: gettext_noop("A colleague has said: not the same child."),
}
# What is not the same comes first; what only one of them says cannot be held against it.
MARKS = {
    Since.CHANGED: (gettext_noop("Not the same"), "urgent"),
    Since.NEW: (gettext_noop("Only here"), "waiting"),
    Since.GONE: (gettext_noop("Only there"), "waiting"),
    Since.UNCHANGED: (gettext_noop("The same"), "done"),
}


def alike_page(pair: SideBySide) -> dict[str, Any]:
    """Return both requests question by question, and what speaks against one child."""
    rows = compared(_lines(pair.other), _lines(pair.one))
    order = list(MARKS)
    return {
        "item": pair.one.opened.item,
        "pair": pair.row,
        "heads": [_head(one) for one in (pair.one, pair.other)],
        "found_by": found_words(pair.found_by),
        "against": [_(AGAINST[one]) for one in pair.against],
        "verdict": _(SAID[Verdict(pair.verdict)]) if pair.verdict else "",
        "why": pair.why,
        "by": _said_by(pair),
        "may_join": pair.verdict == Verdict.SAME
        and all(one.opened.item.closed_at is None for one in (pair.one, pair.other)),
        "rows": [
            {
                "label": row.label,
                "title": row.title,
                "here": row.now,
                "there": row.then,
                "mark": {"text": _(MARKS[row.since][0]), "tone": MARKS[row.since][1]},
            }
            for row in sorted(rows, key=lambda row: order.index(row.since))
        ],
    }


def pairs_page(pairs: list[Pair]) -> list[dict[str, Any]]:
    """Return the pairs that wait to be looked at."""
    return [
        {
            "id": pair.id,
            "item_id": pair.item_id,
            "text": _("%(one)s and %(other)s")
            % {"one": pair.references[0], "other": pair.references[1]},
            "found_by": found_words(pair.found_by),
        }
        for pair in pairs
    ]


def alike_lines(alike: Iterable[Alike]) -> dict[str, list[Alike]]:
    """Return what was found with a record, by what somebody has said of it."""
    found: dict[str, list[Alike]] = {"": [], **{one.value: [] for one in Verdict}}
    for one in alike:
        found[one.verdict].append(one)
    return {"perhaps": found[""], "same": found[Verdict.SAME], "not_same": found[Verdict.NOT_SAME]}


def found_words(found_by: tuple[FoundBy, ...]) -> str:
    """Return by what two requests were found; what is exact says more than what is nearly so."""
    exact = [one for one in found_by if one is not FoundBy.NEAR]
    return ", ".join(_(WHY[one]) for one in exact or found_by)


def _head(record: TeamRecord) -> dict[str, str]:
    item = record.opened.item
    return {
        "id": str(item.pk),
        "reference": item.reference,
        "state": str(STATES[State(item.state)]),
        "asked": dates.day_with_year(clock.local_day(item.asked_at or item.opened_at)),
        "from": record.opened.school_name or _("Asked by the family or a doctor"),
    }


def _said_by(pair: SideBySide) -> str:
    if pair.row.judged_at is None:
        return ""
    day = dates.day_with_year(clock.local_day(pair.row.judged_at))
    return _("%(name)s, %(day)s") % {"name": pair.by_name, "day": day}


def _lines(record: TeamRecord) -> dict[tuple[str, str], str]:
    told_apart_by = sorted(sections(record), key=lambda section: section.name not in TELLING)
    return {
        (section.title, line.label): line.text
        for section in told_apart_by
        for line in section.lines
    }
