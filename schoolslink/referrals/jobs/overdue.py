"""What is past its day: the next person is asked, and at the end the coordinators."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from procrastinate.contrib.django import app

from schoolslink.access.actor import Actor
from schoolslink.directory.jobs import week_of
from schoolslink.kernel import clock, heartbeat, queue
from schoolslink.kernel.calendar import (
    add_working_days,
    school_days_between,
    working_days_between,
)
from schoolslink.notices import commands as notices
from schoolslink.notices import kinds
from schoolslink.referrals import messages
from schoolslink.referrals.commands.escalate import escalate
from schoolslink.referrals.commands.practice_letter import ask_manager
from schoolslink.referrals.commands.reviewing import ask_next_to_review, review_at_the_end
from schoolslink.referrals.commands.unread import ask_next_to_read
from schoolslink.referrals.jobs.complaints import follow_complaint
from schoolslink.referrals.jobs.offers import (
    lapse_arrival,
    lapse_at_nobody,
    lapse_if_open,
    lapse_outside,
)
from schoolslink.referrals.jobs.practice import follow_unanswered
from schoolslink.referrals.jobs.reaching import (
    coordinators_in_turn,
    coordinators_to_tell,
    page_of,
    tell,
)
from schoolslink.referrals.models import Holding, Item
from schoolslink.referrals.queries.held import held_with_item
from schoolslink.referrals.rounds import one_by_one
from schoolslink.referrals.rules import Duty, Kind, Side
from schoolslink.referrals.rules.overdue import told_before

# What those who hear first, after them and last are told.
_IN_TURN = (messages.PAST_ITS_DAY, messages.STILL_PAST_ITS_DAY, messages.STILL_PAST_LATER)
# When a whole round last came to its end.
ROUND = "referrals.escalate_overdue"


class NotAllAskedAbout(Exception):
    """Some overdue items could not be given to the next person; the job is tried again."""


@app.task(name="referrals.escalate_overdue", queue=queue.CHORES)
def escalate_overdue(timestamp: int) -> None:
    """Ask the next person about everything whose promised day is over: one job for each child."""
    failed = one_by_one(clock.now(), _BEHIND)
    with transaction.atomic():
        heartbeat.beat(ROUND)
    if failed:
        raise NotAllAskedAbout(failed)


@app.task(name="referrals.escalate_if_nobody_did", queue=queue.CHORES)
def escalate_if_nobody_did(timestamp: int) -> None:
    """Make this day's round where a worker died of it, or none worked; never a second one.

    What was handed to a colleague since the morning stays with them until the next.
    """
    if not heartbeat.is_done_today(ROUND):
        escalate_overdue(timestamp)


def _escalate(job: Actor, item_id: UUID, at: datetime) -> None:
    """Ask the next person; where there is none, take an offer back, or tell the area's coordinators, once."""
    now = held_with_item(item_id)
    if now is None or lapse_outside(job, now, at) or lapse_arrival(job, now, at):
        return
    held = escalate(actor=job, item_id=item_id, at=at)
    if not isinstance(held, Holding):
        return
    if held.item.kind in (Kind.REDIRECT, Kind.ARRIVAL):
        lapse_if_open(job, held.item, at)
    else:
        since = max(held.due_on, clock.local_day(held.began_at))
        _tell_past_its_day(held.item, Side(held.side), f"past:{held.event_id}", since, at)


def _tell_past_its_day(item: Item, side: Side, news: str, since: date, at: datetime) -> None:
    """Tell one coordinator of the area, and the others in the afternoon where it still waits then.

    Those of them who let the last telling pass hear two working days later.

    All are written down at once, so that no later round has to remember; what was seen to is withdrawn.
    Again after each five days of work on which it still stands, the next of them in turn: a call that
    came to nothing ends nothing. since: from when the last person named has let it stand.
    """
    path = reverse("silent", args=[item.area_id])
    days_between = school_days_between if side is Side.SCHOOL else working_days_between
    if before := told_before(since, clock.local_day(at), days_between):
        again, week = messages.PAST_ITS_DAY_AGAIN, week_of(at)
        for person_id in coordinators_in_turn(item, again, once=week, at=at).first:
            tell(person_id, item, again, path, once=f"{news}:{before}", at=at)
        return
    fallen = f"since {since.isoformat()}"
    in_turn = coordinators_in_turn(item, messages.PAST_ITS_DAY, once=fallen, at=at)
    for people, kind in zip(in_turn, _IN_TURN, strict=True):
        for person_id in people:
            tell(person_id, item, kind, path, once=f"{news}:{person_id}", at=at)


