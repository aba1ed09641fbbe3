"""The school's safeguarding leads hear of every risk that is marked, and of what follows."""

from __future__ import annotations

from datetime import datetime

from schoolslink.access.models import Role
from schoolslink.referrals import events, messages
from schoolslink.referrals.jobs.reaching import page_of, roles_held_at, tell
from schoolslink.referrals.models import Item
from schoolslink.referrals.rules import Side


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
    leads = roles_held_at(item.school_id).filter(role=Role.SAFEGUARDING_LEAD)
    for person_id in leads.values_list("person_id", flat=True):
        path = page_of(item, Side.SCHOOL)
        tell(person_id, item, messages.MARKED, path, once=f"{once}:{person_id}", at=at)
