"""A child is handed over to a school that works here: whoever leads there says whether they have arrived.

They read who hands over, why, and by what number; the name they hear by telephone (docs/adr/0124).
Nothing of the record opens to them, before they answer or after.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from schoolslink.access import seal
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action
from schoolslink.directory.queries import place_to_ask, school_contacts, who_belong
from schoolslink.kernel import clock, references
from schoolslink.kernel.ids import new_id
from schoolslink.referrals import events, permissions
from schoolslink.referrals.closed import closed_among
from schoolslink.referrals.commands.moving import Moved, find, make_move
from schoolslink.referrals.commands.offering import keep_asking, receipt_preview, say_no
from schoolslink.referrals.commands.transferring import Outside, hand_outside, why_of
from schoolslink.referrals.errors import NotPossible
from schoolslink.referrals.limits import limits_for
from schoolslink.referrals.models import ArrivalPreview, Item
from schoolslink.referrals.routing import Holder
from schoolslink.referrals.rules import Kind, Move, Need, Side
from schoolslink.referrals.rules.transferring import WhyNotHere


@dataclass(frozen=True)
class Asked:
    """Who says whether a child has arrived: a school, or the council in its place. for_school: its name."""

    holder: Holder
    for_school: str


def whom_to_ask(request: Item, school_id: UUID, *, at: datetime) -> Asked:
    """Return who says whether a child has arrived at a school: an adult by name, who can open it.

    Whoever is named there first and belongs there, is not away, and may open what is this child's; where
    nobody may, or no coordinator looks after the school, who stands in for it at the council. Raises
    NotPossible for the school that they are at, one that is closed, and where nobody can be asked.
    """
    on = clock.local_day(at)
    place = place_to_ask(school_id, on=on)
    if place is None or school_id == request.school_id:
        raise NotPossible(
            sentence=_("That school is closed, or it is the one that they are at. Choose another.")
        )
    for organisation_id in filter(None, (school_id if place.in_area else None, place.council_id)):
        person_id = _first_who_is_there(organisation_id, request.child_id, on)
        if person_id is not None:
            return Asked(Holder(Side.SCHOOL, person_id, organisation_id), place.name)
    raise NotPossible(
        sentence=_(
            "Nobody of that school can be asked here, and nobody of its council. Ring them, and write it "
            "down as somebody outside."
        )
    )


def _first_who_is_there(organisation_id: UUID, child_id: UUID, on: date) -> UUID | None:
    named = [one for one in school_contacts(organisation_id, on=on) if one.person_id]
    there = who_belong([(one.person_id, organisation_id) for one in named if one.person_id])
    closed = closed_among(child_id, [one.person_id for one in named])
    may_open = [
        one
        for one in named
        if (one.person_id, organisation_id) in there and one.person_id not in closed
    ]
    # Who is away is asked where nobody else is named: the sender has it again by itself all the same.
    first = min(may_open, key=lambda one: one.away_until is not None, default=None)
    return first.person_id if first else None


@transaction.atomic
def hand_to_school(
    *,
    actor: Actor,
    item_id: UUID,
    version: int,
    school_id: UUID,
    person: str,
    words: str,
    at: datetime,
) -> Moved:
    """Write down that a child was handed over to a school, and ask whoever leads there if they have arrived.

    person: with whom there it was spoken, who so knows who it is. Raises NotPossible as `whom_to_ask`, and
    where `person` names the child.
    """
    card, _side = find(actor, item_id)
    request = permissions.items(actor, Action.VIEW).get(pk=card.about_id)
    asked = whom_to_ask(request, school_id, at=at)
    to = Outside(asked.for_school, person)
    # A council in its place is asked for many: what it says brings no request along.
    itself = school_id if asked.holder.pool_id == school_id else None
    moved = hand_outside(
        actor=actor,
        item_id=item_id,
        version=version,
        to=to,
        words=words,
        at=at,
        to_school_id=itself,
    )
    asking = Item(
        id=new_id(), kind=Kind.ARRIVAL.value, reference=references.new("AR"), about=request,
        child_id=request.child_id, school_id=request.school_id, team_id=request.team_id,
        service_id=request.service_id, area_id=request.area_id, opened_by_id=request.opened_by_id,
        risk_marked=request.risk_marked, urgent=request.urgent, opened_at=at,
    )  # fmt: skip
    keep_asking(asking)
    shown = receipt_preview(
        actor, request, why=why_of(card), reference=card.reference, spoke_to=person
    )
    preview = ArrivalPreview(item=asking)
    kept = asdict(shown) | {"said": {"school": asked.for_school}}
    seal.fill(preview, request.child_id, words=json.dumps(kept))
    preview.save(force_insert=True)
    make_move(
        actor=actor, item=asking, side=Side.SERVICE, move=Move.ASK_SCHOOL, version=0, at=at,
        holder=asked.holder, given={Need.RECEIVER: school_id},
        facts={"to_school_id": asked.holder.pool_id},
        limits=limits_for(request, on=clock.local_day(at)),
    )  # fmt: skip
    return moved


@transaction.atomic
def confirm_arrival(*, actor: Actor, item_id: UUID, version: int, at: datetime) -> Moved:
    """Say that a child has arrived, and that somebody there looks after them: the receiver's tick.

    Raises ChangedMeanwhile where somebody said so before, or it is no longer asked.
    """
    item, side = find(actor, item_id)
    said = events.ReceiptSaid(item_id=item.about_id, child_id=item.child_id, offer_id=item.pk)
    return make_move(
        actor=actor, item=item, side=side, move=Move.CONFIRM_ARRIVAL, version=version, at=at,
        news=(said,),
    )  # fmt: skip


@transaction.atomic
def not_arrived(
    *, actor: Actor, item_id: UUID, version: int, reason: WhyNotHere, words: str, at: datetime
) -> Moved:
    """Say that a child is not there, with a reason and words: the sender has it to arrange at once."""
    item, side = find(actor, item_id)
    return say_no(actor, item, side, Move.NOT_ARRIVED, item.school_id, version, reason, words, at)
