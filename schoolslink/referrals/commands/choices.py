"""What a school writes down later of who may be told: asked when a request had to go without it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from schoolslink.access import audit
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action
from schoolslink.kernel import clock, outbox
from schoolslink.referrals import events, permissions
from schoolslink.referrals.errors import NotPossible
from schoolslink.referrals.models import Item, SharingChoice
from schoolslink.referrals.rules.sharing import Choice
from schoolslink.referrals.sharing import decider_of, kept_from_school


@transaction.atomic
def record_school_hears(
    *, actor: Actor, item_id: UUID, may_hear: bool, said_on: date, at: datetime
) -> SharingChoice:
    """Write down whether school may hear the answer, as whoever decides said on a day.

    Once: what was chosen stays until whoever decides changes it on their own page. Raises
    Item.DoesNotExist outside the actor's schools, and NotPossible for a request that is not sent
    (its agreement page asks), where it was said before, and for a day that is still to come.
    """
    item: Item = permissions.items(actor, Action.CHOOSE).get(pk=item_id, school__isnull=False)
    if item.asked_at is None or not permissions.may_record_choices(actor, item):
        raise NotPossible(sentence="This is said on the agreement page. Nothing was written down.")
    if kept_from_school(item) is not Choice.NOT_ASKED:
        raise NotPossible(sentence="They have said so already. Nothing was written down.")
    if said_on > clock.local_day(at):
        raise NotPossible(sentence="Choose today or an earlier day. Nothing was written down.")
    choice = SharingChoice.objects.create(
        item=item,
        whom="school",
        may_be_told=may_hear,
        chosen_by=decider_of(item).value,
        said_on=said_on,
        at=at,
        recorded_by=actor.subject_id,
    )
    audit.record(actor, "referral.school_hears", choice.pk, at=at, child_id=item.child_id)
    outbox.publish(events.SchoolChoiceMade(item_id=item.pk, child_id=item.child_id), at=at)
    return choice
