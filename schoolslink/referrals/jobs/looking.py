"""Whoever has it is asked to look today, where help was shown first. No word goes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.urls import reverse

from schoolslink.access.models import Role
from schoolslink.kernel import clock
from schoolslink.referrals import events, messages
from schoolslink.referrals.jobs.reaching import (
    page_of,
    roles_held_at,
    team_of,
    tell,
    to_tell_at_school,
)
from schoolslink.referrals.models import Holding, Item
from schoolslink.referrals.rules import Side


def ask_to_look(event: events.SavedAfterHelp, *, at: datetime) -> None:
    """Ask whoever has it to look today, each once a day for one request.

    What a family or a school typed is for the team. Where nobody of the team has it by name, all of
    the team are asked. Where no team has it yet, the school is asked to see somebody in person.
    """
    item = Item.objects.get(pk=event.item_id)
    if event.side == Side.SERVICE:
        return
    if item.team_id is None:
        _ask_school(item, at)
        return
    held = Holding.objects.filter(item=item, side=Side.SERVICE.value, pool_id=item.team_id)
    person = held.order_by("-began_at", "-id").values_list("person_id", flat=True).first()
    day = clock.local_day(at).isoformat()
    path = reverse("referrals:record", args=[item.pk])
    for person_id in {person} if person else team_of(item.team_id):
        once = f"look:{item.pk}:{person_id}:{day}"
        tell(person_id, item, messages.PLEASE_LOOK, path, once=once, at=at)


def _ask_school(item: Item, at: datetime) -> None:
    """Ask whoever has it at the school, and a second adult there, to see somebody in person today.

    The same message whoever typed, and nothing of what: it does not say that a young person wrote.
    Somebody who typed it at the school may be the one who has it: so a second adult is always asked,
    the safeguarding leads, or else the head.
    """
    if item.school_id is None:
        return  # asked by a family itself, and not sent: nobody has it yet
    day = clock.local_day(at)

    def ask(people: set[UUID], kind: messages.Kind, path: str) -> None:
        for person_id in people:
            once = f"see:{item.pk}:{person_id}:{day.isoformat()}"
            tell(person_id, item, kind, path, once=once, at=at, act_by_on=day)

    held = Holding.objects.filter(item=item, ended_at__isnull=True, side=Side.SCHOOL.value)
    person = held.values_list("person_id", flat=True).first()
    first = {person} if person else set(to_tell_at_school(item))
    ask(first, messages.SEE_TODAY, page_of(item, Side.SCHOOL))
    leads, heads = (_who(item.school_id, role) for role in SECOND)
    # The safeguarding lead opens no request without a risk marked: they ask the first by word of mouth.
    ask(leads - first, messages.ASK_WHO_TODAY, reverse("home"))
    if not leads:
        ask(heads - first, messages.SEE_TODAY, page_of(item, Side.SCHOOL))


SECOND = (Role.SAFEGUARDING_LEAD, Role.SCHOOL_HEAD)


def _who(school_id: UUID, role: Role) -> set[UUID]:
    held = roles_held_at(school_id).filter(role=role, person__is_active=True)
    return set(held.values_list("person_id", flat=True))
