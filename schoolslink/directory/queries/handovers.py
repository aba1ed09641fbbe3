"""The hand-overs of all parts, as `config/handovers.py` lists them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from importlib import import_module
from uuid import UUID

from django.conf import settings

from schoolslink.directory.rules.handover import HandOver, Hanging, MoveOfArea


def registered() -> Sequence[HandOver]:
    """Return every part's hand-over. Named by a setting: this part stands below the list."""
    return import_module(settings.HANDOVERS_MODULE).HANDOVERS  # type: ignore[no-any-return]


def of_areas() -> Sequence[MoveOfArea]:
    """Return what moves the other parts' open rows when an area ends."""
    return import_module(settings.HANDOVERS_MODULE).AREA_HANDOVERS  # type: ignore[no-any-return]


def hanging_on(school_ids: Collection[UUID] | None) -> dict[UUID, list[Hanging]]:
    """Return what hangs on each of these schools; on any school when given None."""
    found: dict[UUID, list[Hanging]] = defaultdict(list)
    for hand_over in registered():
        for thing in hand_over.hanging(school_ids):
            if thing.count:
                found[thing.school_id].append(thing)
    return dict(found)
