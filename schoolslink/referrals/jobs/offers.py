"""News of what is offered to another service: taken, given back, or not offered any more."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.urls import reverse

from schoolslink.access.actor import Actor
from schoolslink.kernel import clock
from schoolslink.kernel.calendar import add_working_days
from schoolslink.notices import commands as notices
from schoolslink.notices.kinds import Reach
from schoolslink.referrals import events, messages
from schoolslink.referrals.commands import taking_over
from schoolslink.referrals.commands.next_school import go_along
from schoolslink.referrals.jobs.practice import practice_reach
from schoolslink.referrals.jobs.reaching import page_of, tell, this_job, to_tell_at_school
from schoolslink.referrals.link_message import CAN_YOU_HELP, HAS_THEM
from schoolslink.referrals.messages_school import CAME_ALONG, WENT_ALONG
from schoolslink.referrals.models import Holding, Item, ItemEvent, OutsideLink
from schoolslink.referrals.rules import Kind, Move, Side, State
from schoolslink.referrals.rules.moves.outside import ASKED
from schoolslink.referrals.rules.overdue import senders_again_on
from schoolslink.referrals.sharing import kept_from_school


def take_over(event: events.OfferTaken, *, at: datetime) -> None:
    """Bring a request to the service that took it, and say so to whoever passed it on and to the school.

    Where it was taken back in the same moment, whoever took it hears that.
    """
    request = taking_over.take_over(actor=this_job(), offer_id=event.offer_id, at=at)
    if request is None:
        _tell_taker(event.offer_id, at)
    else:
        _tell_of_new_team(request, event.offer_id, at)


def bring_over(event: events.AllTicksStand, *, at: datetime) -> None:
    """Bring a request to the service to which a child was handed over, once all three ticks stand."""
    came = taking_over.bring_over(actor=this_job(), card_id=event.card_id, at=at)
    if came is not None:
        _tell_of_new_team(*came, at)
    _go_along(event.card_id, at)


def _go_along(card_id: UUID, at: datetime) -> None:
    """Let the request go along to the next school where the family agreed, and say so at both schools."""
    went = go_along(actor=this_job(), card_id=card_id, at=at)
    if went is None:
        return
    for person_id in to_tell_at_school(went.before):
        once = f"went_along:{card_id}:{person_id}"
        tell(person_id, went.now, WENT_ALONG, reverse("home"), once=once, at=at)
    for person_id in to_tell_at_school(went.now):
        once, path = f"came_along:{card_id}:{person_id}", page_of(went.now, Side.SCHOOL)
        tell(person_id, went.now, CAME_ALONG, path, once=once, at=at)


def _tell_of_new_team(request: Item, offer_id: UUID, at: datetime) -> None:
    sent = ItemEvent.objects.filter(item=offer_id, move=Move.OFFER.value).first()
    if sent is not None and sent.actor_id is not None:
        _tell_of_arrival(sent.actor_id, request, reverse("home"), offer_id, at)
    if request.school_id is not None and kept_from_school(request) is None:
        for person_id in to_tell_at_school(request):
            path = page_of(request, Side.SCHOOL)
            _tell_of_arrival(person_id, request, path, offer_id, at)


def _tell_of_arrival(person_id: UUID, item: Item, path: str, offer: UUID, at: datetime) -> None:
    once = f"arrived:{offer}:{person_id}"
    tell(person_id, item, messages.ARRIVED, path, once=once, at=at)


def _tell_taker(offer_id: UUID, at: datetime) -> None:
    offer, request = taking_over.both(this_job(), offer_id)
    if request.service_id == offer.service_id or taking_over.waits_for_a_tick(request):
        return  # the same news came twice; or the family is still to be told
    taken = ItemEvent.objects.filter(item=offer, move=Move.TAKE_OFFER.value).first()
    if taken is not None and taken.actor_id is not None:
        path, once = reverse("referrals:record", args=[offer.pk]), f"gone:{offer.pk}"
        tell(taken.actor_id, offer, messages.TAKEN_BACK, path, once=once, at=at)


def come_back(event: events.OfferOver, *, at: datetime) -> None:
    """Give a request back to whoever passed it on: they hear of it as of all that waits for them."""
    taking_over.come_back(actor=this_job(), offer_id=event.offer_id, at=at)


def receive(event: events.ReceiptSaid, *, at: datetime) -> None:
    """Tick for whoever said that they have a child; where that was the last tick, say so to the sender."""
    card = taking_over.receive(actor=this_job(), offer_id=event.offer_id, at=at)
    handed = (
        ItemEvent.objects.filter(item=card, move=Move.HAND_OUTSIDE.value).order_by("-id").first()
    )
    if card is not None and handed is not None and handed.actor_id is not None:
        path, once = reverse("referrals:record", args=[card.pk]), f"has_them:{event.offer_id}"
        tell(handed.actor_id, card, HAS_THEM, path, once=once, at=at)
    if card is not None:
        _go_along(card.pk, at)


def end_offers(event: events.NotPassedOn, *, at: datetime) -> None:
    """End what others are asked about a request, where nothing is asked of them any more."""
    taking_over.end_offers(actor=this_job(), request_id=event.item_id, at=at)


def lapse_if_open(job: Actor, offer: Item, at: datetime) -> None:
    """Take an offer back, when the last who can be asked has had a working day to answer it."""
    if offer.state in (State.OFFERED, State.ARRIVAL_ASKED):
        taking_over.lapse(actor=job, offer_id=offer.pk, at=at)


def lapse_outside(job: Actor, held: Holding, at: datetime) -> bool:
    """Take back what nobody outside answered by its day; say whether it was such.

    There is no ladder to ask there: a person at the sender has it again on the next working day.
    """
    if held.item.kind != Kind.OUTSIDE or State(held.item.state) not in ASKED:
        return False
    if held.due_on < clock.local_day(at):
        taking_over.lapse(actor=job, offer_id=held.item_id, at=at)
    return True


def lapse_arrival(job: Actor, held: Holding, at: datetime) -> bool:
    """Take back what a school did not say once it is the sender's again; say whether it was such by then."""
    if held.kind != Kind.ARRIVAL:
        return False
    if clock.local_day(at) < senders_again_on(held.due_on, add_working_days):
        return False
    taking_over.lapse(actor=job, offer_id=held.item_id, at=at)
    return True


def send_outside_link(event: events.OutsideAsked, *, at: datetime) -> None:
    """Send somebody outside the link by which they are asked; the mail says no word about anybody."""
    item = Item.objects.get(pk=event.item_id)
    notices.send(
        actor=this_job(),
        kind=CAN_YOU_HELP.name,
        link_path=reverse("home"),  # the link itself is made when the mail is, and kept nowhere
        at=at,
        to_outside=event.link_id,
        about_id=item.pk,
        child_id=item.child_id,
        area_id=item.area_id,
        once_key=f"outside:{event.link_id}",
    )


def outside_reach(link_id: UUID) -> Reach | None:
    """Return where a link goes; None when it opens no more. Asked when the mail leaves."""
    link = OutsideLink.objects.filter(pk=link_id, ended_at__isnull=True).first()
    if link is None:
        return practice_reach(link_id)
    return Reach(email=link.address) if clock.now() < link.opens_until else None


def lapse_at_nobody(job: Actor, item_id: UUID, at: datetime) -> None:
    """Take back at once what was offered to a service that has ended, or where nobody is any more."""
    taking_over.lapse(actor=job, offer_id=item_id, at=at)
