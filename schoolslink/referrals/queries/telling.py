"""What a decision comes to for one of the family: made already, or about to be made.

One place makes it, so that what the team is shown before it sends, what is printed and what stands on
the family's own page are the same sentences.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from schoolslink.directory.queries import LinkView, criteria_of, link_for_school, service_card
from schoolslink.kernel import clock
from schoolslink.referrals.models import Decision, Holding, Item, Referral
from schoolslink.referrals.queries.door import organisations
from schoolslink.referrals.queries.joined import goes_on_as
from schoolslink.referrals.queries.waits import recent_waits
from schoolslink.referrals.rules import Due, Duty, Move, State
from schoolslink.referrals.rules.agreement import Decider
from schoolslink.referrals.rules.ending import WhyEnds
from schoolslink.referrals.rules.family import Holder, HolderRole, Relationship, Truth, WhoAsked
from schoolslink.referrals.rules.reasons import Reason
from schoolslink.referrals.rules.request import usable_criteria
from schoolslink.referrals.rules.waiting import ExpectedWait, expected
from schoolslink.referrals.sharing import Member, has_responsibility

# Where somebody waits for a first meeting.
WAITS = (State.ACCEPTED, State.WAITING)
ENGLISH = ("", "en", "en-gb", "english")


@dataclass(frozen=True)
class Outcome:
    """Where a request stands after a decision. words, next_step, watch: the team's own, for whoever
    may read them; whoever makes one of these leaves them out for everybody else.
    """

    state: State
    reason: Reason | None = None
    why_ended: WhyEnds | None = None
    decided_on: date | None = None
    was_advised: bool = False
    receiver: str = ""
    words: str = ""
    next_step: str = ""
    watch: str = ""

    def without_words(self) -> Outcome:
        """Return what somebody reads who may not read the team's own words."""
        return replace(self, words="", next_step="", watch="")


def outcome_of(item: Item, decision: Decision | None, words: dict[str, str]) -> Outcome:
    """Return where a request stands now. words: of the latest decision, cleared for the reader."""
    reason = decision.reason if decision else ""
    return Outcome(
        state=State(item.state),
        reason=Reason(reason) if reason in set(Reason) else None,
        why_ended=WhyEnds(reason) if reason in set(WhyEnds) else None,
        decided_on=clock.local_day(decision.event.at) if decision else None,
        was_advised=bool(decision and decision.move == Move.ADVISE),
        receiver=_receiver(decision),
        words=words.get("words", ""),
        next_step=words.get("next_step", ""),
        watch=words.get("watch", ""),
    )


def truth_of(
    item: Item,
    member: Member,
    referral: Referral,
    outcome: Outcome,
    *,
    service: str,
    wait: ExpectedWait | None,
) -> Truth:
    """Return what one of the family reads of an outcome, whoever has the request."""
    return Truth(
        relationship=Relationship("self" if member.relationship == "self" else "carer"),
        state=outcome.state,
        asked_on=clock.local_day(item.asked_at or item.opened_at),
        asked_by=WhoAsked(item.asked_by),
        service=service,
        decider=Decider(referral.decided_by),
        has_responsibility=has_responsibility(member),
        reason=outcome.reason,
        why_ended=outcome.why_ended,
        decided_on=outcome.decided_on,
        next_step=outcome.next_step,
        words=outcome.words,
        watch=outcome.watch,
        was_advised=outcome.was_advised,
        receiver=outcome.receiver,
        wait_weeks=wait.published[1] if wait and wait.published else None,
        waited=(wait.half, wait.most) if wait and wait.half and wait.most else None,
        interpreter_asked=_interpreter(item, member),
    )


def truth_now(item: Item, member: Member, referral: Referral, outcome: Outcome, on: date) -> Truth:
    """Return what one of the family reads of an outcome that has been made, with who has it now."""
    link = (
        link_for_school(item.routing_school_id, on=on, service_id=item.service_id)
        if item.routing_school_id
        else None
    )
    holding = (
        Holding.objects.filter(item=item, ended_at__isnull=True).select_related("person").first()
    )
    if (goes_on := goes_on_as(item)) is not None:
        outcome, holding = replace(outcome, state=goes_on.state), holding or goes_on.holding
    service, phone = (link.service_name, link.service_phone) if link else _service_of(item, on)
    truth = truth_of(
        item, member, referral, outcome,
        service=service,
        wait=expected_wait(item, referral.intended_service_id, on)
        if outcome.state in WAITS
        else None,
    )  # fmt: skip
    return replace(
        truth,
        holder=_holder(holding, link, service, phone),
        due=Due(Duty(holding.duty), holding.due_on) if holding else None,
        is_overdue=bool(holding and holding.due_on < on),
        service_phone=phone,
    )


def _service_of(item: Item, on: date) -> tuple[str, str]:
    """Return the service's name and number where no pair says them: its own card, as far as it is open."""
    if item.service_id is None:
        return "", ""
    card = service_card(item.service_id, on=on)
    if card is not None:
        return card.name, card.phone
    return organisations([item.service_id]).get(item.service_id, ""), ""


def expected_wait(item: Item, meant_for: UUID, on: date) -> ExpectedWait:
    """Return how long the last families of the service of a request waited, and what it publishes.

    meant_for: the service it was written for, which counts while none has it.
    """
    service_id = item.service_id or meant_for
    view = criteria_of(service_id, on=on)
    published = usable_criteria(view.content, version=view.version).wait_weeks
    return expected(recent_waits(service_id, on), published)


def _holder(
    holding: Holding | None, link: LinkView | None, service: str, phone: str
) -> Holder | None:
    """Return who has it, in as many words as a child needs: a first name and a role."""
    if holding is None:
        return None
    if holding.person is None:
        return Holder(service, HolderRole.TEAM, phone=phone)
    name = holding.person.get_short_name()
    if holding.side == "school":
        return Holder(name, HolderRole.SCHOOL)
    if link is None:
        return Holder(name, HolderRole.WORKER, phone=phone)
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
    return decision.receiver_name if decision else ""


def _interpreter(item: Item, member: Member) -> bool | None:
    """Say whether an interpreter was asked for; None for who reads English and asked for none."""
    if item.interpreter:
        return True
    return None if member.language.casefold() in ENGLISH else False
