"""A judged pair as its page asks which of both goes on, and a request that is joined."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from schoolslink.access import audit
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action, Group
from schoolslink.referrals import permissions
from schoolslink.referrals.models import Item, Joining, Likeness
from schoolslink.referrals.queries.compared import find_pair
from schoolslink.referrals.queries.halves import half_of
from schoolslink.referrals.queries.joined import JoinedWith, joined_with
from schoolslink.referrals.rules import Side
from schoolslink.referrals.rules.alike import Verdict
from schoolslink.referrals.rules.joining import Half, Hinders, hinders


@dataclass(frozen=True)
class One:
    """One of two. stops: what has to be finished before it is joined to the other, or None."""

    item: Item
    school_name: str
    half: Half
    stops: Hinders | None


@dataclass(frozen=True)
class Pair:
    """Two requests of which somebody has said that they are one child's."""

    row: Likeness
    one: One
    other: One


@dataclass(frozen=True)
class JoinedHalf:
    """A request that is over here because another goes on; other: None once that was erased, or apart."""

    item: Item
    other: JoinedWith | None


def both_of(actor: Actor, item_id: UUID, alike_id: UUID) -> Pair:
    """Return two that are about one child. Raises Likeness.DoesNotExist (shown as not found) else."""
    row = find_pair(actor, item_id, alike_id)
    if row.verdict != Verdict.SAME:
        raise Likeness.DoesNotExist
    mine = permissions.items(actor, Action.VIEW).select_related("school")
    found = mine.filter(pk__in=(row.item_id, row.other_id))
    items = sorted(found, key=lambda item: item.pk != item_id)
    if len(items) != 2 or {permissions.side_of(actor, one) for one in items} != {Side.SERVICE}:
        raise Likeness.DoesNotExist
    audit.read(
        "alike", [one.pk for one in items], groups=[Group.ROUTING],
        children=[one.child_id for one in items],
    )  # fmt: skip
    here, there = (half_of(one) for one in items)
    return Pair(
        row,
        One(items[0], _school(items[0]), here, hinders(here, there)),
        One(items[1], _school(items[1]), there, hinders(there, here)),
    )


def joined_half(actor: Actor, item_id: UUID, *, may_be_apart: bool = False) -> JoinedHalf:
    """Return a joined request with the one that goes on. Raises Item.DoesNotExist (not found) else.

    may_be_apart: for what was sent, one that somebody else took apart meanwhile too.
    """
    item = permissions.items(actor, Action.VIEW).get(pk=item_id)
    if permissions.side_of(actor, item) is not Side.SERVICE:
        raise Item.DoesNotExist
    is_joined = Joining.objects.filter(item=item, apart_at__isnull=True).exists()
    if not (is_joined or may_be_apart):
        raise Item.DoesNotExist
    audit.read("alike", [item.pk], groups=[Group.ROUTING], children=[item.child_id])
    other = next((one for one in joined_with(actor, item) if one.goes_on), None)
    return JoinedHalf(item, other)


def _school(item: Item) -> str:
    return item.school.name if item.school else ""
