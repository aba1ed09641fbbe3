"""An answer is the school's to read: owed with the answer, and done when the right one opens it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db.models import Case, F, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Coalesce

from schoolslink.access import audit
from schoolslink.access.actor import Actor
from schoolslink.access.models import Membership, Role
from schoolslink.kernel import clock
from schoolslink.kernel.worded import Question
from schoolslink.referrals.models import Item, ItemEvent, Told
from schoolslink.referrals.rules.reading import reads_for_school

LEADS = (Role.SCHOOL_LEAD, Role.SCHOOL_COVER, Role.COUNCIL_LINK)


def owe_school(item: Item, event: ItemEvent, due_on: date) -> None:
    """Write down that an answer is the school's to read, by a day; of what no school knows, nobody's."""
    if item.school_id is None:
        return
    Told(item=item, event=event, whom="school", due_on=due_on).save(force_insert=True)


def unread_at_school(item: Item) -> QuerySet[Told]:
    """Return the answers to an item that the school has not read."""
    return Told.objects.filter(item=item, whom="school", read_at__isnull=True)


def is_unread_at_school(item: Item) -> bool:
    """Say whether there is an answer to an item that the school has not read."""
    return _UNREAD.exists(item=item.pk)


def read_at_school(*, actor: Actor, item: Item, at: datetime) -> bool:
    """Count an answer as read by the school of which somebody has just opened it; say whether it was.

    A look of anybody but the one who asked, those who lead there, and whoever was asked to because
    its day had passed, leaves it unread.
    """
    if not _reads(actor, item):
        return False
    read = unread_at_school(item).update(
        read_at=at,
        told_at=Coalesce("told_at", Value(at)),
        told_by=Coalesce("told_by", Value(actor.subject_id)),
        how=Case(When(how="", then=Value("read")), default=F("how"), output_field=TextField()),
    )
    if read:
        audit.record(actor, "referral.told", item.pk, at=at, child_id=item.child_id)
    return bool(read)


def _reads(actor: Actor, item: Item) -> bool:
    asked = item.opened_by_id == actor.person_id
    leads = any(
        held.role in LEADS and held.organisation_id == item.school_id for held in actor.memberships
    )
    return reads_for_school(
        asked=asked,
        leads=leads,
        is_asked_next=not (asked or leads) and _was_asked_next(actor, item),
        is_anybody_else=asked or leads or _is_anybody_to_read(item),
    )


def _was_asked_next(actor: Actor, item: Item) -> bool:
    me = [str(actor.person_id)]
    return unread_at_school(item).filter(asked_next__contains=me).exists()


def _is_anybody_to_read(item: Item) -> bool:
    """Say whether whoever asked still belongs to the school, or somebody leads there."""
    today = clock.local_day(clock.real_now())
    held = Membership.objects.filter(organisation_id=item.school_id, from_on__lte=today)
    theirs = Q(person_id=item.opened_by_id) | Q(role__in=LEADS)
    return held.exclude(until_on__lte=today).filter(theirs).exists()


_UNREAD: Question[Told] = Question(
    lambda item: Told.objects.filter(item=item, whom="school", read_at__isnull=True), item=UUID
)
