"""A request goes to the service that took it, or comes back: each step by a job of the child's own."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from schoolslink.access import seal
from schoolslink.access.actor import Actor
from schoolslink.access.models import Person
from schoolslink.access.policy import Action
from schoolslink.directory.queries import who_belong
from schoolslink.kernel import clock
from schoolslink.referrals import permissions
from schoolslink.referrals.commands.moving import make_move, present_holder
from schoolslink.referrals.commands.offering import at_receiver
from schoolslink.referrals.commands.transferring import keep_step, open_transfer_of
from schoolslink.referrals.models import Holding, Item, ItemEvent, OutsideReply
from schoolslink.referrals.routing import Holder, judges, route_of
from schoolslink.referrals.rules import Kind, Move, Need, Side, State, is_open
from schoolslink.referrals.rules.moves import BY_MANAGER, OFFERS
from schoolslink.referrals.rules.moves.transfer import ASKED_HERE, ASKED_OUTSIDE
from schoolslink.referrals.rules.transferring import ASKS_RECEIPT, SAYS_YES


def take_over(*, actor: Actor, offer_id: UUID, at: datetime) -> Item | None:
    """Bring a request to the service that took it; return it, or None where it is not to be had.

    State "seen by a person", the family's clock as it was, a day of the new service's own. Done
    before: None too. What stood beside it is the new team's from then on, a manager's look its manager's.
    """
    offer, request = both(actor, offer_id)
    if offer.state != State.TAKEN or offer.service_id is None:
        return None
    if request.state != State.REDIRECTED and not _receive(actor, offer, request, at):
        return None
    return _bring(actor, offer, request, at)


def _receive(actor: Actor, offer: Item, request: Item, at: datetime) -> bool:
    """Tick for a receiver that took a child; say whether that was the last tick and the request goes."""
    card = open_transfer_of(request)
    if card is None or State(card.state) not in ASKED_HERE or offer.opened_at < card.opened_at:
        return False
    moved = make_move(
        actor=actor, item=card, side=Side.SYSTEM, move=Move.RECEIVE, version=card.version, at=at,
        holder=present_holder(card),
    )  # fmt: skip
    return moved.to is State.TRANSFERRED


def receive(*, actor: Actor, offer_id: UUID, at: datetime) -> Item | None:
    """Tick for whoever was asked whether they have a child, and said yes; return the card that ends with it.

    None while another tick is missing, or where it was handed to somebody else meanwhile.
    """
    asking, request = both(actor, offer_id)
    card = _handed_by(asking, request)
    if card is None or State(asking.state) not in SAYS_YES:
        return None
    moved = make_move(
        actor=actor, item=card, side=Side.SYSTEM, move=Move.RECEIVE, version=card.version, at=at,
        holder=present_holder(card),
    )  # fmt: skip
    at_school = asking.school_id if asking.kind == Kind.ARRIVAL else None
    keep_step(card, moved.event, words=_who_said_so(asking), receiver_id=at_school)
    return card if moved.to is State.TRANSFERRED else None


def _who_said_so(asking: Item) -> str:
    """Return who said that they have a child: by their link, or by name at a school."""
    reply = OutsideReply.objects.filter(item=asking, takes=True).order_by("-id").first()
    if reply is not None:
        return ", ".join(seal.texts(reply, asking.child_id)["words"].splitlines())
    said = ItemEvent.objects.filter(item=asking, move=Move.CONFIRM_ARRIVAL).values("actor_id")
    return Person.objects.filter(pk__in=said).values_list("name", flat=True).first() or ""


def _asks_receipt(offer: Item) -> bool:
    """Say whether somebody is asked if they have a child, and not to take a request."""
    return ItemEvent.objects.filter(item=offer, move__in=ASKS_RECEIPT).exists()


def _handed_by(asking: Item, request: Item) -> Item | None:
    """Return the card by which a child is handed to whoever is asked about it; None where it is not."""
    card = open_transfer_of(request)
    if card is None or State(card.state) not in ASKED_OUTSIDE or not _asks_receipt(asking):
        return None
    handed = ItemEvent.objects.filter(item=card, move=Move.HAND_OUTSIDE).order_by("-id").first()
    return card if handed is not None and handed.pk < asking.pk else None


def waits_for_a_tick(request: Item) -> bool:
    """Say whether somebody took a child whose family is still to be told."""
    card = open_transfer_of(request)
    return card is not None and card.state == State.RECEIVED


def bring_over(*, actor: Actor, card_id: UUID, at: datetime) -> tuple[Item, UUID] | None:
    """Bring a request to the service to which its child was handed over; return it and its offer.

    None where the receiver works elsewhere, or it was brought before.
    """
    card = permissions.items(actor, Action.VIEW).get(pk=card_id, kind=Kind.TRANSFER)
    offers = permissions.items(actor, Action.VIEW).filter(about=card.about_id, kind=Kind.REDIRECT)
    offer = offers.filter(state=State.TAKEN, opened_at__gte=card.opened_at).order_by("-id").first()
    request = permissions.items(actor, Action.VIEW).get(pk=card.about_id)
    if card.state != State.TRANSFERRED or offer is None or request.service_id == offer.service_id:
        return None
    if not is_open(Kind.REFERRAL, State(request.state)):
        return None
    return _bring(actor, offer, request, at), offer.pk


def _bring(actor: Actor, offer: Item, request: Item, at: datetime) -> Item:
    assert offer.service_id is not None  # noqa: S101 - what is offered has a service
    holder = at_receiver(request.school_id, offer.service_id, at=at)
    assert offer.team_id is not None  # noqa: S101 - what is offered has a team
    holder = Holder(holder.side, holder.person_id, offer.team_id)
    make_move(
        actor=actor, item=request, side=Side.SYSTEM, move=Move.TAKE_OVER, version=request.version,
        at=at, holder=holder, given={Need.RECEIVER: offer.service_id},
        facts={"to_service_id": offer.service_id, "to_team_id": offer.team_id},
    )  # fmt: skip
    for beside in _beside_at_a_team(actor, request):
        theirs = _manager_of(beside) if beside.kind == Kind.SECOND_LOOK else holder
        make_move(
            actor=actor, item=beside, side=Side.SYSTEM, move=Move.REASSIGN, version=beside.version,
            at=at, holder=theirs, given={Need.HOLDER: theirs.pool_id},
        )  # fmt: skip
    return request


def _manager_of(look: Item) -> Holder:
    """Return who manages the service that has a child now: no clinician looks at what is a manager's."""
    assert look.service_id is not None  # noqa: S101 - it follows its request, which was brought there
    people = judges(look)
    return Holder(Side.SERVICE, people[0] if people else None, look.service_id)


