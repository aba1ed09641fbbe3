"""Whose counts somebody may see: their own whole, and those of others as they may be shown."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from schoolslink.access import policy
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Group

RECORD = "item"


class Sight(StrEnum):
    """How much of a service's counts is shown."""

    WHOLE = "whole"
    ROUNDED = "rounded"


class NoCounts(LookupError):
    """There is no such service whose counts you may see."""


def sight_of_clocks(actor: Actor, service_id: UUID, area_id: UUID) -> Sight:
    """Return how this actor sees a service's clocks; raise NoCounts for whoever may not.

    Whole to those of the service, rounded to whoever looks after its area.
    """
    if Group.COUNTS in policy.groups(actor, RECORD, [("own-service", service_id)]):
        return Sight.WHOLE
    if Group.COUNTS in policy.groups(actor, RECORD, [("own-area", area_id)]):
        return Sight.ROUNDED
    raise NoCounts(service_id)
