"""What is known of a carer's right to decide and of a court's order: by name, and at once in force."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from schoolslink.access import audit
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Group
from schoolslink.kernel import rows
from schoolslink.referrals import permissions
from schoolslink.referrals.commands.closing import new_review
from schoolslink.referrals.commands.moving import find
from schoolslink.referrals.commands.telling import end_if_all_told, one_at_a_time
from schoolslink.referrals.errors import NotYours
from schoolslink.referrals.models import Carer, CarerOrder, Told
from schoolslink.referrals.queries.own import FAMILY
from schoolslink.referrals.rules.guarding import (
    NOT_TOLD,
    REVIEW_DAYS,
    Exceptional,
    Responsibility,
    Seen,
)
from schoolslink.referrals.rules.sharing import Order


@transaction.atomic
def set_order(
    *,
    actor: Actor,
    item_id: UUID,
    member_id: UUID,
    responsibility: Responsibility,
    order: Order,
    seen: Seen,
    at: datetime,
) -> None:
    """Write down what is known of one carer; from this moment it is what everybody may tell them.

    Whoever is barred has no page and no code any more, and nobody is asked to tell them. Where the order
    changes, a second person looks at it within five working days. Raises Item.DoesNotExist, NotYours for
    whoever may not say it, and Carer.DoesNotExist.
    """
    item, side = find(actor, item_id)
    if not permissions.may_set_orders(actor, item):
        raise NotYours
    audit.read("family", [item.pk], groups=[Group.CONTACTS], children=[item.child_id])
    carer = Carer.objects.get(pk=member_id, item=item, relationship="carer")
    one_at_a_time(item)
    said = CarerOrder(
        item=item, carer=carer, responsibility=responsibility.value, order=order.value,
        seen=seen.value, at=at,
    )  # fmt: skip
    changes = carer.court_order != order.value
    reviews = (
        [new_review(actor, item, Exceptional.ORDER, said.pk, REVIEW_DAYS, at=at)] if changes else []
    )
    rows.insert([said, *reviews])
    audit.record(actor, f"carer.order.{order}", said.pk, at=at, child_id=item.child_id)
    if order is Order.BARRED and changes:
        owed = Told.objects.filter(
            item=item, family_member_id=carer.pk, whom__in=FAMILY, told_at__isnull=True
        )
        if owed.update(told_at=at, how=NOT_TOLD, told_by=actor.subject_id):
            end_if_all_told(actor=actor, item=item, side=side, version=item.version, at=at)
