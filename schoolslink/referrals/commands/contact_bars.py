"""Who of the family must not be reached, by which ways: written down by name, and at once in force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from schoolslink.access import audit, seal
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Group
from schoolslink.kernel import clock, rows
from schoolslink.referrals import permissions
from schoolslink.referrals.commands.closing import new_review
from schoolslink.referrals.commands.moving import find
from schoolslink.referrals.commands.telling import end_if_all_told, one_at_a_time
from schoolslink.referrals.errors import NotYours
from schoolslink.referrals.models import Carer, ContactBar, Item, Told
from schoolslink.referrals.queries.own import FAMILY
from schoolslink.referrals.rules.guarding import REVIEW_DAYS, Exceptional
from schoolslink.referrals.rules.not_to_contact import (
    NOT_CONTACTED,
    UNTIL_SOMEBODY_SAYS,
    Asked,
    Way,
    names_somebody,
)


@transaction.atomic
def bar_contact(
    *,
    actor: Actor,
    item_id: UUID,
    member_id: UUID,
    ways: Sequence[Way],
    why: str,
    asked_by: Asked,
    since_on: date,
    at: datetime,
) -> UUID:
    """Write down that one of the family must not be reached by some ways; return the id of what stands.

    Whoever must not be contacted at all has no page and no code any more, and nobody is asked to tell
    them. A second person looks at it within five working days. Raises Item.DoesNotExist, NotYours for
    whoever may not say it or says it of the young person whole, and Carer.DoesNotExist.
    """
    item, side = find(actor, item_id)
    if not permissions.may_set_orders(actor, item):
        raise NotYours
    audit.read("family", [item.pk], groups=[Group.CONTACTS], children=[item.child_id])
    member = Carer.objects.get(pk=member_id, item=item, replaced=False)
    if Way.PERSON in ways and member.relationship != "carer":
        raise NotYours
    one_at_a_time(item)
    bar = _new(item, member, ways, why, asked_by, since_on, actor.subject_id, at)
    rows.insert([bar, new_review(actor, item, Exceptional.CONTACT, bar.pk, REVIEW_DAYS, at=at)])
    audit.record(actor, "contact.barred", bar.pk, at=at, child_id=item.child_id)
    if Way.PERSON in ways:
        owed = Told.objects.filter(
            item=item, family_member_id=member.pk, whom__in=FAMILY, told_at__isnull=True
        )
        if owed.update(told_at=at, how=NOT_CONTACTED, told_by=actor.subject_id):
            end_if_all_told(actor=actor, item=item, side=side, version=item.version, at=at)
    return bar.pk


@transaction.atomic
def lift_bar(*, actor: Actor, item_id: UUID, bar_id: UUID, at: datetime) -> None:
    """Let one of the family be reached again by what this one row barred; nothing where it was lifted.

    What else stands of them stays. Raises Item.DoesNotExist, NotYours and ContactBar.DoesNotExist.
    """
    item, _side = find(actor, item_id)
    if not permissions.may_set_orders(actor, item):
        raise NotYours
    audit.read("contact_bars", [item.pk], groups=[Group.CONTACTS], children=[item.child_id])
    bar = ContactBar.objects.select_for_update().get(pk=bar_id, item=item)
    if bar.lifted_at is None:
        ContactBar.objects.filter(pk=bar.pk).update(lifted_at=at)
        audit.record(actor, "contact.barred.lifted", bar.pk, at=at, child_id=item.child_id)


def heed_words(
    item: Item, answers: Mapping[str, Any], by: UUID | None, at: datetime
) -> list[ContactBar]:
    """Return the rows that a request's own words about who must not be contacted make, to be kept.

    Words do not say to a machine whom they mean: so they hold for every carer, until a person has said
    it. What somebody has lifted comes back only with other words. Called after the carers have rows.
    """
    words = answers.get("not_to_contact")
    if not names_somebody(words):
        return []
    carers = Carer.objects.filter(item=item, relationship="carer", replaced=False)
    kept = ContactBar.objects.filter(item=item, asked_by=Asked.REQUEST.value)
    said = {(bar.carer_id, seal.texts(bar, item.child_id)["words"]) for bar in kept}
    if said:
        audit.read("contact_bars", [item.pk], groups=[Group.CONTACTS], children=[item.child_id])
    return [
        _new(
            item, one, UNTIL_SOMEBODY_SAYS, str(words), Asked.REQUEST, clock.local_day(at),
            by or item.pk, at,
        )
        for one in carers.order_by("id")
        if (one.pk, str(words)) not in said
    ]  # fmt: skip


def _new(
    item: Item,
    member: Carer,
    ways: Iterable[Way],
    why: str,
    asked_by: Asked,
    since_on: date,
    by: UUID | None,
    at: datetime,
) -> ContactBar:
    bar = ContactBar(
        item=item, carer=member, ways=[way.value for way in ways], asked_by=asked_by.value,
        since_on=since_on, set_by=by, at=at,
    )  # fmt: skip
    seal.fill(bar, item.child_id, words=why)
    return bar
