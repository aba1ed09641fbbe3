"""A request offered to another service: written, taken, given back, or back by itself.

The service that is asked reads a limited preview, and nothing else. What it answers is one move on
the offer; the request itself is moved straight afterwards by a job of the child's own
(`commands.taking_over`), because nobody may open both: docs/adr/0100.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from schoolslink.access import audit, seal
from schoolslink.access.actor import Actor
from schoolslink.access.models import Organisation
from schoolslink.access.policy import Group
from schoolslink.directory import queries as directory
from schoolslink.kernel import clock, references, rows
from schoolslink.kernel.ids import new_id
from schoolslink.referrals import events
from schoolslink.referrals.commands.moving import Moved, find, make_move
from schoolslink.referrals.errors import NoLink, NotPossible
from schoolslink.referrals.limits import limits_for
from schoolslink.referrals.models import (
    Answer,
    ChildIdentity,
    Item,
    OfferPreview,
    OfferReply,
    Referral,
)
from schoolslink.referrals.queries.team import colleagues
from schoolslink.referrals.routing import Holder, holder_for, route_for
from schoolslink.referrals.rules import Kind, Move, Need, RuleBroken, Side
from schoolslink.referrals.rules.offering import SHOWN, Preview, WhyBack, check_words, names_nobody
from schoolslink.referrals.rules.request import age_from
from schoolslink.referrals.rules.risks import why_marked
from schoolslink.referrals.rules.transferring import WhyNotHere

STILL_ASKED = (
    "Whoever was asked before has not been told yet that they need not answer. That takes a moment: try"
    " again then. Nothing was saved."
)


def at_receiver(school_id: UUID | None, receiver_id: UUID, *, at: datetime) -> Holder:
    """Return who holds something at a service: its contact for this school, or else its pool."""
    on = clock.local_day(at)
    try:
        if school_id is not None:
            route = route_for(school_id, on=on, service_id=receiver_id)
            return holder_for(Side.SERVICE, route, opened_by=None, on=on)
    except NoLink:
        pass  # the school has no link with it: its pool answers
    pool = directory.pool_of(receiver_id)
    return Holder(Side.SERVICE, pool.manager_person_id if pool else None, receiver_id)


def works_here(holder: Holder) -> bool:
    """Say whether anybody of the service that is asked can open what is offered to it here."""
    return bool(colleagues(holder.pool_id, on=clock.local_day(clock.real_now())))


def offer(
    *,
    actor: Actor,
    request: Item,
    receiver_id: UUID,
    words: str,
    fallback: str,
    at: datetime,
    transfer: str = "",
) -> UUID | None:
    """Offer a request that is being passed on to the service it is for; return the offer's id.

    None where nobody works with this product there: then the sender rings, as it always could.
    words: what the sender says to them; fallback: what it says to the family, where that names nobody.
    transfer: why a child is handed over, where that is what they are asked.
    Raises NotPossible where the words name the child.
    """
    holder = at_receiver(request.school_id, receiver_id, at=at)
    if not works_here(holder):
        return None
    beside = Item(
        id=new_id(), kind=Kind.REDIRECT.value, reference=references.new("PO"), about=request,
        child_id=request.child_id, school_id=request.school_id, team_id=request.team_id,
        service_id=request.service_id, area_id=request.area_id, opened_by_id=request.opened_by_id,
        risk_marked=request.risk_marked, urgent=request.urgent, opened_at=at,
    )  # fmt: skip
    keep_asking(beside)
    preview = OfferPreview(item=beside)
    shown = replace(preview_for(actor, request, words, fallback, at), transfer=transfer)
    seal.fill(preview, request.child_id, words=json.dumps(asdict(shown)))
    preview.save(force_insert=True)
    make_move(
        actor=actor, item=beside, side=Side.SERVICE, move=Move.OFFER, version=0, at=at,
        holder=holder, given={Need.RECEIVER: receiver_id},
        facts={"to_service_id": receiver_id, "to_team_id": holder.pool_id},
        limits=limits_for(request, on=clock.local_day(at), service_id=receiver_id),
    )  # fmt: skip
    return beside.pk


def keep_asking(beside: Item) -> None:
    """Keep what asks somebody else. Raises NotPossible while another is asked, whom this team may not see."""
    try:
        with transaction.atomic():
            rows.insert([beside])
    except IntegrityError as error:
        raise NotPossible(sentence=STILL_ASKED) from error


def preview_for(actor: Actor, request: Item, words: str, fallback: str, at: datetime) -> Preview:
    """Return what whoever is asked reads of a request. Raises NotPossible where the words name the child."""
    who, names = _who_it_is(request)
    why = _checked(words, names)
    if not why and names_nobody(fallback, names):
        why = fallback.strip()
    said, groups = dict[str, object](), [Group.IDENTITY, Group.NARRATIVE]
    risk: dict[str, object] = {}
    for row in Answer.objects.filter(item=request):
        block = json.loads(seal.texts(row, request.child_id)["words"] or "{}")
        said |= {name: block[name] for name in SHOWN if block.get(name)}
        risk = block if row.block == "risk" else risk
    details = json.loads(who.get("details") or "{}")
    said |= {name: details[name] for name in SHOWN if details.get(name)}
    audit.read("item", [request.pk], groups=groups, children=[request.child_id])
    gate = Referral.objects.filter(item=request).values_list("gate", flat=True).first() or {}
    answers = {"birth_date": who.get("birth_date"), "age": who.get("age_or_year")}
    name_of = Organisation.objects.filter(pk=request.service_id).values_list("name", flat=True)
    return Preview(
        said=said,
        age=age_from(answers, clock.local_day(at)),
        risk=why_marked(risk, gate) if request.risk_marked else (),
        from_service=name_of.first() or "",
        from_person=actor.name,
        why=why,
    )


def _who_it_is(request: Item) -> tuple[dict[str, str], list[str]]:
    identity = ChildIdentity.objects.filter(item=request).first()
    who = seal.texts(identity, request.child_id) if identity else {}
    return who, [who.get(name, "") for name in ("first_name", "surname", "preferred_name")]


def _checked(words: str, names: list[str]) -> str:
    try:
        return check_words(words.strip(), names)
    except RuleBroken as broken:
        raise NotPossible(sentence=broken.message) from broken


def receipt_preview(
    actor: Actor, request: Item, *, why: str, reference: str, spoke_to: str
) -> Preview:
    """Return what whoever was told of a child reads when they are asked whether they have them.

    Nothing of the record: who asks, why, and by what number both know whom it is about. Raises
    NotPossible where the words name the child.
    """
    _who, names = _who_it_is(request)
    audit.read("item", [request.pk], groups=[Group.IDENTITY], children=[request.child_id])
    name_of = Organisation.objects.filter(pk=request.service_id).values_list("name", flat=True)
    return Preview(
        said={},
        from_service=name_of.first() or "",
        from_person=actor.name,
        transfer=why,
        reference=reference,
        spoke_to=_checked(spoke_to, names),
    )


@transaction.atomic
def take_offer(*, actor: Actor, item_id: UUID, version: int, at: datetime) -> Moved:
    """Take a request that was offered: it comes to the taker's team straight afterwards.

    Raises ChangedMeanwhile where it is no longer offered, or was taken back meanwhile.
    """
    item, side = find(actor, item_id)
    return make_move(
        actor=actor, item=item, side=side, move=Move.TAKE_OFFER, version=version, at=at,
        news=(events.OfferTaken(item_id=item.about_id, child_id=item.child_id, offer_id=item.pk),),
    )  # fmt: skip


@transaction.atomic
def give_back(
    *, actor: Actor, item_id: UUID, version: int, reason: WhyBack, words: str, at: datetime
) -> Moved:
    """Give back what was offered, with a reason and words that the sender reads; it is told at once."""
    item, side = find(actor, item_id)
    return say_no(actor, item, side, Move.GIVE_BACK, item.service_id, version, reason, words, at)


def say_no(
    actor: Actor, item: Item, side: Side, move: Move, by: UUID | None, version: int,
    reason: WhyBack | WhyNotHere, words: str, at: datetime,
) -> Moved:  # fmt: skip
    """Answer with a no what somebody was asked beside a request; the sender reads why. by: which place."""
    over = events.OfferOver(item_id=item.about_id, child_id=item.child_id, offer_id=item.pk)
    moved = make_move(
        actor=actor, item=item, side=side, move=move, version=version, at=at, words=words,
        given={Need.REASON: reason.value}, news=(over,),
    )  # fmt: skip
    reply = OfferReply(
        id=new_id(), item_id=item.about_id, offer=item, by_service_id=by, reason=reason.value,
        at=at, written_by=actor.person_id,
    )  # fmt: skip
    seal.fill(reply, item.child_id, words=words)
    rows.insert([reply])
    return moved
