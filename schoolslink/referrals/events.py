"""News of the referrals part: ids only, so that nothing about a child travels with it."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class HolderToChange:
    """Somebody else should hold an item. why: away (person_id is away), contact, team, ended."""

    item_id: UUID
    child_id: UUID
    why: str
    person_id: UUID | None = None


@dataclass(frozen=True)
class ItemMoved:
    """A move was applied to a thing asked; `event_id` is the row that says which and by whom."""

    item_id: UUID
    child_id: UUID
    event_id: UUID
    kind: str
    move: str


@dataclass(frozen=True)
class ReferralSubmitted:
    """A request for help reached a service."""

    item_id: UUID
    child_id: UUID


@dataclass(frozen=True)
class RiskMarked:
    """A risk was marked on a request after it had been sent."""

    item_id: UUID
    child_id: UUID


@dataclass(frozen=True)
class PracticeAsked:
    """A GP practice asked for a patient without an account; `asking_id` is also its link's."""

    item_id: UUID
    child_id: UUID
    asking_id: UUID


@dataclass(frozen=True)
class PracticeDidNotAsk:
    """A GP practice says that nobody there asked for what came in its name."""

    item_id: UUID
    child_id: UUID


@dataclass(frozen=True)
class LeftSchool:
    """A school said that a child has left it for none: what it asked is a council's now."""

    item_id: UUID
    child_id: UUID


@dataclass(frozen=True)
class AskedToStop:
    """It was stopped unsent though a risk is marked, or somebody asks that: then it goes on."""

    item_id: UUID
    child_id: UUID
    event_id: UUID


@dataclass(frozen=True)
class AppointmentMissed:
    """A team finds out why a family did not come; `item_id` is what it looks into, beside the request."""

    item_id: UUID
    child_id: UUID


@dataclass(frozen=True)
class RequestEnded:
    """A request for help has ended, in whatever way: nothing that stands beside it is needed any more."""

    item_id: UUID
    child_id: UUID


@dataclass(frozen=True)
class SavedAfterHelp:
    """Something was saved after help had been shown for its words. side: on which it was typed."""

    item_id: UUID
    child_id: UUID
    side: str


@dataclass(frozen=True)
class WaitEnded:
    """Nobody waits for help any more, though the request is open: it has begun, or is over.

    Or help was over, and what got worse since has brought the request back.
    """

    item_id: UUID
    child_id: UUID


@dataclass(frozen=True)
class TheyMet:
    """A team and the young person or family met, or help began: what was missed before is over."""

    item_id: UUID
    child_id: UUID


@dataclass(frozen=True)
class FamilySaidHowItIs:
    """Somebody of the family said on their own page how things are while they wait."""

    item_id: UUID
    child_id: UUID


@dataclass(frozen=True)
class FamilyThanked:
    """Somebody of the family said thank you to those who help."""

    item_id: UUID
    child_id: UUID
    message_id: UUID


@dataclass(frozen=True)
class SchoolChoiceMade:
    """Whoever decides said whether school may hear what is answered."""

    item_id: UUID
    child_id: UUID


@dataclass(frozen=True)
class OfferTaken:
    """Another service has taken a request (`item_id`) that was offered to it."""

    item_id: UUID
    child_id: UUID
    offer_id: UUID


@dataclass(frozen=True)
class OfferOver:
    """Whoever was asked has given back a request (`item_id`)."""

    item_id: UUID
    child_id: UUID
    offer_id: UUID


@dataclass(frozen=True)
class AllTicksStand:
    """A hand-over (`card_id`) is over: sent, received and told. The request (`item_id`) goes there."""

    item_id: UUID
    child_id: UUID
    card_id: UUID


@dataclass(frozen=True)
class OutsideAsked:
    """Somebody outside is to be sent a link (`link_id`) that asks whether they take a request."""

    item_id: UUID
    child_id: UUID
    link_id: UUID


@dataclass(frozen=True)
class NotPassedOn:
    """A request is not being passed on any more, or a child handed over, in whatever way that ended."""

    item_id: UUID
    child_id: UUID


@dataclass(frozen=True)
class ReceiptSaid:
    """Whoever a child was handed over to said that they have them; `offer_id`: how they were asked."""

    item_id: UUID
    child_id: UUID
    offer_id: UUID


@dataclass(frozen=True)
class FamilyAnswered:
    """A team answered what somebody of the family wrote."""

    item_id: UUID
    child_id: UUID
    event_id: UUID
    member_id: UUID


@dataclass(frozen=True)
class SomebodyHasThem:
    """It was said that somebody else has a child now, and the request has ended with that."""

    item_id: UUID
    child_id: UUID


@dataclass(frozen=True)
class ReferralDecided:
    """A service decided: accepted, advice given, redirected or not accepted."""

    item_id: UUID
    child_id: UUID
    decision_id: UUID


@dataclass(frozen=True)
class GlassOpened:
    """A record was opened in an emergency; `review_id` is the second look that is owed."""

    item_id: UUID
    child_id: UUID
    review_id: UUID


@dataclass(frozen=True)
class GlassNotRight:
    """It was not right to open a record in an emergency; `review_id` is what a manager settles."""

    item_id: UUID
    child_id: UUID
    review_id: UUID


@dataclass(frozen=True)
class ManagerLooked:
    """A manager has looked at what a team may not end alone; `item_id` is the request."""

    item_id: UUID
    child_id: UUID
    look_id: UUID


@dataclass(frozen=True)
class AskedByRight:
    """Something was asked by right: somebody has now to answer for it, by a day."""

    item_id: UUID
    child_id: UUID
    right_id: UUID


@dataclass(frozen=True)
class AnswerPutRight:
    """An answer of a request that was sent is another one now; `put_right_id` is the row that says which."""

    item_id: UUID
    child_id: UUID
    put_right_id: UUID


@dataclass(frozen=True)
class RightAnswered:
    """What one of the family asked by right was answered; it is on their page."""

    item_id: UUID
    child_id: UUID
    right_id: UUID
    member_id: UUID


@dataclass(frozen=True)
class Complained:
    """One of a family said what went wrong: whoever hears it is told."""

    item_id: UUID
    child_id: UUID
    complaint_id: UUID


@dataclass(frozen=True)
class ComplaintHeard:
    """Somebody wrote back, or answered, and it is on the page of whoever complained."""

    item_id: UUID
    child_id: UUID
    complaint_id: UUID
    member_id: UUID
    is_answered: bool


@dataclass(frozen=True)
class Nudged:
    """A coordinator asked after something past its day; `chase_id` says whom it reminds."""

    item_id: UUID
    child_id: UUID
    chase_id: UUID


@dataclass(frozen=True)
class LeftByOther:
    """A request (`item_id`) was joined to another that is gone from its team: it goes on by itself."""

    item_id: UUID
    child_id: UUID
