"""What somebody reads of a record that they opened in an emergency: each look noted with its opening."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from schoolslink.access import audit
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action
from schoolslink.kernel import clock
from schoolslink.referrals import permissions
from schoolslink.referrals.models import Glass
from schoolslink.referrals.queries.door import open_item
from schoolslink.referrals.queries.team import TeamRecord, notes_of


@dataclass(frozen=True)
class Emergent:
    """One opening that is not over, with the record as far as it may be read."""

    glass: Glass
    record: TeamRecord


def open_glass(actor: Actor, glass_id: UUID) -> Emergent:
    """Return the record of an opening of the actor's own, for its hour.

    Raises Glass.DoesNotExist afterwards, and for anybody else's.
    """
    rows = permissions.visible_to(actor, Action.GLANCE, Glass.objects.all())
    glass = rows.get(pk=glass_id, person_id=actor.person_id, ends_at__gt=clock.real_now())
    opened = open_item(actor, glass.item_id, action=Action.GLANCE)
    audit.record(actor, "glass.read", glass.pk, at=clock.now(), child_id=opened.item.child_id)
    return Emergent(glass, TeamRecord(opened=opened, notes=notes_of(opened.item)))
