"""What was asked by right gets a holder and a day; a clinician is asked to look; the family hears."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.urls import reverse
from procrastinate.contrib.django import app

from schoolslink.access.actor import Actor
from schoolslink.access.roles import Role
from schoolslink.kernel import clock, outbox, queue
from schoolslink.referrals import events, messages
from schoolslink.referrals.closed import closed_among
from schoolslink.referrals.commands import rights
from schoolslink.referrals.jobs.family import news_for
from schoolslink.referrals.jobs.reaching import (
    record_of,
    roles_held_at,
    tell,
    this_job,
    to_tell_at_school,
)
from schoolslink.referrals.models import Item, PutRight, RightAsked
from schoolslink.referrals.queries.held import held_now
from schoolslink.referrals.rounds import one_by_one
from schoolslink.referrals.routing import last_holder
from schoolslink.referrals.rules import Kind, Move, Side
from schoolslink.referrals.rules.rights import Right

CLINICIANS = (Role.CAMHS_CONTACT, Role.TRIAGER)
# Of what a school alone holds: whoever leads safeguarding there, or is its head.
AT_SCHOOL = (Role.SAFEGUARDING_LEAD, Role.SCHOOL_HEAD, Role.COUNCIL_LINK)


class NotAllDropped(Exception):
    """Some copies that nobody took could not be let go; the job is tried again."""


def begin_right(event: events.AskedByRight, *, at: datetime) -> None:
    """Open what stands for it; of a copy, ask a clinician to look through what is held."""
    rights.begin(actor=this_job(), right_id=event.right_id, at=at)
    if not RightAsked.objects.filter(pk=event.right_id, kind=Right.COPY).exists():
        return  # whoever has it hears of it as of all that waits for them
    request = Item.objects.get(pk=event.item_id)
    for person_id in _who_looks(request):
        once = f"look_through:{event.right_id}:{person_id}"
        path = reverse("referrals:copy-look", args=[event.right_id])
        tell(person_id, request, messages.LOOK_THROUGH, path, once=once, at=at)


def _who_looks(request: Item) -> list[UUID]:
    """Return which clinician is asked: whoever has it or had it last, else all of the service."""
    alone = request.service_id is None
    place = request.school_id if alone else request.team_id or request.service_id
    held = roles_held_at(place).filter(  # type: ignore[arg-type]
        role__in=AT_SCHOOL if alone else CLINICIANS, person__is_active=True
    )
    there = list(held.values_list("person_id", flat=True).distinct())
    if alone:
        closed = closed_among(request.child_id, there)
        return [one for one in there if one not in closed]
    last = last_holder(request.pk, Side.SERVICE, pool_id=request.team_id)
    return [last.person_id] if last and last.person_id in there else there  # type: ignore[list-item]


# By which another service has a request, or the first; or another school, while no service has it.
_ELSEWHERE = (Move.TAKE_OVER, Move.SUBMIT, Move.SAY_WORSE, Move.LEAVE_SCHOOL)


def _goes_elsewhere(event: events.ItemMoved) -> bool:
    """Say whether a move is one by which another service took a request, or the first."""
    return event.kind == Kind.REFERRAL and event.move in _ELSEWHERE


@outbox.only_if(_goes_elsewhere)
def follow_service(event: events.ItemMoved, *, at: datetime) -> None:
    """Where a service took the request, its manager answers for what the family asked by right."""
    if _goes_elsewhere(event):
        rights.follow_service(actor=this_job(), request_id=event.item_id, at=at)


def tell_of_right(event: events.RightAnswered, *, at: datetime) -> None:
    """Send whoever asked word that there is an answer on their page; nothing of what it is."""
    item = Item.objects.get(pk=event.item_id)
    news_for(item, event.member_id, messages.FAMILY_ANSWERED, f"right:{event.right_id}", at)


def tell_of_put_right(event: events.AnswerPutRight, *, at: datetime) -> None:
    """Tell whoever has a request, and whoever asked it, that it says something else now; once a day."""
    row = PutRight.objects.select_related("item").get(pk=event.put_right_id)
    item = row.item
    to_tell = dict.fromkeys(to_tell_at_school(item), Side.SCHOOL) if not item.is_own else {}
    held = held_now(item.pk)
    if held is not None and held.person_id is not None:
        to_tell[held.person_id] = Side(held.side)
    to_tell.pop(row.by, None)  # type: ignore[arg-type]
    day = clock.local_day(at).isoformat()
    for person_id, side in to_tell.items():
        once = f"put_right:{item.pk}:{person_id}:{day}"
        path = record_of(item, side)
        tell(person_id, item, messages.ANSWER_PUT_RIGHT, path, once=once, at=at)


@app.task(name="referrals.drop_copies", queue=queue.CHORES)
def drop_copies(timestamp: int) -> None:
    """Let go of copies that nobody took within thirty days: one job for each."""
    kept = "select asked, child from access.copies_to_drop(%s, %s, %s)"
    if failed := one_by_one(clock.now(), {kept: _drop}):
        raise NotAllDropped(failed)


def _drop(job: Actor, right_id: UUID, at: datetime) -> None:
    rights.drop_copy(actor=job, right_id=right_id, at=at)
