"""What the family says is wrong: their own askings, what the team answers, what stands beside a record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from schoolslink.access import audit, seal
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action, Group
from schoolslink.referrals import permissions
from schoolslink.referrals.models import Carer, Item, RightAsked
from schoolslink.referrals.queries.door import Opened, open_item
from schoolslink.referrals.queries.mended import Mended, mended_by_right
from schoolslink.referrals.queries.own import Own
from schoolslink.referrals.rules import Kind
from schoolslink.referrals.rules.rights import Corrected, Right


@dataclass(frozen=True)
class Correction:
    """What one of the family said is wrong, in their words, and what became of it.

    by: in which relationship they stand to the child. outcome: None until it is answered. put_right: the
    answers that were, as far as the reader reads them. elsewhere: in which other system it was.
    """

    id: UUID
    by: str
    asked_on: date
    due_on: date
    wrong: str
    should_be: str
    outcome: Corrected | None
    answer: str
    is_typed_in: bool = False
    put_right: tuple[Mended, ...] = ()
    elsewhere: str = ""


@dataclass(frozen=True)
class OneCorrection:
    """What stands for it, and what was said."""

    opened: Opened
    said: Correction
    request: Item


def own_corrections(own: Own) -> list[Correction]:
    """Return what one of the family said is wrong, the latest first: their own, and no other's."""
    rows = RightAsked.objects.filter(family_member_id=own.member.pk, kind=Right.CORRECTION)
    return _said(list(rows.order_by("-at", "-id")), own.item.child_id, {own.member.pk: own.member})


def correction_of(actor: Actor, item_id: UUID) -> OneCorrection:
    """Return what stands for a correction with what was said, for the team that answers it.

    Raises Item.DoesNotExist (shown as not found) for any other.
    """
    opened = open_item(actor, item_id)
    item = opened.item
    if item.kind != Kind.CORRECTION or Group.NARRATIVE not in opened.groups:
        raise Item.DoesNotExist
    rows = list(RightAsked.objects.filter(stands=item))
    if not rows:  # its team opens it no more
        raise Item.DoesNotExist
    members = Carer.objects.in_bulk([rows[0].family_member_id])
    request = permissions.items(actor, Action.VIEW).filter(pk=item.about_id).first()
    (said,) = _said(rows, item.child_id, members)
    return OneCorrection(opened, said, request or item)


def notes_of_family(request: Item) -> tuple[Correction, ...]:
    """Return what the family says beside a record where somebody else's words stand as they were."""
    rows = RightAsked.objects.filter(item=request, kind=Right.CORRECTION, outcome=Corrected.NOTE)
    found = list(rows.order_by("at", "id"))
    members = Carer.objects.in_bulk({row.family_member_id for row in found})
    return tuple(_said(found, request.child_id, members))


def _said(
    rows: Iterable[RightAsked], child_id: UUID, members: dict[UUID, Carer]
) -> list[Correction]:
    found = list(rows)
    if not found:
        return []
    audit.read("right", [row.pk for row in found], groups=[Group.NARRATIVE], children=[child_id])
    seal.open_keys([child_id])
    # Beside a note nothing was put right.
    asked = [row.pk for row in found if row.outcome != Corrected.NOTE]
    mended = mended_by_right(asked, child_id) if asked else {}
    return [_one(row, seal.texts(row, child_id), members, mended.get(row.pk, ())) for row in found]


def _one(
    row: RightAsked, words: dict[str, str], members: dict[UUID, Carer], mended: tuple[Mended, ...]
) -> Correction:
    member = members.get(row.family_member_id)
    return Correction(
        id=row.pk,
        by=member.relationship if member else "",
        asked_on=row.asked_on,
        due_on=row.due_on,
        wrong=words["wrong"],
        should_be=words["should_be"],
        outcome=Corrected(row.outcome) if row.outcome else None,
        answer=words["answer"],
        is_typed_in=member is not None and row.asked_by != member.family_code_id,
        put_right=mended,
        elsewhere=words["elsewhere"],
    )
