"""Something that is held is wrong: said by one of the family, answered by the team that holds it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from schoolslink.access import audit, seal
from schoolslink.access.actor import Actor
from schoolslink.kernel import outbox, rows
from schoolslink.referrals import events
from schoolslink.referrals.commands.moving import Moved, find, make_move
from schoolslink.referrals.commands.rights import to_ask
from schoolslink.referrals.errors import NotPossible
from schoolslink.referrals.models import Carer, Item, PutRight, RightAsked
from schoolslink.referrals.rules import Kind
from schoolslink.referrals.rules.rights import MOVE_TO, Corrected, Right


@transaction.atomic
def ask_correction(
    *,
    actor: Actor,
    item: Item,
    member: Carer,
    wrong: str,
    should_be: str,
    asked_on: date,
    at: datetime,
) -> UUID:
    """Say that something held is wrong, and how it should be, for one of the family; return the asking.

    By themselves on their page, or written down by the team with the day on which they said it. It is
    answered within one calendar month. Raises NotPossible as `rights.ask_copy`.
    """
    asked = to_ask(Right.CORRECTION, actor, item, member, asked_on, at)
    seal.open_keys([item.child_id])
    seal.fill(asked, item.child_id, wrong=wrong, should_be=should_be)
    rows.insert([asked])
    outbox.publish(events.AskedByRight(item.pk, item.child_id, asked.pk), at=at)
    audit.record(actor, "right.correction_asked", asked.pk, at=at, child_id=item.child_id)
    return asked.pk


@transaction.atomic
def answer_correction(
    *,
    actor: Actor,
    item_id: UUID,
    version: int,
    outcome: Corrected,
    words: str,
    at: datetime,
    elsewhere: str = "",
) -> Moved:
    """Answer what one of the family said is wrong; they read these very words on their page.

    item_id: what stands for it. elsewhere: in which other system it was put right. That it was put
    right is said exactly where it was, here (`putting_right.put_right`) or there. Raises
    Item.DoesNotExist outside what the actor may see, NotPossible where nothing is said to them, or
    what is said is not so, and as `make_move`.
    """
    item, side = find(actor, item_id)
    if item.kind != Kind.CORRECTION:
        raise Item.DoesNotExist
    if not words.strip():
        raise NotPossible(sentence="Say what you did, and why. The family reads it.")
    right = RightAsked.objects.select_for_update().get(stands=item)
    elsewhere = elsewhere.strip() if outcome is Corrected.PUT_RIGHT else ""
    check_put_right(outcome, PutRight.objects.filter(right=right).exists() or bool(elsewhere))
    moved = make_move(
        actor=actor, item=item, side=side, move=MOVE_TO[outcome], version=version, at=at
    )
    seal.open_keys([item.child_id])
    seal.fill(right, item.child_id, answer=words, elsewhere=elsewhere)
    right.outcome, right.done_at = outcome.value, at
    right.save(update_fields=["outcome", "answer", "elsewhere", "done_at"])
    assert item.about_id is not None  # noqa: S101 - it stands beside a request
    news = events.RightAnswered(item.about_id, item.child_id, right.pk, right.family_member_id)
    outbox.publish(news, at=at)
    audit.record(actor, "right.correction_answered", right.pk, at=at, child_id=item.child_id)
    return moved


def check_put_right(outcome: Corrected, was_put_right: bool) -> None:
    """Raise NotPossible where it is said to be put right and is not, or the other way round."""
    if outcome is Corrected.PUT_RIGHT and not was_put_right:
        raise NotPossible(
            sentence=(
                "Nothing has been put right yet. Put the wrong answer right first, or say in which other "
                "system you did."
            ),
            field="elsewhere",
        )
    if outcome is not Corrected.PUT_RIGHT and was_put_right:
        raise NotPossible(
            sentence="An answer was put right because of this. Say so, and tell them the rest in words.",
            field="outcome",
        )
