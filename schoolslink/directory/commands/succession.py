"""Hand a closed school over to the school that follows it; take in the register's links."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from schoolslink.access import audit
from schoolslink.access.actor import Actor
from schoolslink.directory.models import (
    RegisterChange,
    RegisterChangeSet,
    School,
    Succession,
    SuccessionLink,
)
from schoolslink.directory.queries import handovers
from schoolslink.directory.queries.succession import read_family
from schoolslink.directory.rules.importing import FileSeen, Imported, Reading
from schoolslink.directory.rules.records import SuccessionRecord
from schoolslink.directory.rules.register import OPEN_STATUSES, ChangeKind, SetState, Status
from schoolslink.directory.rules.succession import (
    Family,
    Known,
    Outcome,
    final_verdict,
)
from schoolslink.web.errors import Refusal

from . import register_apply, register_stale, staging
from .register_guard import require_may_manage_register

Decision = RegisterChange.Decision
ENDINGS = (ChangeKind.CLOSURE.value, ChangeKind.VANISHED.value)


class NoSuchSchool(Refusal):
    """There is no school with this number (URN) in the register. Check the number."""

    field = "successor"


class NotASuccessor(Refusal):
    """A school can only be followed by another school that is open. Choose one that is."""

    field = "successor"


@transaction.atomic
def import_links(
    *,
    actor: Actor,
    file: FileSeen,
    rows: Iterable[SuccessionRecord],
    reading: Reading,
    at: datetime,
) -> Imported:
    """Take in the links between schools, and act on those that have become clear."""
    require_may_manage_register(actor)
    staging.begin()
    staging.empty("directory_stage_link")
    staged = staging.copy(
        "directory_stage_link",
        ["id", "urn", "other_urn", "kind", "linked_on"],
        staging.numbered(rows),
    )
    if staged >= staging.MANY:
        staging.weigh("directory_stage_link", "urn", "other_urn", "kind")
    dated = staging.run(
        """update directory_successionlink l set linked_on = t.linked_on
           from directory_stage_link t
           where (l.urn, l.other_urn, l.kind) = (t.urn, t.other_urn, t.kind)
             and t.linked_on is not null and l.linked_on is distinct from t.linked_on"""
    )
    new = staging.run(
        """insert into directory_successionlink (id, urn, other_urn, kind, linked_on)
           select id, urn, other_urn, kind, linked_on from directory_stage_link
           on conflict (urn, other_urn, kind) do nothing"""
    )
    if new >= staging.MANY:
        staging.weigh("directory_successionlink", "urn", "other_urn", "kind")
    imported = Imported(file.name, file.source, changes={"links_added": new, "links_dated": dated})
    imported.note(reading)
    change_set = RegisterChangeSet.objects.create(
        source=file.source,
        file_name=file.name,
        digest=file.digest,
        as_of=file.as_of,
        state=SetState.APPLIED.value,
        rows=imported.rows,
        held_back=imported.held_back,
        counts=imported.changes,
        report={"problems": imported.problems},
        started_at=at,
        applied_at=at,
    )
    imported.change_set_id = change_set.pk
    is_news = bool(new or dated)
    imported.handed_over = settle(actor=actor, change_set=change_set, at=at, is_news=is_news)
    imported.withdrawn = register_stale.withdraw_joined(at) if new else 0
    if imported.withdrawn:
        close_sets(at)
    audit.record(actor, "register.links", change_set.pk, at=at, detail=imported.changes)
    return imported


def settle(*, actor: Actor, change_set: RegisterChangeSet, at: datetime, is_news: bool) -> int:
    """Hand over every closed school whose successor is clear; return how many were handed over.

    A closure that waits only because nobody knew its successor is decided here too, by the rule.
    is_news: schools opened or closed, or links came; else who follows whom is as it was.
    """
    if is_news or _decided_since_the_last_import(change_set):
        if _learn(at):
            register_apply.keep_history(change_set)
        staging.put_in_order()
    return _hand_over_what_hangs(actor=actor, at=at)


def _decided_since_the_last_import(change_set: RegisterChangeSet) -> bool:
    before = RegisterChangeSet.objects.exclude(pk=change_set.pk).order_by("-started_at").first()
    if before is None:
        return False
    return RegisterChange.objects.filter(
        decided_at__gt=before.started_at, decided_at__lt=change_set.started_at
    ).exists()


def _learn(at: datetime) -> int:
    """Work out anew who follows whom, decide the closures this makes clear, and write it down.

    Return how many schools were closed by that.
    """
    if not SuccessionLink.objects.exists():
        return 0
    family = read_family()
    closed_now = _close_followed(family, at)
    closed = School.objects.filter(status=Status.CLOSED).values_list("urn", "successor__urn")
    learnt = {
        urn: found.successor
        for urn, known in closed
        if (found := final_verdict(family, urn)).outcome is Outcome.CLEAR
        and found.successor not in (None, known)
    }
    _remember(learnt)
    return closed_now


def _close_followed(family: Family, at: datetime) -> int:
    """Decide the waiting closures whose successor is clear, tell the family; return how many."""
    waiting = RegisterChange.objects.filter(decision=Decision.WAITING, kind__in=ENDINGS)
    decided: list[UUID] = []
    for change in waiting.select_related("change_set"):
        closed_on = _day(change.after.get("closed_on")) or change.change_set.as_of
        if final_verdict(family, change.urn, closed_on).outcome is Outcome.CLEAR:
            decided.append(change.pk)
            family.schools[change.urn] = Known(
                Status.CLOSED.value, family.schools[change.urn].opened_on, closed_on
            )
    register_apply.apply_changes(decided)
    RegisterChange.objects.filter(pk__in=decided).update(decision=Decision.AUTOMATIC, decided_at=at)
    close_sets(at)
    return len(decided)


def close_sets(at: datetime) -> None:
    """Mark the change sets applied in which nothing waits any more."""
    RegisterChangeSet.objects.filter(state=SetState.CHECKED).exclude(
        changes__decision=Decision.WAITING
    ).update(state=SetState.APPLIED, applied_at=at)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _remember(successors: dict[int, int | None]) -> None:
    """Write down who follows whom."""
    if not successors:
        return
    staging.empty("directory_stage_pair")
    staging.copy("directory_stage_pair", ["urn", "successor"], successors.items())
    staging.run(
        """update directory_school s set successor_id = f.organisation_id
           from directory_stage_pair p join directory_school f on f.urn = p.successor
           where s.urn = p.urn and s.successor_id is distinct from f.organisation_id"""
    )


def _hand_over_what_hangs(*, actor: Actor, at: datetime) -> int:
    hanging = handovers.hanging_on(None)
    if not hanging:
        return 0
    followed = School.objects.filter(
        status=Status.CLOSED, successor__status__in=OPEN_STATUSES
    ).values_list("pk", "successor_id")
    concerned = [(old, new) for old, new in followed if old in hanging and new is not None]
    for old, new in concerned:
        hand_over(old, new, Outcome.CLEAR, actor=actor, at=at)
    return len(concerned)


def hand_over(
    predecessor_id: UUID,
    successor_id: UUID,
    outcome: Outcome,
    *,
    actor: Actor,
    at: datetime,
    decides: Actor | None = None,
) -> Succession:
    """Move what hangs on one school to another and keep a record of it.

    decides: the person who said so, where the system does it for them; else the actor is, and
    nobody where the rule alone decided. Raises NotASuccessor when the other school is closed or the same.
    """
    successor = School.objects.get(pk=successor_id)
    if not successor.is_open or predecessor_id == successor_id:
        raise NotASuccessor
    moved = {
        part.name: part.move(predecessor_id, successor_id, actor=actor, at=at)
        for part in handovers.registered()
    }
    record, _ = Succession.objects.get_or_create(
        predecessor_id=predecessor_id,
        successor_id=successor_id,
        defaults={
            "outcome": outcome.value,
            "moved": moved,
            "decided_by_id": (decides or actor).person_id,
            "at": at,
        },
    )
    audit.record(
        actor,
        "school.handed_over",
        predecessor_id,
        at=at,
        detail={"to": str(successor_id), "moved": moved},
    )
    return record
