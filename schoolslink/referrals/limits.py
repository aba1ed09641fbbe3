"""How long each promise lasts: as the service published it on the day it was asked, or our own."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from schoolslink.directory.queries import criteria_of
from schoolslink.kernel import clock
from schoolslink.referrals.models import Item
from schoolslink.referrals.rules.dues import DEFAULT_LIMITS, Limits
from schoolslink.referrals.rules.request import DEFAULT_CRITERIA, Criteria, usable_criteria


def limits_of(service_id: UUID | None, *, on: date) -> Limits:
    """Return the limits that a service has published for a day."""
    return DEFAULT_LIMITS if service_id is None else _criteria(service_id, on).limits


def limits_and_wait(item: Item, *, on: date) -> tuple[Limits, tuple[int, int] | None]:
    """Return the limits that hold for an item, and the weeks of waiting that its service publishes now."""
    if item.service_id is None:
        return DEFAULT_LIMITS, None
    found = _criteria(item.service_id, _counts_from(item, on))
    return found.limits, found.wait_weeks


def reasons_published(service_id: UUID | None, *, on: date) -> frozenset[str]:
    """Return for which reasons a service has published, for a day, that it is not the right team."""
    return DEFAULT_CRITERIA.reasons if service_id is None else _criteria(service_id, on).reasons


def _criteria(service_id: UUID, on: date) -> Criteria:
    view = criteria_of(service_id, on=on)
    return usable_criteria(view.content, version=view.version)


def _counts_from(item: Item, on: date) -> date:
    return clock.local_day(item.asked_at) if item.asked_at else on


def limits_for(item: Item, *, on: date, service_id: UUID | None = None) -> Limits:
    """Return the limits that hold for an item. on: a day, which counts until it has been asked.

    What was promised when it was asked stays promised, whatever is published afterwards.
    service_id: where it goes now, when that is not yet the service that has it.
    """
    return limits_of(service_id or item.service_id, on=_counts_from(item, on))
