"""The family hears by mail that there is news, never what; where they may be written to."""

from __future__ import annotations

import json
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from schoolslink.access import audit, seal
from schoolslink.access.policy import Group
from schoolslink.kernel import outbox
from schoolslink.kernel.worded import Question
from schoolslink.notices import commands as notices
from schoolslink.notices.kinds import Kind as Message
from schoolslink.notices.kinds import Reach
from schoolslink.referrals import events, messages
from schoolslink.referrals.jobs.reaching import this_job
from schoolslink.referrals.models import Carer, ChildContact, Item, ItemEvent, Told
from schoolslink.referrals.recipients import reach_of
from schoolslink.referrals.rules import Kind, Move, Side
from schoolslink.referrals.rules.not_to_contact import WRITTEN_TO
from schoolslink.referrals.rules.reach import Channel
from schoolslink.referrals.sharing import latest_choices

_MEMBER: Question[Carer] = Question(
    lambda pk: Carer.objects.select_related("item").filter(pk=pk), pk=UUID
)
_ADDRESS: Question[ChildContact] = Question(
    lambda item, whose: ChildContact.objects.filter(item_id=item, whose=whose), item=UUID, whose=str
)


def tell_family(event: events.ReferralDecided, *, at: datetime) -> None:
    """Send each of the family who may be reached by mail word that there is news; details never.

    It does not count as told: that is so when they have opened their page, or somebody told them.
    """
    item = Item.objects.get(pk=event.item_id)
    owed = Told.objects.filter(
        item=item, family_member_id__isnull=False, told_at__isnull=True
    ).order_by("id")
    for duty in owed:
        news_for(item, duty.family_member_id, messages.FAMILY_NEWS, f"family:{duty.pk}", at)


def tell_answered(event: events.FamilyAnswered, *, at: datetime) -> None:
    """Send whoever wrote to the team word that there is an answer on their page."""
    item = Item.objects.get(pk=event.item_id)
    key = f"answered:{event.event_id}"
    news_for(item, event.member_id, messages.FAMILY_ANSWERED, key, at)


@outbox.only_if(lambda event: event.move == Move.WITHDRAW)
def tell_family_of_stop(event: events.ItemMoved, *, at: datetime) -> None:
    """Send those of the family who hear the answer word that a school took back what it had sent."""
    moved = ItemEvent.objects.select_related("item").get(pk=event.event_id)
    if moved.side == Side.FAMILY or moved.item.kind != Kind.REFERRAL or moved.item.asked_at is None:
        return
    news_for_all(moved.item, messages.FAMILY_STOPPED, f"stopped:{event.event_id}", at)


def tell_begun(event: events.SomebodyHasThem, *, at: datetime) -> None:
    """Send those of the family who hear the answer word that it is said somebody else has them now."""
    item = Item.objects.get(pk=event.item_id)
    news_for_all(item, messages.FAMILY_ANSWERED, f"begun:{item.pk}:{item.version}", at)


def ask_family_how_it_is(request_id: UUID, check_in_id: UUID, *, at: datetime) -> None:
    """Send those of the family who hear the answer word that a short question waits on their page."""
    item = Item.objects.get(pk=request_id)
    news_for_all(item, messages.FAMILY_HOW_IT_IS, f"how_it_is:{check_in_id}", at)


def news_for_all(item: Item, kind: Message, once: str, at: datetime) -> None:
    """Send each of the family who hears the answer one piece of news; `once` names it."""
    choices = latest_choices(item)
    for member in Carer.objects.select_related("item").filter(item=item).order_by("id"):
        if reach_of(item, member, Channel.PAGE, choices).is_answer:
            news_for(item, member.pk, kind, f"{once}:{member.pk}", at)


def news_for(item: Item, member_id: UUID, kind: Message, once_key: str, at: datetime) -> None:
    """Send a member of the family a mail that says nothing, where they may be written to."""
    member = _MEMBER.first(pk=member_id)
    if member is None or not family_reach(member.pk):
        return
    notices.send(
        actor=this_job(),
        kind=kind.name,
        link_path=reverse("family:enter"),
        at=at,
        to_contact=member.pk,
        about_id=item.pk,
        child_id=item.child_id,
        area_id=item.area_id,
        language=member.language,
        once_key=once_key,
    )


def family_reach(contact_id: UUID) -> Reach | None:
    """Return how a member of the family may be written to; None when nobody said that it is safe.

    Each at an address of their own: a young person's news goes to nobody at home, and the reverse.
    None too for whoever may hear nothing: that there is a request at all must not reach them. Asked
    when the mail is queued and again when it leaves.
    """
    member = _MEMBER.first(pk=contact_id)
    if member is None or member.whose not in WRITTEN_TO or member.replaced:
        return None
    reached = reach_of(member.item, member, Channel.EMAIL, latest_choices(member.item))
    if reached.is_nothing:
        return None
    row = _ADDRESS.first(item=member.item_id, whose=member.whose)
    if row is None:
        return None
    audit.read("contact", [row.pk], groups=[Group.CONTACTS], children=[row.child_id])
    said = json.loads(seal.texts(row, row.child_id)["words"] or "{}")
    email = str(said.get(WRITTEN_TO[member.whose]) or "")
    return Reach(email=email) if email and not email.startswith("__") else None
