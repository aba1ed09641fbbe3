"""Which schools a service or team looks after: names alone, for a list to choose from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q

from schoolslink.directory.models import Link
from schoolslink.directory.models.dated import current


def schools_linked_with(organisations: Iterable[UUID], *, on: date) -> list[tuple[UUID, str]]:
    """Return the schools linked on a day with any of these services or teams, in human order."""
    wanted = list(organisations)
    return list(
        Link.objects.filter(
            Q(service_id__in=wanted) | Q(team_id__in=wanted),
            current(on, start="linked_from", end="linked_until"),
        )
        .order_by("school__sort_key", "school_id")
        .values_list("school_id", "school__organisation__name")
        .distinct()
    )
