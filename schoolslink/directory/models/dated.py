"""What begins on a day and ends before another: the same words for everything that is dated."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q


def current(on: date, *, start: str = "from_on", end: str = "until_on", through: str = "") -> Q:
    """Return the condition that a dated row holds on a day; its last day is excluded.

    through: the path to the dated row, such as "contact__".
    """
    return Q(**{f"{through}{start}__lte": on}) & (
        Q(**{f"{through}{end}__isnull": True}) | Q(**{f"{through}{end}__gt": on})
    )


def ends_after_it_begins(
    name: str, *, start: str = "from_on", end: str = "until_on"
) -> models.CheckConstraint:
    """Return the constraint that nothing ends before it began."""
    return models.CheckConstraint(
        name=name,
        condition=Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": models.F(start)}),
    )
