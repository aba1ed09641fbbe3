"""A hand-over of a child: arranged beside the request, and over when three ticks stand (docs/adr/0101).

The sender keeps the request, and the card with its day, until then. A receiver that works here is asked by
an offer, as what is passed on is, and ticks for itself by taking it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from schoolslink.access import seal
from schoolslink.access.actor import Actor
from schoolslink.directory import queries as directory
from schoolslink.kernel import clock, outbox, rows
from schoolslink.referrals import events
from schoolslink.referrals.commands.beside import begin_beside, keeper_of
from schoolslink.referrals.commands.check_in import at_service
from schoolslink.referrals.commands.moving import Moved, find, make_move, present_holder
from schoolslink.referrals.commands.offering import offer
from schoolslink.referrals.errors import NotPossible
from schoolslink.referrals.models import Item, ItemEvent, TransferStep
from schoolslink.referrals.queries.next_school import next_school_of
from schoolslink.referrals.recipients import recipients
from schoolslink.referrals.routing import Holder
from schoolslink.referrals.rules import Kind, Move, Need, Side, State
from schoolslink.referrals.rules.agreement import Decider
from schoolslink.referrals.rules.moves.transfer import UNDER_WAY
from schoolslink.referrals.rules.reach import Channel
from schoolslink.referrals.rules.transferring import NextSchool, Told, WhyTransfer, agrees
from schoolslink.referrals.sharing import kept_from_school

LONGEST_AHEAD = timedelta(days=365)


@dataclass(frozen=True)
class Outside:
    """A receiver that does not work here: the service, and the person with whom it was spoken."""

    service: str
    person: str


def open_transfer_of(request: Item) -> Item | None:
    """Return the hand-over of a request that has not ended; None where there is none."""
    return Item.objects.filter(about=request, kind=Kind.TRANSFER, closed_at__isnull=True).first()


def require_not_handed_over(request: Item) -> None:
    """Raise NotPossible while somebody else has the child before them: it would be nobody's."""
    card = open_transfer_of(request)
    if card is not None and State(card.state) in UNDER_WAY:
        raise NotPossible(
            sentence=_(
                "This is being handed over, and the others have not all said yes. Finish that first, "
                "or wait until it is given back to you."
            )
        )


@transaction.atomic
def arrange(
    *,
    actor: Actor,
    item_id: UUID,
    version: int,
    why: WhyTransfer,
    by: date | None,
    words: str,
    at: datetime,
) -> UUID:
    """Open the card of a hand-over beside a request; return its id. Nothing changes of the request.

    by: the day by which it is to be handed over. Raises NotPossible where one is open, or the day is over.
    """
    request, side = find(actor, item_id)
    on = clock.local_day(at)
    if side is Side.SCHOOL and kept_from_school(request) is not None:
        raise NotPossible(sentence=_("Ring the service, please, and tell them."))
    if open_transfer_of(request) is not None:
        raise NotPossible(sentence=_("A hand-over is arranged already. It stands beside."))
    if by is not None and not on <= by <= on + LONGEST_AHEAD:
        raise NotPossible(sentence=_("Choose a day from today on, within a year."))
    make_move(
        actor=actor, item=request, side=side, move=Move.ARRANGE_TRANSFER, version=version, at=at,
        words=words, holder=present_holder(request),
    )  # fmt: skip
    card = begin_beside(
        Kind.TRANSFER, Move.PLAN_TRANSFER, request, actor=actor, side=side,
        holder=at_service(request, at) if side is Side.SCHOOL else keeper_of(request, actor),
        at=at, named_on=by,
    )  # fmt: skip
    keep_step(card, ItemEvent.objects.get(item=card, version_seen=0), why=why.value)
    return card.pk


def open_by_itself(
    *, actor: Actor, request: Item, why: WhyTransfer, by: date, holder: Holder, at: datetime
) -> Item:
    """Open a card by a job of the child's own; whoever calls has asked whether one is open."""
    card = begin_beside(
        Kind.TRANSFER, Move.PLAN_TRANSFER, request, actor=actor, side=Side.SYSTEM, holder=holder,
        at=at, named_on=by,
    )  # fmt: skip
    keep_step(card, ItemEvent.objects.get(item=card, version_seen=0), why=why.value)
    return card


