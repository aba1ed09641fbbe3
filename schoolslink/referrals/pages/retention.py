"""The page of how long records are kept, in plain words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext

from schoolslink.referrals.queries.retention import Held, KeptLong
from schoolslink.referrals.rules.retention import HOLDS, PERIODS, Part
from schoolslink.web import dates


def kept_rows(found: Iterable[KeptLong]) -> list[dict[str, Any]]:
    """Return what may be agreed to: the number, what it is, by which rule, since when."""
    return [
        {
            "id": one.id,
            "reference": one.reference,
            "what": gettext("the school's own notes")
            if one.part is Part.SCHOOL
            else gettext("the whole record, everywhere"),
            "rule": gettext(PERIODS[one.rule].words),
            "source": PERIODS[one.rule].source,
            "since": gettext("may be deleted since %(day)s") % {"day": _day(one.due_on)},
            "ended": gettext("ended on %(day)s") % {"day": _day(one.ended_on)}
            if one.ended_on
            else "",
            "is_held": one.is_held,
            "agreed": gettext("You or a colleague agreed on %(day)s")
            % {"day": dates.day_with_year(one.agreed_at)}
            if one.agreed_at
            else "",
        }
        for one in found
    ]


def hold_rows(found: Iterable[Held], today: date) -> list[dict[str, Any]]:
    """Return what is kept all the same: why, by whom, and when somebody looks again."""
    return [
        {
            "id": one.id,
            "reference": one.reference,
            "reason": gettext(HOLDS[one.reason]),
            "by": gettext("%(name)s, %(day)s")
            % {"name": one.by_name, "day": dates.day_with_year(one.at)},
            "review": gettext("look at it again by %(day)s") % {"day": _day(one.review_on)},
            "is_late": one.review_on < today,
        }
        for one in found
    ]


def _day(day: date) -> str:
    return dates.day_with_year(day)
