"""Whoever has it at the service is asked to look today, where help was shown first. No word goes."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from schoolslink.kernel import clock
from schoolslink.referrals import events, messages
from schoolslink.referrals.jobs.reaching import team_of, tell
from schoolslink.referrals.models import Holding, Item
from schoolslink.referrals.rules import Side


def ask_to_look(event: events.SavedAfterHelp, *, at: datetime) -> None:
    """Ask whoever has it at the service to look today, each once a day for one request.

    What a family or a school typed is for the team. Where no team has it yet nobody is asked: at a
    school this would say of a young person what they wrote to others. Where nobody of the team has
    it by name, all of the team are asked.
    """
    item = Item.objects.get(pk=event.item_id)
    if item.team_id is None or event.side == Side.SERVICE:
        return
    held = Holding.objects.filter(item=item, side=Side.SERVICE.value, pool_id=item.team_id)
    person = held.order_by("-began_at", "-id").values_list("person_id", flat=True).first()
    day = clock.local_day(at).isoformat()
    path = reverse("referrals:record", args=[item.pk])
    for person_id in {person} if person else team_of(item.team_id):
        once = f"look:{item.pk}:{person_id}:{day}"
        tell(person_id, item, messages.PLEASE_LOOK, path, once=once, at=at)
