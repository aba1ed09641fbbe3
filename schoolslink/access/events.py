"""News of who comes and goes. Identifiers only."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class MembershipEnded:
    """Somebody's role ends on a day (that day excluded): what they held must be handed over."""

    membership_id: UUID
    person_id: UUID
    organisation_id: UUID
    role: str
    until_on: date
