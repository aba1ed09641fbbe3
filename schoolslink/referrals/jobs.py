"""What happens after a move: the next holder, whoever asked, and the family hear that there is news.

Each runs as a job about the one child, in a transaction of its own, and is repeated until it is done.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from procrastinate.contrib.django import app

from schoolslink.access import audit, seal
from schoolslink.access.actor import Actor
from schoolslink.access.events import MembershipEnded
from schoolslink.access.jobs import as_job
from schoolslink.access.models import Membership, Role
from schoolslink.access.policy import Group
from schoolslink.access.unit import current
from schoolslink.directory import queries as directory
from schoolslink.directory.events import ContactChanged, LinkChanged
from schoolslink.kernel import clock, heartbeat, queue
from schoolslink.notices import commands as notices
from schoolslink.notices.kinds import Kind, Reach
from schoolslink.referrals import events, messages
from schoolslink.referrals.commands import leaving, sending, standing_in
from schoolslink.referrals.commands.escalate import at_the_end, escalate, ladder
from schoolslink.referrals.commands.practice_letter import ask_manager
from schoolslink.referrals.models import Carer, ChildContact, Holding, Item, ItemEvent, Told
from schoolslink.referrals.queries.team import TEAM_ROLES
from schoolslink.referrals.rounds import one_by_one
from schoolslink.referrals.rules import Duty, Move, Side
from schoolslink.referrals.rules.moves import TOLD_OF
from schoolslink.referrals.rules.sharing import Told as Amount
from schoolslink.referrals.sharing import amount_for, latest_choices

# When a whole round last came to its end.
ROUND, MORNING = "referrals.escalate_overdue", "referrals.every_morning"


class NotAllAskedAbout(Exception):
    """Some overdue items could not be given to the next person; the job is tried again."""


def tell_holder(event: events.ItemMoved, *, at: datetime) -> None:
    """Tell whoever must act next, unless they made the move themselves; once a day at most."""
    moved = ItemEvent.objects.select_related("item").get(pk=event.event_id)
    person = moved.holder_person_id
    if person is None:
        _tell_of_nobody_named(moved, at)
        return
    answered = moved.duty == Duty.READ_ANSWER and moved.move != Move.ESCALATE
    if person == moved.actor_id or answered:  # of an answer they hear as such (`tell_asker`)
        return
    day = clock.local_day(at).isoformat()
    _tell(
        person,
        moved.item,
        messages.WAITS_FOR_YOU,
        _path(moved.item, moved.holder_side),
        once=f"waits:{person}:{day}",
        at=at,
        act_by_on=moved.due_on,
    )


def _tell_of_nobody_named(moved: ItemEvent, at: datetime) -> None:
    """Tell team and coordinators at once of what nobody is named to answer, each once an item.

    What a team keeps for all of it while somebody is named behind it is its own affair.
    """
    item = moved.item
    if moved.holder_pool_id is None or ladder(item, Side(moved.holder_side), at=at):
        return
    if moved.holder_side == Side.SERVICE:
        for person_id in _team_of(moved.holder_pool_id) - {moved.actor_id}:
            once = f"for_team:{item.pk}:{person_id}"
            path = reverse("referrals:record", args=[item.pk])
            _tell(person_id, item, messages.WAITS_FOR_TEAM, path, once=once, at=at)
    for person_id in _coordinators_of(item):
        once = f"nobody:{item.pk}:{person_id}"
        _tell(person_id, item, messages.NOBODY_NAMED, reverse("home"), once=once, at=at)


def _team_of(pool_id: UUID) -> set[UUID]:
    """Return who works in a team and opens what it has."""
    held = _roles_held_at(pool_id).filter(role__in=TEAM_ROLES, person__is_active=True)
    return set(held.values_list("person_id", flat=True))


def _coordinators_of(item: Item) -> set[UUID]:
    if item.area_id is None:
        return set()
    held = _roles_held_at(item.area_id).filter(role=Role.AREA_COORDINATOR, person__is_active=True)
    return set(held.values_list("person_id", flat=True))


def tell_asker(event: events.ItemMoved, *, at: datetime) -> None:
    """Tell whoever asked at the school that there is an answer or a decision.

    The school counts as told when the message has left, or when it has opened the page.
    """
    move = Move(event.move)
    if move is Move.WITHDRAW:
        _tell_of_end(event, at)
    if move is not Move.ANSWER and move not in TOLD_OF:
        return
    item = Item.objects.get(pk=event.item_id)
    answered = messages.ANSWERED_SOON if item.urgent else messages.ANSWERED
    decided = messages.HELP_ENDED if move is Move.DISCHARGE else messages.DECIDED
    kind = answered if move is Move.ANSWER else decided
    for person_id in _to_tell_at_school(item):
        once = f"told:{event.event_id}:{person_id}"
        _tell(person_id, item, kind, _path(item, Side.SCHOOL), once=once, at=at)


def _tell_of_end(event: events.ItemMoved, at: datetime) -> None:
    """Tell whoever asked, and whoever had it last, that it was taken back: it is on no list now.

    Where nobody of a team had it by name, all of the team did.
    """
    moved = ItemEvent.objects.select_related("item").get(pk=event.event_id)
    item = moved.item
    to_tell = dict.fromkeys(_to_tell_at_school(item), _path(item, Side.SCHOOL))
    last = Holding.objects.filter(item=item).order_by("-began_at", "-id").first()
    if last is not None and last.side == Side.SCHOOL and last.person_id is not None:
        to_tell.setdefault(last.person_id, _path(item, last.side))
    elif last is not None and last.side == Side.SERVICE:
        for person_id in {last.person_id} if last.person_id else _team_of(last.pool_id):
            to_tell.setdefault(person_id, reverse("referrals:record", args=[item.pk]))
    to_tell.pop(moved.actor_id, None)
    for person_id, path in to_tell.items():
        once = f"taken_back:{event.event_id}:{person_id}"
        _tell(person_id, item, messages.TAKEN_BACK, path, once=once, at=at)


def _to_tell_at_school(item: Item) -> list[UUID]:
    """Return whom to tell: whoever asked while they belong to the school, else who leads there.

    The asker may have left since, and what came by phone was typed in by the service.
    """
    roles = _roles_held_at(item.school_id)
    if roles.filter(person_id=item.opened_by_id).exists():
        return [item.opened_by_id]
    leads = roles.filter(role__in=[Role.SCHOOL_LEAD, Role.SCHOOL_COVER])
    return list(leads.order_by("person_id").values_list("person_id", flat=True).distinct())


def _roles_held_at(school_id: UUID) -> QuerySet[Membership]:
    today = clock.local_day(clock.real_now())
    held = Membership.objects.filter(organisation_id=school_id, from_on__lte=today)
    return held.exclude(until_on__lte=today)


def tell_safeguarding(event: events.ReferralSubmitted | events.RiskMarked, *, at: datetime) -> None:
    """Tell the school's safeguarding leads of a request with a risk marked: never bypassed."""
    item = Item.objects.get(pk=event.item_id)
    if not item.risk_marked:
        return
    _tell_safeguarding(item, f"marked:{item.pk}", at)


