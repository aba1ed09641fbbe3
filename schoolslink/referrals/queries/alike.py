"""Whether another open request of the team may be about the same child: a hint for a person, and no more.

Found by blind tokens, among what the reader may open anyway. Who asked for one is never told of the
other, and nothing is joined by it: two children may share a surname and a birthday.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, TextField
from django.db.models.functions import Cast, JSONObject

from schoolslink.access import audit
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action, Group
from schoolslink.referrals import permissions
from schoolslink.referrals.models import FindingToken, Item

# By which one child is told from another; a postcode, or a birthday alone, is a whole class's.
TELLING = ("nhs_number", "surname_born")


@dataclass(frozen=True)
class Alike:
    """Another open request that may be about the same child."""

    item_id: UUID
    reference: str


def alike_to(actor: Actor) -> ArraySubquery:
    """Return, for a statement that loads an item, the other open requests of its team that may be alike."""
    rows = permissions.visible_to(actor, Action.VIEW, FindingToken.objects.all())
    own = FindingToken.objects.filter(item=OuterRef(OuterRef("pk")), kind__in=TELLING)
    there = rows.filter(
        token__in=own.values("token"), kind__in=TELLING, team_id=OuterRef("team_id"),
        closed_on__isnull=True,
    ).exclude(child_id=OuterRef("child_id"))  # fmt: skip
    found = JSONObject(
        item_id=Cast("item_id", TextField()), child_id=Cast("child_id", TextField()),
        reference="item__reference",
    )  # fmt: skip
    return ArraySubquery(there.order_by("item_id").values(found=found))


def alike_of(item: Item) -> tuple[Alike, ...]:
    """Return what was found with an item, each once; that it was shown is noted."""
    rows = getattr(item, "alike_found", None) or ()
    found = {row["item_id"]: row for row in rows} if item.closed_on is None else {}
    if found:
        children = [UUID(row["child_id"]) for row in found.values()]
        audit.read("alike", map(UUID, found), groups=[Group.IDENTITY], children=children)
    return tuple(Alike(UUID(row["item_id"]), row["reference"]) for row in found.values())
