"""What took place, with its day: written down when there is time, and put right when it was wrong."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from schoolslink.access.actor import Actor
from schoolslink.kernel import clock
from schoolslink.referrals.commands.moving import Moved, find, make_move
from schoolslink.referrals.errors import NotPossible
from schoolslink.referrals.models import Item, ItemEvent
from schoolslink.referrals.routing import route_of
from schoolslink.referrals.rules import Move, Need, RuleBroken
from schoolslink.referrals.rules.happened import (
    DATED,
    Said,
    TookPlace,
    WhyLate,
    check_day,
    days_that_stand,
)


def write_down(
    *,
    actor: Actor,
    item_id: UUID,
    move: Move,
    version: int,
    happened_on: date,
    because: str,
    at: datetime,
) -> Moved:
    """Write down a meeting, an assessment, a plan or the start of help, with the day it took place.

    The clocks of waiting are read from that day; what is promised and what was silence, from `at`.
    because: needed where it is more than two weeks ago; the school may read it. Raises as `make_move`,
    and NotPossible, beside its field, for a day after today, before asking or before the first meeting.
    """
    item, side = find(actor, item_id)
    _check(item, move, happened_on, at, because=because)
    return make_move(
        actor=actor, item=item, side=side, move=move, version=version, at=at, words=because,
        route=route_of(item, on=clock.local_day(at)), facts={"happened_on": happened_on},
    )  # fmt: skip


def put_day_right(
    *,
    actor: Actor,
    item_id: UUID,
    version: int,
    of_version: int,
    happened_on: date,
    words: str,
    at: datetime,
) -> Moved:
    """Put right the day of what was written down at a version; words say what was wrong.

    What was said before stays said. Raises as `write_down`.
    """
    item, side = find(actor, item_id)
    found = next((one for one in took_place(item) if one.version == of_version), None)
    if found is None:
        raise NotPossible(sentence="Choose what has the wrong day.", field="of_version")
    _check(item, found.move, happened_on, at, puts_right=of_version)
    return make_move(
        actor=actor, item=item, side=side, move=Move.PUT_DAY_RIGHT, version=version, at=at,
        words=words, route=route_of(item, on=clock.local_day(at)),
        given={Need.HAPPENED_ON: happened_on},
        facts={"happened_on": happened_on, "puts_right": of_version},
    )  # fmt: skip


def took_place(item: Item) -> tuple[TookPlace, ...]:
    """Return what took place on a request so far, with the days that stand."""
    rows = ItemEvent.objects.filter(item=item, move__in=[*DATED, Move.PUT_DAY_RIGHT])
    return days_that_stand(
        Said(row.version_seen, row.move, clock.local_day(row.at), row.happened_on, row.puts_right)
        for row in rows
    )


def _check(
    item: Item,
    move: Move,
    on: date,
    at: datetime,
    *,
    because: str = "",
    puts_right: int | None = None,
) -> None:
    asked_on = clock.local_day(item.asked_at) if item.asked_at else None
    try:
        check_day(
            move, on, took_place(item), today=clock.local_day(at), asked_on=asked_on,
            because=because, puts_right=puts_right,
        )  # fmt: skip
    except RuleBroken as broken:
        field = "because" if isinstance(broken, WhyLate) else "happened_on"
        raise NotPossible(sentence=broken.message, field=field) from broken
