"""From files on disk to the directory's commands: which file is what, and in which order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from schoolslink.access.actor import Actor
from schoolslink.directory.commands import (
    groups_import,
    places_import,
    practices_import,
    register_import,
    succession,
)
from schoolslink.directory.rules.importing import FileSeen, Imported
from schoolslink.directory.rules.records import BodyRecord
from schoolslink.kernel.clock import local_day

from . import groups, places, practices, schools
from .errors import BrokenFile
from .files import Examined, examine
from .shapes import ORDER, Shape, date_in_name, recognise
from .tables import Report

STATE_LIST = "open state-funded list"


@dataclass(frozen=True)
class Planned:
    """One file that will be imported."""

    examined: Examined
    shape: Shape

    def as_of(self, at: datetime, said: date | None = None) -> date:
        """Return the day the file speaks of: as said, as its name says, or today."""
        return said or date_in_name(self.examined.name) or local_day(at)

    def _source(self) -> str:
        # Each map is a source of its own; a register of one kind replaces the last of its kind.
        if self.shape.kind == "boundaries":
            return f"boundaries {self.examined.name}"
        return self.shape.source

    def seen(self, at: datetime, said: date | None = None) -> FileSeen:
        """Return what the directory is told of the file."""
        return FileSeen(
            source=self._source(),
            name=self.examined.name,
            digest=self.examined.digest,
            as_of=self.as_of(at, said),
            whole=self.shape.whole,
            state_list=self.shape.source == STATE_LIST,
            says_status="status" in self.shape.columns,
        )


def plan(paths: Sequence[Path], at: datetime) -> tuple[list[Planned], list[str]]:
    """Return the files to import, in order, and a sentence for each file that is left out.

    A file named by itself must be readable and known, or BrokenFile is raised. Of a folder, the
    fullest register and the newest links are taken, and what is no register file is passed over.
    """
    chosen: list[Planned] = []
    notes: list[str] = []
    for path in paths:
        if path.is_dir():
            found, passed = _of_folder(path, at)
            chosen += found
            notes += passed
        else:
            examined = examine(path)
            chosen.append(Planned(examined, recognise(examined)))
    chosen.sort(key=lambda file: (ORDER.index(file.shape.kind), file.as_of(at)))
    return chosen, notes


def _of_folder(folder: Path, at: datetime) -> tuple[list[Planned], list[str]]:
    found: list[Planned] = []
    notes: list[str] = []
    others: list[str] = []
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.startswith(".")):
        try:
            examined = examine(path)
            found.append(Planned(examined, recognise(examined)))
        except BrokenFile:
            others.append(path.name)
    if others:
        notes.append(f"Passed over, as no register files: {', '.join(others)}.")
    if not found:
        raise BrokenFile(folder.name, "There is no register file in this folder.")
    for kind, best in (
        ("schools", _fullest), ("links", _newest), ("postcodes", _fullest),
        ("groups", _newest), ("practices", _newest),
    ):  # fmt: skip
        alike = [file for file in found if file.shape.kind == kind]
        for file in alike:
            if file is not best(alike, at):
                found.remove(file)
                notes.append(f"{file.examined.name}: passed over. A fuller or newer file is here.")
    return found, notes


def _fullest(files: Iterable[Planned], at: datetime) -> Planned:
    return max(files, key=lambda file: file.examined.size)


def _newest(files: Iterable[Planned], at: datetime) -> Planned:
    return max(files, key=lambda file: file.as_of(at))


def import_planned(
    planned: Planned,
    *,
    actor: Actor,
    at: datetime,
    as_of: date | None = None,
    even_if_older: bool = False,
    even_if_short: bool = False,
) -> Imported:
    """Import one file through the command that is for its kind."""
    examined, shape = planned.examined, planned.shape
    report = Report()
    file = planned.seen(at, as_of)
    if shape.kind == "schools":
        return register_import.import_schools(
            actor=actor,
            file=file,
            rows=schools.school_rows(examined, shape, report),
            reading=report,
            at=at,
            even_if_older=even_if_older,
            even_if_short=even_if_short,
        )
    if shape.kind == "links":
        links = places.succession_rows(examined, shape, report)
        return succession.import_links(actor=actor, file=file, rows=links, reading=report, at=at)
    if shape.kind == "postcodes":
        postcodes = places.postcode_rows(examined, shape, report)
        return places_import.import_postcodes(
            actor=actor, file=file, rows=postcodes, reading=report, at=at
        )
    if shape.kind == "boundaries":
        outlines = places.boundary_rows(examined, report)
        return places_import.import_boundaries(
            actor=actor, file=file, rows=outlines, reading=report, at=at
        )
    if shape.kind == "groups":
        return groups_import.import_groups(
            actor=actor,
            file=file,
            rows=groups.group_rows(examined, shape, report),
            reading=report,
            at=at,
            even_if_older=even_if_older,
            even_if_short=even_if_short,
        )
    if shape.kind == "practices":
        return practices_import.import_practices(
            actor=actor,
            file=file,
            rows=practices.practice_rows(examined, report),
            reading=report,
            at=at,
            even_if_older=even_if_older,
            even_if_short=even_if_short,
        )
    if shape.kind in ("bodies", "ccgs"):
        bodies = places.body_rows(examined, shape, report)
        return places_import.import_bodies(
            actor=actor, file=file, rows=bodies, reading=report, at=at
        )
    named: dict[str, BodyRecord] | None = {} if shape.kind == "neighbourhoods" else None
    return places_import.import_neighbourhoods(
        actor=actor,
        file=file,
        rows=places.neighbourhood_rows(examined, shape, report, named),
        reading=report,
        at=at,
        bodies=named,
    )
