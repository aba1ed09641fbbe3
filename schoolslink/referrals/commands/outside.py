"""Somebody outside is asked by a link: to take a request, or whether they have a child handed over to them.

They have no account, so the sender holds the asking until an answer has come, and then until it has
told them by telephone who the child is (docs/adr/0105). The request is the sender's until that day.
Of a child who was handed over (docs/adr/0124) they know who it is: their yes is the receiver's tick.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from schoolslink.access import audit, links, seal
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action
from schoolslink.directory import queries as directory
from schoolslink.directory.queries import OutsideView
from schoolslink.kernel import clock, outbox, references, rows
from schoolslink.kernel.ids import new_id
from schoolslink.referrals import events, permissions
from schoolslink.referrals.commands.moving import Moved, find, make_move, present_holder
from schoolslink.referrals.commands.offering import keep_asking, preview_for, receipt_preview
from schoolslink.referrals.commands.telling import require_all_told
from schoolslink.referrals.commands.transferring import (
    Outside,
    carer_may_hear,
    hand_outside,
    why_of,
)
from schoolslink.referrals.errors import NotPossible
from schoolslink.referrals.limits import limits_for
from schoolslink.referrals.models import (
    Holding,
    Item,
    OutsideLink,
    OutsideOffer,
    OutsideReply,
)
from schoolslink.referrals.routing import Holder
from schoolslink.referrals.rules import Kind, Move, Need, Side
from schoolslink.referrals.rules.begun import HowKnown
from schoolslink.referrals.rules.offering import Preview, WhyBack
from schoolslink.referrals.rules.outside import OUTSIDE_LINK, AgreedBy, last_day
from schoolslink.referrals.rules.text import gettext_noop

NO_ADDRESS = gettext_noop("Your area's list has no e-mail address for them. Ring them instead.")


def require_outside(item: Item, receiver_id: UUID, *, at: datetime) -> OutsideView:
    """Return an outside receiver of an item's own area; raise NotPossible for any other."""
    found = directory.outside_receiver(receiver_id, on=clock.local_day(at))
    if found is None or found.area_id != item.area_id:
        raise NotPossible(
            sentence=_(
                "They are not on your area's list any more. Nothing was saved. Choose another."
            )
        )
    return found


def offer_outside(
    *,
    actor: Actor,
    request: Item,
    receiver: OutsideView,
    words: str,
    fallback: str,
    at: datetime,
) -> UUID:
    """Ask somebody outside by a link, and hold the asking; return its id.

    words, fallback: as of an offer to another service. Raises NotPossible where they name the child.
    """
    beside = _begin(request, at)
    shown = preview_for(actor, request, words, fallback, at)
    _ask(actor, request, beside, receiver, shown, Move.OFFER_OUTSIDE, at)
    return beside.pk


def _begin(request: Item, at: datetime) -> Item:
    beside = Item(
        id=new_id(), kind=Kind.OUTSIDE.value, reference=references.new("OA"), about=request,
        child_id=request.child_id, school_id=request.school_id, team_id=request.team_id,
        service_id=request.service_id, area_id=request.area_id, opened_by_id=request.opened_by_id,
        risk_marked=request.risk_marked, urgent=request.urgent, opened_at=at,
    )  # fmt: skip
    keep_asking(beside)
    return beside


def _ask(
    actor: Actor, request: Item, beside: Item, receiver: OutsideView, shown: Preview, move: Move,
    at: datetime,
) -> None:  # fmt: skip
    assert request.team_id is not None  # noqa: S101 - only a team passes on
    moved = make_move(
        actor=actor, item=beside, side=Side.SERVICE, move=move, version=0, at=at,
        holder=Holder(Side.SERVICE, actor.person_id, request.team_id),
        given={Need.RECEIVER: receiver.id},
        limits=limits_for(request, on=clock.local_day(at)),
    )  # fmt: skip
    asked = OutsideOffer(item=beside, receiver_id=receiver.id)
    seal.fill(asked, request.child_id, words=json.dumps(asdict(shown)))
    asked.save(force_insert=True)
    assert moved.due is not None  # noqa: S101 - what is asked is due by a day
    _make_link(actor, beside, receiver, moved.due.on, at)


