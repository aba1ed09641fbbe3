"""Post that nobody has yet: written down with when it came, held by a person, due the next working day."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from uuid import UUID

from django.db import transaction

from schoolslink.access import audit, seal
from schoolslink.access.actor import Actor
from schoolslink.access.saving import saved_before
from schoolslink.access.sealed_files import sealed_blocks
from schoolslink.directory import queries as directory
from schoolslink.kernel import clock, once, references, rows
from schoolslink.kernel.ids import new_id
from schoolslink.referrals import permissions, storage
from schoolslink.referrals.commands.files import let_in
from schoolslink.referrals.commands.moving import make_move
from schoolslink.referrals.commands.safety import require_signed_for_real_children
from schoolslink.referrals.errors import NotHere, NotPossible, NotYours
from schoolslink.referrals.models import Item, Post, PostFile, YoungPerson
from schoolslink.referrals.models.item import NOT_KNOWN
from schoolslink.referrals.routing import Holder, post_route
from schoolslink.referrals.rules import Kind, Move, Need, RuleBroken, Side
from schoolslink.referrals.rules.files import MOST_FILES, FileRefused, Reason
from schoolslink.referrals.rules.post import Danger, FromWhom, How, check_came_at, is_soon

PREFIX = "PO"


@transaction.atomic
def log_post(
    *,
    actor: Actor,
    team_id: UUID,
    form_key: UUID,
    came_at: datetime,
    how: How,
    from_whom: FromWhom,
    danger: Danger,
    about: str,
    sender: str,
    phone: str,
    is_mine: bool,
    at: datetime,
    file: tuple[str, bytes] | None = None,
) -> UUID:
    """Write down post of which nobody can say yet whose it is; return its id. came_at: when it reached us.

    is_mine: whoever writes it down sorts it; else the manager of the pool has it. file: name and content
    of a scan. The same form sent twice writes one down. Raises NotYours outside the actor's own teams,
    NotPossible for a moment after now or of another year, and FileRefused.
    """
    if not permissions.may_act_for_team(actor, team_id):
        raise NotYours
    if (made := saved_before(form_key, actor, "post")) is not None:
        return made
    require_signed_for_real_children()
    try:
        check_came_at(came_at, at)
    except RuleBroken as broken:
        raise NotPossible(sentence=broken.message) from broken
    card = directory.service_card(team_id, on=clock.local_day(at))
    if card is None:
        raise NotHere
    route = post_route(team_id, card.service_id, card.area_id)
    item = Item(
        id=new_id(), kind=Kind.POST.value, reference=references.new(PREFIX), child_id=new_id(),
        asked_by=NOT_KNOWN, team_id=team_id, service_id=route.service_id, area_id=route.area_id,
        opened_by_id=actor.person_id, opened_at=at,
    )  # fmt: skip
    seal.new_key(item.child_id)
    rows.insert([YoungPerson(id=item.child_id, made_at=at), item])
    person = actor.person_id if is_mine else route.pool_manager or actor.person_id
    make_move(
        actor=actor, item=item, side=Side.SERVICE, move=Move.LOG_POST, version=0, at=came_at,
        holder=Holder(Side.SERVICE, person, team_id), named_on=clock.local_day(at),
        given={Need.WORDS: about},
        facts={"set_risk": danger is Danger.YES, "set_urgent": is_soon(danger)},
    )  # fmt: skip
    post = Post(
        item=item, came_at=came_at, typed_by=actor.subject_id, how=how.value,
        from_whom=from_whom.value, danger=danger.value,
    )  # fmt: skip
    seal.fill(post, item.child_id, about=about, sender=sender, phone=phone)
    rows.insert([post])
    if file is not None:
        keep_file(actor, item, *file, at=at)
    audit.record(actor, "post.logged", item.pk, at=at, child_id=item.child_id)
    once.remember(form_key, item.pk)
    return item.pk


def keep_file(actor: Actor, item: Item, name: str, content: bytes, *, at: datetime) -> PostFile:
    """Keep a file that came to the team, sealed under the child's key. Raises FileRefused.

    It is looked through by what it is, and by ClamAV where that is there.
    """
    if PostFile.objects.filter(item=item).count() >= MOST_FILES:
        raise FileRefused(Reason.TOO_MANY)
    found, scanned = let_in(name, content)
    row = PostFile(
        id=new_id(), item=item, type=found.type.value, bytes=len(found.content), at=at,
        written_by=actor.subject_id, scanned=scanned.value,
    )  # fmt: skip
    seal.fill(row, item.child_id, name=found.name)
    row.file, row.sha256 = storage.keep(
        sealed_blocks(item.child_id, row.pk, BytesIO(found.content))
    )
    rows.insert([row])
    audit.record(
        actor, "file.attached", item.pk, at=at, child_id=item.child_id,
        detail={"file": str(row.pk), "type": row.type, "bytes": row.bytes},
    )  # fmt: skip
    return row
