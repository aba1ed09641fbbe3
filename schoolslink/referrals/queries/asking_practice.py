"""What a GP practice asked for without an account: as its link shows it, and as the team reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from schoolslink.access import audit, doors, links, seal
from schoolslink.access.policy import Group
from schoolslink.referrals.models import Item, PracticeAsking
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
    """The practice that asked, as the team reads it. spoke_to: whom they rang there."""

    name: str
    ods_code: str
    address: str
    phone: str
    stands: Stands
    how: str
    answered_at: datetime | None
    spoke_to: str


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
    return AskingPractice(
        name=row.name, ods_code=row.ods_code, address=row.address, phone=row.phone,
        stands=stands(row.asked), how=row.how, answered_at=row.answered_at,
        spoke_to=seal.texts(row, row.child_id)["words"],
    )  # fmt: skip
