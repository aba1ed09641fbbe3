"""Who must not be reached, in plain words, and what stands in a number's or an address's place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from schoolslink.referrals.pages.words import carer_or
from schoolslink.referrals.queries.answered import answers_of
from schoolslink.referrals.queries.contact_bars import Bar, Reached
from schoolslink.referrals.queries.team import TeamRecord
from schoolslink.referrals.rules.not_to_contact import ASKED, REACHED_AT, WAYS, Asked, Way
from schoolslink.web import dates


def shown_answers(record: TeamRecord) -> dict[str, Any]:
    """Return every answer a reader may see; where a way is barred, why in place of number or address."""
    found = answers_of(record)
    for name, (whose, ways) in REACHED_AT.items():
        said = [
            _said(bar, way)
            for bar in record.bars
            if bar.whose == whose
            for way in (Way.PERSON, *ways)
            if way in bar.ways
        ]
        if said and found.get(name):
            found[name] = " ".join(said)
    return found


def bar_lines(bars: Iterable[Bar]) -> list[str]:
    """Return what stands of everybody, a sentence for each way of each."""
    return [f"{carer_or(bar.name)}. {_said(bar, way)}" for bar in bars for way in bar.ways]


def bars_of_member(bars: Iterable[Bar], member_id: UUID | None) -> list[str]:
    """Return what stands of one of the family."""
    return [_said(bar, way) for bar in bars if bar.member_id == member_id for way in bar.ways]


def reached_rows(family: Iterable[Reached]) -> list[dict[str, Any]]:
    """Return each of the family with what stands, who said it, since when, and who wrote it down."""
    return [
        {
            "id": one.id,
            "name": carer_or(one.name),
            "bars": [
                {
                    "id": bar.id,
                    "lines": [gettext(WAYS[way]) for way in bar.ways],
                    "why": bar.why,
                    "by": _by(bar),
                    "unclear": bar.asked_by is Asked.REQUEST,
                }
                for bar in one.bars
            ],
        }
        for one in family
    ]


def _said(bar: Bar, way: Way) -> str:
    return gettext("%(not_this)s: %(why)s") % {"not_this": gettext(WAYS[way]), "why": bar.why}


def _by(bar: Bar) -> str:
    return gettext("%(whose_word)s, since %(day)s. Written down by %(name)s.") % {
        "whose_word": gettext(ASKED[bar.asked_by]),
        "day": dates.day_with_year(bar.since_on),
        "name": bar.by_name or gettext("whoever asked for help"),
    }
