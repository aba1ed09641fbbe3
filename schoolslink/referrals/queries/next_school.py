"""Which school a child goes to, of which the family is asked whether it may see the request from now on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from schoolslink.directory.queries import sharing_allowed
from schoolslink.referrals.models import Item, TransferStep
from schoolslink.referrals.rules import Move, State
from schoolslink.referrals.rules.agreement import Decider
from schoolslink.referrals.rules.moves.transfer import ASKED_OUTSIDE
from schoolslink.referrals.rules.transferring import WhyTransfer
from schoolslink.referrals.sharing import decider_of


@dataclass(frozen=True)
class NextSchoolAsked:
    """The school, and whose yes it needs. may_share: an agreement covers it, or a risk is marked."""

    school_id: UUID
    name: str
    decider: Decider
    may_share: bool


def next_school_of(card: Item, request: Item, *, on: date) -> NextSchoolAsked | None:
    """Return the school to which a child is handed over, and which could take the other's place.

    None where another is asked, where the child keeps their own school, and of what a family asked itself.
    """
    if State(card.state) not in (*ASKED_OUTSIDE, State.RECEIVED) or request.is_own:
        return None
    found = TransferStep.objects.filter(item=card).select_related("event", "to_school")
    steps = list(found.order_by("event__version_seen"))
    handed = [step for step in steps if step.event.move == Move.HAND_OUTSIDE]
    to = handed[-1].to_school if handed else None
    stays = any(step.why == WhyTransfer.ALTERNATIVE for step in steps)
    wrote = any(step.event.move == Move.RECORD_RECEIVED for step in steps)
    if to is None or stays or (card.state == State.RECEIVED and wrote):
        return None
    return NextSchoolAsked(
        to.pk, to.name, decider_of(request), may_share=may_share(request, to.pk, on=on)
    )


def may_share(request: Item, school_id: UUID, *, on: date) -> bool:
    """Say whether a school and the service that has a request may share it."""
    if request.risk_marked:
        return True
    return (
        request.service_id is not None
        and sharing_allowed(school_id, request.service_id, on).allowed
    )
