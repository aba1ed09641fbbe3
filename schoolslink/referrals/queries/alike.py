"""Which other open requests of the team may be about the same child: a hint for a person, and no more.

Found by the database from blind tokens (`likeness.sql`). Who asked for one is never told of the other,
and nothing is joined by it: two children may share a surname and a birthday.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    F,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    UUIDField,
    When,
)
from django.db.models.functions import Cast, JSONObject

from schoolslink.access import audit, policy
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action, Group
from schoolslink.referrals import permissions
from schoolslink.referrals.models import Item, Likeness
from schoolslink.referrals.rules.alike import FoundBy

MOST = 100  # more than these are not counted, and not listed on one page


@dataclass(frozen=True)
class Alike:
    """Another open request that may be about the same child. verdict: what somebody has said of it.

    risk_marked: of the other one, so that whoever reads this one knows.
    """

    id: UUID
    item_id: UUID
    reference: str
    verdict: str = ""
    risk_marked: bool = False


@dataclass(frozen=True)
class Pair:
    """Two open requests of a team of which nobody has said yet whether they are one child's."""

    id: UUID
    item_id: UUID
    references: tuple[str, str]
    found_by: tuple[FoundBy, ...]


def open_pairs(actor: Actor) -> QuerySet[Likeness]:
    """Return the pairs, of requests that are open at one team, that this actor may look at."""
    rows = permissions.visible_to(actor, Action.VIEW, Likeness.objects.all())
    # What is closed to somebody is not there for them, whichever of the two it is.
    return rows.filter(
        taken_back_at__isnull=True, closed_on__isnull=True, other__closed_on__isnull=True,
        other__team_id=F("team_id"),
    ).exclude(other__child_id__in=actor.closed)  # fmt: skip


def alike_to(actor: Actor) -> ArraySubquery:
    """Return, for a statement that loads an item, the other open requests of its team that may be alike."""
    rows = open_pairs(actor).filter(Q(item_id=OuterRef("pk")) | Q(other_id=OuterRef("pk")))

    def of_the_other(field: str, kind: type) -> Case:
        later = When(other_id=OuterRef("pk"), then=F(f"item__{field}"))
        return Case(later, default=F(f"other__{field}"), output_field=kind())

    found = JSONObject(
        id=Cast("id", TextField()),
        item_id=Cast(of_the_other("id", UUIDField), TextField()),
        child_id=Cast(of_the_other("child_id", UUIDField), TextField()),
        reference=of_the_other("reference", CharField),
        verdict="verdict",
        risk_marked=of_the_other("risk_marked", BooleanField),
    )
    return ArraySubquery(rows.order_by("id").values(found=found))


def alike_of(item: Item) -> tuple[Alike, ...]:
    """Return what was found with an item; that it was shown is noted."""
    rows = (getattr(item, "alike_found", None) or ()) if item.closed_on is None else ()
    if rows:
        children = [UUID(row["child_id"]) for row in rows]
        audit.read(
            "alike", [UUID(row["item_id"]) for row in rows],
            groups=[Group.IDENTITY], children=children,
        )  # fmt: skip
    return tuple(
        Alike(
            UUID(row["id"]), UUID(row["item_id"]), row["reference"],
            verdict=row["verdict"], risk_marked=row["risk_marked"],
        )
        for row in rows
    )  # fmt: skip


def pairs_to_look_at(actor: Actor) -> list[Pair]:
    """Return the pairs of which nobody has said yet what they are, the oldest first."""
    rows = list(
        _to_look_at(actor).select_related("item", "other").order_by("found_at", "id")[:MOST]
    )
    if rows:
        audit.read(
            "alike",
            [one.pk for row in rows for one in (row.item, row.other)],
            groups=[Group.ROUTING],
            children=[one.child_id for row in rows for one in (row.item, row.other)],
        )
    return [
        Pair(
            row.pk, row.item_id, (row.item.reference, row.other.reference),
            tuple(FoundBy(kind) for kind in row.found_by),
        )
        for row in rows
    ]  # fmt: skip


def how_many_pairs(actor: Actor) -> int:
    """Return how many pairs wait to be looked at, counted no further than a page shows."""
    return len(_to_look_at(actor).values_list("pk")[:MOST])


def _to_look_at(actor: Actor) -> QuerySet[Likeness]:
    teams = policy.relationships(actor, Action.DECIDE, permissions.RECORD).get("own-team", ())
    return open_pairs(actor).filter(verdict="", team_id__in=teams)
