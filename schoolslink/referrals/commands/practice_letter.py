"""The child's GP practice is told by letter: owed with a date, stopped when agreement ends, sent once."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from schoolslink.access import audit
from schoolslink.access.actor import Actor
from schoolslink.kernel import clock
from schoolslink.kernel.calendar import add_working_days
from schoolslink.referrals.commands.answers import keep_contacts
from schoolslink.referrals.commands.moving import find
from schoolslink.referrals.errors import NotPossible, NotYours
from schoolslink.referrals.limits import limits_for
from schoolslink.referrals.models import Decision, Item, ItemEvent, Told
from schoolslink.referrals.routing import ladder
from schoolslink.referrals.rules import Side
from schoolslink.referrals.rules.dues import told_by
from schoolslink.referrals.rules.practice_letter import WHY_NOT
from schoolslink.referrals.sharing import why_no_letter_for

PRACTICE = "gp"


def owe_letter(item: Item, event: ItemEvent, due_on: date) -> None:
    """Make the duty to tell the practice of a decision. Called where it may be told."""
    Told(item=item, event=event, whom=PRACTICE, due_on=due_on).save(force_insert=True)


def owe_letter_after_all(item: Item, at: datetime) -> None:
    """Make the duty where the yes came after the decision; nothing when there is one, or no decision."""
    decision = Decision.objects.filter(item=item).select_related("event").order_by("-id").first()
    if decision is None or Told.objects.filter(event=decision.event, whom=PRACTICE).exists():
        return
    on = clock.local_day(at)
    owe_letter(item, decision.event, told_by(on, add_working_days, limits=limits_for(item, on=on)))


def require_letter_may_go(duty: Told, item: Item) -> None:
    """Raise NotPossible, with the reason, where the practice may not be told now."""
    stopped = why_no_letter_for(duty, item)
    if stopped is not None:
        raise NotPossible(sentence=_(WHY_NOT[stopped]))


@transaction.atomic
def record_letter_sent(
    *, actor: Actor, item_id: UUID, told_id: UUID, how: str, on: date, at: datetime
) -> None:
    """Write down that the letter to the practice has gone, how, and on which day: then it was told.

    Raises Told.DoesNotExist for a duty that is not this item's or was done before, NotYours for
    other sides, and NotPossible for a day that cannot be or where the practice may not be told.
    """
    item, side = find(actor, item_id)
    if side is not Side.SERVICE:
        raise NotYours
    duty = (
        Told.objects.select_for_update(of=("self",))
        .select_related("event")
        .get(pk=told_id, item=item, whom=PRACTICE, told_at__isnull=True)
    )
    require_letter_may_go(duty, item)
    today = clock.local_day(at)
    if not clock.local_day(duty.event.at) <= on <= today:
        raise NotPossible(
            sentence=_("Choose a day from the decision until today. Nothing was written down.")
        )
    noon = datetime.combine(on, time(12), clock.LONDON).astimezone(UTC)
    duty.told_at, duty.how, duty.told_by = (at if on == today else noon), how, actor.subject_id
    duty.save(update_fields=["told_at", "how", "told_by"])
    audit.record(actor, "referral.told", duty.pk, at=at, child_id=item.child_id)


def ask_manager(*, actor: Actor, told_id: UUID, at: datetime) -> UUID | None:
    """Write down that the manager is asked about a letter whose day has passed; return whom to ask.

    The team sees its letters all along; so the last of its ladder is asked, once. None where nothing
    is owed any more, or nobody is there to be asked: then the next morning looks again.
    """
    duty = Told.objects.select_related("item").get(pk=told_id)
    item = duty.item
    if duty.told_at or duty.manager_asked_at or why_no_letter_for(duty, item) is not None:
        return None
    people = ladder(item, Side.SERVICE, at=at)
    if not people:
        return None
    duty.manager_asked_at = at
    duty.save(update_fields=["manager_asked_at"])
    audit.record(actor, "referral.letter_overdue", duty.pk, at=at, child_id=item.child_id)
    return people[-1]


@transaction.atomic
def keep_practice(*, actor: Actor, item_id: UUID, answer: str | list[str], at: datetime) -> None:
    """Keep which practice the family named, in place of what the school could say.

    Raises NotYours for other sides: the school adds answers of its own.
    """
    item, side = find(actor, item_id)
    if side is not Side.SERVICE:
        raise NotYours
    keep_contacts(item, {"gp_practice": answer})
    audit.record(actor, "referral.practice", item.pk, at=at, child_id=item.child_id)
