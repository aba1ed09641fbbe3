"""A school closes, a service ends, a school goes to another area: the card of a hand-over opens by itself."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action
from schoolslink.directory.queries import place_of_pair
from schoolslink.kernel import clock
from schoolslink.kernel.calendar import add_working_days
from schoolslink.referrals import permissions
from schoolslink.referrals.commands.check_in import at_service
from schoolslink.referrals.commands.telling import one_at_a_time
from schoolslink.referrals.commands.transferring import open_by_itself, open_transfer_of, steps_of
from schoolslink.referrals.models import Item, ItemEvent
from schoolslink.referrals.rules import Move
from schoolslink.referrals.rules.left_behind import (
    Places,
    hand_over_by,
    is_settled,
    whys_left_behind,
)


def open_if_left_behind(*, actor: Actor, request_id: UUID, at: datetime) -> Item | None:
    """Open the card where the register left a child behind; None where one is open, or was for this end."""
    request = permissions.items(actor, Action.VIEW).get(pk=request_id)
    one_at_a_time(request)
    on = clock.local_day(at)
    found = whys_left_behind(_places(request, on), on)
    if not found or open_transfer_of(request) is not None:
        return None
    came_at = _came_at(request)
    here = [one for one in steps_of(request) if came_at is None or one.opened_at > came_at]
    for left in found:
        if any(is_settled(left, one.why, one.on) for one in here):
            continue
        by, holder = (
            hand_over_by(left.over_on, on, add_working_days(on, 10)),
            at_service(request, at),
        )
        return open_by_itself(
            actor=actor, request=request, why=left.why, by=by, holder=holder, at=at
        )
    return None


def _came_at(request: Item) -> datetime | None:
    """Return when the service that has it took it over; None where it was there from the first."""
    taken = ItemEvent.objects.filter(item=request, move=Move.TAKE_OVER).order_by("-version_seen")
    return taken.values_list("at", flat=True).first()


def _places(request: Item, on: date) -> Places:
    known = place_of_pair(request.school_id, request.service_id, on=on)
    area = request.area_id
    return Places(
        school_ends=known.school_ends,
        school_over_on=known.school_over_on,
        service_over_on=known.service_over_on,
        moved=known.school_area is not None and known.school_area not in (known.service_area, area),
    )
