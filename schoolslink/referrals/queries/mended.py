"""What of a request was put right, with what stood there before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from schoolslink.access import seal
from schoolslink.referrals.models import Item, PutRight
from schoolslink.referrals.rules.putting_right import from_text


@dataclass(frozen=True)
class Mended:
    """An answer that was put right: what it was until then, what it was put to, by whom and why."""

    name: str
    was: Any
    now: Any
    why: str
    by_name: str
    at: datetime


def rows_of(item: Item) -> QuerySet[PutRight]:
    """Return what was put right of a request, for whoever reads its words; the latest first."""
    return PutRight.objects.filter(item=item).order_by("-at", "-id")


def put_right_before(item: Item) -> tuple[Mended, ...]:
    """Return what was put right of a request, opened."""
    return read(rows_of(item), item.child_id)


def mended_by_right(right_ids: Iterable[UUID], child_id: UUID) -> dict[UUID, tuple[Mended, ...]]:
    """Return what was put right because it was asked for, by the asking; each reader sees their own."""
    rows = list(PutRight.objects.filter(right_id__in=list(right_ids)).order_by("at", "id"))
    return {
        right_id: read((row for row in rows if row.right_id == right_id), child_id)
        for right_id in {row.right_id for row in rows if row.right_id}
    }


def read(rows: Iterable[PutRight], child_id: UUID) -> tuple[Mended, ...]:
    """Return these rows, opened."""
    found = []
    for row in rows:
        words = seal.texts(row, child_id)
        found.append(
            Mended(
                row.name,
                from_text(row.name, words["was"]),
                from_text(row.name, words["now"]),
                words["why"],
                row.by_name,
                row.at,
            )
        )
    return tuple(found)
