"""A record was opened in an emergency and it was not right: who settles that, and when it is settled."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from schoolslink.access import seal
from schoolslink.access.actor import Actor
from schoolslink.access.models import Membership, Role
from schoolslink.kernel import clock, outbox
from schoolslink.kernel.calendar import add_working_days
from schoolslink.referrals import events
from schoolslink.referrals.closed import closed_among
from schoolslink.referrals.errors import NotPossible
from schoolslink.referrals.models import Glass, Item, Review
from schoolslink.referrals.rules.guarding import (
    REVIEW_DAYS,
    Exceptional,
    FamilyTold,
    may_settle,
)

# Who manages somebody: at a service, and at a school.
MANAGES = (Role.SERVICE_MANAGER, Role.SCHOOL_HEAD)


def ask_to_settle(*, actor: Actor, item: Item, glass_id: UUID, why: str, at: datetime) -> UUID:
    """Give what was not right to a manager of whoever opened it, by name and with a day; return its id.

    why: the sentence of whoever looked. The child's key is open.
    """
    review = Review(
        item=item, kind=Exceptional.MISUSE.value, about_id=glass_id, by_id=actor.person_id, at=at,
        due_on=add_working_days(clock.local_day(at), REVIEW_DAYS),
    )  # fmt: skip
    review.for_id = next(iter(settlers(review, item)), None)
    seal.fill(review, item.child_id, words=why)
    review.save(force_insert=True)
    outbox.publish(events.GlassNotRight(item.pk, item.child_id, review.pk), at=at)
    return review.pk


def settlers(review: Review, item: Item) -> list[UUID]:
    """Return who may settle it, in the order in which they are asked.

    Who manages whoever opened it, where they work; else whoever manages where the request is; at the
    end the area's coordinators. Never whoever opened it, nor whoever found that it was not right: the
    one would judge themselves, the other hear their own word.
    """
    opened = Glass.objects.get(pk=review.about_id)
    on, today = clock.local_day(opened.at), clock.local_day(clock.real_now())
    worked = Membership.objects.filter(person_id=opened.person_id, from_on__lte=on)
    theirs = set(worked.exclude(until_on__lte=on).values_list("organisation_id", flat=True))
    here = {item.service_id, item.school_id} - {None} - theirs
    wanted = Q(organisation_id__in=theirs | here, role__in=MANAGES)
    held = Membership.objects.filter(
        wanted | Q(organisation_id=item.area_id, role=Role.AREA_COORDINATOR),
        from_on__lte=today, person__is_active=True,
    ).exclude(until_on__lte=today)  # fmt: skip

    def turn(one: Membership) -> tuple[int, int]:
        if one.role == Role.AREA_COORDINATOR:
            return 2, 0
        return (0 if one.organisation_id in theirs else 1), MANAGES.index(Role(one.role))

    rows = sorted(held, key=lambda m: (*turn(m), m.from_on, m.pk))
    found = list(dict.fromkeys(m.person_id for m in rows))
    closed = closed_among(review.child_id or item.child_id, found)
    return [one for one in found if one not in {opened.person_id, review.by_id, *closed}]


def require_may_settle(actor: Actor, review: Review, told: FamilyTold | None) -> None:
    """Raise NotPossible unless it is this person's to settle, and the family knows or is to hear later."""
    if review.for_id != actor.person_id:
        raise NotPossible(sentence="Somebody else is asked to settle this. Nothing was saved.")
    until = Glass.objects.values_list("kept_until", flat=True).get(pk=review.about_id)
    is_kept = until is not None and clock.local_day(clock.real_now()) < until
    if told is None or not may_settle(told, is_kept=is_kept):
        raise NotPossible(
            sentence="Nobody delays it: tell the family, or let them be told, and then save this.",
            field="told",
        )
