"""An appointment that was missed: written down, looked into, and never an end by itself."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from schoolslink.access.actor import Actor
from schoolslink.kernel import outbox
from schoolslink.referrals import events
from schoolslink.referrals.commands.beside import begin_beside, keeper_of
from schoolslink.referrals.commands.moving import find, make_move, present_holder
from schoolslink.referrals.commands.second_look import ask_after_missed
from schoolslink.referrals.errors import NotPossible
from schoolslink.referrals.models import Item
from schoolslink.referrals.rules import Kind, Move


@transaction.atomic
def record_missed(
    *, actor: Actor, item_id: UUID, version: int, words: str, at: datetime
) -> UUID | None:
    """Write down an appointment that was missed; return what now has to be looked into, if new.

    It closes nothing: the team finds out why, and the school says what it knows. While an earlier one
    is still looked into this is one more fact of it; of the third in a row a manager is told, who looks
    at it before help may end. Raises as `make_move`.
    """
    request, side = find(actor, item_id)
    make_move(
        actor=actor, item=request, side=side, move=Move.RECORD_MISSED, version=version, at=at,
        words=words, holder=present_holder(request),
    )  # fmt: skip
    request.refresh_from_db()
    ask_after_missed(actor, request, side, at)
    if missed_of(request) is not None:
        return None
    beside = begin_beside(
        Kind.MISSED, Move.LOOK_INTO_MISSED, request, actor=actor, side=side,
        holder=keeper_of(request, actor), at=at,
    )  # fmt: skip
    outbox.publish(events.AppointmentMissed(item_id=beside.pk, child_id=beside.child_id), at=at)
    return beside.pk


def missed_of(request: Item) -> Item | None:
    """Return the missed appointment of a request that is still looked into."""
    return Item.objects.filter(about=request, kind=Kind.MISSED, closed_at__isnull=True).first()


def require_nothing_missed(request: Item) -> None:
    """Raise NotPossible while nobody knows yet why an appointment was missed: help cannot end so."""
    if missed_of(request) is not None:
        raise NotPossible(
            sentence="An appointment was missed, and it is not yet written down why. Find out and write "
            "it down first: a missed appointment never ends help by itself."
        )