def tell_safeguarding_of_stop(event: events.AskedToStop, *, at: datetime) -> None:
    """Tell the same people that the family asked to stop, though a risk is marked."""
    _tell_safeguarding(Item.objects.get(pk=event.item_id), f"stop:{event.event_id}", at)


def _tell_safeguarding(item: Item, once: str, at: datetime) -> None:
    leads = _roles_held_at(item.school_id).filter(role=Role.SAFEGUARDING_LEAD)
    for person_id in leads.values_list("person_id", flat=True):
        path = _path(item, Side.SCHOOL)
        _tell(person_id, item, messages.MARKED, path, once=f"{once}:{person_id}", at=at)


def finish_sending(event: events.ReferralSubmitted, *, at: datetime) -> None:
    """Send on what stood unsent, and say why it was shared, where worse did not wait for a yes."""
    sending.finish_sending(actor=_job(), item_id=event.item_id, at=at)


def tell_family(event: events.ReferralDecided, *, at: datetime) -> None:
    """Send each of the family who may be reached by mail word that there is news; details never.

    It does not count as told: that is so when they have opened their page, or somebody told them.
    """
    item = Item.objects.get(pk=event.item_id)
    owed = Told.objects.filter(
        item=item, family_member_id__isnull=False, told_at__isnull=True
    ).order_by("id")
    for duty in owed:
        _news_for(item, duty.family_member_id, messages.FAMILY_NEWS, f"family:{duty.pk}", at)


def tell_answered(event: events.FamilyAnswered, *, at: datetime) -> None:
    """Send whoever wrote to the team word that there is an answer on their page."""
    item = Item.objects.get(pk=event.item_id)
    key = f"answered:{event.event_id}"
    _news_for(item, event.member_id, messages.FAMILY_ANSWERED, key, at)


