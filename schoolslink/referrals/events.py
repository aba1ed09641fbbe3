"""News of the referrals part: ids only, so that nothing about a child travels with it."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class ItemMoved:
    """A move was applied to a thing asked; `event_id` is the row that says which and by whom."""

    item_id: UUID
    child_id: UUID
    event_id: UUID
    kind: str
    move: str


@dataclass(frozen=True)
class AdviceAsked:
    """A school asked its contact a question."""

    item_id: UUID
    child_id: UUID


@dataclass(frozen=True)
class AdviceAnswered:
    """The service answered a question."""

    item_id: UUID
    child_id: UUID


@dataclass(frozen=True)
class ReferralSubmitted:
    """A request for help reached a service."""

    item_id: UUID
    child_id: UUID


@dataclass(frozen=True)
class MoreAsked:
    """The service asked for more, or the school or family answered that."""

    item_id: UUID
    child_id: UUID


@dataclass(frozen=True)
class ReferralDecided:
    """A service decided: accepted, advice given, redirected or not accepted."""

    item_id: UUID
    child_id: UUID
    decision_id: UUID


@dataclass(frozen=True)
class FamilyTold:
    """Somebody told the family of a decision."""

    item_id: UUID
    child_id: UUID


@dataclass(frozen=True)
class SaidWorse:
    """School, carer or young person said that something changed or got worse."""

    item_id: UUID
    child_id: UUID


@dataclass(frozen=True)
class HoldingOverdue:
    """A promised day is over and nobody acted; the next person on the ladder now holds it."""

    item_id: UUID
    child_id: UUID
    holding_id: UUID
    rung: str


@dataclass(frozen=True)
class ItemEnded:
    """A thing asked has ended, with a recorded outcome."""

    item_id: UUID
    child_id: UUID
