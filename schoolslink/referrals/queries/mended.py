"""What of a request was put right, with what stood there before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from schoolslink.access import seal
from schoolslink.referrals.models import Item, PutRight
from schoolslink.referrals.rules.putting_right import from_text

# Loaded with the item, so that a record of which nothing was put right costs nothing more.
WAS_PUT_RIGHT = Exists(PutRight.objects.filter(item=OuterRef("pk")))


@dataclass(frozen=True)
class Mended:
    """An answer that was put right: what it was until then, what it was put to, by whom and why."""

    name: str
    was: Any
    now: Any
    why: str
    by_name: str
    at: datetime


def put_right_before(item: Item) -> tuple[Mended, ...]:
    """Return what was put right of a request, for whoever reads its words; the latest first."""
    return _mended(PutRight.objects.filter(item=item).order_by("-at", "-id"), item.child_id)


def mended_by_right(right_ids: Iterable[UUID], child_id: UUID) -> dict[UUID, tuple[Mended, ...]]:
    """Return what was put right because it was asked for, by the asking; each reader sees their own."""
    rows = list(PutRight.objects.filter(right_id__in=list(right_ids)).order_by("at", "id"))
    return {
        right_id: _mended((row for row in rows if row.right_id == right_id), child_id)
        for right_id in {row.right_id for row in rows if row.right_id}
    }


def _mended(rows: Iterable[PutRight], child_id: UUID) -> tuple[Mended, ...]:
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
