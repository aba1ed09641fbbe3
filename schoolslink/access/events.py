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


@dataclass(frozen=True)
class RoleGiven:
    """Somebody was invited into a role, or given one: those responsible there must hear of it.

    about_id: the invitation or membership; by_id: who gave it; person_id: whose it is, when known.
    """

    about_id: UUID
    organisation_id: UUID
    role: str
    by_id: UUID | None
    person_id: UUID | None = None
