"""That another team of the area may have the same child: which team, since when, and whom to ring.

Found by the database from blind tokens (`elsewhere.sql`), and read through a door that gives no word of the
other record. Nobody here reads a row of another team.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import JSONField
from django.db.models.expressions import RawSQL

from schoolslink.access import audit, doors, seal
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action, Group
from schoolslink.referrals import permissions
from schoolslink.referrals.models import Elsewhere, Item
from schoolslink.referrals.queries.lists import own_teams
from schoolslink.referrals.rules.alike import FoundBy

MOST = 100  # more than these are not counted, and not listed on one page
# With the statement that loads an item, so that it costs a page no message of its own.
WITH_ITEM = RawSQL(
    "(select jsonb_agg(to_jsonb(t)) from access.asked_elsewhere(referrals_item.id, %s) t)",
    [MOST], output_field=JSONField(),
)  # fmt: skip
_ASKED = """select id, item, child, team, reference, place, since, reference_there, holder, phone
from access.asked_elsewhere(%s, %s)"""


@dataclass(frozen=True)
class There:
    """Another team that may have the child. holder: whom to ring; empty once it is over there."""

    id: UUID
    item_id: UUID
    child_id: UUID
    team_id: UUID
    reference: str
    place: str
    since: date
    reference_there: str
    holder: str
    phone: str


@dataclass(frozen=True)
class AtAnother:
    """What stands of it on a record: the other team, and what somebody has said of it.

    why: empty where the other team wrote it down. over_at: since when it is no longer open there.
    """

    there: There
    found_by: tuple[FoundBy, ...]
    verdict: str = ""
    why: str = ""
    by_name: str = ""
    said_at: datetime | None = None
    over_at: datetime | None = None


def elsewhere_of(item: Item) -> tuple[AtAnother, ...]:
    """Return at which other teams the child of an opened item may be; that it was shown is noted.

    Noted in this child's log alone: that of the other would tell its readers who looked, and from where.
    """
    rows = (getattr(item, "elsewhere_found", None) or ()) if item.closed_on is None else ()
    found = tuple(_at_another(row, item.child_id) for row in rows)
    _note(one.there for one in found)
    return found


def _at_another(row: dict[str, Any], child_id: UUID) -> AtAnother:
    kept = Elsewhere(pk=UUID(row["id"]), words=bytes.fromhex(row["words"].removeprefix("\\x")))
    there = There(
        kept.pk, UUID(row["item"]), UUID(row["child"]), UUID(row["team"]), row["reference"],
        row["place"], date.fromisoformat(row["since"]), row["reference_there"], row["holder"],
        row["phone"],
    )  # fmt: skip
    return AtAnother(
        there,
        tuple(FoundBy(kind) for kind in row["found_by"]),
        verdict=row["verdict"],
        why=seal.texts(kept, child_id)["words"] if row["verdict"] else "",
        by_name=row["by_name"],
        said_at=_moment(row["said_at"]),
        over_at=_moment(row["over_at"]),
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def find_elsewhere(actor: Actor, item_id: UUID, elsewhere_id: UUID) -> Elsewhere:
    """Return one of them. Raises Elsewhere.DoesNotExist for what is no line of this item, or of nobody's."""
    rows = permissions.visible_to(actor, Action.VIEW, Elsewhere.objects.all())
    row = rows.get(pk=elsewhere_id, item_id=item_id, taken_back_at__isnull=True)
    if row.pk not in {one.id for one in _asked(item_id)}:
        raise Elsewhere.DoesNotExist
    return row


def elsewhere_to_ask(actor: Actor) -> list[There]:
    """Return what waits to be asked of another team, the oldest first, and note that it was shown."""
    rows = _to_ask(actor)
    _note(rows)
    return rows


def how_many_elsewhere(actor: Actor) -> int:
    """Return how many wait to be asked of another team, counted no further than a page shows."""
    return len(_to_ask(actor))


def _to_ask(actor: Actor) -> list[There]:
    teams = own_teams(actor)
    return [one for one in _asked(None) if one.team_id in teams] if teams else []


def _asked(item_id: UUID | None) -> list[There]:
    return [There(*row) for row in doors.rows(_ASKED, item_id, MOST)]


def _note(rows: Iterable[There]) -> None:
    shown = list(rows)
    audit.read(
        "elsewhere", [one.id for one in shown],
        groups=[Group.ROUTING], children=[one.child_id for one in shown],
    )  # fmt: skip
