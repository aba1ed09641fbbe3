"""Who acts: made once a request from the session, handed to every command and query. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from schoolslink.access.roles import Role

ActorKind = Literal["person", "family", "link", "machine", "job", "system", "public"]


@dataclass(frozen=True)
class Held:
    """A membership that is current today."""

    id: UUID
    organisation_id: UUID
    organisation_kind: str
    organisation_name: str
    role: Role


@dataclass(frozen=True)
class Actor:
    """Somebody, or something, that asks. What it may do is computed from this and the grants alone.

    subject_id: the person, the family's access code, the link somebody outside was sent, or the
    organisation a job is about.
    child_id: the one child whom a family or a job may reach; None for everybody else.
    item_id: the one request that a family's code opens, or the one asking that a link does.
    relationship: of a family member to the child, "self" or "carer"; "gp" of a
    practice, while it asks for a patient.
    closed: children whose records somebody closed to this person, whatever role they hold.
    glass: what this person has open for an hour, in an emergency.
    answers: of what a copy is being prepared, by this person or with their look.
    """

    kind: ActorKind
    subject_id: UUID | None = None
    name: str = ""
    memberships: tuple[Held, ...] = ()
    acting: UUID | None = None
    child_id: UUID | None = None
    item_id: UUID | None = None
    relationship: Literal["", "self", "carer", "gp"] = ""
    language: str = "en"
    request_id: str = ""
    purpose: str = "care"
    route: str = field(default="", compare=False)
    closed: frozenset[UUID] = frozenset()
    glass: frozenset[UUID] = frozenset()
    answers: frozenset[UUID] = frozenset()

    @property
    def person_id(self) -> UUID | None:
        """Return the person's id, or None for whoever is not a person with an account."""
        return self.subject_id if self.kind == "person" else None

    def holds(self, *roles: Role) -> bool:
        """Say whether any of these roles is held today, in whatever organisation."""
        return any(held.role in roles for held in self.memberships)

    def organisations(self, *roles: Role) -> frozenset[UUID]:
        """Return the organisations in which any of these roles is held today."""
        return frozenset(h.organisation_id for h in self.memberships if h.role in roles)

    def membership_in(self, organisation_id: UUID) -> Held | None:
        """Return the first current membership in this organisation, if there is one."""
        return next((h for h in self.memberships if h.organisation_id == organisation_id), None)


PUBLIC = Actor(kind="public")
