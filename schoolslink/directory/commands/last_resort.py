"""A council stands in a school's place for children who have none (ADR 0111)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from schoolslink.access import audit
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action
from schoolslink.directory import permissions
from schoolslink.directory.models import AreaMembership, LocalAuthority, School
from schoolslink.directory.models.dated import current
from schoolslink.directory.rules.register import council_number
from schoolslink.directory.rules.search import found_by
from schoolslink.kernel import clock
from schoolslink.kernel.names import sort_key

KIND = "Council, for children without a school"


@transaction.atomic
def stand_in_for_schools(
    *, actor: Actor, area_id: UUID, la_code: str, at: datetime
) -> School | None:
    """Let a council stand in the area for children without a school; return the row of the register.

    None where no council has this code, or its code gives no number. A council that stands in another
    area stays there. Raises Area.DoesNotExist (not found).
    """
    area = permissions.areas(actor, Action.MANAGE).get(pk=area_id)
    council = LocalAuthority.objects.select_related("organisation").filter(code=la_code).first()
    number = council_number(la_code)
    if council is None or number is None:
        return None
    name = council.organisation.name
    made, is_new = School.objects.get_or_create(
        pk=council.pk,
        defaults={
            "urn": number,
            "kind": KIND,
            "la_code": la_code,
            "la_name": name,
            "search_text": found_by(name, "no school"),
            "sort_key": sort_key(name),
        },
    )
    on = clock.local_day(at)
    if not AreaMembership.objects.filter(current(on), school_id=made.pk).exists():
        AreaMembership.objects.create(school_id=made.pk, area=area, from_on=on)
        is_new = True
    if is_new:
        audit.record(actor, "area.council_stands_in", area.pk, at=at, detail={"la_code": la_code})
    return made
