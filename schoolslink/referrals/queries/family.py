"""The truth that is one family member's own: what their page may be made from, and nothing more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from schoolslink.access import audit, seal
from schoolslink.access.actor import Actor
from schoolslink.access.models import Membership
from schoolslink.access.policy import Group
from schoolslink.access.roles import Role
from schoolslink.directory.queries import LinkView, criteria_of, link_for_school
from schoolslink.kernel import clock
from schoolslink.referrals import permissions
from schoolslink.referrals.models import (
    Carer,
    Decision,
    FamilyMessage,
    Holding,
    Item,
    Referral,
    TellingWords,
    Told,
)
from schoolslink.referrals.queries.door import organisations
from schoolslink.referrals.queries.log import people_who_read
from schoolslink.referrals.queries.own import own_item, own_member
from schoolslink.referrals.rules import Due, Duty, Move, State
from schoolslink.referrals.rules.agreement import Decider
from schoolslink.referrals.rules.family import (
    Holder,
    HolderRole,
    Knows,
    Relationship,
    Truth,
    WhoAsked,
)
from schoolslink.referrals.rules.practice_letter import NO_PRACTICE
from schoolslink.referrals.rules.reasons import Reason
from schoolslink.referrals.rules.request import usable_criteria
from schoolslink.referrals.rules.sharing import CarerFacts, Reader, may_tell
from schoolslink.referrals.rules.sharing import Told as Amount
from schoolslink.referrals.sharing import (
    as_choice,
    decides,
    decides_alone,
    has_responsibility,
    latest_choices,
)

ENGLISH = ("", "en", "en-gb", "english")


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
    """Everything one family member's page is made from. is_news: a decision they have not seen yet.

    stop_ends: their stop ends it; else somebody talks with them first.
    """

    item: Item
    truth: Truth
    first_name: str
    language: str
    own_words: str
    messages: tuple[Written, ...]
    moves: tuple[Move, ...]
    choices: dict[str, bool]
    decides: bool
    is_news: bool
    stop_ends: bool


def family_view(actor: Actor, *, at: datetime) -> FamilyView:
    """Return what this family member's page shows.

    Raises Item.DoesNotExist when the code no longer opens anything.
    """
    on = clock.local_day(at)
    item = own_item(actor)
    choices = latest_choices(item)
    member = own_member(actor, item, choices)
    audit.read("family-page", [item.pk], groups=[Group.ROUTING], children=[item.child_id])
    words = seal.texts(member, item.child_id)
    truth = _truth(actor, item, member, choices, on)
    deciding, moves = decides(member, item, truth.decider), permissions.moves_now(actor, item)
    return FamilyView(
        item=item,
        truth=truth,
        first_name=words["name"],
        language=member.language,
        own_words=words["own_words"],
        messages=_messages(item, member),
        moves=moves,
        choices=choices,
        decides=deciding,
        stop_ends=deciding and Move.WITHDRAW in moves and not item.risk_marked and decides_alone(),
        is_news=Told.objects.filter(
            item=item, family_member_id=member.pk, told_at__isnull=True
        ).exists(),
    )


def _truth(actor: Actor, item: Item, member: Carer, choices: dict[str, bool], on: date) -> Truth:
    link = (
        link_for_school(item.school_id, on=on, service_id=item.service_id)
        if item.school_id
        else None
    )
    holding = (
        Holding.objects.filter(item=item, ended_at__isnull=True).select_related("person").first()
    )
    decision = Decision.objects.filter(item=item).order_by("-id").first()
    state = State(item.state)
    referral = Referral.objects.get(item=item)
    decider = Decider(referral.decided_by)
    asked = item.asked_at or item.opened_at
    cleared = _cleared_words(item, member, decision)
    return Truth(
        relationship=Relationship(actor.relationship),
        state=state,
        asked_on=clock.local_day(asked),
        asked_by=WhoAsked.SCHOOL,
        service=link.service_name if link else "",
        decider=decider,
        has_responsibility=has_responsibility(member),
        holder=_holder(holding, link),
        due=Due(Duty(holding.duty), holding.due_on) if holding else None,
        is_overdue=bool(holding and holding.due_on < on),
        reason=Reason(decision.reason) if decision and decision.reason else None,
        next_step=cleared.get("next_step", ""),
        words=cleared.get("words", ""),
        was_advised=bool(decision and decision.move == Move.ADVISE),
        receiver=_receiver(decision),
        wait_weeks=_wait(referral.intended_service_id, on),
        knows=_knows(item, choices, decider),
        # A carer has no right to the log: not even to a number of it.
        people_who_read=people_who_read(item.child_id) if actor.relationship == "self" else 0,
        interpreter_asked=_interpreter(item, member),
    )


def _holder(holding: Holding | None, link: LinkView | None) -> Holder | None:
    """Return who has it, in as many words as a child needs: a first name and a role."""
    if holding is None:
        return None
    if holding.person is None:
        place = link.service_name if link else ""
        return Holder(place, HolderRole.TEAM, phone=link.service_phone if link else "")
    name = holding.person.get_short_name()
    if holding.side == "school":
        return Holder(name, HolderRole.SCHOOL)
    if link is None:
        return Holder(name, HolderRole.WORKER)
    role = HolderRole.WORKER
    if holding.person_id == link.contact_person_id:
        role = HolderRole.CONTACT
    elif holding.person_id == link.pool_manager_person_id:
        role = HolderRole.MANAGER
    covers = [c.name.split(" ")[0] for c in link.contact.covers] if link.contact else []
    return Holder(
        name,
        role,
        cover=covers[0] if covers and covers[0] != name else "",
        manager=link.pool_manager_name,
        phone=link.service_phone,
    )


def _receiver(decision: Decision | None) -> str:
    """Return the name of the team that a decision passed it to."""
    if decision is None or decision.receiver_id is None:
        return ""
    return organisations([decision.receiver_id]).get(decision.receiver_id, "")


def _interpreter(item: Item, member: Carer) -> bool | None:
    """Say whether an interpreter was asked for; None for who reads English and asked for none."""
    if item.interpreter:
        return True
    return None if member.language.casefold() in ENGLISH else False


def _cleared_words(item: Item, member: Carer, decision: Decision | None) -> dict[str, str]:
    """Return the latest decision's own words, if they were cleared for this member."""
    if decision is None:
        return {}
    row = (
        TellingWords.objects.filter(told__event_id=decision.event_id, family_member_id=member.pk)
        .order_by("-told_id")
        .first()
    )
    return seal.texts(row, item.child_id) if row else {}


def _wait(service_id: UUID, on: date) -> int | None:
    view = criteria_of(service_id, on=on)
    weeks = usable_criteria(view.content, version=view.version).wait_weeks
    return weeks[1] if weeks else None


def _knows(item: Item, choices: dict[str, bool], decider: Decider) -> tuple[Knows, ...]:
    """Return how much each of those concerned may hear; told on a day only when that was done."""
    done = {
        row.whom: clock.local_day(row.told_at)
        for row in Told.objects.filter(item=item, told_at__isnull=False)
        .exclude(how=NO_PRACTICE)
        .order_by("told_at")
        if row.told_at
    }
    found = []
    for whom, reader in (("carer", Reader.CARER), ("school", Reader.SCHOOL), ("gp", Reader.GP)):
        choice = as_choice(choices.get(whom))
        told = may_tell(
            reader,
            choice,
            decider,
            carer=CarerFacts(has_responsibility=True),
            risk_marked=item.risk_marked,
        )
        if told is not Amount.NOTHING or whom in choices:
            found.append(Knows(reader, told, done.get(whom)))
    guarded = may_tell(
        Reader.SAFEGUARDING_LEAD, as_choice(None), decider, risk_marked=item.risk_marked
    )
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
