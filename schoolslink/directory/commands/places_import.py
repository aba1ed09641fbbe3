"""Import what schools stand on: postcodes, neighbourhoods, commissioning bodies, outlines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice

from django.db import transaction

from schoolslink.access import audit
from schoolslink.access.actor import Actor
from schoolslink.directory.models import RegisterChangeSet
from schoolslink.directory.rules.importing import CutShort, FileSeen, Imported, OlderFile, Reading
from schoolslink.directory.rules.records import (
    BodyRecord,
    BoundaryRecord,
    NeighbourhoodRecord,
    PostcodeRecord,
)
from schoolslink.directory.rules.register import SetState, looks_cut_short
from schoolslink.kernel.ids import new_block

from . import places_fill, register_apply, staging
from .register_guard import require_may_manage_register

BLOCK = 10_000


def import_postcodes(
    *,
    actor: Actor,
    file: FileSeen,
    rows: Iterable[PostcodeRecord],
    reading: Reading,
    at: datetime,
) -> Imported:
    """Take in postcodes: new ones and moved ones; those a file leaves out stay."""

    def take() -> dict[str, int]:
        staging.empty("directory_stage_postcode")
        staging.copy_text("directory_stage_postcode", ["id", *PostcodeRecord._fields], _lines(rows))
        staging.weigh("directory_stage_postcode", "postcode")
        moved = staging.run(
            """update directory_postcode p set easting = t.easting, northing = t.northing,
                   lad_code = coalesce(nullif(t.lad_code, ''), p.lad_code),
                   lsoa_code = coalesce(nullif(t.lsoa_code, ''), p.lsoa_code)
               from directory_stage_postcode t
               where p.postcode = t.postcode
                 and (p.easting, p.northing, p.lad_code, p.lsoa_code) is distinct from
                     (t.easting, t.northing, coalesce(nullif(t.lad_code, ''), p.lad_code),
                      coalesce(nullif(t.lsoa_code, ''), p.lsoa_code))"""
        )
        added = staging.run(
            """insert into directory_postcode
                   (id, postcode, easting, northing, lad_code, lsoa_code)
               select id, postcode, easting, northing, lad_code, lsoa_code
               from directory_stage_postcode
               on conflict (postcode) do nothing"""
        )
        staging.empty("directory_stage_postcode")
        staging.weigh("directory_postcode", "postcode")
        return {"added": added, "changed": moved}

    return take_file(actor=actor, file=file, reading=reading, at=at, take=take, places=True)


def _lines(rows: Iterable[PostcodeRecord]) -> Iterator[str]:
    """Yield blocks of COPY text; the reader has let in nothing that would need escaping."""
    records = iter(rows)
    while block := list(islice(records, BLOCK)):
        yield "".join(
            f"{number:032x}\t{p}\t{e}\t{n}\t{lad}\t{lsoa}\n"
            for number, (p, e, n, lad, lsoa) in zip(new_block(len(block)), block, strict=True)
        )


def import_neighbourhoods(
    *,
    actor: Actor,
    file: FileSeen,
    rows: Iterable[NeighbourhoodRecord],
    reading: Reading,
    at: datetime,
    bodies: dict[str, BodyRecord] | None = None,
) -> Imported:
    """Take in neighbourhoods, each file adding what it knows.

    bodies: the commissioning bodies the file names, filled by the reader as the rows are drawn.
    """

    def take() -> dict[str, int]:
        staging.empty("directory_stage_neighbourhood")
        staging.copy(
            "directory_stage_neighbourhood",
            ["id", *NeighbourhoodRecord._fields],
            staging.numbered(rows),
        )
        staging.weigh("directory_stage_neighbourhood", "lsoa_code")
        changed = staging.run(
            """update directory_neighbourhood n set name = coalesce(t.name, n.name),
                   sub_icb_code = coalesce(t.sub_icb_code, n.sub_icb_code),
                   icb_code = coalesce(t.icb_code, n.icb_code),
                   imd_decile = coalesce(t.imd_decile, n.imd_decile),
                   rural_urban = coalesce(t.rural_urban, n.rural_urban)
               from directory_stage_neighbourhood t
               where n.lsoa_code = t.lsoa_code
                 and (n.name, n.sub_icb_code, n.icb_code, n.imd_decile, n.rural_urban)
                     is distinct from (coalesce(t.name, n.name),
                         coalesce(t.sub_icb_code, n.sub_icb_code), coalesce(t.icb_code, n.icb_code),
                         coalesce(t.imd_decile, n.imd_decile),
                         coalesce(t.rural_urban, n.rural_urban))"""
        )
        added = staging.run(
            """insert into directory_neighbourhood
                   (id, lsoa_code, name, sub_icb_code, icb_code, imd_decile, rural_urban)
               select id, lsoa_code, coalesce(name, ''), coalesce(sub_icb_code, ''),
                      coalesce(icb_code, ''), imd_decile, coalesce(rural_urban, '')
               from directory_stage_neighbourhood on conflict (lsoa_code) do nothing"""
        )
        staging.weigh("directory_neighbourhood", "lsoa_code")
        told = {"added": added, "changed": changed}
        if bodies:
            told |= _take_bodies(bodies.values())
        return told

    return take_file(actor=actor, file=file, reading=reading, at=at, take=take, places=True)


def import_bodies(
    *, actor: Actor, file: FileSeen, rows: Iterable[BodyRecord], reading: Reading, at: datetime
) -> Imported:
    """Take in commissioning bodies and their names."""
    return take_file(
        actor=actor, file=file, reading=reading, at=at, take=lambda: _take_bodies(rows)
    )


def _take_bodies(bodies: Iterable[BodyRecord]) -> dict[str, int]:
    staging.empty("directory_stage_body")
    staging.copy(
        "directory_stage_body",
        ["id", *BodyRecord._fields],
        staging.numbered(bodies),
    )
    renamed = staging.run(
        """update access_organisation o set name = t.name
           from directory_stage_body t join directory_commissioningbody b on b.code = t.code
           where o.id = b.organisation_id and o.name <> t.name"""
    )
    staging.run(
        """insert into access_organisation (id, kind, name)
           select t.id, 'commissioning_body', t.name from directory_stage_body t
           where not exists (select from directory_commissioningbody b where b.code = t.code)"""
    )
    added = staging.run(
        """insert into directory_commissioningbody
               (organisation_id, kind, code, ons_code, parent_code)
           select t.id, t.kind, t.code, t.ons_code, t.parent_code from directory_stage_body t
           on conflict (code) do nothing"""
    )
    return {"bodies_added": added, "bodies_renamed": renamed}


def import_boundaries(
    *, actor: Actor, file: FileSeen, rows: Iterable[BoundaryRecord], reading: Reading, at: datetime
) -> Imported:
    """Take in the outlines of areas."""

    def take() -> dict[str, int]:
        staging.empty("directory_stage_boundary")
        staging.copy(
            "directory_stage_boundary",
            ["id", *BoundaryRecord._fields],
            staging.numbered(rows),
        )
        changed = staging.run(
            """update directory_boundary b set name = t.name, geometry = t.geometry
               from directory_stage_boundary t where (b.layer, b.code) = (t.layer, t.code)
                 and (b.name, b.geometry) is distinct from (t.name, t.geometry)"""
        )
        added = staging.run(
            """insert into directory_boundary (id, layer, code, name, geometry)
               select id, layer, code, name, geometry from directory_stage_boundary
               on conflict (layer, code) do nothing"""
        )
        return {"added": added, "changed": changed}

    return take_file(actor=actor, file=file, reading=reading, at=at, take=take)


@transaction.atomic
def refuse_older(file: FileSeen, what: str) -> None:
    """Raise OlderFile when a newer file of its kind was taken. what: such as "the practices"."""
    newest = (
        RegisterChangeSet.objects.filter(source=file.source)
        .order_by("-as_of")
        .values_list("as_of", flat=True)
        .first()
    )
    if newest is not None and file.as_of < newest:
        raise OlderFile(
            f"{file.name}: this file speaks of {file.as_of:%-d %B %Y}, {what} here of"
            f" {newest:%-d %B %Y}. Nothing was changed."
        )


def refuse_cut_short(file: FileSeen, *, table: str, stage: str, key: str, what: str) -> None:
    """Raise CutShort when too many that are open are missing from a file. what: such as "groups"."""
    ((were_open, gone),) = staging.rows(
        f"""select count(*), count(*) filter (where t.{key} is null)
            from {table} known left join {stage} t using ({key})
            where known.closed_on is null"""  # noqa: S608 (our own names)
    )
    if looks_cut_short(gone, were_open):
        raise CutShort(
            f"{file.name}: {gone:,} of {were_open:,} open {what} are missing from this file, so it"
            " is not whole. Nothing was changed."
        )


def take_file(
    *,
    actor: Actor,
    file: FileSeen,
    reading: Reading,
    at: datetime,
    take: Callable[[], dict[str, int]],
    places: bool = False,
) -> Imported:
    """Stage, compare and apply one file of what is no school, and keep a change set of it.

    The very file that was taken last is not read again: nothing else writes these tables.
    """
    require_may_manage_register(actor)
    staging.begin()
    imported = Imported(file.name, file.source)
    last = RegisterChangeSet.objects.filter(source=file.source).order_by("-started_at").first()
    if last is not None and last.digest == file.digest:
        imported.rows, imported.held_back = last.rows, last.held_back
        imported.changes = dict.fromkeys(last.counts, 0)
        imported.change_set_id = last.pk
        return imported
    imported.changes = take()
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
    if places:
        imported.changes["schools_placed"] = places_fill.fill_places()
        imported.changes["services_placed"] = places_fill.fill_services()
        register_apply.keep_history(change_set)
    audit.record(
        actor,
        "register.places",
        change_set.pk,
        at=at,
        detail={"source": file.source, "rows": imported.rows, "changes": imported.changes},
    )
    return imported
