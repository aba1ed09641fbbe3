"""The files that came by post, and which post became a request or was put to it: for the team alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef

from schoolslink.access import audit, seal
from schoolslink.access.policy import Group
from schoolslink.referrals.models import Item, Post, PostFile

# Beside a request that is read anyway, in the same statement.
CAME_BY_POST = ArraySubquery(
    Post.objects.filter(other_id=OuterRef("pk")).order_by("pk").values("item_id")
)
HAS_POST_FILES = Exists(PostFile.objects.filter(item=OuterRef("pk")))


@dataclass(frozen=True)
class PostFileRow:
    """One file that came, and when."""

    id: UUID
    type: str
    name: str
    bytes: int
    at: datetime
    scanned: str


def came_by_post(item: Item) -> tuple[UUID, ...]:
    """Return which post became this request, or was put to it; nothing for whoever is not of the team."""
    return tuple(getattr(item, "came_by_post", None) or ())


def post_files(item: Item) -> tuple[PostFileRow, ...]:
    """Return the files that came, of post or of a request that its team has opened.

    The child's key is open; that these were shown is noted.
    """
    rows = list(PostFile.objects.filter(item=item).order_by("at", "id"))
    if rows:
        audit.read(
            "file", [row.pk for row in rows], groups=[Group.SERVICE_NOTES],
            children=[item.child_id],
        )  # fmt: skip
    return tuple(
        PostFileRow(
            row.pk, row.type, seal.texts(row, item.child_id)["name"], row.bytes, row.at, row.scanned
        )
        for row in rows
    )