@transaction.atomic
def hand_and_ask(
    *,
    actor: Actor,
    item_id: UUID,
    version: int,
    receiver_id: UUID,
    person: str,
    words: str,
    at: datetime,
) -> Moved:
    """Write down that a child was handed over to somebody on the area's list, and ask by a link if it is so.

    person: with whom there it was spoken, who so knows who the child is; the link shows no name. Raises
    NotPossible where nobody can be written to, or `person` names the child.
    """
    card, _side = find(actor, item_id)
    request = permissions.items(actor, Action.VIEW).get(pk=card.about_id)
    receiver = require_outside(request, receiver_id, at=at)
    if not receiver.can_be_asked:
        raise NotPossible(sentence=_(NO_ADDRESS))
    to = Outside(receiver.name, person)
    moved = hand_outside(actor=actor, item_id=item_id, version=version, to=to, words=words, at=at)
    asking = _begin(request, at)
    shown = receipt_preview(
        actor, request, why=why_of(card), reference=card.reference, spoke_to=person
    )
    _ask(actor, request, asking, receiver, shown, Move.ASK_RECEIPT, at)
    return moved


def _make_link(actor: Actor, item: Item, receiver: OutsideView, due_on: date, at: datetime) -> None:
    """Make the link and let its mail be sent; it opens to the end of the last day in time."""
    if actor.person_id is None:
        raise NotPossible(sentence=_("Only somebody of the team can send a link."))
    link_id = new_id()
    until = datetime.combine(last_day(due_on), time(), clock.LONDON).astimezone(UTC)
    link = OutsideLink(
        id=link_id, item=item, address=receiver.email, made_at=at, made_by=actor.person_id,
        token_hash=links.hashed(links.token(link_id, purpose=OUTSIDE_LINK)), opens_until=until,
    )  # fmt: skip
    link.save(force_insert=True)
    audit.record(actor, "outside_link.made", link_id, at=at, child_id=item.child_id)
    asked = events.OutsideAsked(item_id=item.pk, child_id=item.child_id, link_id=link_id)
    outbox.publish(asked, at=at)


@transaction.atomic
def send_link(*, actor: Actor, item_id: UUID, version: int, at: datetime) -> Moved:
    """Send another link in the place of the first, to the address that the list has today.

    The last day stays as it was. Raises NotPossible when it is over, or nobody can be written to.
    """
    item, side = find(actor, item_id)
    asked = OutsideOffer.objects.get(item=item)
    receiver = require_outside(item, asked.receiver_id, at=at)
    due_on = Holding.objects.get(item=item, ended_at__isnull=True).due_on
    if due_on < clock.local_day(at):
        raise NotPossible(
            sentence=_("The day by which they could answer is over, so no link opens any more.")
        )
    if not receiver.can_be_asked:
        raise NotPossible(sentence=_(NO_ADDRESS))
    moved = _on_the_asking(actor, item, side, Move.SEND_LINK, version, at)
    _end_links(actor, item, "replaced", at)
    _make_link(actor, item, receiver, due_on, at)
    return moved


@transaction.atomic
def stop_link(*, actor: Actor, item_id: UUID, version: int, at: datetime) -> Moved:
    """Stop the link: whoever has it opens nothing any more. The asking goes on, by telephone."""
    item, side = find(actor, item_id)
    moved = _on_the_asking(actor, item, side, Move.STOP_LINK, version, at)
    if not _end_links(actor, item, "stopped", at):
        raise NotPossible(sentence=_("No link opens this any more. Nothing was changed."))
    return moved


def _on_the_asking(
    actor: Actor, item: Item, side: Side, move: Move, version: int, at: datetime
) -> Moved:
    return make_move(
        actor=actor, item=item, side=side, move=move, version=version, at=at,
        holder=present_holder(item),
    )  # fmt: skip


def _end_links(actor: Actor, item: Item, why: str, at: datetime) -> int:
    open_ones = OutsideLink.objects.filter(item=item, ended_at__isnull=True)
    ended = list(open_ones.values_list("pk", flat=True))
    OutsideLink.objects.filter(pk__in=ended).update(ended_at=at, why=why)
    for link_id in ended:
        audit.record(actor, f"outside_link.{why}", link_id, at=at, child_id=item.child_id)
    return len(ended)


