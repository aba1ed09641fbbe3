"""Who stands in for somebody, also for somebody who has just left."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from schoolslink.directory.models import Cover


def covers_of_person(person_id: UUID, organisation_ids: Collection[UUID]) -> list[UUID]:
    """Return the people who cover, or last covered, for somebody's contact; the latest first.

    A cover ends with the contact it stands for, so whoever hands on what a leaver held asks here.
    """
    rows = Cover.objects.filter(
        contact__person_id=person_id,
        contact__organisation_id__in=organisation_ids,
        by__person__isnull=False,
    ).order_by("-is_away", "-from_on", "-pk")
    found = rows.values_list("by__person_id", flat=True)
    return list(dict.fromkeys(person for person in found if person is not None))
