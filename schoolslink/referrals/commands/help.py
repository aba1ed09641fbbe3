"""The end of help: how things are, what to watch, the plan; written once, for everybody concerned."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from schoolslink.access.actor import Actor
from schoolslink.kernel import clock
from schoolslink.referrals.commands.moving import Moved, find, make_move
from schoolslink.referrals.routing import route_of
from schoolslink.referrals.rules import Move, Need, Side


def end_help(
    *,
    actor: Actor,
    item_id: UUID,
    version: int,
    words: str,
    watch: str,
    plan: str,
    who_tells: Side,
    at: datetime,
) -> Moved:
    """End help: words say how things are, watch what to look out for, plan who does what now.

    Raises Item.DoesNotExist, NotYours, ChangedMeanwhile, and NotPossible when one of them is empty.
    """
    item, side = find(actor, item_id)
    return make_move(
        actor=actor,
        item=item,
        side=side,
        move=Move.DISCHARGE,
        version=version,
        at=at,
        route=route_of(item, on=clock.local_day(at)),
        words="\n\n".join(part for part in (words, watch, plan) if part.strip()),
        teller=who_tells,
        given={Need.RISK_NOTE: watch, Need.PLAN: plan, Need.WHO_TELLS: who_tells.value},
    )
