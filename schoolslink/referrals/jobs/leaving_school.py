"""A child has left a school for none: the council's link hears of it, and so does the family."""

from __future__ import annotations

from datetime import datetime

from schoolslink.referrals import events, messages
from schoolslink.referrals.jobs.family import news_for_all
from schoolslink.referrals.jobs.reaching import (
    coordinators_to_tell,
    page_of,
    tell,
    to_tell_at_school,
)
from schoolslink.referrals.messages_school import WITH_COUNCIL
from schoolslink.referrals.models import Item
from schoolslink.referrals.rules import Side


def tell_of_leaving(event: events.LeftSchool, *, at: datetime) -> None:
    """Tell who stands in at the council, coordinators where nobody does, and those of the family who hear."""
    item = Item.objects.get(pk=event.item_id)
    once, page = f"left:{item.pk}:{item.school_id}", page_of(item, Side.SCHOOL)
    links = to_tell_at_school(item)
    for person_id in links or coordinators_to_tell(item, at=at):
        kind = WITH_COUNCIL if links else messages.NOBODY_NAMED
        tell(person_id, item, kind, page, once=f"{once}:{person_id}", at=at)
    news_for_all(item, messages.FAMILY_ANSWERED, once, at)
