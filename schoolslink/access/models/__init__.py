"""Who there is, who belongs where from when to when, and how they prove who they are."""

from .credential import Credential, ProviderSubject, RecoveryCode, SecondFactor
from .family import FamilyCode
from .invitation import Invitation
from .organisation import Membership, Organisation, OrganisationKind, Role
from .person import Person
from .persona import Persona
from .session import Session

__all__ = [
    "Credential",
    "FamilyCode",
    "Invitation",
    "Membership",
    "Organisation",
    "OrganisationKind",
    "Person",
    "Persona",
    "ProviderSubject",
    "RecoveryCode",
    "Role",
    "SecondFactor",
    "Session",
]
