"""What came of asking another team that may have the same child: remembered, and taken back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import DatabaseError, transaction

from schoolslink.access import audit, seal
from schoolslink.access.actor import Actor
from schoolslink.referrals.commands.moving import CHANGED, find
from schoolslink.referrals.errors import ChangedMeanwhile, NotPossible, NotYours
from schoolslink.referrals.models import Elsewhere, Item
from schoolslink.referrals.queries.elsewhere import find_elsewhere
from schoolslink.referrals.rules import Side
from schoolslink.referrals.rules.elsewhere import Spoken


@transaction.atomic
def say_elsewhere(
    *, actor: Actor, item_id: UUID, elsewhere_id: UUID, verdict: Spoken, why: str, at: datetime
) -> None:
    """Remember what came of asking the other team, so that nobody has to ask again.

    No request is moved by it: each goes on with its own holder and day. What both have spoken of then stands
    at both, these words here alone. Raises Elsewhere.DoesNotExist or Item.DoesNotExist, NotYours for whoever
    is not of the team, NotPossible without a reason, and ChangedMeanwhile where somebody has said something.
    """
    row, item = _row(actor, item_id, elsewhere_id, why)
    seal.fill(row, item.child_id, words=why.strip())
    row.verdict, row.judged_at = verdict.value, at
    _save(row, verdict="", fields=["words", "verdict", "judged_at"])
    audit.record(actor, f"elsewhere.{verdict}", row.pk, at=at, child_id=item.child_id)


@transaction.atomic
def ask_elsewhere_again(
    *, actor: Actor, item_id: UUID, elsewhere_id: UUID, why: str, at: datetime
) -> None:
    """Let the other team be asked again, where it still has the child. Raises as `say_elsewhere`.

    What was said stays, with its reason, by whichever team it was said; at the other it is open again too.
    """
    row, item = _row(actor, item_id, elsewhere_id, why)
    if not row.verdict:
        raise ChangedMeanwhile
    seal.fill(row, item.child_id, taken_back_words=why.strip())
    row.taken_back_at = at
    _save(row, verdict=row.verdict, fields=["taken_back_words", "taken_back_at"])
    audit.record(actor, "elsewhere.again", row.pk, at=at, child_id=item.child_id)


def _row(actor: Actor, item_id: UUID, elsewhere_id: UUID, why: str) -> tuple[Elsewhere, Item]:
    row = find_elsewhere(actor, item_id, elsewhere_id)
    item, side = find(actor, item_id)
    if side is not Side.SERVICE:
        raise NotYours
    if not why.strip():
        raise NotPossible(sentence="Say why, in a sentence.")
    return row, item


def _save(row: Elsewhere, *, verdict: str, fields: list[str]) -> None:
    """Write what was said where nobody has said anything meanwhile."""
    there = Elsewhere.objects.filter(pk=row.pk, verdict=verdict, taken_back_at__isnull=True)
    try:
        with transaction.atomic():
            written = there.update(**{name: getattr(row, name) for name in fields})
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "") == CHANGED:
            raise ChangedMeanwhile from error
        raise
    if not written:
        raise ChangedMeanwhile
