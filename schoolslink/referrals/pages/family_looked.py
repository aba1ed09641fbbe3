"""Who has looked, for the young person: fixed sentences with places put in, day by day."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.utils.translation import get_language, gettext

from schoolslink.access.roles import Role
from schoolslink.referrals.pages.spoken import words
from schoolslink.referrals.queries.log import DayLooked
from schoolslink.referrals.rules.family import LABELS
from schoolslink.referrals.rules.family.sentences import LOOKED_AT, LOOKED_BY
from schoolslink.referrals.rules.text import Sentence
from schoolslink.web import dates

BY = {
    Role.SCHOOL_LEAD: "asks",
    Role.COUNCIL_LINK: "asks",
    Role.SCHOOL_COVER: "asks",
    Role.SCHOOL_REFERRER: "asks",
    Role.SCHOOL_HEAD: "head",
    Role.SAFEGUARDING_LEAD: "safeguarding",
    Role.CAMHS_CONTACT: "team",
    Role.TRIAGER: "team",
    Role.SUPPORT_TEAM_WORKER: "team",
    Role.SERVICE_MANAGER: "manager",
    Role.AREA_COORDINATOR: "area",
}


def page(found: Iterable[DayLooked], *, more: bool) -> dict[str, Any]:
    """Return what the template shows. more: there are days before these."""
    return {
        "labels": {name: gettext(text) for name, text in LABELS.items()},
        "days": [
            {"day": dates.day_with_year(on), "rows": _rows(rows)}
            for on, rows in groupby(found, key=lambda look: look.on)
        ],
        "more": more,
        "unreviewed": (get_language() or "en")[:2] != "en",
    }


def _rows(looks: Iterable[DayLooked]) -> list[tuple[str, str]]:
    """Return a day's lines, who and what: of several alike, and of all they saw, one line each."""
    seen: dict[tuple[str, str], None] = {}
    for look in looks:
        by = LOOKED_BY[who_of(look)]
        # The most telling of what was shown, as the words are ordered.
        at = next(text for group, text in LOOKED_AT.items() if group in look.groups + "R")
        who = words(Sentence(by, {"place": look.place}))
        seen[who, gettext(at)] = None
        if "X" in look.groups:
            seen[who, gettext(LOOKED_AT["X"])] = None
    return list(seen)


def who_of(look: DayLooked) -> str:
    """Return as what somebody looked: in an emergency before all else."""
    return "emergency" if "E" in look.groups else BY.get(Role(look.role), "other")
