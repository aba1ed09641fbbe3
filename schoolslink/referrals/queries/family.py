"""The truth that is one family member's own: what their page may be made from, and nothing more."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Q

from schoolslink.access import seal
from schoolslink.access.actor import Actor
from schoolslink.access.models import Membership
from schoolslink.access.roles import Role
from schoolslink.kernel import clock
from schoolslink.referrals import permissions
from schoolslink.referrals.models import (
    Carer,
    Decision,
    FamilyMessage,
    Item,
    ItemEvent,
    Told,
)
from schoolslink.referrals.queries.aside import stands_aside
from schoolslink.referrals.queries.door import organisations
from schoolslink.referrals.queries.family_history import beside_of, events_of, history_of
from schoolslink.referrals.queries.log import people_who_read
from schoolslink.referrals.queries.own import Own
from schoolslink.referrals.queries.telling import outcome_of, truth_now
from schoolslink.referrals.recipients import may_hear
from schoolslink.referrals.rules import Move, State
from schoolslink.referrals.rules.agreement import Decider
from schoolslink.referrals.rules.clocks.adjusted import Paused
from schoolslink.referrals.rules.family import Begun, Knows, Truth
from schoolslink.referrals.rules.moves.referral import BEFORE_HELP
from schoolslink.referrals.rules.not_to_contact import NOBODY_TOLD
from schoolslink.referrals.rules.practice_letter import NO_PRACTICE
from schoolslink.referrals.rules.sharing import Reader
from schoolslink.referrals.rules.sharing import Told as Amount
from schoolslink.referrals.sharing import (
    decides,
    decides_alone,
)


@dataclass(frozen=True)
class Written:
    """One message between a family member and the team."""

    from_family: bool
    said: str
    by_name: str
    at: datetime
    words: str


@dataclass(frozen=True)
class FamilyView:
    """Everything one family member's page is made from.

    stop_ends: their stop ends it; else somebody talks with them first.
    """

    item: Item
    truth: Truth
    first_name: str
    own_words: str
    messages: tuple[Written, ...]
    moves: tuple[Move, ...]
    choices: dict[str, bool]
    decides: bool
    stop_ends: bool


def family_view(actor: Actor, own: Own, *, at: datetime) -> FamilyView:
    """Return what this family member's page shows. own: what `own_page` found for them."""
    on, item, member = clock.local_day(at), own.item, own.member
    words = seal.texts(member, item.child_id)
    truth = _truth(actor, own, on)
    deciding, moves = decides(member, item, truth.decider), permissions.moves_now(actor, item)
    return FamilyView(
        item=item,
        truth=truth,
        first_name=words["name"],
        own_words=words["own_words"],
        messages=_messages(item, member),
        moves=moves,
        choices=own.choices,
        decides=deciding,
        stop_ends=deciding and Move.WITHDRAW in moves and not item.risk_marked and decides_alone(),
    )


def _truth(actor: Actor, own: Own, on: date) -> Truth:
    item = own.item
    made = Decision.objects.filter(item=item).select_related("receiver", "outside", "event")
    decisions = list(made.order_by("id"))
    decision = decisions[-1] if decisions else None
    outcome = outcome_of(item, decision, _cleared_words(own, decision))
    truth = truth_now(item, own.member, item.referral, outcome, on)
    events, beside = events_of(own), beside_of() if own.hears else None
    return replace(
        truth,
        hears=own.hears,
        moving=beside.moving if beside else None,
        happened=history_of(own, events, decisions, beside, truth.service) if beside else (),
        left_to=_left_to(item, events),
        begun=_begun(item) if own.hears else None,
        aside=_aside(item, events) if own.hears and item.state in BEFORE_HELP else (),
        knows=_knows(own, truth.decider),
        # A carer has no right to the log: not even to a number of it.
        people_who_read=people_who_read(item.child_id) if actor.relationship == "self" else 0,
    )


_SAYS_WHO_HAS_THEM = {
    State.CLOSED: Move.CONFIRM_NEXT_STEP,
    State.PASSED_ON: Move.CONFIRM_RECEIPT,
}


def _begun(item: Item) -> Begun | None:
    """Return since when somebody else is said to have them, and who, to those to whom it was worded."""
    move = _SAYS_WHO_HAS_THEM.get(State(item.state))
    if move is None:
        return None
    made = ItemEvent.objects.filter(item=item, move=move).select_related("message")
    event = made.order_by("-version_seen").first()
    if event is None or event.happened_on is None:
        return None
    said = seal.texts(event.message, item.child_id)["words"] if hasattr(event, "message") else ""
    return Begun(event.happened_on, said)


def _left_to(item: Item, events: list[ItemEvent]) -> str:
    """Return the council that has what a school asked of whoever left it; empty where nobody did."""
    # Whoever asked at the school is on the request no more, once it went to another.
    if item.is_own or item.opened_by_id is not None or item.school_id is None:
        return ""
    moved = next((event for event in reversed(events) if event.to_school_id is not None), None)
    if moved is None or moved.move != Move.LEAVE_SCHOOL:
        return ""
    return organisations([item.school_id]).get(item.school_id, "")


def _aside(item: Item, events: list[ItemEvent]) -> tuple[Paused, ...]:
    return tuple(one.days for one in stands_aside(item, events))


def _cleared_words(own: Own, decision: Decision | None) -> dict[str, str]:
    """Return the latest decision's own words, if they were cleared for this member."""
    duties = [
        duty
        for duty in own.told
        if decision
        and duty.event_id == decision.event_id
        and duty.family_member_id == own.member.pk
        and hasattr(duty, "words")
    ]
    if not duties:
        return {}
    latest: Told = max(duties, key=lambda duty: duty.pk)
    return seal.texts(latest.words, own.item.child_id)


def _knows(own: Own, decider: Decider) -> tuple[Knows, ...]:
    """Return how much each of those concerned may hear; told on a day only when that was done."""
    item, choices = own.item, own.choices
    done = {
        duty.whom: clock.local_day(duty.told_at)
        for duty in own.told
        if duty.told_at and duty.how not in (NO_PRACTICE, *NOBODY_TOLD)
    }
    found = []
    for whom, reader in (("carer", Reader.CARER), ("school", Reader.SCHOOL), ("gp", Reader.GP)):
        told = may_hear(item, reader, choices, decider)
        if told is not Amount.NOTHING or whom in choices:
            found.append(Knows(reader, told, done.get(whom)))
    guarded = may_hear(item, Reader.SAFEGUARDING_LEAD, {}, decider)
    if guarded is not Amount.NOTHING and _has_safeguarding_lead(item):
        found.append(Knows(Reader.SAFEGUARDING_LEAD, guarded))
    return tuple(found)


def _has_safeguarding_lead(item: Item) -> bool:
    on = clock.local_day(clock.real_now())  # memberships follow the real calendar
    today = Q(from_on__lte=on) & (Q(until_on__isnull=True) | Q(until_on__gt=on))
    held = Membership.objects.filter(today, organisation_id=item.school_id)
    return held.filter(role=Role.SAFEGUARDING_LEAD).exists()


def _messages(item: Item, member: Carer) -> tuple[Written, ...]:
    rows = FamilyMessage.objects.filter(item=item, family_member_id=member.pk).order_by("at", "id")
    return tuple(
        Written(
            row.from_family,
            row.said,
            row.written_by_name,
            row.at,
            seal.texts(row, item.child_id)["words"],
        )
        for row in rows
    )
