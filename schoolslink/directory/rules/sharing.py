"""May what is known of a child go from one organisation to another? A live agreement says so."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class Signed:
    """One agreement with who is party to it on the day asked about."""

    agreement_id: UUID
    name: str
    from_on: date
    until_on: date | None
    parties: frozenset[UUID]

    def holds(self, on: date) -> bool:
        """Say whether it is in force on a day; its last day is excluded."""
        return self.from_on <= on and (self.until_on is None or on < self.until_on)


@dataclass(frozen=True)
class SharingDecision:
    """allowed: a named request may be sent. agreement_id: the agreement that says so."""

    allowed: bool
    agreement_id: UUID | None = None
    agreement_name: str = ""
    ends_on: date | None = None


def sharing_between(
    school_id: UUID, service_id: UUID, agreements: Collection[Signed], on: date
) -> SharingDecision:
    """Return whether both are parties to one agreement in force; the one that lasts longest."""
    both = {school_id, service_id}
    live = [a for a in agreements if a.holds(on) and both <= a.parties]
    if not live:
        return SharingDecision(allowed=False)
    best = max(live, key=lambda a: (a.until_on is None, a.until_on or date.min, a.name))
    return SharingDecision(True, best.agreement_id, best.name, best.until_on)


def may_send(decision: SharingDecision, *, emergency_reason: str) -> bool:
    """Say whether a named request may go: an agreement is in force, or a reason is recorded."""
    return decision.allowed or bool(emergency_reason)
