"""Keep what support a school already has: enter it, check it once a term, end it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from schoolslink.access import audit
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action
from schoolslink.access.saving import made_before
from schoolslink.directory import permissions
from schoolslink.directory.models import SupportInPlace
from schoolslink.directory.models.dated import current
from schoolslink.kernel import clock


@transaction.atomic
def save_support(
    *,
    actor: Actor,
    support_id: UUID,
    school_id: UUID,
    details: Mapping[str, str],
    at: datetime,
) -> SupportInPlace:
    """Enter or change one kind of support; it is thereby checked today.

    details: kind, provider, days, how_to_get. Raises School.DoesNotExist (not found), and
    FormOfAnother for an id that is another school's.
    """
    school = permissions.schools(actor, Action.MANAGE).get(pk=school_id)
    on = clock.local_day(at)
    before = made_before(SupportInPlace, support_id, school_id=school.pk)
    support = before or SupportInPlace(id=support_id, school=school, from_on=on)
    for column in ("kind", "provider", "days", "how_to_get"):
        setattr(support, column, details.get(column, "").strip())
    support.checked_on, support.checked_by = on, actor.name
    support.save()
    audit.record(actor, "support.saved", support.pk, at=at)
    return support


@transaction.atomic
def check_all_support(*, actor: Actor, school_id: UUID, at: datetime) -> int:
    """Note that all of a school's support is as written; return how many rows.

    Raises School.DoesNotExist (not found).
    """
    school = permissions.schools(actor, Action.MANAGE).get(pk=school_id)
    on = clock.local_day(at)
    rows = school.support.filter(current(on)).update(checked_on=on, checked_by=actor.name)
    audit.record(actor, "support.checked", school.pk, at=at)
    return rows


@transaction.atomic
def end_support(*, actor: Actor, support_id: UUID, at: datetime) -> None:
    """Note that a school no longer has this. Raises SupportInPlace.DoesNotExist (not found)."""
    mine = permissions.schools(actor, Action.MANAGE)
    support = SupportInPlace.objects.select_for_update().get(pk=support_id, school__in=mine)
    support.until_on = max(clock.local_day(at), support.from_on)
    support.save(update_fields=["until_on"])
    audit.record(actor, "support.ended", support.pk, at=at)