def _remind(job: Actor, item_id: UUID, at: datetime) -> None:
    """Remind whoever must ask for a yes, once, on the last working day before its day is over.

    Somebody to whom it came in these days has had a message already, and after the day the next is
    asked: this is never a second one.
    """
    item, on = Item.objects.get(pk=item_id), clock.local_day(at)
    held = Holding.objects.filter(item=item, ended_at__isnull=True).first()
    if held is None or held.person_id is None or not must_remind(held, on):
        return
    path, once = page_of(item, Side.SCHOOL), f"agreement:{held.event_id}"
    tell(held.person_id, item, messages.AGREEMENT_WAITS, path, once=once, at=at)


def must_remind(held: Holding, on: date) -> bool:
    """Say whether a yes must be there by the next working day, and nobody was just told of it."""
    soon = on <= held.due_on <= add_working_days(on, 1)
    is_new = working_days_between(clock.local_day(held.began_at), on) < 2
    return held.duty == Duty.GET_AGREEMENT and soon and not is_new


def _ask_to_read(job: Actor, told_id: UUID, at: datetime) -> None:
    """Ask the next person at the school to open what has ended; at the end tell the coordinators."""
    unread = ask_next_to_read(actor=job, told_id=told_id, at=at)
    if unread is None:
        return
    item, person_id = unread.item, unread.person_id
    if person_id is not None:
        once = f"unread:{told_id}:{person_id}"
        tell(person_id, item, messages.ANSWER_UNREAD, page_of(item, Side.SCHOOL), once=once, at=at)
    else:
        _tell_past_its_day(item, Side.SCHOOL, f"unread:{told_id}", unread.since, at)


def _ask_to_review(job: Actor, review_id: UUID, at: datetime) -> None:
    """Ask the next person to look at an exception; at the end tell the coordinators."""
    person_id = ask_next_to_review(actor=job, review_id=review_id, at=at)
    if person_id is not None:
        _tell_of_review(job, messages.REVIEW_DUE, person_id, review_id, reverse("home"), at)
    elif item := review_at_the_end(review_id, at=at):
        for coordinator in coordinators_to_tell(item, at=at):
            path = reverse("silent", args=[item.area_id])
            _tell_of_review(job, messages.REVIEW_PAST, coordinator, review_id, path, at)


def _tell_of_review(
    job: Actor, kind: kinds.Kind, person_id: UUID, review_id: UUID, path: str, at: datetime
) -> None:
    item = Item.objects.get(reviews__pk=review_id)
    notices.send(
        actor=job,
        kind=kind.name,
        link_path=path,
        at=at,
        to_person=person_id,
        about_id=review_id,
        child_id=item.child_id,
        area_id=item.area_id,
        once_key=f"review:{review_id}:{person_id}",
    )


def _ask_manager(job: Actor, told_id: UUID, at: datetime) -> None:
    """Ask the manager about a letter that is overdue; one message a day, however many there are."""
    person_id = ask_manager(actor=job, told_id=told_id, at=at)
    if person_id is None:
        return
    item = Item.objects.get(told__pk=told_id)
    notices.send(
        actor=job,
        kind=messages.LETTER_OVERDUE.name,
        link_path=reverse("home"),
        at=at,
        to_person=person_id,
        about_id=told_id,
        child_id=item.child_id,
        area_id=item.area_id,
        once_key=f"letters:{person_id}:{clock.local_day(at).isoformat()}",
    )


_BEHIND = {
    "select item, child from access.overdue_items(%s, %s, %s)": _escalate,
    "select told, child from access.overdue_letters(%s, %s, %s)": _ask_manager,
    "select told, child from access.overdue_answers(%s, %s, %s)": _ask_to_read,
    "select review, child from access.overdue_reviews(%s, %s, %s)": _ask_to_review,
    "select complaint, child from access.complaints_to_follow(%s, %s, %s)": follow_complaint,
    "select item, child from access.agreements_to_ask_for(%s, %s, %s)": _remind,
    "select asking, child from access.practices_unanswered(%s, %s, %s)": follow_unanswered,
    "select item, child from access.offers_to_nobody(%s, %s, %s)": lapse_at_nobody,
}
