"""Somebody leaves, is away, or another answers: what they held is held by who follows."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app

from schoolslink.access import doors
from schoolslink.access.actor import Actor
from schoolslink.access.events import MembershipEnded
from schoolslink.access.jobs import as_job, as_system
from schoolslink.directory import queries as directory
from schoolslink.directory.events import ContactChanged, LinkChanged
from schoolslink.kernel import clock, heartbeat, outbox, queue
from schoolslink.referrals import events
from schoolslink.referrals.commands import leaving, standing_in
from schoolslink.referrals.jobs.complaints import follow_complaint
from schoolslink.referrals.jobs.reaching import this_job

# When a whole round last came to its end.
MORNING = "referrals.every_morning"
COMPLAINTS_LEFT = "select complaint, child from access.complaints_left_by(%s)"
log = logging.getLogger(__name__)


class NotAllHandedOn(Exception):
    """What some people held could not be handed on; the next hour's look tries again."""


def _is_little(event: MembershipEnded) -> bool:
    return leaving.holds_few(event.person_id)


@outbox.at_once_if(_is_little)
def hand_on_from_leaver(event: MembershipEnded, *, at: datetime) -> None:
    """Give what somebody held at an organisation to others, once no role opens it for them there.

    In the transaction that ends the membership: nothing is held by somebody who has left. A complaint goes
    with the role by which it was heard, though another is kept.
    """
    if not leaving.still_belongs(event.person_id, event.organisation_id):
        leaving.hand_on(actor=this_job(), person_id=event.person_id, at=at, has_left=True)
    for complaint_id, child_id in doors.rows(COMPLAINTS_LEFT, event.person_id):
        with as_job(child_id=child_id, purpose="referrals.follow_complaint") as job:
            follow_complaint(job, complaint_id, at)


def hand_on_from_contact(event: ContactChanged, *, at: datetime) -> None:
    """Give what a contact held to whoever is named in their place, or to cover and pool."""
    if event.left_person_id is not None:
        leaving.hand_on(actor=this_job(), person_id=event.left_person_id, at=at)


def ask_cover(event: ContactChanged, *, at: datetime) -> None:
    """Ask the cover for all that a contact holds, when they are away from today on."""
    person_id = directory.person_of_contact(event.contact_id) if event.contact_id else None
    if person_id is not None and directory.is_away(person_id, on=clock.local_day(at)):
        standing_in.ask_cover(actor=this_job(), person_id=person_id, at=at)


def follow_link(event: LinkChanged, *, at: datetime) -> None:
    """Let what a service holds for a school follow the school's link."""
    with as_job(organisation_id=event.service_id, purpose="referrals.follow_link") as actor:
        standing_in.ask_to_follow_link(
            actor=actor,
            school_id=event.school_id,
            service_id=event.service_id,
            what=event.what,
            at=at,
        )


def change_holder(event: events.HolderToChange, *, at: datetime) -> None:
    """Give one item to whoever answers now."""
    if event.person_id is not None:
        standing_in.hand_to_cover(
            actor=this_job(), item_id=event.item_id, person_id=event.person_id, at=at
        )
    else:
        standing_in.follow_link(actor=this_job(), item_id=event.item_id, what=event.why, at=at)


@app.task(name="referrals.every_morning", queue=queue.CHORES)
def every_morning(timestamp: int) -> None:
    """Hand on what is still held by those whose last day has come, or who are away from today.

    Each person is a unit of work of their own: one that fails keeps nobody else waiting. The job then
    fails where an operator counts it, and the next hour's look tries again.
    """
    failed = 0
    with as_system("referrals.hand_on"):
        left = leaving.left_and_holding(clock.local_day(clock.real_now()))
    for person_id, place_id in left:
        if not leaving.still_belongs(person_id, place_id):
            failed += not _done("referrals.hand_on", _hand_on_left, person_id, place_id)
    for person_id, place_id in directory.people_away(on=clock.today()):
        failed += not _done("referrals.ask_cover", standing_in.ask_cover, person_id, place_id)
    if failed:
        raise NotAllHandedOn(failed)
    with transaction.atomic():
        heartbeat.beat(MORNING)


def _hand_on_left(*, actor: Actor, person_id: UUID, at: datetime) -> None:
    leaving.hand_on(actor=actor, person_id=person_id, at=at, has_left=True)


def _done(purpose: str, hand: Callable[..., object], person_id: UUID, place_id: UUID) -> bool:
    """Hand on what one person holds at one place; say whether that went well."""
    try:
        with as_job(organisation_id=place_id, purpose=purpose) as actor:
            hand(actor=actor, person_id=person_id, at=clock.now())
    except Exception:
        log.exception("handing on failed")
        return False
    return True


@app.task(name="referrals.every_morning_if_nobody_did", queue=queue.CHORES)
def every_morning_if_nobody_did(timestamp: int) -> None:
    """Hand on what this morning's round did not, because a worker died of it, or none worked."""
    if not heartbeat.is_done_today(MORNING):
        every_morning(timestamp)
