"""What went wrong, said by telephone, on paper or in the room: written down by whoever it was said to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from schoolslink.access import audit, doors, seal
from schoolslink.access.actor import Actor
from schoolslink.kernel import clock, outbox, references, rows
from schoolslink.kernel.calendar import add_working_days
from schoolslink.kernel.ids import new_id
from schoolslink.referrals import events, permissions
from schoolslink.referrals.commands.complaining import NO_SERVICE, NOBODY, PREFIX
from schoolslink.referrals.errors import NotPossible, NotYours
from schoolslink.referrals.models import Complaint, Item
from schoolslink.referrals.queries.complaints import WHO_HEARS_OF, is_anybody_left
from schoolslink.referrals.queries.taking_down import who_may_complain
from schoolslink.referrals.rules import complaint as rules
from schoolslink.referrals.rules.errors import RuleBroken

TYPED_ONCE = "complaint_typed_once"
NOT_THEY = (
    "They may not be spoken with of this request, so no complaint of theirs is written down here. The"
    " record says why. They can turn to the ombudsman."
)
NO_WORDS = "Write down what they say went wrong."
NO_WAY = "They have no page of their own. Write down who they are, and how an answer safely comes to them."


@transaction.atomic
def take_down(
    *,
    actor: Actor,
    item: Item,
    member_id: UUID,
    how: rules.How,
    made_at: datetime,
    what: str,
    wish: str,
    reach: str,
    not_to: Sequence[UUID],
    at: datetime,
) -> None:
    """Write down what one of the family says went wrong, in their words. made_at: when they said it.

    The three working days run from then. It is theirs as if they had written it themselves, and goes to
    whoever hears it; who wrote it down opens it no more, unless that is they. The same words of the same
    day, taken down twice, are one complaint. Raises NotYours, and NotPossible for a moment that cannot
    be, for whoever may not be spoken with, where they have no page and nobody says how to reach them,
    and as `complaining.complain`.
    """
    if not permissions.may_take_complaint(actor, item):
        raise NotYours
    if item.service_id is None:
        raise NotPossible(sentence=NO_SERVICE)
    one = next((one for one in who_may_complain(actor, item) if one.id == member_id), None)
    if one is None:
        raise NotPossible(sentence=NOT_THEY, field="member")
    if not what.strip():
        raise NotPossible(sentence=NO_WORDS, field="what")
    if not one.has_page and not reach.strip():
        raise NotPossible(sentence=NO_WAY, field="reach")
    try:
        began_at = min(item.opened_at, item.asked_at or item.opened_at)
        rules.check_made_at(made_at, began_at, at, clock.local_day)
    except RuleBroken as broken:
        raise NotPossible(sentence=broken.message, field="made_on") from broken
    if not is_anybody_left(doors.rows(WHO_HEARS_OF, item.pk), not_to):
        raise NotPossible(sentence=NOBODY)
    made_on = clock.local_day(made_at)
    complaint = Complaint(
        id=new_id(), item=item, family_member_id=one.id, said_by=actor.subject_id, said_at=made_at,
        said_as=one.relationship, place_id=item.service_id, reference=references.new(PREFIX),
        not_to=list(not_to), due_on=rules.acknowledge_by(made_on, add_working_days), how=how.value,
        typed_at=at, same_words=seal.blind_token("complaint", rules.same_words(made_on, what)),
    )  # fmt: skip
    if not _is_new(complaint, what=what, wish=wish, reach=reach):
        audit.record(actor, "complaint.taken_down_again", item.pk, at=at, child_id=item.child_id)
        return
    said = events.Complained(item_id=item.pk, child_id=item.child_id, complaint_id=complaint.pk)
    outbox.publish(said, at=at)
    audit.record(actor, "complaint.taken_down", complaint.pk, at=at, child_id=item.child_id)


def _is_new(complaint: Complaint, **words: str) -> bool:
    """Keep it under a key of its own; False where somebody took down the same words before."""
    try:
        with transaction.atomic():
            seal.new_key(complaint.pk)
            seal.fill(complaint, complaint.pk, **words)
            rows.insert([complaint])
    except IntegrityError as error:
        broken = getattr(error.__cause__, "diag", None)
        if broken is None or broken.constraint_name != TYPED_ONCE:
            raise
        return False
    return True
