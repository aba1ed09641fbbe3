"""Decide what waits: a person accepts a change of the register, or leaves things as they were."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from schoolslink.access import audit
from schoolslink.access.actor import Actor
from schoolslink.directory.models import AreaMembership, RegisterChange, School
from schoolslink.directory.models.dated import current
from schoolslink.directory.queries.succession import verdicts
from schoolslink.directory.rules.register import ChangeKind, Status
from schoolslink.directory.rules.succession import Outcome
from schoolslink.kernel import clock
from schoolslink.web.errors import Refusal

from . import areas, register_apply, succession
from .register_guard import MayNotManageRegister, require_may_decide
from .succession import ENDINGS, NoSuchSchool, NotASuccessor

Decision = RegisterChange.Decision


class NotNearby(Refusal):
    """This school is in another area, or the register does not name it. If it is right, ask the
    programme’s team to decide.
    """

    field = "successor"


class AlreadyDecided(Refusal):
    """Somebody has decided this already. Nothing was changed now."""


@transaction.atomic
def accept_changes(
    *,
    actor: Actor,
    change_ids: Collection[UUID],
    at: datetime,
    successor_urn: int | None = None,
    reviewer: Actor | None = None,
) -> int:
    """Accept waiting changes and apply them; return how many.

    reviewer: the person who decides, where the system does it for them; else the actor is. Only
    what they may decide is decided, and it is recorded as theirs. A school that was moved lies from today
    in the area made from its new NHS body, where there is one. successor_urn: for a closure, the
    school that takes over what hangs on the closed one. Without it what hangs stays where it is and
    on the coordinator's list. Raises AlreadyDecided, NoSuchSchool, NotASuccessor and NotNearby.
    """
    decides = reviewer or actor
    changes = _waiting(decides, change_ids)
    successor = _open_school(successor_urn) if successor_urn is not None else None
    if successor is not None:
        _require_nearby(decides, changes, successor)
    for change in changes:
        if change.kind == ChangeKind.OPENING:
            _accept_opening(change, actor=actor, decides=decides, at=at)
    plain = [change for change in changes if change.kind != ChangeKind.OPENING]
    register_apply.apply_changes([change.pk for change in plain])
    areas.follow_codes(plain, actor=actor, at=at)
    if successor is not None:
        for change in plain:
            if change.kind in ENDINGS:
                old = School.objects.get(urn=change.urn)
                _follow(old, successor, actor=actor, decides=decides, at=at)
    _decide(changes, Decision.ACCEPTED, decides=decides, at=at)
    return len(changes)


@transaction.atomic
def refuse_changes(
    *, actor: Actor, change_ids: Collection[UUID], at: datetime, reviewer: Actor | None = None
) -> int:
    """Leave things as they were; the same news is not asked about again. Return how many.

    reviewer: as for accept_changes.
    """
    decides = reviewer or actor
    changes = _waiting(decides, change_ids)
    _decide(changes, Decision.REFUSED, decides=decides, at=at)
    return len(changes)


def _waiting(decides: Actor, change_ids: Collection[UUID]) -> list[RegisterChange]:
    changes = list(
        RegisterChange.objects.select_for_update(of=("self",))
        .select_related("change_set")
        .filter(pk__in=change_ids)
    )
    if len(changes) != len(set(change_ids)) or any(
        change.decision != Decision.WAITING for change in changes
    ):
        raise AlreadyDecided
    require_may_decide(decides, {change.concerned_urn for change in changes})
    return changes


def _open_school(urn: int) -> School:
    school = School.objects.filter(urn=urn).first()
    if school is None:
        raise NoSuchSchool
    if not school.is_open:
        raise NotASuccessor
    return school


def _require_nearby(decides: Actor, changes: list[RegisterChange], successor: School) -> None:
    """Raise NotNearby for a school that can hardly be meant: one digit away lies any in England.

    All that was ever asked for a child goes to the school that is named, and cannot be called back.
    """
    today = current(clock.today())
    if AreaMembership.objects.filter(today, school=successor).exists():
        try:
            require_may_decide(decides, {successor.urn})
        except MayNotManageRegister as elsewhere:
            raise NotNearby from elsewhere
        return
    councils = dict(
        School.objects.filter(urn__in=[change.urn for change in changes]).values_list(
            "urn", "la_code"
        )
    )
    found = verdicts(councils)
    for urn, council in councils.items():
        if council != successor.la_code and successor.urn not in found[urn].candidates:
            raise NotNearby


def _accept_opening(change: RegisterChange, *, actor: Actor, decides: Actor, at: datetime) -> None:
    """The new school is the old one anew: close the old one and hand over."""
    old = School.objects.get(urn=change.before["urn"])
    new = _open_school(change.urn)
    if old.is_open:
        old.status = Status.CLOSED.value
        old.closed_on = _before(new.opened_on, change.change_set.as_of)
        old.save(update_fields=["status", "closed_on"])
    ending = RegisterChange.objects.filter(urn=old.urn, kind__in=ENDINGS, decision=Decision.WAITING)
    _decide(list(ending), Decision.ACCEPTED, decides=decides, at=at)
    _follow(old, new, actor=actor, decides=decides, at=at)


def _before(opened_on: date | None, as_of: date) -> date:
    return min(opened_on, as_of) if opened_on else as_of


def _follow(old: School, new: School, *, actor: Actor, decides: Actor, at: datetime) -> None:
    old.successor = new
    old.save(update_fields=["successor"])
    outcome = _outcome(old.urn)
    succession.hand_over(old.pk, new.pk, outcome, actor=actor, decides=decides, at=at)


def _outcome(urn: int) -> Outcome:
    return verdicts([urn])[urn].outcome


def _decide(changes: list[RegisterChange], decision: str, *, decides: Actor, at: datetime) -> None:
    RegisterChange.objects.filter(pk__in=[change.pk for change in changes]).update(
        decision=decision, decided_by_id=decides.person_id, decided_at=at
    )
    for change_set in {change.change_set for change in changes}:
        register_apply.keep_history(change_set)
    succession.close_sets(at)
    for change in changes:
        audit.record(
            decides,
            f"register.{decision}",
            change.pk,
            at=at,
            detail={"urn": change.urn, "kind": change.kind, "by": str(decides.person_id or "")},
        )
