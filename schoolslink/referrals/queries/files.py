"""The files that go with a request, for those who may read what was said in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from schoolslink.access import audit, seal
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action, Group
from schoolslink.access.sealed_files import opened_blocks
from schoolslink.referrals import permissions, storage
from schoolslink.referrals.models import Attachment, Item, PostFile, RightAsked


@dataclass(frozen=True)
class FileRow:
    """One file: what it is, not what is in it. replaced: a newer one is there."""

    id: UUID
    kind: str
    type: str
    name: str
    bytes: int
    at: datetime
    scanned: str
    replaced: bool


@dataclass(frozen=True)
class OpenFile:
    """A file opened whole: nothing of it leaves before all of it was found unaltered."""

    name: str
    type: str
    content: bytes
    child_id: UUID


COLUMNS = ("id", "kind", "type", "name", "bytes", "at", "scanned", "replaces_id")
# Beside an item that is read anyway: its files come with it, in the same statement.
WITH_ITEM = ArraySubquery(
    Attachment.objects.filter(item=OuterRef("pk"))
    .order_by("at", "id")
    .values(found=JSONObject(**{name: name for name in COLUMNS}))
)


def files_of(item: Item, groups: frozenset[Group]) -> tuple[FileRow, ...]:
    """Return the files of a request that was opened, oldest first; none for who may not read it.

    Its child's key is open; that these were shown is noted.
    """
    if Group.NARRATIVE not in groups:
        return ()
    if (beside := getattr(item, "files_found", None)) is not None:
        return _noted(item, [_read(one) for one in beside])
    rows = Attachment.objects.filter(item=item).order_by("at", "id")
    return _noted(item, [(row, row.replaces_id) for row in rows])


def _read(found: Mapping[str, Any]) -> tuple[Attachment, UUID | None]:
    """Return a file that came beside its item; bytes come as PostgreSQL writes them in JSON."""
    row = Attachment(
        id=UUID(found["id"]),
        kind=found["kind"],
        type=found["type"],
        name=bytes.fromhex(found["name"].removeprefix("\\x")),
        bytes=found["bytes"],
        at=datetime.fromisoformat(found["at"]),
        scanned=found["scanned"],
    )
    return row, UUID(found["replaces_id"]) if found["replaces_id"] else None


def _noted(item: Item, found: Iterable[tuple[Attachment, UUID | None]]) -> tuple[FileRow, ...]:
    rows = list(found)
    newer = {replaced for _, replaced in rows}
    audit.read(
        "file", [row.pk for row, _ in rows], groups=[Group.NARRATIVE], children=[item.child_id]
    )
    return tuple(
        FileRow(
            row.pk, row.kind, row.type, seal.texts(row, item.child_id)["name"], row.bytes, row.at,
            row.scanned, row.pk in newer,
        )
        for row, _ in rows
    )  # fmt: skip


def files_at_school(actor: Actor, item_id: UUID) -> tuple[Item, tuple[FileRow, ...]]:
    """Return a request of the actor's school with its files, sent or not.

    Raises Item.DoesNotExist (shown as not found) for anybody else.
    """
    item = permissions.items(actor, Action.ADD).get(pk=item_id)
    audit.read("item", [item.pk], groups=[Group.ROUTING], children=[item.child_id])
    seal.open_keys([item.child_id])
    return item, files_of(item, permissions.groups_of(actor, item))


def open_file(actor: Actor, item_id: UUID, file_id: UUID) -> OpenFile:
    """Return one file of a request whose words the actor may read; note that it was opened.

    Raises Item.DoesNotExist or Attachment.DoesNotExist (shown as not found), FileGone where it is
    missing on the disk, DoesNotOpen where it was altered there, and NoKey where it was erased.
    """
    item = permissions.items(actor, Action.VIEW).get(pk=item_id)
    if Group.NARRATIVE not in permissions.groups_of(actor, item) or actor.kind != "person":
        raise Attachment.DoesNotExist
    return _opened(Attachment.objects.get(item=item, pk=file_id), item.child_id)


def open_file_of_copy(actor: Actor, right_id: UUID, file_id: UUID) -> OpenFile:
    """Return one file of what a copy is made of, for whoever looks through it; note that it was opened.

    Raises RightAsked.DoesNotExist or Attachment.DoesNotExist (shown as not found), and as `open_file`.
    """
    asked = RightAsked.objects.filter(kind="copy", done_at__isnull=True)
    right = permissions.visible_to(actor, Action.ANSWER, asked).get(pk=right_id)
    files = Attachment.objects.filter(child_id=right.child_id)
    row: Attachment | PostFile | None = (
        permissions.visible_to(actor, Action.ANSWER, files).filter(pk=file_id).first()
    )
    if row is None:  # or what came by post
        came = PostFile.objects.filter(child_id=right.child_id)
        row = permissions.visible_to(actor, Action.ANSWER, came).filter(pk=file_id).first()
    if row is None:
        raise Attachment.DoesNotExist
    return _opened(row, right.child_id)  # type: ignore[arg-type]


def _opened(row: Attachment | PostFile, child_id: UUID) -> OpenFile:
    audit.read("file", [row.pk], groups=[Group.NARRATIVE], children=[child_id])
    seal.open_keys([child_id])
    with storage.path_of(row.file).open("rb") as source:
        content = b"".join(opened_blocks(child_id, row.pk, source))
    return OpenFile(seal.texts(row, child_id)["name"], row.type, content, child_id)
