"""Two requests about one child, as the tests of joining them begin."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from schoolslink.access.unit import acting
from schoolslink.referrals.commands.alike import say_of_pair
from schoolslink.referrals.commands.joining import join, take_apart
from schoolslink.referrals.models import Item, Joining, Likeness
from schoolslink.referrals.rules.alike import Verdict
from schoolslink.referrals.tests.arrange import World, acting_as


def pair_of(one: UUID, other: UUID) -> Likeness:
    """Return the pair that the database found of two requests."""
    return Likeness.objects.get(item_id=max(one, other), other_id=min(one, other))


def said_same(world: World, one: UUID, other: UUID, at) -> None:
    """Let Priya say of two requests that they are about one child."""
    with acting(acting_as(world.priya)) as priya:
        say_of_pair(
            actor=priya, item_id=one, alike_id=pair_of(one, other).pk, verdict=Verdict.SAME,
            why="Rung both.", at=at,
        )  # fmt: skip


def join_them(
    actor, joined: UUID, goes_on: UUID, at, *, versions=None, why="One child."
) -> Joining:
    """Let somebody join one to another that goes on, as both stand now."""
    seen = dict(Item.objects.filter(pk__in=(joined, goes_on)).values_list("pk", "version"))
    return join(
        actor=actor, item_id=joined, alike_id=pair_of(joined, goes_on).pk, goes_on_id=goes_on,
        versions=versions or (seen[goes_on], seen[joined]), why=why, at=at,
    )  # fmt: skip


def joined(world: World, one: UUID, goes_on: UUID, at) -> Joining:
    """Let Priya say that two are about one child, and join them."""
    said_same(world, one, goes_on, at)
    with acting(acting_as(world.priya)) as priya:
        return join_them(priya, one, goes_on, at)


def apart(world: World, item_id: UUID, at, why="They are cousins.") -> None:
    """Let Priya take a request apart again from the one it was joined to."""
    with acting(acting_as(world.priya)) as priya:
        version = Item.objects.get(pk=item_id).version
        take_apart(actor=priya, item_id=item_id, version=version, why=why, at=at)


def last_tuesday() -> datetime:
    """Return noon of a Tuesday past: what has ended is a team's to open for ninety real days."""
    now = datetime.now(UTC)
    day = now - timedelta(days=(now.weekday() - 1) % 7 or 7)
    return day.replace(hour=12, minute=0, second=0, microsecond=0)
