"""Who may bring the register up to date, and who decides about its changes."""

from __future__ import annotations

from collections.abc import Collection

from schoolslink.access import policy
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action
from schoolslink.directory.models import AreaMembership
from schoolslink.directory.models.dated import current
from schoolslink.kernel import clock


class MayNotManageRegister(Exception):
    """Only the operator, the programme's team and a school's coordinator decide about the register."""


def require_may_manage_register(actor: Actor) -> None:
    """Raise MayNotManageRegister unless the actor is the system itself or manages the register."""
    if actor.kind != "system" and not policy.relationships(actor, Action.MANAGE, "register"):
        raise MayNotManageRegister(MayNotManageRegister.__doc__)


def require_may_decide(actor: Actor, urns: Collection[int]) -> None:
    """Raise MayNotManageRegister unless the actor may decide about each of these schools."""
    if actor.kind == "system":
        return
    granted = policy.relationships(actor, Action.DECIDE, "register")
    if "everywhere" in granted:
        return
    theirs = AreaMembership.objects.filter(
        current(clock.today()), area_id__in=granted.get("own-area", ()), school__urn__in=urns
    ).values("school_id")
    if not urns or theirs.distinct().count() != len(set(urns)):
        raise MayNotManageRegister(MayNotManageRegister.__doc__)
