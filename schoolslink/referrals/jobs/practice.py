"""A GP practice that asked without an account: it is written to, and whoever has it hears of its no."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.urls import reverse

from schoolslink.access.actor import Actor
from schoolslink.kernel import clock
from schoolslink.notices import commands as notices
from schoolslink.notices.kinds import Kind, Reach
from schoolslink.referrals import events
from schoolslink.referrals.commands.asking_practice import follow_practice
from schoolslink.referrals.jobs.reaching import team_of, tell, this_job
from schoolslink.referrals.models import Decision, Holding, Item, PracticeAsking
from schoolslink.referrals.practice_message import (
    DID_NOT_ASK,
    DID_YOU_ASK,
    DID_YOU_ASK_AGAIN,
    NOT_RUNG,
    PRACTICE_NEWS,
    RING_PRACTICE,
)
from schoolslink.referrals.rules.asking_practice import Step
from schoolslink.referrals.rules.sharing import Reader
from schoolslink.referrals.sharing import latest_choices


def ask_practice(event: events.PracticeAsked, *, at: datetime) -> None:
    """Send a practice the link by which it says whether it asked; the mail says no word about anybody."""
    _write(Item.objects.get(pk=event.item_id), DID_YOU_ASK, f"practice:{event.asking_id}", at)


def follow_unanswered(job: Actor, asking_id: UUID, at: datetime) -> None:
    """Send the link once more; then ask whoever has it to ring, and after that day the manager."""
    did = follow_practice(actor=job, asking_id=asking_id, at=at)
    if did is None:
        return
    if did.step is Step.SEND_AGAIN:
        _write(did.item, DID_YOU_ASK_AGAIN, f"practice_again:{asking_id}", at)
        return
    kind = RING_PRACTICE if did.step is Step.ASK_TO_RING else NOT_RUNG
    page = reverse("referrals:practice-rung", args=[did.item.pk])
    path = page if kind is RING_PRACTICE else reverse("home")
    for person_id in did.people:
        once = f"{did.step.value}:{asking_id}:{person_id}"
        tell(person_id, did.item, kind, path, once=once, at=at, act_by_on=did.asking.ring_by)


def tell_practice(event: events.ReferralDecided, *, at: datetime) -> None:
    """Send the practice that asked word that there is news, where it may hear what was decided."""
    item = Item.objects.get(pk=event.item_id)
    if item.asked_by != Reader.GP.value or not latest_choices(item).get(Reader.GP.value):
        return
    decision = Decision.objects.filter(item=item).order_by("-id").first()
    if decision is not None:
        _write(item, PRACTICE_NEWS, f"practice_news:{decision.event_id}", at)


def _write(item: Item, kind: Kind, once: str, at: datetime) -> None:
    asking = PracticeAsking.objects.filter(item=item).first()
    if asking is None:
        return
    notices.send(
        actor=this_job(), kind=kind.name, link_path=reverse("home"), at=at, to_outside=asking.pk,
        about_id=item.pk, child_id=item.child_id, area_id=item.area_id, once_key=once,
    )  # fmt: skip


def tell_of_no(event: events.PracticeDidNotAsk, *, at: datetime) -> None:
    """Tell whoever has a request that the practice in whose name it came did not ask."""
    item = Item.objects.get(pk=event.item_id)
    held = Holding.objects.filter(item=item, ended_at__isnull=True).first()
    if held is None:
        return
    page = reverse("referrals:record", args=[item.pk])
    for person_id in {held.person_id} if held.person_id else team_of(held.pool_id):
        tell(person_id, item, DID_NOT_ASK, page, once=f"no:{item.pk}:{person_id}", at=at)


def practice_reach(asking_id: UUID) -> Reach | None:
    """Return where the link of a practice goes; None when it opens no more. Asked when the mail leaves."""
    row = PracticeAsking.objects.filter(pk=asking_id).first()
    return Reach(email=row.address) if row and clock.now() < row.opens_until else None