def both(actor: Actor, offer_id: UUID) -> tuple[Item, Item]:
    """Return an offer and the request that it is about."""
    offer = permissions.items(actor, Action.VIEW).get(pk=offer_id, kind__in=OFFERS)
    return offer, permissions.items(actor, Action.VIEW).get(pk=offer.about_id)


def _beside_at_a_team(actor: Actor, request: Item) -> list[Item]:
    held = Holding.objects.filter(side=Side.SERVICE.value, ended_at__isnull=True)
    open_ones = permissions.items(actor, Action.VIEW).filter(about=request, closed_at__isnull=True)
    # What is offered is on its way elsewhere; what a manager answers goes by `rights.follow_service`.
    others = open_ones.exclude(kind__in={Kind.REDIRECT, Kind.ARRIVAL, *BY_MANAGER})
    return list(others.filter(pk__in=held.values("item_id")))


def come_back(*, actor: Actor, offer_id: UUID, at: datetime) -> None:
    """Give a request back to the team that passed it on, after it was given back or nobody answered.

    To whoever passed it on, while they belong there. Nothing happens where it was moved meanwhile.
    """
    offer, request = both(actor, offer_id)
    if offer.state not in (State.GIVEN_BACK, State.LAPSED):
        return
    card = open_transfer_of(request)
    asked_here = card is not None and State(card.state) in ASKED_HERE
    if card is not None and (asked_here or _handed_by(offer, request) is not None):
        make_move(
            actor=actor, item=card, side=Side.SYSTEM, move=Move.HAND_BACK, version=card.version,
            at=at, holder=present_holder(card),
        )  # fmt: skip
    if request.state != State.REDIRECTED or _asks_receipt(offer):
        return
    make_move(
        actor=actor, item=request, side=Side.SYSTEM, move=Move.RETURN, version=request.version,
        at=at, holder=_who_passed_it_on(request),
        route=route_of(request, on=clock.local_day(at)) if request.school_id else None,
        given={Need.WORDS: offer.state},
    )  # fmt: skip


def _still_asks(offer: Item, request: Item) -> bool:
    if _asks_receipt(offer):
        return request.closed_at is None and _handed_by(offer, request) is not None
    return request.state == State.REDIRECTED


def _who_passed_it_on(request: Item) -> Holder:
    assert request.team_id is not None  # noqa: S101 - only a team passes on
    sent = ItemEvent.objects.filter(item=request, move=Move.REDIRECT.value).order_by("-id").first()
    person = sent.actor_id if sent else None
    if person is not None and (person, request.team_id) in who_belong([(person, request.team_id)]):
        return Holder(Side.SERVICE, person, request.team_id)
    assert request.service_id is not None  # noqa: S101 - a team's request has a service
    holder = at_receiver(request.school_id, request.service_id, at=clock.now())
    return Holder(Side.SERVICE, holder.person_id, request.team_id)


def lapse(*, actor: Actor, offer_id: UUID, at: datetime) -> None:
    """Take back an offer that nobody answered, or that nobody there can answer any more."""
    offer, _ = both(actor, offer_id)
    if offer.closed_at is not None:
        return
    make_move(
        actor=actor, item=offer, side=Side.SYSTEM, move=Move.LAPSE, version=offer.version, at=at
    )
    come_back(actor=actor, offer_id=offer_id, at=at)


def end_offers(*, actor: Actor, request_id: UUID, at: datetime) -> int:
    """End what others are asked about a request, where nothing is asked of them any more; return how many."""
    request = permissions.items(actor, Action.VIEW).get(pk=request_id)
    offers = permissions.items(actor, Action.VIEW).filter(
        about=request, kind__in=OFFERS, closed_at__isnull=True
    )
    ended = [one for one in offers if not _still_asks(one, request)]
    for offer in ended:
        make_move(
            actor=actor, item=offer, side=Side.SYSTEM, move=Move.NO_LONGER_NEEDED,
            version=offer.version, at=at,
        )  # fmt: skip
    return len(ended)
