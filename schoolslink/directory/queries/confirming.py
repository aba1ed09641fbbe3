"""What of a school's own entries its people are to confirm or agree to now."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action
from schoolslink.directory import permissions
from schoolslink.directory.models.dated import current
from schoolslink.directory.rules.way_in import is_confirming_time
from schoolslink.kernel import calendar


def entries_to_confirm(actor: Actor, school_id: UUID, *, on: date) -> int:
    """Return how many of a school's entries the actor may confirm and nobody has this term."""
    began = calendar.term_at(on).first_on
    if not is_confirming_time(on, term_began_on=began):
        return 0
    mine = permissions.contacts(actor, Action.MANAGE).filter(current(on), organisation_id=school_id)
    return mine.exclude(confirmed_on__gte=began).count()


def may_agree(actor: Actor, school_id: UUID) -> bool:
    """Say whether the actor says yes for a school to its working agreement."""
    return permissions.schools(actor, Action.MANAGE).filter(pk=school_id).exists()
