"""Who there is, and who belongs where, from when to when."""

from .family import FamilyCode
from .organisation import Membership, Organisation, OrganisationKind, Role
from .person import Person
from .session import Session

__all__ = [
    "FamilyCode",
    "Membership",
    "Organisation",
    "OrganisationKind",
    "Person",
    "Role",
    "Session",
]
