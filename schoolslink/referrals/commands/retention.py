"""How long something is kept: looked at by the child's own job, agreed to by name, held by name."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from schoolslink.access import audit, seal
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action, Group
from schoolslink.kernel import clock
from schoolslink.referrals import permissions
from schoolslink.referrals.models import ChildIdentity, Item, RetentionDue, RetentionHold
from schoolslink.referrals.queries.retention import may_agree
from schoolslink.referrals.rules.retention import End, Hold, Lift, ends
from schoolslink.web.errors import Refusal


class NotARecordOfYours(Refusal):
    """There is no record with this number at your school or service. Nothing was saved."""


class HeldAlready(Refusal):
    """This record is already kept for this reason. Nothing was saved."""


class ReviewInThePast(Refusal):
    """Choose a day in the future on which somebody looks at it again, within two years."""


MOST_DAYS_UNTIL_REVIEW = 731


def look(*, actor: Actor, child_id: UUID, at: datetime) -> tuple[End, ...]:
    """Look, as a child's own job, when its record comes to an end; return what has, and write it down."""
    items = list(permissions.items(actor, Action.VIEW).filter(child_id=child_id).order_by("pk"))
    if not items or any(item.closed_on is None for item in items):
        return ()
    last = max(item.closed_on for item in items if item.closed_on)
    today = clock.local_day(at)
    found = ends(_born_on(actor, items), last)
    over = tuple(end for end in found if end.on <= today)
    later = [end.on for end in found if end.on > today]
    with connection.cursor() as cursor:
        cursor.execute(
            "select access.retention_found(%s, %s, %s, %s, %s::date[], %s)",
            [
                last, min(later, default=date.max), [end.part.value for end in over],
                [end.rule.value for end in over], [end.on for end in over], at,
            ],
        )  # fmt: skip
    return over


def _born_on(actor: Actor, items: list[Item]) -> date | None:
    """Return the birth date as it was written down last where it is a date; None where nobody knows."""
    child_id = items[0].child_id
    audit.read("item", [i.pk for i in items], groups=[Group.IDENTITY], children=[child_id])
    seal.open_keys([child_id])
    rows = permissions.visible_to(actor, Action.VIEW, ChildIdentity.objects.all())
    for row in rows.filter(child_id=child_id).order_by("-item_id"):
        try:
            return date.fromisoformat(seal.texts(row, child_id)["birth_date"])
        except ValueError:
            continue
    return None


@transaction.atomic
def agree(*, actor: Actor, due_id: UUID, at: datetime) -> None:
    """Agree that something may be deleted; nothing where that was said before.

    Raises RetentionDue.DoesNotExist for whoever does not answer for it.
    """
    rows = permissions.visible_to(actor, Action.GUARD, RetentionDue.objects.select_for_update())
    due = rows.get(pk=due_id)
    if not may_agree(actor, due):
        raise RetentionDue.DoesNotExist
    if due.agreed_at is None:
        RetentionDue.objects.filter(pk=due.pk).update(agreed_at=at)
        audit.record(actor, "retention.agreed", due.pk, at=at, child_id=due.child_id)


@transaction.atomic
def hold(*, actor: Actor, reference: str, reason: Hold, review_on: date, at: datetime) -> UUID:
    """Keep a child's record whatever the calendar says, until a day on which somebody looks again.

    reference: of anything asked for the child. Raises NotARecordOfYours, HeldAlready, ReviewInThePast.
    """
    today = clock.local_day(at)
    if not today < review_on or (review_on - today).days > MOST_DAYS_UNTIL_REVIEW:
        raise ReviewInThePast
    found = permissions.items(actor, Action.GUARD).filter(reference=reference.strip().upper())
    item = found.first()
    if item is None:
        raise NotARecordOfYours
    held = RetentionHold.objects.filter(item=item, reason=reason.value, lifted_at__isnull=True)
    if held.exists():
        raise HeldAlready
    row = RetentionHold.objects.create(
        item=item, reason=reason.value, review_on=review_on, at=at, set_by=actor.subject_id
    )
    audit.record(actor, "retention.held", row.pk, at=at, child_id=item.child_id)
    return row.pk


@transaction.atomic
def lift(*, actor: Actor, hold_id: UUID, why: Lift, at: datetime) -> None:
    """End a hold, and say why; nothing where it was lifted before. Raises RetentionHold.DoesNotExist."""
    rows = permissions.visible_to(actor, Action.GUARD, RetentionHold.objects.select_for_update())
    row = rows.get(pk=hold_id)
    if row.lifted_at is None:
        RetentionHold.objects.filter(pk=row.pk).update(
            lifted_at=at, lifted_why=why.value, lifted_by=actor.subject_id
        )
        audit.record(actor, "retention.lifted", row.pk, at=at, child_id=row.child_id)
