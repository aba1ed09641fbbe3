"""Who of the family has been told: counted one at a time, so that the last one ends the duty to tell."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import BigIntegerField, Func, TextField, Value
from django.db.models.lookups import IsNull

from schoolslink.access import audit
from schoolslink.access.actor import Actor
from schoolslink.kernel import clock
from schoolslink.referrals import permissions
from schoolslink.referrals.commands.moving import make_move
from schoolslink.referrals.errors import NOT_TO_BE_TOLD, NotPossible
from schoolslink.referrals.models import Item, Told
from schoolslink.referrals.queries.owed import is_owed
from schoolslink.referrals.queries.own import FAMILY
from schoolslink.referrals.routing import route_of
from schoolslink.referrals.rules import Move, Side
from schoolslink.referrals.rules.not_to_contact import NOBODY_TOLD
from schoolslink.referrals.rules.sharing import NOT_CHOSEN, shuts_out_carers
from schoolslink.referrals.sharing import as_choice, decider_of, latest_choices

# How an earlier decision was told to somebody who was told a later one first.
WITH_LATER = "with_later"
_KEY = 2**63  # an advisory lock is a whole number of 63 bits


def one_at_a_time(item: Item) -> None:
    """Let nobody else of this item be told until this transaction ends.

    Two who are told in the same instant would each see the other as still to be told, and the duty
    would stay open. A lock of its own: no member of a family may lock the row of the item.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [item.pk.int % _KEY])


def alone(item: Item) -> IsNull:
    """Return `one_at_a_time` as a condition of the update that counts who was told: one question less."""
    key = Value(item.pk.int % _KEY, output_field=BigIntegerField())
    lock = Func(key, function="pg_advisory_xact_lock", output_field=TextField())
    return IsNull(lock, False)


def settle_earlier(duty: Told) -> int:
    """Count what the same person was owed of earlier decisions as told with this one; return how many."""
    earlier = Told.objects.filter(
        item_id=duty.item_id,
        whom__in=FAMILY,
        family_member_id=duty.family_member_id,
        told_at__isnull=True,
        pk__lt=duty.pk,
    )
    return earlier.update(told_at=duty.told_at, how=WITH_LATER, told_by=duty.told_by)


def end_if_all_told(*, actor: Actor, item: Item, side: Side, version: int, at: datetime) -> None:
    """End the duty to tell by a move when nobody of the family is owed word any more.

    Asked anew, after `one_at_a_time`. Where help has begun meanwhile no move is left to make.
    Raises ChangedMeanwhile as every move does.
    """
    if is_owed(item.pk):
        return
    if Move.RECORD_TOLD in permissions.moves_now(actor, item):
        make_move(
            actor=actor, item=item, side=side, move=Move.RECORD_TOLD, version=version, at=at,
            route=route_of(item, on=clock.local_day(at)),
        )  # fmt: skip


def tell_nobody_shut_out(*, actor: Actor, item: Item, side: Side, at: datetime) -> None:
    """Send nobody to tell any carer where the young person decides and home is not to know.

    Ends at once what an order of a court ends too, and with the last of them the duty to tell. Called by
    whatever writes down what is wished, or who decides. Raises ChangedMeanwhile as every move does.
    """
    one_at_a_time(item)
    choices = latest_choices(item)
    if not shuts_out_carers(as_choice(choices.get("carer")), decider_of(item)):
        return
    owed = Told.objects.filter(item=item, whom="carer", told_at__isnull=True)
    if owed.update(told_at=at, how=NOT_CHOSEN, told_by=actor.subject_id):
        audit.record(actor, "referral.shut_out", item.pk, at=at, child_id=item.child_id)
        now = Item.objects.get(pk=item.pk)
        end_if_all_told(actor=actor, item=now, side=side, version=now.version, at=at)


def require_still_owed(item: Item, told_id: UUID) -> None:
    """Raise NotPossible for somebody who is to be told no more: whoever says they were reads why."""
    ended = Told.objects.filter(pk=told_id, item=item, how__in=NOBODY_TOLD)
    if ended.exists():
        raise NotPossible(sentence=NOT_TO_BE_TOLD)


def require_all_told(item: Item) -> None:
    """Raise NotPossible while somebody of the family is owed word: they are told one by one."""
    if is_owed(item.pk):
        raise NotPossible(sentence="Somebody of the family has not been told yet. Write down how.")
