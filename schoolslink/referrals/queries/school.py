"""One record as its school reads it: with the family, whom it may have to tell, and the usual wait."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from schoolslink.access.actor import Actor
from schoolslink.access.policy import Group
from schoolslink.directory.queries import criteria_of
from schoolslink.kernel import clock
from schoolslink.referrals.models import Item
from schoolslink.referrals.queries.door import Opened, open_item
from schoolslink.referrals.queries.team import Relative, family_of
from schoolslink.referrals.rules import Kind, State
from schoolslink.referrals.rules.request import usable_criteria

WAITS = (State.ACCEPTED, State.WAITING)


@dataclass(frozen=True)
class SchoolRecord:
    """What the school may read beside the record itself. usual_wait: weeks from and until."""

    opened: Opened
    family: tuple[Relative, ...] = ()
    usual_wait: tuple[int, int] | None = None


def open_at_school(actor: Actor, item_id: UUID) -> SchoolRecord:
    """Return one record with what belongs to the school that asked, as far as this actor may read.

    Raises Item.DoesNotExist (shown as not found) when the actor has no relationship to it.
    """
    opened = open_item(actor, item_id)
    item = opened.item
    is_named = item.kind == Kind.REFERRAL and Group.CONTACTS in opened.groups
    return SchoolRecord(
        opened,
        family=family_of(item) if is_named and opened.told else (),
        usual_wait=_usual_wait(item),
    )


def _usual_wait(item: Item) -> tuple[int, int] | None:
    if item.state not in WAITS or item.service_id is None:
        return None
    view = criteria_of(item.service_id, on=clock.today())
    return usable_criteria(view.content, version=view.version).wait_weeks
