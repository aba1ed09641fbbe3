"""News of the directory: ids only. What hangs on a contact is moved by whoever owns it."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class ContactChanged:
    """A named contact was made, replaced, vacated or given cover.

    left_person_id: who no longer answers, if they could sign in; contact_id: who does now, None
    when nobody is named and the pool answers. what: made, replaced, vacated, away, back.
    """

    organisation_id: UUID
    side: str
    what: str
    contact_id: UUID | None = None
    left_contact_id: UUID | None = None
    left_person_id: UUID | None = None


@dataclass(frozen=True)
class LinkChanged:
    """A school's link was made, given another contact or team, made its main one, or ended.

    what: made, contact, team, main, ended.
    """

    link_id: UUID
    school_id: UUID
    service_id: UUID
    what: str


@dataclass(frozen=True)
class CriteriaPublished:
    """A service published a new version of what it takes."""

    service_id: UUID
    version: int


@dataclass(frozen=True)
class NominationSent:
    """An organisation is to be asked, by mail, to name a contact or to say yes to one."""

    nomination_id: UUID
    mail: int


@dataclass(frozen=True)
class AgreementAgreed:
    """One side said yes to a version of its working agreement."""

    link_id: UUID
    agreement_id: UUID
    side: str
