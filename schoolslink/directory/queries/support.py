"""Support a school has already, for its own pages, for a request and for whoever triages it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from schoolslink.directory.models import SupportInPlace
from schoolslink.directory.models.dated import current


@dataclass(frozen=True)
class SupportView:
    """One kind of support; kind_name in the reader's language."""

    support_id: UUID
    kind: str
    kind_name: str
    provider: str
    days: str
    how_to_get: str
    checked_on: date
    checked_by: str


def support_in_place(school_id: UUID, *, on: date) -> list[SupportView]:
    """Return what a school has on a day, in the order of the list of kinds."""
    rows = SupportInPlace.objects.filter(current(on), school_id=school_id).order_by("kind", "pk")
    return [
        SupportView(
            row.pk,
            row.kind,
            row.get_kind_display(),
            row.provider,
            row.days,
            row.how_to_get,
            row.checked_on,
            row.checked_by,
        )
        for row in rows
    ]
