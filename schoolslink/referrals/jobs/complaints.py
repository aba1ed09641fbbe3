"""A complaint is told to whoever hears it, followed each morning, and what came of it is told back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.urls import reverse

from schoolslink.access.actor import Actor
from schoolslink.notices import commands as notices
from schoolslink.notices.kinds import Kind
from schoolslink.referrals import events, messages
from schoolslink.referrals.commands.complaining import follow
from schoolslink.referrals.jobs.family import news_for
from schoolslink.referrals.jobs.reaching import coordinators_of, coordinators_to_tell, this_job
from schoolslink.referrals.models import Complaint, Item


def tell_of_complaint(event: events.Complained, *, at: datetime) -> None:
    """Tell whoever has it that something waits for them; where nobody may hear it, who finds somebody."""
    one = Complaint.objects.select_related("item").get(pk=event.complaint_id)
    if one.how:  # their copy stands on their page
        key = f"complaint:{one.pk}:copy"
        news_for(one.item, one.family_member_id, messages.FAMILY_ANSWERED, key, at)
    followed = follow(actor=this_job(), complaint_id=one.pk, at=at)
    person = followed.person_id if followed else one.person_id
    if person is not None:
        _tell(one, person, at)


def tell_who_complained(event: events.ComplaintHeard, *, at: datetime) -> None:
    """Send whoever complained word that there is something on their page; nothing of what it is."""
    item = Item.objects.get(pk=event.item_id)
    stage = "answered" if event.is_answered else "seen"
    key = f"complaint:{event.complaint_id}:{stage}"
    news_for(item, event.member_id, messages.FAMILY_ANSWERED, key, at)


def follow_complaint(job: Actor, complaint_id: UUID, at: datetime) -> None:
    """Give one to the next who hears it and tell them; at the end tell the area's coordinators."""
    followed = follow(actor=job, complaint_id=complaint_id, at=at)
    if followed is None:
        return
    one = Complaint.objects.select_related("item").get(pk=complaint_id)
    if followed.person_id is not None:
        _tell(one, followed.person_id, at)
        return
    for person_id in coordinators_to_tell(one.item, at=at):
        _send(one, messages.COMPLAINT_PAST, person_id, _list_of(one), f"past:{one.due_on}", at)


def _tell(one: Complaint, person_id: UUID, at: datetime) -> None:
    finds = person_id in coordinators_of(one.item)
    kind = messages.COMPLAINT_UNHEARD if finds else messages.COMPLAINT_WAITS
    path = _list_of(one) if finds else reverse("referrals:complaint", args=[one.pk])
    _send(one, kind, person_id, path, f"has:{one.due_on}", at)


def _list_of(one: Complaint) -> str:
    return reverse("silent", args=[one.area_id]) if one.area_id else reverse("home")


def _send(one: Complaint, kind: Kind, person_id: UUID, path: str, news: str, at: datetime) -> None:
    notices.send(
        actor=this_job(),
        kind=kind.name,
        link_path=path,
        at=at,
        to_person=person_id,
        about_id=one.pk,
        child_id=one.child_id,
        area_id=one.area_id,
        once_key=f"complaint:{one.pk}:{person_id}:{news}",
    )
