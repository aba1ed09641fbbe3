"""What becomes of post, once somebody can say whose it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schoolslink.access import audit, seal
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action, Group
from schoolslink.access.sealed_files import opened_blocks, sealed_blocks
from schoolslink.kernel import rows
from schoolslink.kernel.ids import new_id
from schoolslink.referrals import permissions, storage
from schoolslink.referrals.commands.moving import Moved, make_move
from schoolslink.referrals.errors import ChangedMeanwhile, NotPossible
from schoolslink.referrals.models import Item, Post, PostFile
from schoolslink.referrals.rules import Kind, Move, Need, Side

SENDER_NOT_TOLD = _(
    "Say what whoever sent it was told, or why they could not be told. Everything you typed is still here."
)


@dataclass(frozen=True)
class PostSeen:
    """Which post, in which version somebody saw it."""

    item_id: UUID
    version: int


def post_to_sort(actor: Actor, item_id: UUID) -> Item:
    """Return post of the actor's own team. Raises Item.DoesNotExist (shown as not found) for any other."""
    item = permissions.items(actor, Action.DECIDE).get(pk=item_id, kind=Kind.POST.value)
    audit.read("item", [item.pk], groups=[Group.ROUTING], children=[item.child_id])
    return item


def became_request(actor: Actor, item: Item, version: int, request: Item, at: datetime) -> None:
    """End post as the request that was typed in from it, of the same child; its files go along.

    Raises ChangedMeanwhile where somebody else was quicker.
    """
    copy_files(actor, item, request, at)
    _say_what_it_became(item, request)
    make_move(
        actor=actor, item=item, side=Side.SERVICE, move=Move.BECOME_REQUEST, version=version, at=at,
        given={Need.OTHER_ITEM: request.pk},
    )  # fmt: skip


def _say_what_it_became(item: Item, request: Item) -> None:
    """Write down which request it is; of two who sort it at once, the second finds that it is said."""
    if not Post.objects.filter(item=item, other_id=None).update(other_id=request.pk):
        raise ChangedMeanwhile


@transaction.atomic
def send_on(
    *,
    actor: Actor,
    item_id: UUID,
    version: int,
    to: str,
    who: str,
    how: str,
    sender: str,
    at: datetime,
) -> Moved:
    """End post as brought to somebody who has it. to: where; who there said so by name, and how.

    sender: what whoever sent it was told, or why they could not be. Raises Item.DoesNotExist for another
    team's, and NotPossible while any of the four is missing.
    """
    item = post_to_sort(actor, item_id)
    if not sender.strip():
        raise NotPossible(sentence=SENDER_NOT_TOLD)
    said = gettext(
        "To: %(to)s. Said that they have it: %(who)s. %(how)s Whoever sent it: %(sender)s"
    )
    parts = {"to": to.strip(), "who": who.strip(), "how": how.strip(), "sender": sender.strip()}
    return make_move(
        actor=actor, item=item, side=Side.SERVICE, move=Move.SEND_ON, version=version, at=at,
        given={Need.RECEIVER: to, Need.WHO_CONFIRMED: who},
        words=said % parts if parts["how"] else "",
    )  # fmt: skip


def copy_files(actor: Actor, item: Item, request: Item, at: datetime) -> None:
    """Keep the files of post beside a request too, under its child's key; both keys are opened."""
    seal.open_keys([item.child_id, request.child_id])
    for row in PostFile.objects.filter(item=item).order_by("at", "id"):
        audit.read("file", [row.pk], groups=[Group.SERVICE_NOTES], children=[item.child_id])
        with storage.path_of(row.file).open("rb") as source:
            content = b"".join(opened_blocks(item.child_id, row.pk, source))
        copy = PostFile(
            id=new_id(), item=request, type=row.type, bytes=row.bytes, at=row.at,
            written_by=row.written_by, scanned=row.scanned,
        )  # fmt: skip
        seal.fill(copy, request.child_id, name=seal.texts(row, item.child_id)["name"])
        blocks = sealed_blocks(request.child_id, copy.pk, BytesIO(content))
        copy.file, copy.sha256 = storage.keep(blocks)
        rows.insert([copy])
        audit.record(
            actor, "file.attached", request.pk, at=at, child_id=request.child_id,
            detail={"file": str(copy.pk), "from": str(item.pk)},
        )  # fmt: skip
