"""The rows of a page of times: what a contact offers, and the days that come of it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.utils.translation import gettext

from schoolslink.directory.models import AdviceHours, How, Whom
from schoolslink.directory.queries.hours import OfferedSlot
from schoolslink.kernel import clock
from schoolslink.web import dates


def hours_lines(rows: Iterable[AdviceHours]) -> list[dict[str, Any]]:
    """Return what is said of each of a contact's hours."""
    return [
        {"id": row.pk, "title": _when(row), "lines": [_talk(row), _whom(row), _holidays(row)]}
        for row in rows
    ]


def coming_days(slots: Iterable[OfferedSlot]) -> list[dict[str, Any]]:
    """Return the coming times by day, each with who stands in where somebody is away."""
    return [
        {
            "day": dates.day(day),
            "times": [
                dates.clock_time(slot.starts_at)
                + (f" ({slot.person_name})" if slot.instead_of else "")
                for slot in of_day
            ],
        }
        for day, of_day in groupby(slots, key=lambda slot: clock.local_day(slot.starts_at))
    ]


def _when(row: AdviceHours) -> str:
    said = {
        "day": dates.day(row.from_on),
        "weekday": dates.weekday(row.from_on),
        "from": dates.time_of_day(row.starts_at),
        "until": dates.time_of_day(row.ends_at),
    }
    if row.until_on is not None and (row.until_on - row.from_on).days == 1:
        return gettext("%(day)s, %(from)s to %(until)s") % said
    return gettext("Every %(weekday)s, %(from)s to %(until)s, from %(day)s") % said


def _talk(row: AdviceHours) -> str:
    minutes = gettext("%(num)s minutes each") % {"num": row.minutes}
    return f"{How(row.how).label}, {minutes}"


def _whom(row: AdviceHours) -> str:
    if row.school is not None:
        return row.school.organisation.name
    if row.cluster is not None:
        return row.cluster.organisation.name
    return str(Whom(row.whom).label)


def _holidays(row: AdviceHours) -> str:
    return gettext("In school holidays too") if row.in_holidays else gettext("In term time")
