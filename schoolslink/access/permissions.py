"""Who looks after an organisation: asked of the database, which asks it again at the write."""

from __future__ import annotations

from uuid import UUID

from schoolslink.access import doors
from schoolslink.access.actor import Actor
from schoolslink.access.models import Organisation
from schoolslink.access.roles import Role


def organisation_managed_by(actor: Actor, organisation_id: UUID) -> Organisation:
    """Return the organisation; raise Organisation.DoesNotExist unless this actor looks after it."""
    allowed = doors.value("select access.may_manage(%s)", organisation_id)
    if actor.kind != "person" or not allowed:
        raise Organisation.DoesNotExist
    return Organisation.objects.get(pk=organisation_id)


def manages(actor: Actor, organisation_id: UUID) -> bool:
    """Say whether this actor looks after the organisation."""
    try:
        organisation_managed_by(actor, organisation_id)
    except Organisation.DoesNotExist:
        return False
    return True


def roles_to_give(organisation_id: UUID) -> list[Role]:
    """Return the roles that whoever is asking may give there, in the order of the roles."""
    given = {
        row[0] for row in doors.rows("select * from access.roles_to_give(%s)", organisation_id)
    }
    return [role for role in Role if role in given]
