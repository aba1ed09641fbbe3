"""What a person says of two requests that may be about one child: remembered, and taken back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import DatabaseError, transaction

from schoolslink.access import audit, seal
from schoolslink.access.actor import Actor
from schoolslink.referrals.commands.moving import CHANGED, find
from schoolslink.referrals.errors import ChangedMeanwhile, NotPossible, NotYours
from schoolslink.referrals.models import Item, Likeness
from schoolslink.referrals.queries.compared import find_pair
from schoolslink.referrals.rules import Side
from schoolslink.referrals.rules.alike import Verdict


@transaction.atomic
def say_of_pair(
    *, actor: Actor, item_id: UUID, alike_id: UUID, verdict: Verdict, why: str, at: datetime
) -> None:
    """Remember whether two requests are about one child, so that nobody has to find it out again.

    Nothing is joined: each goes on with its own holder and day, and whoever asked is told on their own
    request. Raises Likeness.DoesNotExist or Item.DoesNotExist, NotYours for whoever is not of the team of
    both, and ChangedMeanwhile where somebody has said something of them already.
    """
    row, one, other = _both(actor, item_id, alike_id)
    _require_why(why)
    seal.fill(row, one.child_id, words=why)
    row.verdict, row.judged_at = verdict.value, at
    _save(row, verdict="", fields=["words", "verdict", "judged_at"])
    _record(actor, f"alike.{verdict}", row, one, other, at)


@transaction.atomic
def take_back(*, actor: Actor, item_id: UUID, alike_id: UUID, why: str, at: datetime) -> None:
    """Let two requests be looked at again of which somebody has said what they are.

    What was said stays, with its reason, and stands in the log. Raises as `say_of_pair`.
    """
    row, one, other = _both(actor, item_id, alike_id)
    _require_why(why)
    if not row.verdict:
        raise ChangedMeanwhile
    seal.fill(row, one.child_id, taken_back_words=why)
    row.taken_back_at = at
    _save(row, verdict=row.verdict, fields=["taken_back_words", "taken_back_at"])
    _record(actor, "alike.taken_back", row, one, other, at)


def _both(actor: Actor, item_id: UUID, alike_id: UUID) -> tuple[Likeness, Item, Item]:
    """Return a pair with its two requests, the later first."""
    row = find_pair(actor, item_id, alike_id)
    found = [find(actor, one) for one in (row.item_id, row.other_id)]
    if {side for _, side in found} != {Side.SERVICE}:
        raise NotYours
    return row, found[0][0], found[1][0]


def _require_why(why: str) -> None:
    if not why.strip():
        raise NotPossible(sentence="Say why, in a sentence.")


def _save(row: Likeness, *, verdict: str, fields: list[str]) -> None:
    """Write what was said where nobody has said anything meanwhile."""
    there = Likeness.objects.filter(pk=row.pk, verdict=verdict, taken_back_at__isnull=True)
    try:
        with transaction.atomic():
            written = there.update(**{name: getattr(row, name) for name in fields})
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "") == CHANGED:
            raise ChangedMeanwhile from error
        raise
    if not written:
        raise ChangedMeanwhile


def _record(actor: Actor, what: str, row: Likeness, one: Item, other: Item, at: datetime) -> None:
    """Write it into the log of both children."""
    for item in (one, other):
        audit.record(actor, what, row.pk, at=at, child_id=item.child_id)
