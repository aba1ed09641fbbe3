"""What of a request could be put right, by whoever reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action
from schoolslink.referrals import permissions
from schoolslink.referrals.models import Item, RightAsked
from schoolslink.referrals.queries.answered import answers_of, words_of
from schoolslink.referrals.queries.mended import Mended
from schoolslink.referrals.queries.team import TeamRecord
from schoolslink.referrals.rules import Kind, Side
from schoolslink.referrals.rules.putting_right import HELD, may_put_right
from schoolslink.referrals.rules.rights import Right


@dataclass(frozen=True)
class ToPutRight:
    """One request with what this person may put right of it. stands: each answer, by its question."""

    record: TeamRecord
    side: Side
    names: tuple[str, ...]
    stands: dict[str, Any]
    before: tuple[Mended, ...]
    correction_id: UUID | None = None


def to_put_right(actor: Actor, item_id: UUID, correction_id: UUID | None = None) -> ToPutRight:
    """Return what this person may put right of a request. correction_id: what is answered by it.

    Raises Item.DoesNotExist for whoever may not read its words, or acts on no side of it, before it was
    sent, and for a correction that is not open or not of this child's family.
    """
    record = words_of(actor, item_id)
    opened = record.opened
    item, side = opened.item, permissions.side_of(actor, opened.item)
    if item.kind != Kind.REFERRAL or item.asked_at is None or side is None:
        raise Item.DoesNotExist
    if correction_id is not None and not _is_open(actor, item, correction_id):
        raise Item.DoesNotExist
    typed_in = item.is_own and opened.referral is not None and opened.referral.by_phone
    names = tuple(
        name
        for name in HELD
        if may_put_right(name, side, asked_by=item.asked_by, typed_in=typed_in)
    )
    return ToPutRight(record, side, names, answers_of(record), record.put_right, correction_id)


def _is_open(actor: Actor, item: Item, correction_id: UUID) -> bool:
    rights = permissions.visible_to(actor, Action.VIEW, RightAsked.objects.all())
    return rights.filter(
        stands_id=correction_id, kind=Right.CORRECTION, done_at__isnull=True, child_id=item.child_id
    ).exists()
