"""Import a school register: stage it, compare it, let in what is harmless, queue the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any
from uuid import UUID

from django.db import transaction
from psycopg import sql

from schoolslink.access import audit
from schoolslink.access.actor import Actor
from schoolslink.directory.models import RegisterChange, RegisterChangeSet, School
from schoolslink.directory.rules import register
from schoolslink.directory.rules.grid import latitude_longitude
from schoolslink.directory.rules.importing import CutShort, FileSeen, Imported, OlderFile, Reading
from schoolslink.directory.rules.records import SchoolRecord
from schoolslink.directory.rules.register import Change, ChangeKind, SetState
from schoolslink.kernel.ids import new_block
from schoolslink.kernel.names import normal_form

from . import register_apply, register_sql, register_stale, staging, succession
from .register_guard import require_may_manage_register

SAME_SCHOOL_ANEW = 0.8  # likeness of names at one postcode above which a person should be asked
Decision = RegisterChange.Decision
# (urn, kind) -> (change, what was decided, the value it was about)
Asked = dict[tuple[int, str], list[tuple[UUID, str, dict[str, Any]]]]


@transaction.atomic
def import_schools(
    *,
    actor: Actor,
    file: FileSeen,
    rows: Iterable[SchoolRecord],
    reading: Reading,
    at: datetime,
    even_if_older: bool = False,
    even_if_short: bool = False,
) -> Imported:
    """Bring the register up to one file and return what changed.

    Harmless changes go in; closures, moves and their like wait in RegisterChange. Raises OlderFile,
    CutShort and AnotherImport, and whatever the reader raises; then nothing is changed.
    """
    require_may_manage_register(actor)
    staging.begin()
    if not even_if_older:
        _refuse_older(file)
    staged = _stage(rows, file)
    # To an empty register every school is new, and nothing else can have happened.
    found = list(_changes(file, even_if_short=even_if_short)) if School.objects.exists() else []
    imported = Imported(file.name, file.source)
    imported.note(reading)
    imported.open = register_sql.count_open_in_stage()
    change_set = _kept(file, imported, at)
    imported.withdrawn = register_stale.withdraw_contradicted(at)
    asked = _asked_before([change.urn for change in found if change.needs_review])
    imported.withdrawn += register_stale.withdraw(_overtaken(found, asked), at)
    fresh = [c for c in found if not c.needs_review or not _is_asked(c, asked)]
    _write(change_set, fresh, at)
    added = _write_added(change_set, staged, at)
    register_apply.add_schools(change_set, at)
    register_apply.apply_automatic(change_set)
    if file.state_list:
        register_apply.mark_state_listed()
    register_apply.keep_history(change_set)
    imported.handed_over = succession.settle(
        actor=actor,
        change_set=change_set,
        at=at,
        is_news=added > 0 or any(change.kind in register.WHO_IS_THERE for change in fresh),
    )
    imported.changes = register.counts_by_kind(change.kind.value for change in fresh)
    imported.changes[ChangeKind.ADDED.value] = added
    _finish(actor, change_set, imported, at)
    return imported


def _refuse_older(file: FileSeen) -> None:
    newest = (
        RegisterChangeSet.objects.filter(report__schools=True)
        .order_by("-as_of")
        .values_list("as_of", flat=True)
        .first()
    )
    if newest is not None and file.as_of < newest:
        raise OlderFile(
            f"{file.name}: this file speaks of {file.as_of:%-d %B %Y}, the register here of"
            f" {newest:%-d %B %Y}. Nothing was changed."
        )


def _stage(rows: Iterable[SchoolRecord], file: FileSeen) -> int:
    """Put the rows of a file where they can be compared, and return how many they are."""
    staging.empty("directory_stage_school", "directory_stage_words", "directory_stage_point")
    staged = staging.copy(
        "directory_stage_school",
        ["id", *SchoolRecord._fields],
        staging.numbered(rows),
    )
    if staged >= staging.MANY:
        staging.weigh("directory_stage_school", "urn", "postcode", "lsoa_code")
    if not file.says_status:
        register_sql.leave_closing_as_it_is()
    register_sql.find_places()
    points = register_sql.points_to_work_out()
    if points:
        staging.copy(
            "directory_stage_point",
            ["urn", "lat", "lon"],
            ((urn, *latitude_longitude(east, north)) for urn, east, north in points),
        )
        register_sql.take_points()
    return staged


def _changes(file: FileSeen, *, even_if_short: bool) -> Iterator[Change]:
    """Yield every change of a school that the register has, or seems to have."""
    for urn, before, after in register_sql.differences():
        yield from register.changes_of(urn, before, after)
    gone = register_sql.missing(file)
    were_open = register_sql.count_open(file)
    if not even_if_short and register.looks_cut_short(len(gone), were_open):
        raise CutShort(
            f"{file.name}: {len(gone):,} of {were_open:,} open schools are missing from this file,"
            " so it is not whole. Nothing was changed."
        )
    for urn, status in gone:
        yield Change(
            ChangeKind.VANISHED,
            urn,
            {"status": status, "closed_on": None},
            {"status": register.Status.CLOSED.value, "closed_on": file.as_of.isoformat()},
        )
    yield from _openings()


def _openings() -> Iterator[Change]:
    """Yield new schools that look like an old one at the same postcode, where no link says so.

    Each is asked about once: where an infant and a junior school became one, about the likelier.
    """
    likeliest: dict[int, tuple[float, Change]] = {}
    for urn, name, old_urn, old_name in register_sql.same_postcode():
        likeness = SequenceMatcher(None, normal_form(name), normal_form(old_name)).ratio()
        best, _ = likeliest.get(urn, (SAME_SCHOOL_ANEW, None))
        if likeness > best or (likeness == best and urn not in likeliest):
            before = {"urn": old_urn, "name": old_name}
            likeliest[urn] = likeness, Change(ChangeKind.OPENING, urn, before, {"name": name})
    yield from (change for _, change in likeliest.values())


def _kept(file: FileSeen, imported: Imported, at: datetime) -> RegisterChangeSet:
    return RegisterChangeSet.objects.create(
        source=file.source,
        file_name=file.name,
        digest=file.digest,
        as_of=file.as_of,
        rows=imported.rows,
        held_back=imported.held_back,
        report={
            "schools": True,
            "unknown_columns": imported.unknown_columns,
            "problems": imported.problems,
        },
        started_at=at,
    )


def _asked_before(urns: list[int]) -> Asked:
    """Return what people were already asked about these schools, waiting or refused."""
    asked: Asked = {}
    for pk, urn, kind, decision, after in RegisterChange.objects.filter(
        urn__in=urns, decision__in=[Decision.WAITING, Decision.REFUSED]
    ).values_list("pk", "urn", "kind", "decision", "after"):
        asked.setdefault((urn, kind), []).append((pk, decision, after))
    return asked


def _overtaken(found: list[Change], asked: Asked) -> Iterator[UUID]:
    """Yield what waits with an older value than this file has; it is forgotten as asked."""
    for change in found:
        earlier = asked.get((change.urn, change.kind.value), [])
        if not change.needs_review or change.kind in (ChangeKind.VANISHED, ChangeKind.OPENING):
            continue
        for one in list(earlier):
            pk, decision, after = one
            if decision == Decision.WAITING and _as_json(change.after).items() - after.items():
                earlier.remove(one)
                yield pk


def _is_asked(change: Change, asked: Asked) -> bool:
    """Say whether this question waits already, or was answered with "leave it as it was"."""
    earlier = asked.get((change.urn, change.kind.value), [])
    # A missing school is missing on every later day too: only what it is, is compared.
    same = change.kind is ChangeKind.VANISHED
    return any(
        decision == Decision.WAITING or same or after == _as_json(change.after)
        for _pk, decision, after in earlier
    )


def _as_json(fields: Any) -> dict[str, Any]:
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in fields.items()
    }


def _write(change_set: RegisterChangeSet, changes: list[Change], at: datetime) -> None:
    """Keep every change, decided or waiting."""
    written = staging.copy(
        "directory_registerchange",
        ["id", "change_set_id", "kind", "urn", "grouped_by", "before", "after", "needs_review",
         "decision", "decided_at"],
        staging.numbered(
            (
                change_set.pk, change.kind.value, change.urn, change.grouped_by,
                staging.as_json(dict(change.before)), staging.as_json(dict(change.after)),
                change.needs_review,
                Decision.WAITING.value if change.needs_review else Decision.AUTOMATIC.value,
                None if change.needs_review else at,
            )
            for change in changes
        ),
    )  # fmt: skip
    if written >= staging.MANY:
        staging.weigh("directory_registerchange", "id", "change_set_id", "urn", "kind", "decision")


def _write_added(change_set: RegisterChangeSet, staged: int, at: datetime) -> int:
    """Keep that schools came which the register does not have; return how many. All go in."""
    return staging.run(
        sql.SQL(
            """insert into directory_registerchange (id, change_set_id, kind, urn, grouped_by, before,
                   after, needs_review, decision, decided_at)
               select {id}, {change_set}, {added}, n.urn, '', '{{}}',
                   jsonb_build_object('name', n.name, 'status', n.status), false, {decision}, {at}
               from (select t.urn, t.name, coalesce(t.status, 'open') as status
                     from directory_stage_school t
                     where not exists (select from directory_school s where s.urn = t.urn)
                     order by t.urn) n"""
        ).format(
            id=staging.id_in(new_block(staged), "row_number() over ()"),
            change_set=sql.Literal(change_set.pk), added=sql.Literal(ChangeKind.ADDED.value),
            decision=sql.Literal(Decision.AUTOMATIC.value), at=sql.Literal(at),
        )
    )  # fmt: skip


def _finish(actor: Actor, change_set: RegisterChangeSet, imported: Imported, at: datetime) -> None:
    imported.change_set_id = change_set.pk
    imported.waiting = change_set.changes.filter(decision=Decision.WAITING).count()
    change_set.counts = imported.changes
    change_set.state = SetState.CHECKED.value if imported.waiting else SetState.APPLIED.value
    change_set.applied_at = None if imported.waiting else at
    change_set.save(update_fields=["counts", "state", "applied_at"])
    if imported.withdrawn:
        succession.close_sets(at)
    audit.record(
        actor,
        "register.imported",
        change_set.pk,
        at=at,
        detail={
            "source": imported.source,
            "rows": imported.rows,
            "changes": imported.changes,
            "withdrawn": imported.withdrawn,
        },
    )
