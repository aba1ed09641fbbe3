"""Post that came to a team, as the team reads it, and what came by post of a request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from schoolslink.access import audit, seal
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action, Group
from schoolslink.access.sealed_files import opened_blocks
from schoolslink.referrals import permissions, storage
from schoolslink.referrals.models import Item, Post, PostFile
from schoolslink.referrals.queries.door import Opened, open_item
from schoolslink.referrals.queries.files import OpenFile
from schoolslink.referrals.queries.post_files import PostFileRow, post_files
from schoolslink.referrals.rules import Kind
from schoolslink.referrals.rules.post import Danger, FromWhom, How


@dataclass(frozen=True)
class PostView:
    """Post as its team reads it. other_id: what it became, or was put to."""

    opened: Opened
    came_at: datetime
    how: How
    from_whom: FromWhom
    danger: Danger
    about: str
    sender: str
    phone: str
    other_id: UUID | None
    files: tuple[PostFileRow, ...]


def post_of(actor: Actor, item_id: UUID) -> PostView:
    """Return post that came to the actor's team. Raises Item.DoesNotExist (shown as not found)."""
    opened = open_item(actor, item_id)
    item = opened.item
    if item.kind != Kind.POST or Group.SERVICE_NOTES not in opened.groups:
        raise Item.DoesNotExist
    row = permissions.visible_to(actor, Action.VIEW, Post.objects.filter(item=item)).get()
    # Put to a request it is that child's: whoever may not open the one does not open the other.
    if row.other_id and not permissions.items(actor, Action.VIEW).filter(pk=row.other_id).exists():
        raise Item.DoesNotExist
    said = seal.texts(row, item.child_id)
    return PostView(
        opened, row.came_at, How(row.how), FromWhom(row.from_whom), Danger(row.danger),
        said["about"], said["sender"], said["phone"], row.other_id, post_files(item),
    )  # fmt: skip


def open_post_file(actor: Actor, item_id: UUID, file_id: UUID) -> OpenFile:
    """Return one file that came to the actor's team, whole; note that it was opened.

    Raises Item.DoesNotExist or PostFile.DoesNotExist (shown as not found), and as `open_file`.
    """
    item = permissions.items(actor, Action.VIEW).get(pk=item_id)
    if Group.SERVICE_NOTES not in permissions.groups_of(actor, item) or actor.kind != "person":
        raise PostFile.DoesNotExist
    row = PostFile.objects.get(item=item, pk=file_id)
    audit.read("file", [row.pk], groups=[Group.SERVICE_NOTES], children=[item.child_id])
    seal.open_keys([item.child_id])
    with storage.path_of(row.file).open("rb") as source:
        content = b"".join(opened_blocks(item.child_id, row.pk, source))
    return OpenFile(seal.texts(row, item.child_id)["name"], row.type, content, item.child_id)
