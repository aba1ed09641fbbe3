"""The service's side: seen, asked for more, decided, told; nothing closed without a next step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from schoolslink.access import audit, seal
from schoolslink.access.actor import Actor
from schoolslink.access.unit import attempt
from schoolslink.kernel import clock, outbox
from schoolslink.kernel.calendar import add_working_days
from schoolslink.referrals import events, permissions
from schoolslink.referrals.commands.joining import tell_those_joined
from schoolslink.referrals.commands.missed import require_nothing_missed
from schoolslink.referrals.commands.moving import Moved, find, make_move
from schoolslink.referrals.commands.offering import offer
from schoolslink.referrals.commands.outside import offer_outside, require_outside
from schoolslink.referrals.commands.owing import owe_each
from schoolslink.referrals.commands.passing_on import require_taken, share_in_danger
from schoolslink.referrals.commands.practice_letter import (
    PRACTICE,
    require_letter_may_go,
)
from schoolslink.referrals.commands.reading import owe_school
from schoolslink.referrals.commands.second_look import require_judged
from schoolslink.referrals.commands.telling import (
    end_if_all_told,
    one_at_a_time,
    require_all_told,
    require_still_owed,
    settle_earlier,
)
from schoolslink.referrals.commands.transferring import require_not_handed_over
from schoolslink.referrals.errors import (
    NO_SCHOOL_ASKED,
    NO_SCHOOL_TO_ASK,
    OTHERS_ASKED_TOO,
    SCHOOL_NOT_TOLD,
    ChangedMeanwhile,
    NotPossible,
    NotYours,
)
from schoolslink.referrals.limits import limits_for
from schoolslink.referrals.models import (
    ClinicReference,
    Decision,
    DecisionWords,
    Item,
    ItemEvent,
    Referral,
    ServiceNote,
    Told,
)
from schoolslink.referrals.queries.joined import joined_to
from schoolslink.referrals.queries.own import FAMILY, family_waits
from schoolslink.referrals.routing import route_of
from schoolslink.referrals.rules import Move, Need, Side
from schoolslink.referrals.rules.dues import check_rounds, told_by
from schoolslink.referrals.rules.errors import RuleBroken
from schoolslink.referrals.rules.moves import TOLD_OF
from schoolslink.referrals.rules.reasons import Reason
from schoolslink.referrals.sharing import kept_from_school
from schoolslink.web import dates

# How a school stops what it asked: where a risk is marked somebody else at the school hears of it.
STOPS = (Move.DISCARD, Move.WITHDRAW, Move.ASK_TO_STOP)


@dataclass(frozen=True)
class Answering:
    """What a decision says. next_step: what happens next and with whom; who_tells: the family.

    Of help that ends, words say how things are, watch what to look out for, next_step the plan.
    to_them: to the service that it is passed on to, which reads it before it takes it. outside_id:
    of an outside receiver, in the place of receiver_id.
    """

    move: Move
    words: str = ""
    level: str = ""
    reason: str = ""
    next_step: str = ""
    watch: str = ""
    who_tells: Side = Side.SERVICE
    told_by: date | None = None
    receiver_id: UUID | None = None
    to_them: str = ""
    outside_id: UUID | None = None


def acknowledge(
    *, actor: Actor, seen: Sequence[tuple[UUID, int]], at: datetime
) -> dict[UUID, Moved | str]:
    """Say of each item (id, version) that a person has seen it; return what came of each.

    Each is a step of its own: one that somebody else moved meanwhile says so, the others go on.
    """
    done: dict[UUID, Moved | str] = {}
    for item_id, version in seen:
        try:
            with attempt():
                done[item_id] = step(
                    actor=actor, item_id=item_id, move=Move.ACKNOWLEDGE, version=version, at=at
                )
        except (ChangedMeanwhile, NotPossible, NotYours) as refusal:
            done[item_id] = refusal.message
        except Item.DoesNotExist:
            done[item_id] = ""
    return done


def step(
    *,
    actor: Actor,
    item_id: UUID,
    move: Move,
    version: int,
    at: datetime,
    words: str = "",
    due_on: date | None = None,
) -> Moved:
    """Make a plain move: seen, started, more asked or given, first contact, worse, withdrawn.

    due_on: the day by which the other side is asked. Raises as `make_move`, and NotPossible when
    the service has asked for more twice already, has words of the family to answer first, or has
    somebody of the family still to tell.
    """
    item, side = find(actor, item_id)
    if move is Move.RECORD_TOLD:
        require_all_told(item)
    if move is Move.LOOK_AGAIN and family_waits(item):
        raise NotPossible(sentence="Somebody of the family waits for an answer. Write it first.")
    if move is Move.ASK_MORE and item.is_own:
        raise NotPossible(sentence=NO_SCHOOL_TO_ASK)
    if move in STOPS and item.risk_marked and not words.strip():
        raise NotPossible(
            sentence="A risk is marked. Say why this is stopped. Nothing was changed."
        )
    if move is Move.ASK_MORE:
        try:
            check_rounds(item.rounds, limits=limits_for(item, on=clock.local_day(at)))
        except RuleBroken as broken:
            raise NotPossible(sentence=broken.message) from broken
    moved = make_move(
        actor=actor,
        item=item,
        side=side,
        move=move,
        version=version,
        at=at,
        route=route_of(item, on=clock.local_day(at)),
        words=words,
        named_on=due_on,
        given={Need.DUE_ON: due_on or clock.local_day(at)},
    )
    if move in STOPS and item.risk_marked:
        outbox.publish(events.AskedToStop(item.pk, item.child_id, moved.event.pk), at=at)
    return moved


@transaction.atomic
def decide(*, actor: Actor, item_id: UUID, version: int, answer: Answering, at: datetime) -> Moved:
    """Decide on a request: help, advise, pass on, or not the right team; or end help.

    Not the right team and passing on raise NotPossible without a reason, a next step, and who tells
    the family by when, advice (whose reason is its own) without a next step, and passing on where
    that service does not take it; the end of help without
    a reason from the list, how things are, what to look out for, and a plan; a second no, and an
    end after three missed appointments, where no manager has looked; all do where a school would
    tell them that may not know itself. What is passed on is offered to the other service: this team
    keeps it, with a day, until they take it, or has heard that it arrived.
    Everybody who asked gets a dated duty to be told.
    """
    if answer.move not in TOLD_OF:
        raise NotPossible(sentence="Choose an answer.")
    if answer.move is Move.ADVISE:
        answer = replace(answer, reason=Reason.ADVICE_ALONE.value)
    item, side = find(actor, item_id)
    # A choice or an order of this very instant is seen below, or sees whom we owe word.
    one_at_a_time(item)
    require_teller_is_told(item, answer.who_tells)
    if answer.move is not Move.ACCEPT:
        require_not_handed_over(item)
    if answer.move is Move.DISCHARGE:
        require_nothing_missed(item)
    on = clock.local_day(at)
    require_judged(item, answer.move, answer.reason, on)
    latest = told_by(on, add_working_days, limits=limits_for(item, on=on))
    told_on = answer.told_by or latest
    if not on <= told_on <= latest:
        sentence = _("Choose a day for telling the family, %(day)s at the latest.")
        raise NotPossible(sentence=sentence % {"day": dates.day(latest)})
    to = answer.receiver_id if answer.move is Move.REDIRECT else None
    agreed = to is None or require_taken(item, to, at=at)
    outside = None
    if answer.move is Move.REDIRECT and answer.outside_id is not None:
        outside = require_outside(item, answer.outside_id, at=at)
    moved = make_move(
        actor=actor,
        item=item,
        side=side,
        move=answer.move,
        version=version,
        at=at,
        route=route_of(item, on=on),
        words=answer.words,
        named_on=told_on,
        teller=answer.who_tells,
        given={
            Need.REASON: answer.reason,
            Need.NEXT_STEP: answer.next_step,
            Need.LEVEL: answer.level,
            Need.WHO_TELLS: answer.who_tells.value,
            Need.TOLD_BY: told_on,
            Need.RECEIVER: answer.receiver_id or answer.outside_id,
            Need.RISK_NOTE: answer.watch,
            Need.PLAN: answer.next_step,
        },
    )
    if to is not None and not agreed:
        share_in_danger(actor, item, to, at=at)
    if to is not None:
        offer(
            actor=actor, request=item, receiver_id=to, words=answer.to_them,
            fallback=answer.next_step, at=at,
        )  # fmt: skip
    if outside is not None and outside.can_be_asked:
        offer_outside(
            actor=actor, request=item, receiver=outside, words=answer.to_them,
            fallback=answer.next_step, at=at,
        )  # fmt: skip
    decision = _keep_decision(item, moved.event, answer, told_on)
    owe_school(item, moved.event, told_on)
    owe_each(item, moved.event, _own_words(answer), told_on)
    outbox.publish(
        events.ReferralDecided(item_id=item.pk, child_id=item.child_id, decision_id=decision.pk),
        at=at,
    )
    tell_those_joined(actor, item, decision, _own_words(answer), at)
    return moved


def require_teller_is_told(item: Item, who_tells: Side) -> None:
    """Raise NotPossible where a school would tell the family that may not be told itself, or did not ask."""
    if who_tells is Side.SCHOOL and item.is_own:
        raise NotPossible(sentence=NO_SCHOOL_ASKED)
    if who_tells is Side.SCHOOL and kept_from_school(item) is not None:
        raise NotPossible(sentence=SCHOOL_NOT_TOLD)
    if who_tells is Side.SCHOOL and joined_to(item):
        raise NotPossible(sentence=OTHERS_ASKED_TOO)


def _keep_decision(item: Item, event: ItemEvent, answer: Answering, told_on: date) -> Decision:
    referral = Referral.objects.get(item=item)
    decision = Decision.objects.create(
        item=item,
        event=event,
        move=answer.move.value,
        level=answer.level,
        reason=answer.reason,
        criteria_version=referral.criteria_version,
        receiver_id=answer.receiver_id,
        outside_id=answer.outside_id,
        who_tells=answer.who_tells.value,
        told_by=told_on,
    )
    words = DecisionWords(decision=decision, item=item)
    seal.fill(words, item.child_id, **_own_words(answer))
    words.save(force_insert=True)
    return decision


def _own_words(answer: Answering) -> dict[str, str]:
    return {"next_step": answer.next_step, "words": answer.words, "watch": answer.watch}


@transaction.atomic
def record_told(
    *, actor: Actor, item_id: UUID, told_id: UUID, how: str, version: int, at: datetime
) -> None:
    """Write down that one of those who asked has been told, and how.

    What the same person was owed of an earlier decision is told with it. When the last of the family
    has been told, the duty to tell ends by a move. Raises Told.DoesNotExist
    for a duty that is not this item's or was done before, NotYours for whoever may not say so, and
    NotPossible for a practice that may not be told, and for whoever is to be told no more.
    """
    item, side = find(actor, item_id)
    if not permissions.may_move(actor, item, Move.RECORD_TOLD, side):
        raise NotYours
    one_at_a_time(item)
    require_still_owed(item, told_id)
    duty = Told.objects.get(pk=told_id, item=item, told_at__isnull=True)
    if duty.whom == PRACTICE:
        require_letter_may_go(duty, item)
    duty.told_at, duty.how, duty.told_by = at, how, actor.subject_id
    # Whoever may say that the last was told may not tick for everybody: of a family, each for themselves.
    of_this = Told.objects.filter(pk=duty.pk)
    if not of_this.update(told_at=at, how=how, told_by=duty.told_by):
        raise NotYours
    audit.record(actor, "referral.told", duty.pk, at=at, child_id=item.child_id)
    if duty.whom in FAMILY:
        settle_earlier(duty)
        end_if_all_told(actor=actor, item=item, side=side, version=version, at=at)


def add_service_note(*, actor: Actor, item_id: UUID, words: str, at: datetime) -> UUID:
    """Keep a note that only the team reads; return its id. Raises NotYours for other sides."""
    item, side = find(actor, item_id)
    if side is not Side.SERVICE:
        raise NotYours
    note = ServiceNote(item=item, at=at, written_by=actor.subject_id)
    seal.fill(note, item.child_id, words=words)
    note.save(force_insert=True)
    audit.record(actor, "referral.service_note", note.pk, at=at, child_id=item.child_id)
    return note.pk


def keep_clinic_reference(*, actor: Actor, item_id: UUID, reference: str, at: datetime) -> None:
    """Keep the clinic's own number beside ours, so that nobody types anything twice."""
    item, side = find(actor, item_id)
    if side is not Side.SERVICE:
        raise NotYours
    row = ClinicReference(item=item, at=at, written_by=actor.subject_id)
    seal.fill(row, item.child_id, reference=reference)
    row.save()
    audit.record(actor, "referral.clinic_reference", item.pk, at=at, child_id=item.child_id)
