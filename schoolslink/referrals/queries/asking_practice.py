"""What a GP practice asked for without an account: as its link shows it, and as the team reads it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from schoolslink.access import audit, doors, links, seal
from schoolslink.access.actor import Actor
from schoolslink.access.models import Person
from schoolslink.access.policy import Action, Group
from schoolslink.directory.queries import practice_with_code
from schoolslink.referrals import permissions
from schoolslink.referrals.models import Item, PracticeAsking
from schoolslink.referrals.queries.lists import own_services, own_teams
from schoolslink.referrals.rules import State
from schoolslink.referrals.rules.agreement import Decider
from schoolslink.referrals.rules.asking_practice import (
    PRACTICE_LINK,
    Shows,
    Stands,
    shows,
    stands,
)
from schoolslink.referrals.rules.family.truth import WhoAsked

MOST = 100  # more than a team has of them at once


@dataclass(frozen=True)
class PracticeLink:
    """A link that a practice was sent: of which request, to which service, and what they say of it."""

    link_id: UUID
    item_id: UUID
    child_id: UUID
    reference: str
    practice: str
    service: str
    asked_at: datetime
    opens_until: datetime
    stands: Stands


@dataclass(frozen=True)
class WhereItIs:
    """What a practice that asked may know now. Of an answer: which move, and why; no written word."""

    shows: Shows
    state: State | None = None
    person: str = ""
    place: str = ""
    due_on: date | None = None
    move: str = ""
    reason: str = ""
    receiver: str = ""
    decided_at: datetime | None = None
    told_by: date | None = None
    who_tells: str = ""
    letter_by: date | None = None
    letter_at: datetime | None = None


@dataclass(frozen=True)
class AskingPractice:
    """The practice that asked, as the team reads it. spoke_to: whom they rang there.

    address, phone: as they came with the request; listed_as, listed_phone: of the national list's entry under
    its code, which alone is rung to ask whether they asked; empty where the list has none.
    """

    name: str
    ods_code: str
    address: str
    phone: str
    stands: Stands
    how: str
    answered_at: datetime | None
    spoke_to: str
    written_by: str
    made_at: datetime
    sent_again_at: datetime | None
    ring_by: date | None
    listed_as: str
    listed_phone: str


@dataclass(frozen=True)
class NotConfirmed:
    """One request for which no practice has said that it asked. is_open: it is to be rung, by ring_by."""

    item_id: UUID
    reference: str
    practice: str
    stands: Stands
    made_at: datetime
    ring_by: date | None
    is_open: bool


def practice_link(token: str, *, at: datetime) -> PracticeLink | None:
    """Return what a token is a practice's link of; None for one that opens nothing, whatever the reason."""
    row = doors.row("select * from access.practice_link(%s)", links.hashed(token))
    if row is None:
        return None
    link_id, item_id, child_id, reference, practice, service, asked_at, until, asked = row
    found = PracticeLink(
        link_id, item_id, child_id, reference, practice, service, asked_at, until, stands(asked)
    )
    if not links.is_made_of(token, found.link_id, purpose=PRACTICE_LINK) or at >= found.opens_until:
        return None
    return found


def reference_of(link_id: UUID) -> str:
    """Return the number of the request to which a link belongs; for whoever has just asked."""
    hashed = links.hashed(links.token(link_id, purpose=PRACTICE_LINK))
    row = doors.row("select reference from access.practice_link(%s)", hashed)
    return str(row[0]) if row else ""


def where_it_is(link: PracticeLink) -> WhereItIs | None:
    """Return what the holder of a link may know now; None where it opens nothing any more.

    Called with the link's own identity; that it was read is noted.
    """
    row = doors.row("select * from access.practice_where()")
    if row is None:
        return None
    audit.read("practice", [link.item_id], groups=[Group.ROUTING], children=[link.child_id])
    state, decider, hears, *known = row
    seen = WhereItIs(Shows.NO_MORE, State(state) if state else None, *known)
    shown = shows(hears, Decider(decider or "carer"), seen.state, is_decided=bool(seen.move))
    if shown in (Shows.NO_MORE, Shows.OVER):
        return WhereItIs(shown)
    return WhereItIs(shown, seen.state, *known)


def asking_practice(item: Item) -> AskingPractice | None:
    """Return the practice that asked for this without an account; None where none did."""
    if item.asked_by != WhoAsked.GP or item.opened_by_id is not None:
        return None
    row = PracticeAsking.objects.filter(item=item).first()
    if row is None:
        return None
    listed = practice_with_code(row.ods_code)
    wrote = Person.objects.filter(pk=row.answered_by).values_list("name", flat=True)
    return AskingPractice(
        name=row.name, ods_code=row.ods_code, address=row.address, phone=row.phone,
        stands=stands(row.asked), how=row.how, answered_at=row.answered_at,
        spoke_to=seal.texts(row, row.child_id)["words"],
        written_by=next(iter(wrote), "") if row.answered_by else "",
        made_at=row.made_at, sent_again_at=row.sent_again_at, ring_by=row.ring_by,
        listed_as=listed.name if listed else "", listed_phone=listed.phone if listed else "",
    )  # fmt: skip


def not_confirmed(actor: Actor, items: Collection[UUID]) -> list[NotConfirmed]:
    """Return of these items what no practice has confirmed, and all that the actor's teams must ring about.

    The first due first. No child is named, and no word is read.
    """
    teams = own_teams(actor)
    if not teams:
        return []
    to_ring = Q(asked__isnull=True, closed_on__isnull=True, ring_by__isnull=False)
    rows = PracticeAsking.objects.filter(Q(item_id__in=items) | to_ring, team_id__in=teams)
    return _not_confirmed(permissions.visible_to(actor, Action.DECIDE, rows.exclude(asked=True)))


def not_rung(actor: Actor, *, today: date) -> list[NotConfirmed]:
    """Return the practices that should have been rung before today, at the services the actor manages."""
    if not own_services(actor):
        return []
    found = [
        row
        for row in doors.rows("select * from access.practices_not_rung(%s)", today)
        if row[1] not in actor.closed
    ]
    _note({row[0] for row in found}, {row[1] for row in found})
    return [
        NotConfirmed(item, reference, practice, Stands.NOT_ANSWERED, made_at, by, is_open=True)
        for item, _child, reference, practice, made_at, by in found
    ]


def _not_confirmed(rows: QuerySet[PracticeAsking]) -> list[NotConfirmed]:
    found = list(rows.select_related("item").order_by("ring_by", "id")[:MOST])
    _note({row.item_id for row in found}, {row.child_id for row in found})
    return [
        NotConfirmed(
            item_id=row.item_id, reference=row.item.reference, practice=row.name,
            stands=stands(row.asked), made_at=row.made_at, ring_by=row.ring_by,
            is_open=row.closed_on is None,
        )
        for row in found
    ]  # fmt: skip


def _note(items: set[UUID], children: set[UUID]) -> None:
    """Note that it was read of which requests no practice has confirmed that it asked."""
    if items:
        audit.read("practices", items, groups=[Group.ROUTING], children=children)
