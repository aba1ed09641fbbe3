"""Days set aside beside the family's own wait, and counted again: the family's clock never hears of it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from schoolslink.access.actor import Actor
from schoolslink.kernel import clock
from schoolslink.referrals.commands.happening import took_place
from schoolslink.referrals.commands.moving import Moved, find, make_move
from schoolslink.referrals.errors import NotPossible
from schoolslink.referrals.queries.aside import stands_aside
from schoolslink.referrals.routing import route_of
from schoolslink.referrals.rules import Move, Need, RuleBroken
from schoolslink.referrals.rules.aside import (
    ABOUT_THE_LAST,
    NoSuchReason,
    check_again,
    check_aside,
)


def set_aside(
    *,
    actor: Actor,
    item_id: UUID,
    version: int,
    why: str,
    first_on: date,
    last_on: date,
    at: datetime,
) -> Moved:
    """Set days aside, the first and the last included, with a reason from the list.

    Whoever of the family may hear of the answer reads it on their page. Raises as `make_move`, and
    NotPossible, beside its field, for days on which nobody waited, yet to come, or set aside before.
    """
    item, side = find(actor, item_id)
    began = [one.on for one in took_place(item) if one.move is Move.START_HELP]
    try:
        check_aside(
            why, first_on, last_on, stands_aside(item), today=clock.local_day(at),
            asked_on=clock.local_day(item.asked_at) if item.asked_at else None,
            helped_on=began[0] if began else None,
        )  # fmt: skip
    except RuleBroken as broken:
        field = "until_on" if isinstance(broken, ABOUT_THE_LAST) else "happened_on"
        field = "why" if isinstance(broken, NoSuchReason) else field
        raise NotPossible(sentence=broken.message, field=field) from broken
    return make_move(
        actor=actor, item=item, side=side, move=Move.SET_ASIDE, version=version, at=at,
        route=route_of(item, on=clock.local_day(at)),
        given={Need.REASON: why, Need.DAYS: (first_on, last_on)},
        facts={"happened_on": first_on, "until_on": last_on, "reason": why},
    )  # fmt: skip


def count_again(
    *, actor: Actor, item_id: UUID, version: int, of_version: int, at: datetime
) -> Moved:
    """Count the days again that were set aside at a version. That they were stays in what was done.

    Raises as `make_move`, and NotPossible where nothing stands aside from that version.
    """
    item, side = find(actor, item_id)
    try:
        check_again(of_version, stands_aside(item))
    except RuleBroken as broken:
        raise NotPossible(sentence=broken.message, field="of_version") from broken
    return make_move(
        actor=actor, item=item, side=side, move=Move.COUNT_AGAIN, version=version, at=at,
        route=route_of(item, on=clock.local_day(at)), facts={"puts_right": of_version},
    )  # fmt: skip
