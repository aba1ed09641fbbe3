"""A school's safeguarding leads hear of every risk that is marked, and of what is stopped in spite of one."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from schoolslink.access.models import Role
from schoolslink.directory.queries.safeguarding import safeguarding_leads
from schoolslink.kernel import clock
from schoolslink.notices.kinds import Kind
from schoolslink.referrals import events, messages
from schoolslink.referrals.jobs.reaching import coordinators_to_tell, page_of, roles_held_at, tell
from schoolslink.referrals.models import Item, ItemEvent
from schoolslink.referrals.rules import Side

# Who hears of a risk: whoever leads safeguarding; where a school names nobody, who answers for the school.
HEARS = (
    (Role.SAFEGUARDING_LEAD,),
    (Role.SCHOOL_HEAD,),
    (Role.SCHOOL_LEAD, Role.SCHOOL_COVER),
)


def tell_safeguarding(event: events.ReferralSubmitted | events.RiskMarked, *, at: datetime) -> None:
    """Tell the school's safeguarding leads of a request with a risk marked: never bypassed."""
    item = Item.objects.get(pk=event.item_id)
    if item.risk_marked:
        _tell(item, messages.MARKED, f"marked:{item.pk}", at)


def tell_safeguarding_of_stop(event: events.AskedToStop, *, at: datetime) -> None:
    """Tell the same people that it was stopped, or is asked to be, though a risk is marked."""
    moved = ItemEvent.objects.select_related("item").get(pk=event.event_id)
    kind = messages.MARKED if moved.side == Side.FAMILY else messages.STOPPED_AT_SCHOOL
    _tell(moved.item, kind, f"stop:{event.event_id}", at)


def _tell(item: Item, kind: Kind, once: str, at: datetime) -> None:
    """Tell those who hear of it; where nobody leads safeguarding, the area's coordinators hear that too."""
    if item.school_id is None:
        return  # asked by a family itself: no school is told without their yes
    held = roles_held_at(item.school_id).filter(person__is_active=True)
    for roles in HEARS:
        people = set(held.filter(role__in=roles).values_list("person_id", flat=True))
        for person_id in people:
            path = page_of(item, Side.SCHOOL)
            tell(person_id, item, kind, path, once=f"{once}:{person_id}", at=at)
        if people:
            break
    if not safeguarding_leads(item.school_id):
        path = reverse("directory:school", args=[item.school_id])
        day = clock.local_day(at).isoformat()
        for person_id in coordinators_to_tell(item, at=at):
            once = f"no_safeguarding_lead:{item.school_id}:{person_id}:{day}"
            tell(person_id, item, messages.NO_SAFEGUARDING_LEAD, path, once=once, at=at)
