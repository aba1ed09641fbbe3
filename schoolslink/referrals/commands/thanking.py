"""Thanks: words of a family for those who help. No move, no day, and nobody has to act."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from schoolslink.access import audit, seal
from schoolslink.access.actor import Actor
from schoolslink.kernel import outbox
from schoolslink.referrals import events
from schoolslink.referrals.errors import NotYours
from schoolslink.referrals.models import FamilyMessage
from schoolslink.referrals.queries.own import own_item, own_member
from schoolslink.referrals.rules.family.said import FamilySaid


@transaction.atomic
def thank(*, actor: Actor, words: str, at: datetime) -> FamilyMessage:
    """Keep a family's thanks for their team; those of it who had a part in it hear that there are some.

    Also when the request has ended. Raises NotYours where no team has it yet.
    """
    item = own_item(actor)
    if item.team_id is None:
        raise NotYours
    member = own_member(actor, item)
    message = FamilyMessage(
        item=item, family_member_id=member.pk, from_family=True, said=FamilySaid.THANKS.value, at=at,
    )  # fmt: skip
    seal.fill(message, item.child_id, words=words)
    message.save(force_insert=True)
    audit.record(actor, "family.thanked", message.pk, at=at, child_id=item.child_id)
    outbox.publish(events.FamilyThanked(item.pk, item.child_id, message.pk), at=at)
    return message
