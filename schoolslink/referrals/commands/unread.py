"""An answer with which something ended, unread past its day: who is asked next to open it.

As with every broken promise the next person is asked on each working day, and no day moves; only
that nobody holds what has ended: so the duty to read itself says who was asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from schoolslink.access import audit
from schoolslink.access.actor import Actor
from schoolslink.access.models import Membership, Role
from schoolslink.kernel import clock
from schoolslink.kernel.calendar import add_working_days
from schoolslink.referrals.models import Item, Told
from schoolslink.referrals.routing import ladder
from schoolslink.referrals.rules import Side

OPENS = (Role.SCHOOL_LEAD, Role.SCHOOL_COVER, Role.SCHOOL_HEAD, Role.COUNCIL_LINK)


@dataclass(frozen=True)
class Unread:
    """What has ended and was not read. person_id: who is asked now; None when all of the ladder were.

    since: the day on which somebody was asked last, or by which it was due.
    """

    item: Item
    person_id: UUID | None
    since: date


def ask_next_to_read(*, actor: Actor, told_id: UUID, at: datetime) -> Unread | None:
    """Write down who is asked to read an answer whose day has passed; return it, and whom.

    None when it was read, and when whoever was asked last still has their working day.
    """
    duty = Told.objects.select_for_update(of=("self",)).select_related("item").get(pk=told_id)
    if not _may_ask(duty, at):
        return None
    person = _next_reader(duty, at)
    if person is not None:
        duty.asked_next, duty.asked_next_at = [*duty.asked_next, str(person)], at
        duty.save(update_fields=["asked_next", "asked_next_at"])
        audit.record(actor, "referral.answer_unread", duty.pk, at=at, child_id=duty.child_id)
    asked = duty.asked_next_at
    return Unread(duty.item, person, clock.local_day(asked) if asked else duty.due_on)


def _may_ask(duty: Told, at: datetime) -> bool:
    """Say whether somebody is to be asked now: it has ended, unread past its day and the last step's."""
    on = clock.local_day(at)
    if duty.whom != "school" or duty.read_at or duty.closed_on is None or duty.due_on >= on:
        return False
    last = duty.asked_next_at
    return last is None or on >= add_working_days(clock.local_day(last), 1)


def _next_reader(duty: Told, at: datetime) -> UUID | None:
    """Return the first of the school's ladder who was not asked yet, and can open it."""
    people = ladder(duty.item, Side.SCHOOL, at=at)
    today = clock.local_day(clock.real_now())
    able = set(
        Membership.objects.filter(
            Q(until_on__isnull=True) | Q(until_on__gt=today),
            organisation_id=duty.school_id,
            person__in=people,
            role__in=OPENS,
            from_on__lte=today,
        ).values_list("person_id", flat=True)
    )
    asked = {str(duty.item.opened_by_id), *duty.asked_next}
    return next((one for one in people if one in able and str(one) not in asked), None)