@dataclass(frozen=True)
class Planned:
    """A hand-over of a request that was planned before: why, when, and where it stands."""

    why: str
    opened_at: datetime
    state: str

    @property
    def on(self) -> date:
        """Return on which day."""
        return clock.local_day(self.opened_at)


def steps_of(request: Item) -> list[Planned]:
    """Return the hand-overs of a request that were ever planned."""
    rows = TransferStep.objects.filter(item__about=request).exclude(why="").select_related("item")
    return [Planned(one.why, one.item.opened_at, one.item.state) for one in rows]


@transaction.atomic
def hand_over(
    *, actor: Actor, item_id: UUID, version: int, receiver_id: UUID, words: str, at: datetime
) -> Moved:
    """Hand a child over to a service that works here: it is asked at once, and reads no name before.

    Raises NotPossible where that service cannot be asked here, or the words name the child.
    """
    card, side = find(actor, item_id)
    request = _request_of(card)
    _require_can_go(request, receiver_id, at)
    moved = make_move(
        actor=actor, item=card, side=side, move=Move.HAND_OVER, version=version, at=at,
        holder=present_holder(card), given={Need.RECEIVER: receiver_id},
    )  # fmt: skip
    keep_step(card, moved.event, receiver_id=receiver_id)
    asked = offer(
        actor=actor, request=request, receiver_id=receiver_id, words=words, fallback="", at=at,
        transfer=why_of(card),
    )  # fmt: skip
    if asked is None:
        raise NotPossible(
            sentence=_(
                "Nobody of that service answers here yet. Ring them, and write it down as somebody "
                "outside Schools Link."
            )
        )
    return moved


def why_of(card: Item) -> str:
    """Return why a child is handed over, as it was planned."""
    why = TransferStep.objects.filter(item=card).exclude(why="").values_list("why", flat=True)
    return why.first() or WhyTransfer.OTHER.value


@transaction.atomic
def hand_outside(
    *,
    actor: Actor,
    item_id: UUID,
    version: int,
    to: Outside,
    words: str,
    at: datetime,
    to_school_id: UUID | None = None,
) -> Moved:
    """Write down to whom outside a child was handed over: the service, and a person by name.

    to_school_id: a school that works here, and says itself whether they have arrived.
    """
    card, side = find(actor, item_id)
    moved = make_move(
        actor=actor, item=card, side=side, move=Move.HAND_OUTSIDE, version=version, at=at,
        words=words, holder=present_holder(card), given={Need.RECEIVER: to.service.strip() or None},
    )  # fmt: skip
    keep_step(
        card, moved.event, words=to.person, receiver_name=to.service.strip(), to_school_id=to_school_id,
    )  # fmt: skip
    return moved


@transaction.atomic
def record_received(
    *, actor: Actor, item_id: UUID, version: int, who: str, how: str, at: datetime
) -> Moved:
    """Write down who outside confirmed that they have the child, and how they said it."""
    card, side = find(actor, item_id)
    said = ", ".join(filter(None, (who.strip(), how.strip())))
    moved = make_move(
        actor=actor, item=card, side=side, move=Move.RECORD_RECEIVED, version=version, at=at,
        holder=present_holder(card), given={Need.WHO_CONFIRMED: who}, news=_nobody_is_asked(card),
    )  # fmt: skip
    keep_step(card, moved.event, words=said)
    return moved


@transaction.atomic
def tell_of_transfer(
    *,
    actor: Actor,
    item_id: UUID,
    version: int,
    whom: Told,
    words: str,
    at: datetime,
    next_school: NextSchool | None = None,
) -> Moved:
    """Write down who of the family was told, and how. When that was the last tick, the request goes.

    next_school: what they said when they were asked whether the school to which the child goes may see the
    request; None where that was no question. Raises NotPossible for a carer where none may hear of it, and
    for a yes that is not theirs to give.
    """
    card, side = find(actor, item_id)
    if next_school is not None:
        require_theirs_to_say(card, next_school, at=at)
    if whom is not Told.YOUNG_PERSON and not carer_may_hear(_request_of(card)):
        raise NotPossible(sentence=_("No parent or carer may hear of this. Tell the young person."))
    moved = make_move(
        actor=actor, item=card, side=side, move=Move.TELL_OF_TRANSFER, version=version, at=at,
        words=words, holder=present_holder(card), given={Need.WHOM: whom.value},
    )  # fmt: skip
    keep_step(card, moved.event, whom=whom.value, next_school=next_school or "")
    if moved.to is State.TRANSFERRED:
        news = events.AllTicksStand(
            item_id=card.about_id,
            child_id=card.child_id,
            card_id=card.pk,  # type: ignore[arg-type]
        )
        outbox.publish(news, at=at)
    return moved


