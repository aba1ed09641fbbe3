"""The register's import, measured: postcodes against plain COPY, England's schools, peak memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from schoolslink.access.jobs import as_system
from schoolslink.bench import invented_register as invented
from schoolslink.bench.measure import peak_mb, require, timed, where
from schoolslink.directory.models import Postcode, School, SchoolHistory
from schoolslink.directory.rules.importing import Imported
from schoolslink.directory.rules.register import OPEN_STATUSES
from schoolslink.interop.gias.files import examine
from schoolslink.interop.gias.imports import import_planned, plan
from schoolslink.interop.gias.places import postcode_rows
from schoolslink.interop.gias.shapes import recognise
from schoolslink.interop.gias.tables import Report
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_block

REAL = {
    "postcodes": "geo/codepoint_open_2025_11_england.csv.gz",
    "neighbourhoods": "geo/lsoa21_to_sicbl24_icb24.csv.gz",
    "register": "gias/register_composite_2024_06_17.csv.gz",
    "links": "gias/links_edubasealldata20240524.csv.gz",
}
LIMITS = {"ratio_to_copy": 8.0, "register_seconds": 15.0, "peak_mb": 500.0, "repeat_seconds": 5.0}


@dataclass(frozen=True)
class Files:
    """What is imported, and whether it is England or an invented twin of its size."""

    is_real: bool
    postcodes: Path
    register: Path
    links: Path
    more: tuple[Path, ...] = ()


def files(real_data: Path, folder: Path) -> Files:
    """Return the real files where they are, else invented ones written into the folder."""
    real = {name: real_data / path for name, path in REAL.items()}
    if all(path.is_file() for path in real.values()):
        more = (real["neighbourhoods"],)
        return Files(True, real["postcodes"], real["register"], real["links"], more)
    return Files(
        False,
        invented.write_postcodes(folder / "postcodes.csv"),
        invented.write_register(folder / "composite_2024_06_17.csv"),
        invented.write_links(folder / "links_20240524.csv"),
    )


def run(given: Files, owner_url: str, folder: Path, tell: Callable[[str], None]) -> dict[str, Any]:
    """Return the figures; raise WrongAnswer when what was imported is not what the files hold.

    owner_url: the owner of an empty, migrated database, in which the table for plain COPY is made.
    """
    told = [take(path) for path in given.more]
    tell("Importing postcodes ...")
    with timed() as postcodes:
        loaded = take(given.postcodes)
    require("postcodes", (loaded.rows, Postcode.objects.count()), (invented.POSTCODES,) * 2)
    tell("Copying the same rows plainly ...")
    copied = copy_seconds(given.postcodes, owner_url, folder)
    tell("Importing the register ...")
    with timed() as register:
        schools = take(given.register)
        links = take(given.links)
    require("schools", (schools.rows, School.objects.count()), (invented.SCHOOLS,) * 2)
    require("open", School.objects.filter(status__in=OPEN_STATUSES).count(), invented.OPEN)
    require("history", SchoolHistory.objects.filter(until_on=None).count(), invented.SCHOOLS)
    followed = School.objects.filter(successor__isnull=False).count()
    require("successions found", followed > 10_000, True)
    tell("Importing everything again ...")
    with timed() as again:
        repeated = [take(given.register), take(given.links), take(given.postcodes)]
    changes = sum(sum(one.changes.values()) for one in repeated)
    require("changes of a repeated import", changes, 0)
    figures = {
        "ratio_to_copy": round(postcodes.seconds / copied, 2),
        "register_seconds": round(register.seconds, 2),
        "peak_mb": round(peak_mb(), 1),
        "repeat_seconds": round(again.seconds, 2),
    }
    return {
        "real_data": given.is_real,
        **figures,
        "limits": LIMITS,
        "held": {name: figures[name] <= limit for name, limit in LIMITS.items()},
        "postcodes_seconds": round(postcodes.seconds, 2),
        "copy_seconds": round(copied, 2),
        "rows": schools.rows,
        "open": schools.open,
        "held_back": schools.held_back,
        "successions": followed,
        "links": links.rows,
        "files_before": len(told),
        **where(),
    }


def take(path: Path) -> Imported:
    """Import one file as ./link register import does."""
    planned = plan([path], clock.now())[0][0]
    with as_system("bench") as actor:
        return import_planned(planned, actor=actor, at=clock.now())


def copy_seconds(path: Path, owner_url: str, folder: Path) -> float:
    """Return how long plain COPY takes for the same rows into the same table with its indexes.

    The rows are read and written down before the watch starts: COPY gets them for nothing.
    """
    ready = folder / "postcodes.copy"
    write_ready(path, ready)
    with psycopg.connect(owner_url, options="-c statement_timeout=0") as owner:
        owner.execute("select set_config('role', (select tableowner from pg_tables"
                      " where tablename = 'directory_postcode'), false)")  # fmt: skip
        owner.execute("create table bench_postcode (like directory_postcode including all)")
        owner.commit()
        columns = "id, postcode, easting, northing, lad_code, lsoa_code"
        with timed() as watch:
            statement = f"copy bench_postcode ({columns}) from stdin"
            with ready.open("rb") as file, owner.cursor().copy(statement) as copy:
                while block := file.read(1 << 18):
                    copy.write(block)
            owner.commit()
        row = owner.execute("select count(*) from bench_postcode").fetchone()
        require("copied rows", row[0] if row else 0, invented.POSTCODES)
        owner.execute("drop table bench_postcode")
    return watch.seconds


def write_ready(path: Path, ready: Path) -> None:
    """Write the rows of a postcode file as COPY takes them."""
    examined = examine(path)
    rows = postcode_rows(examined, recognise(examined), Report())
    with ready.open("w", encoding="ascii") as file:
        for number, row in zip(new_block(invented.POSTCODES), rows, strict=True):
            file.write(f"{number:032x}\t" + "\t".join(map(str, row)) + "\n")
