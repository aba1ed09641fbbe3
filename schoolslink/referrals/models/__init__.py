"""What was asked for a child, who holds it, and every word about it under the child's own key."""

from .agreement import Agreement, LawfulBasis, SharingChoice
from .answer import (
    Decision,
    DecisionWords,
    FamilyMessage,
    FamilyPulse,
    TellingWords,
    ThreadMessage,
    Told,
)
from .asked import AdviceRequest, Referral
from .chase import Chase
from .child import Answer, Carer, ChildContact, ChildIdentity, FindingToken, YoungPerson
from .complaint import Complaint
from .consultation import ConsultationNote, ConsultationSlot
from .elsewhere import Elsewhere
from .guard import CarerOrder, ConflictBlock, ContactBar, Glass, Review
from .item import ChildRow, Holding, Item, ItemEvent
from .joining import Joining
from .likeness import Likeness
from .notes import Attachment, ClinicReference, Draft, SchoolNote, ServiceNote
from .offer import ArrivalPreview, OfferPreview, OfferReply
from .outside import OutsideLink, OutsideOffer, OutsideReply
from .own import OwnDraft
from .post import Post, PostFile
from .practice import PracticeAsking
from .putting_right import PutRight
from .retention import RetentionDue, RetentionHold
from .rights import RightAsked
from .transfer import TransferStep

__all__ = [
    "AdviceRequest",
    "Agreement",
    "Answer",
    "ArrivalPreview",
    "Attachment",
    "Carer",
    "CarerOrder",
    "Chase",
    "ChildContact",
    "ChildIdentity",
    "ChildRow",
    "ClinicReference",
    "Complaint",
    "ConflictBlock",
    "ConsultationNote",
    "ConsultationSlot",
    "ContactBar",
    "Decision",
    "DecisionWords",
    "Draft",
    "Elsewhere",
    "FamilyMessage",
    "FamilyPulse",
    "FindingToken",
    "Glass",
    "Holding",
    "Item",
    "ItemEvent",
    "Joining",
    "LawfulBasis",
    "Likeness",
    "OfferPreview",
    "OfferReply",
    "OutsideLink",
    "OutsideOffer",
    "OutsideReply",
    "OwnDraft",
    "Post",
    "PostFile",
    "PracticeAsking",
    "PutRight",
    "Referral",
    "RetentionDue",
    "RetentionHold",
    "Review",
    "RightAsked",
    "SchoolNote",
    "ServiceNote",
    "SharingChoice",
    "TellingWords",
    "ThreadMessage",
    "Told",
    "TransferStep",
    "YoungPerson",
]