def require_theirs_to_say(card: Item, said: NextSchool, *, at: datetime) -> None:
    """Raise NotPossible where nobody is asked of the next school, or where a yes is not theirs to give."""
    request = _request_of(card)
    asked = next_school_of(card, request, on=clock.local_day(at))
    if asked is None:
        raise NotPossible(sentence=_("No school is asked just now that could see the request."))
    if said in (NextSchool.NO, NextSchool.NOT_ASKED):
        return
    if not asked.may_share:
        sentence = _(
            "No sharing agreement in force covers %(school)s, so the request cannot go there. Ask your area "
            "coordinator, and say that you have not asked yet."
        )
        raise NotPossible(sentence=sentence % {"school": asked.name})
    if not agrees(said, asked.decider):
        raise NotPossible(
            sentence=_(
                "A parent or carer decides about this request. Ask them, or say that you have not asked yet."
            )
            if asked.decider is Decider.CARER
            else _(
                "The young person decides about this request. Ask them, or say that you have not asked yet."
            )
        )
    if said is not NextSchool.YOUNG_PERSON and not carer_may_hear(request):
        raise NotPossible(sentence=_("No parent or carer may hear of this. Tell the young person."))


def step_transfer(
    *, actor: Actor, item_id: UUID, version: int, move: Move, words: str, at: datetime
) -> Moved:
    """Say in words that somebody outside did not take it, or that they stay after all."""
    card, side = find(actor, item_id)
    return make_move(
        actor=actor, item=card, side=side, move=move, version=version, at=at, words=words,
        holder=present_holder(card), news=_nobody_is_asked(card),
    )  # fmt: skip


def _nobody_is_asked(card: Item) -> tuple[events.NotPassedOn, ...]:
    """Return the news with which a link ends that asks what is known by now."""
    assert card.about_id is not None  # noqa: S101 - a hand-over is about a request
    return (events.NotPassedOn(item_id=card.about_id, child_id=card.child_id),)


def _request_of(card: Item) -> Item:
    assert card.about_id is not None  # noqa: S101 - a hand-over is about a request
    return Item.objects.get(pk=card.about_id)


def _require_can_go(request: Item, receiver_id: UUID, at: datetime) -> None:
    """Raise NotPossible where a service has ended, is the child's own, or no agreement covers it.

    A child who moves goes to another area's service, and one who grows up to another age's: neither
    its area nor its ages stand in the way, for it says itself whether it takes them.
    """
    on = clock.local_day(at)
    card = directory.service_card(receiver_id, on=on)
    if card is None or receiver_id == request.service_id:
        raise NotPossible(sentence=_("That service takes nobody over today. Choose another."))
    senders = [one for one in (request.school_id, request.service_id) if one is not None]
    covered = any(directory.sharing_allowed(one, receiver_id, on).allowed for one in senders)
    if not covered and not request.risk_marked:
        sentence = _(
            "No sharing agreement in force covers %(receiver)s, so nothing about a child with a name "
            "may go there. Ask your area coordinator, or ring them and write it down as somebody outside."
        )
        raise NotPossible(sentence=sentence % {"receiver": card.name})


def carer_may_hear(request: Item) -> bool:
    """Say whether any parent or carer may hear of a request."""
    family = recipients(request, Channel.PAGE)
    return any(
        one.member is not None and one.member.relationship == "carer" and not one.reach.is_nothing
        for one in family
    )


def keep_step(card: Item, event: ItemEvent, *, words: str = "", **facts: object) -> None:
    """Keep what goes with one move of a hand-over."""
    step = TransferStep(item=card, event=event, **facts)
    seal.fill(step, card.child_id, words=words)
    rows.insert([step])