@transaction.atomic
def they_take(*, actor: Actor, item_id: UUID, version: int, words: str, at: datetime) -> Moved:
    """Keep that they take it: by their link, or as they said it on the telephone.

    words: who there takes it, and when they can be rung. Who asked them is told, and rings by the next
    working day. Raises ChangedMeanwhile where it is no longer asked.
    """
    item, side = find(actor, item_id)
    moved = make_move(
        actor=actor, item=item, side=side, move=Move.OUTSIDE_TAKES, version=version, at=at,
        holder=present_holder(item), given={Need.WORDS: words},
    )  # fmt: skip
    _keep_reply(actor, item, words, "", at)
    return moved


@transaction.atomic
def they_confirm(*, actor: Actor, item_id: UUID, version: int, words: str, at: datetime) -> Moved:
    """Keep that they have a child who was handed over to them, as they say by their link.

    words: who there looks after them. Raises ChangedMeanwhile where it is no longer asked.
    """
    item, side = find(actor, item_id)
    said = events.ReceiptSaid(item_id=item.about_id, child_id=item.child_id, offer_id=item.pk)
    moved = make_move(
        actor=actor, item=item, side=side, move=Move.OUTSIDE_CONFIRMS, version=version, at=at,
        given={Need.WORDS: words}, news=(said,),
    )  # fmt: skip
    _keep_reply(actor, item, words, "", at)
    return moved


@transaction.atomic
def they_return(
    *, actor: Actor, item_id: UUID, version: int, reason: WhyBack, words: str, at: datetime
) -> Moved:
    """Keep that it is not for them, with a reason and words: it is a person's at the sender at once."""
    item, side = find(actor, item_id)
    over = events.OfferOver(item_id=item.about_id, child_id=item.child_id, offer_id=item.pk)
    moved = make_move(
        actor=actor, item=item, side=side, move=Move.OUTSIDE_RETURNS, version=version, at=at,
        given={Need.REASON: reason.value, Need.WORDS: words}, news=(over,),
    )  # fmt: skip
    _keep_reply(actor, item, words, reason.value, at)
    return moved


def _keep_reply(actor: Actor, item: Item, words: str, reason: str, at: datetime) -> None:
    reply = OutsideReply(
        id=new_id(), item=item, takes=not reason, reason=reason, at=at, written_by=actor.subject_id
    )
    seal.fill(reply, item.child_id, words=words)
    rows.insert([reply])


@transaction.atomic
def hand_over_outside(
    *, actor: Actor, item_id: UUID, version: int, to_whom: str, agreed_by: AgreedBy, at: datetime
) -> Moved:
    """Write down that they were told by telephone who the child is; with that the request lets go.

    to_whom: who was spoken to, and what they were told. agreed_by: who agreed to it before. Raises
    NotPossible while the request is not being passed on any more, where a carer is said to have agreed
    and none may hear of it, and while somebody of the family has still to be told where it goes.
    """
    item, side = find(actor, item_id)
    request = permissions.items(actor, Action.VIEW).get(pk=item.about_id)
    if agreed_by is AgreedBy.CARER and not carer_may_hear(request):
        raise NotPossible(sentence=_("No parent or carer may hear of this, so none can agree."))
    require_all_told(request)
    moved = make_move(
        actor=actor, item=item, side=side, move=Move.HAND_OVER_OUTSIDE, version=version, at=at,
        words=to_whom, given={Need.AGREEMENT: agreed_by.value},
    )  # fmt: skip
    OutsideOffer.objects.filter(item=item).update(
        agreed_by=agreed_by.value, handed_at=at, handed_by=actor.person_id
    )
    make_move(
        actor=actor, item=request, side=side, move=Move.CONFIRM_RECEIPT, version=request.version, at=at,
        # Said on what stands beside: who was rung, and that they take it.
        given={
            Need.WORDS: to_whom, Need.HOW_KNOWN: HowKnown.BY_TELEPHONE, Need.HAPPENED_ON: clock.local_day(at),
        },
    )  # fmt: skip
    return moved
