"""What somebody outside was asked: as their link shows it, and as the team reads it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from schoolslink.access import audit, doors, links, seal
from schoolslink.access.policy import Group
from schoolslink.directory.queries import OutsideView, outside_receiver
from schoolslink.referrals.models import Item, OutsideLink, OutsideOffer, OutsideReply
from schoolslink.referrals.rules import State
from schoolslink.referrals.rules.offering import Preview
from schoolslink.referrals.rules.outside import OUTSIDE_LINK, LinkState, link_state


@dataclass(frozen=True)
class OpenedLink:
    """A link that somebody holds: which asking it is of, and what it is good for now.

    has_them: by it they said that they have a child.
    """

    link_id: UUID
    item_id: UUID
    state: LinkState
    opens_until: datetime
    has_them: bool = False


@dataclass(frozen=True)
class Sent:
    """One link that was sent, and what became of it. why: empty while it opens."""

    address: str
    made_at: datetime
    opens_until: datetime
    ended_at: datetime | None
    why: str


@dataclass(frozen=True)
class Said:
    """What they said; empty reason: yes."""

    takes: bool
    reason: str
    words: str
    at: datetime
    by_link: bool


@dataclass(frozen=True)
class Asking:
    """Somebody outside who is asked: who, what they read, the links, the answers."""

    receiver: OutsideView | None
    preview: Preview
    sent: tuple[Sent, ...] = ()
    said: tuple[Said, ...] = ()
    agreed_by: str = ""
    handed_at: datetime | None = None


def opened_link(token: str, *, at: datetime) -> OpenedLink | None:
    """Return what a token is a link of; None for one that opens nothing, without a word why.

    Forged, stopped, replaced, too late, or no longer asked: they are not told apart.
    """
    row = doors.row("select * from access.outside_link(%s)", links.hashed(token))
    if row is not None:
        link_id, item_id, waits, until, ended_at, why, stands = row
        is_ours = links.is_made_of(token, link_id, purpose=OUTSIDE_LINK)
        state = link_state(ended_at=ended_at, why=why, opens_until=until, waits=waits, now=at)
        if is_ours and state is not LinkState.SHUT:
            return OpenedLink(link_id, item_id, state, until, stands == State.CONFIRMED_OUTSIDE)
    return None


def asked_by_link(item_id: UUID) -> tuple[Item, Preview, str]:
    """Return what whoever holds a link is asked: the asking, what they read, and as whom they are asked.

    Called with the link's own identity, which opens no more than this. Raises Item.DoesNotExist where
    that opens nothing any more.
    """
    row = OutsideOffer.objects.select_related("item", "receiver").filter(item_id=item_id).first()
    if row is None:
        raise Item.DoesNotExist
    audit.read("outside", [item_id], groups=[Group.NARRATIVE], children=[row.child_id])
    return row.item, _preview(row), row.receiver.name


def asking_of(item: Item) -> Asking | None:
    """Return what the team reads of somebody outside who is asked; None where nobody is."""
    row = OutsideOffer.objects.filter(item=item).first()
    if row is None:
        return None
    audit.read("outside", [item.pk], groups=[Group.NARRATIVE], children=[item.child_id])
    return Asking(
        receiver=outside_receiver(row.receiver_id),
        preview=_preview(row),
        sent=tuple(
            Sent(one.address, one.made_at, one.opens_until, one.ended_at, one.why)
            for one in OutsideLink.objects.filter(item=item).order_by("-id")
        ),
        said=tuple(_said(one) for one in OutsideReply.objects.filter(item=item).order_by("-id")),
        agreed_by=row.agreed_by,
        handed_at=row.handed_at,
    )


def _preview(row: OutsideOffer) -> Preview:
    kept = json.loads(seal.texts(row, row.child_id)["words"] or "{}")
    return Preview(**kept | {"risk": tuple(kept.get("risk", ()))})


def _said(row: OutsideReply) -> Said:
    words = seal.texts(row, row.child_id)["words"]
    return Said(row.takes, row.reason, words, row.at, row.by_link)