def _news_for(item: Item, member_id: UUID, kind: Kind, once_key: str, at: datetime) -> None:
    """Send a member of the family a mail that says nothing, where they may be written to."""
    member = Carer.objects.filter(pk=member_id).first()
    if member is None or not family_reach(member.pk):
        return
    notices.send(
        actor=_job(),
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

    None too for whoever may hear nothing: that there is a request at all must not reach them. Asked
    when the mail is queued and again when it leaves.
    """
    member = Carer.objects.select_related("item").filter(pk=contact_id).first()
    if member is None or member.whose != "carer" or member.replaced:
        return None  # the address that is asked for is the first carer's
    if amount_for(member.item, member, latest_choices(member.item)) is Amount.NOTHING:
        return None
    row = ChildContact.objects.filter(item_id=member.item_id, whose="carer").first()
    if row is None:
        return None
    audit.read("contact", [row.pk], groups=[Group.CONTACTS], children=[row.child_id])
    said = json.loads(seal.texts(row, row.child_id)["words"] or "{}")
    email = str(said.get("carer_email") or "")
    return Reach(email=email) if email and not email.startswith("__") else None


def hand_on_from_leaver(event: MembershipEnded, *, at: datetime) -> None:
    """Give what somebody held at an organisation to others, once they no longer belong to it."""
    if not leaving.still_belongs(event.person_id, event.organisation_id):
        leaving.hand_on(actor=_job(), person_id=event.person_id, at=at)


def hand_on_from_contact(event: ContactChanged, *, at: datetime) -> None:
    """Give what a contact held to whoever is named in their place, or to cover and pool."""
    if event.left_person_id is not None:
        leaving.hand_on(actor=_job(), person_id=event.left_person_id, at=at)


def ask_cover(event: ContactChanged, *, at: datetime) -> None:
    """Ask the cover for all that a contact holds, when they are away from today on."""
    person_id = directory.person_of_contact(event.contact_id) if event.contact_id else None
    if person_id is not None and directory.is_away(person_id, on=clock.local_day(at)):
        standing_in.ask_cover(actor=_job(), person_id=person_id, at=at)


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
            actor=_job(), item_id=event.item_id, person_id=event.person_id, at=at
        )
    else:
        standing_in.follow_link(actor=_job(), item_id=event.item_id, what=event.why, at=at)


@app.task(name="referrals.every_morning", queue=queue.CHORES)
def every_morning(timestamp: int) -> None:
    """Hand on what is still held by those whose last day has come, or who are away from today."""
    for person_id, organisation_id in leaving.left_lately(clock.local_day(clock.real_now())):
        if leaving.still_belongs(person_id, organisation_id):
            continue
        with as_job(organisation_id=organisation_id, purpose="referrals.hand_on") as actor:
            leaving.hand_on(actor=actor, person_id=person_id, at=clock.now())
    for person_id, organisation_id in directory.people_away(on=clock.today()):
        with as_job(organisation_id=organisation_id, purpose="referrals.ask_cover") as actor:
            standing_in.ask_cover(actor=actor, person_id=person_id, at=clock.now())
    with transaction.atomic():
        heartbeat.beat(MORNING)


@app.task(name="referrals.every_morning_if_nobody_did", queue=queue.CHORES)
def every_morning_if_nobody_did(timestamp: int) -> None:
    """Hand on what this morning's round did not, because a worker died of it, or none worked."""
    if not heartbeat.is_done_today(MORNING):
        every_morning(timestamp)


def tell_coordinators(item_id: UUID, *, at: datetime) -> None:
    """Tell the area's coordinators, once, of what is past its day when nobody else can be asked."""
    held = at_the_end(item_id, at=at)
    if held is None:
        return
    item = held.item
    for person_id in _coordinators_of(item):
        path = reverse("silent", args=[item.area_id])
        once = f"past:{held.event_id}:{person_id}"
        _tell(person_id, item, messages.PAST_ITS_DAY, path, once=once, at=at)


def _tell(
    person_id: UUID,
    item: Item,
    kind: Kind,
    path: str,
    *,
    once: str,
    at: datetime,
    act_by_on: date | None = None,
) -> None:
    """Send somebody of a school, service or area word about an item; `once` names this very news."""
    notices.send(
        actor=_job(),
        kind=kind.name,
        link_path=path,
        at=at,
        to_person=person_id,
        about_id=item.pk,
        child_id=item.child_id,
        area_id=item.area_id,
        act_by_on=act_by_on,
        once_key=once,
    )


def _job() -> Actor:
    return current().actor()


def _path(item: Item, side: str) -> str:
    """Return the page of an item for one side."""
    return reverse("referrals:asked", args=[item.pk]) if side == Side.SCHOOL else reverse("home")


@app.task(name="referrals.escalate_overdue", queue=queue.CHORES)
def escalate_overdue(timestamp: int) -> None:
    """Ask the next person about everything whose promised day is over: one job for each child."""
    at = clock.now()
    failed = one_by_one("select item, child from access.overdue_items(%s, %s, %s)", _escalate, at)
    failed += one_by_one(
        "select told, child from access.overdue_letters(%s, %s, %s)", _ask_manager, at
    )
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
    escalate(actor=job, item_id=item_id, at=at)
    tell_coordinators(item_id, at=at)


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
