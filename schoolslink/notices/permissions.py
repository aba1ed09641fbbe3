"""Whose messages an actor may read: one's own, and those stuck in the areas one coordinates."""

from django.db.models import Q, QuerySet

from schoolslink.access import policy
from schoolslink.access.actor import Actor
from schoolslink.notices.models import Notice

RECORD = "notice"


def own(actor: Actor) -> QuerySet[Notice]:
    """Return the messages to this person; to nobody else, whatever their role."""
    if actor.person_id is None:
        return Notice.objects.none()
    return Notice.objects.filter(recipient_person_id=actor.person_id)


def visible_to(actor: Actor, action: policy.Action) -> QuerySet[Notice]:
    """Return the messages whose sending this actor looks after, by the table of grants."""
    granted = policy.relationships(actor, action, RECORD)
    areas = granted.get("own-area", frozenset())
    return Notice.objects.filter(Q(area_id__in=areas)) if areas else Notice.objects.none()
