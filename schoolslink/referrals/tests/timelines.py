"""Whole stories of requests, told move by move as the seed role: the database checks each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.models import Item, ItemEvent, YoungPerson
from schoolslink.referrals.rules import ENDED, Kind, Move, Side, State, next_state
from schoolslink.referrals.tests.arrange import World


@dataclass(frozen=True)
class Step:
    """One move of a story."""

    move: Move
    at: datetime
    side: Side = Side.SERVICE
    by_person: bool = True


def tell(world: World, steps: Iterable[Step], child_id: UUID | None = None) -> UUID:
    """Make one request and every move of it; return the item's id. Call as the seed role."""
    steps = list(steps)
    if child_id is None:
        child_id = new_id()
        YoungPerson.objects.create(id=child_id, made_at=steps[0].at)
    item = Item.objects.create(
        kind=Kind.REFERRAL.value, reference=f"T-{new_id()}", child_id=child_id,
        school_id=world.northgate.pk, team_id=world.riverside.pk, service_id=world.riverside.pk,
        area_id=world.area.pk, opened_by_id=world.nadia.pk, opened_at=steps[0].at,
    )  # fmt: skip
    state = State.NEW
    for version, step in enumerate(steps):
        state = next_state(Kind.REFERRAL, state, step.move)
        open_still = state not in ENDED[Kind.REFERRAL]
        ItemEvent.objects.create(
            item_id=item.pk, move=step.move.value, version_seen=version, at=step.at,
            actor_kind="person" if step.by_person else "job", side=step.side.value,
            actor_id=world.priya.pk if step.by_person else None,
            holder_pool_id=world.riverside.pk if open_still else None,
            holder_side="service" if open_still else "", duty="look" if open_still else "",
            due_on=clock.local_day(step.at) + timedelta(days=1) if open_still else None,
        )  # fmt: skip
    return item.pk
