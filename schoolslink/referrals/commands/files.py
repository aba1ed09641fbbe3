"""Files that go with a request: put to it, or taken away again while it lies at the school."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from uuid import UUID

from django.db import transaction

from schoolslink.access import audit, seal
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Group
from schoolslink.access.sealed_files import sealed_blocks
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.referrals import storage
from schoolslink.referrals.commands.answers import add_to
from schoolslink.referrals.commands.moving import find, make_move, present_holder
from schoolslink.referrals.commands.request import save_step
from schoolslink.referrals.errors import NotPossible, NotYours
from schoolslink.referrals.inspecting import inspect_apart
from schoolslink.referrals.models import Attachment, Item, Referral
from schoolslink.referrals.routing import route_of
from schoolslink.referrals.rules import Kind, Move, Side, State
from schoolslink.referrals.rules.files import MOST_FILES, Accepted, FileRefused, Reason
from schoolslink.referrals.rules.request import FIELDS
from schoolslink.referrals.rules.request.blocks.files import FILES
from schoolslink.referrals.scanning import Scan, scan

STEP, QUESTION = "files", "attached"
UNSENT = (State.DRAFT, State.AWAITING_AGREEMENT)


@transaction.atomic
def attach_file(
    *,
    actor: Actor,
    item_id: UUID,
    kind: str,
    name: str,
    content: bytes,
    at: datetime,
    replaces_id: UUID | None = None,
) -> UUID:
    """Put a file to a request, sealed; return its id.

    It is looked through by what it is, and by ClamAV where that is there; what is refused is kept
    nowhere. Of a request that was sent, whoever holds it hears that there is more. replaces_id: the
    file of which this is a newer one; it stays. Raises Item.DoesNotExist outside the actor's
    schools, NotYours, NotPossible, and FileRefused with the reason.
    """
    item, side = _at_school(actor, item_id)
    if item.kind != Kind.REFERRAL or item.closed_at is not None:
        raise NotPossible(sentence="No file can go with this any more. Nothing was kept.")
    if kind not in {choice.value for choice in FIELDS[QUESTION].choices}:
        raise NotPossible(sentence="Say what kind of file it is. Nothing was kept.")
    there = {row.pk: row for row in Attachment.objects.filter(item=item)}
    if len(there) >= MOST_FILES:
        raise FileRefused(Reason.TOO_MANY)
    if replaces_id is not None and replaces_id not in there:
        raise Attachment.DoesNotExist
    if item.state in UNSENT:
        replaces_id = None  # here the older one is removed instead
    found, scanned = let_in(name, content)
    row = Attachment(
        id=new_id(), item=item, kind=kind, type=found.type.value, bytes=len(found.content), at=at,
        written_by=actor.subject_id, scanned=scanned.value, replaces_id=replaces_id,
    )  # fmt: skip
    seal.fill(row, item.child_id, name=found.name)
    blocks = sealed_blocks(item.child_id, row.pk, BytesIO(found.content))
    row.file, row.sha256 = storage.keep(blocks)
    row.save(force_insert=True)
    audit.record(
        actor, "file.attached", item.pk, at=at, child_id=item.child_id,
        detail={"file": str(row.pk), "kind": kind, "type": row.type, "bytes": row.bytes},
    )  # fmt: skip
    kinds = [one.kind for one in there.values()] + [kind]
    _say_what_is_there(actor, item, side, kinds, at)
    return row.pk


@transaction.atomic
def remove_file(*, actor: Actor, item_id: UUID, file_id: UUID, at: datetime) -> None:
    """Take a file away again; nothing where it is gone already. The night's sweep takes it off the disk.

    Raises Item.DoesNotExist outside the actor's schools, NotYours, and NotPossible once it was sent:
    what somebody may have read stays, and a newer one stands beside it.
    """
    item, side = _at_school(actor, item_id)
    if item.service_id is not None or item.state not in UNSENT:
        raise NotPossible(sentence="This was sent already, so it stays. You can add a newer one.")
    row = Attachment.objects.filter(item=item, pk=file_id).first()
    if row is None:
        return
    row.delete()
    audit.record(
        actor, "file.removed", item.pk, at=at, child_id=item.child_id,
        detail={"file": str(file_id)},
    )  # fmt: skip
    left = Attachment.objects.filter(item=item).values_list("kind", flat=True)
    _say_what_is_there(actor, item, side, list(left), at)


def let_in(name: str, content: bytes) -> tuple[Accepted, Scan]:
    """Return what a file holds, with what scanning it said. Raises FileRefused with the reason."""
    found = inspect_apart(name, content)
    scanned = scan(content)
    if scanned is Scan.FOUND:
        raise FileRefused(Reason.VIRUS)
    return found, scanned


def _at_school(actor: Actor, item_id: UUID) -> tuple[Item, Side]:
    item, side = find(actor, item_id)
    audit.read("item", [item.pk], groups=[Group.ROUTING], children=[item.child_id])
    if side is not Side.SCHOOL:
        raise NotYours
    return item, side


def _say_what_is_there(
    actor: Actor, item: Item, side: Side, kinds: list[str], at: datetime
) -> None:
    """Let the answers say which kinds of file there are; they are what a service's needs count."""
    answers = {QUESTION: sorted(set(kinds))}
    if item.state in UNSENT:
        save_step(actor=actor, item_id=item.pk, step=STEP, answers=answers, at=at)
        return
    make_move(
        actor=actor, item=item, side=side, move=Move.ADD_ANSWERS, version=item.version, at=at,
        route=route_of(item, on=clock.local_day(at)), words=FILES.title,
        holder=present_holder(item),
    )  # fmt: skip
    add_to(item, answers)
    referral = Referral.objects.get(item=item)
    referral.missing = [name for name in referral.missing if name != QUESTION]
    referral.save(update_fields=["missing"])
