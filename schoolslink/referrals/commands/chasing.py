"""A coordinator asks after something past its day: a reminder to whoever has it, or a call they made.

Neither moves anything: the holder stays, and so does the day. No word of a child is read for it.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from schoolslink.access import audit
from schoolslink.access.actor import Actor
from schoolslink.access.jobs import as_job
from schoolslink.directory.queries import is_away
from schoolslink.kernel import clock, outbox
from schoolslink.kernel.calendar import working_days_between
from schoolslink.referrals import events
from schoolslink.referrals.errors import NotPossible
from schoolslink.referrals.models import Chase, Item
from schoolslink.referrals.queries.chases import last_asked
from schoolslink.referrals.queries.silent import SilentRow, silent_one
from schoolslink.referrals.routing import ladder
from schoolslink.referrals.rules import Side
from schoolslink.referrals.rules.chasing import Came, Chased, may_nudge

PURPOSE = "referrals.nudge"
NOBODY = "Nobody is named who could be reminded. Ring instead."


@transaction.atomic
def nudge(*, actor: Actor, item_id: UUID, at: datetime) -> Chase | None:
    """Remind whoever has an item past its day, and nobody else, and write it down.

    None where they were reminded already on this working day, whoever pressed.

    Where the holder is away or nobody is named, the first behind them: cover, then manager. Raises
    Item.DoesNotExist outside the areas the actor looks after and for what is not past its day, and
    NotPossible where nobody is there.
    """
    today = clock.local_day(at)
    row = silent_one(actor, item_id, today=today)
    before = last_asked([item_id]).get(item_id)
    if not may_nudge(before.nudged_on if before else None, today, working_days_between):
        return None
    with as_job(child_id=row.child_id, purpose=PURPOSE):
        to = _whom(row, at)
    if to is None:
        raise NotPossible(sentence=NOBODY)
    try:
        with transaction.atomic():
            made = write_chase(actor, row, Chased.NUDGED, at, to_person=to)
    except IntegrityError:  # two pressed at the same moment
        return None
    outbox.publish(events.Nudged(item_id=item_id, child_id=row.child_id, chase_id=made.pk), at=at)
    return made


@transaction.atomic
def rang(*, actor: Actor, item_id: UUID, came: Came, at: datetime) -> Chase | None:
    """Write down that somebody rang about an item past its day; None where that was said already today.

    Raises Item.DoesNotExist as `nudge`.
    """
    today = clock.local_day(at)
    row = silent_one(actor, item_id, today=today)
    said = Chase.objects.filter(item_id=item_id, on=today, by_id=actor.person_id, came=came.value)
    if said.exists():
        return None
    return write_chase(actor, row, Chased.RANG, at, came=came)


def _whom(row: SilentRow, at: datetime) -> UUID | None:
    """Return the holder where they are there, else the first behind them who is."""
    item, on = Item.objects.get(pk=row.item_id), clock.local_day(at)
    behind = ladder(item, Side(row.side), at=at)
    asked = dict.fromkeys([*([row.person_id] if row.person_id in behind else []), *behind])
    there = [one for one in asked if one is not None and not is_away(one, on=on)]
    return next(iter(there), None) or next(iter(asked), None)


def write_chase(
    actor: Actor,
    row: SilentRow,
    how: Chased,
    at: datetime,
    *,
    to_person: UUID | None = None,
    came: Came | None = None,
) -> Chase:
    """Write down what a coordinator did about something past its day, and return it."""
    made = Chase(
        item_id=row.item_id,
        how=how.value,
        came=came.value if came else "",
        to_person=to_person,
        by_id=actor.person_id,
        by_name=actor.name,
        at=at,
        on=clock.local_day(at),
        due_on=row.due_on,
        side=row.side,
    )
    made.save(force_insert=True)
    audit.record(actor, f"referral.{how}", row.item_id, at=at, child_id=row.child_id)
    return made
