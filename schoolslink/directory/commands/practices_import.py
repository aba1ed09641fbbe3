"""Import the GP practices: new ones, moved ones, closed ones; those a file leaves out stay."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import transaction

from schoolslink.access.actor import Actor
from schoolslink.directory.rules.importing import FileSeen, Imported, Reading
from schoolslink.directory.rules.records import PracticeRecord
from schoolslink.directory.rules.search import found_by
from schoolslink.kernel.names import sort_key

from . import staging
from .places_import import refuse_cut_short, refuse_older, take_file

STAGE = "directory_stage_practice"
# A practice that was closed keeps its day where the file tells none; a told day is the register's.
CLOSED_ON = """case when not t.is_closed then null
                    else coalesce(t.closed_on, p.closed_on, %(as_of)s) end"""


@transaction.atomic
def import_practices(
    *,
    actor: Actor,
    file: FileSeen,
    rows: Iterable[PracticeRecord],
    reading: Reading,
    at: datetime,
    even_if_older: bool = False,
    even_if_short: bool = False,
) -> Imported:
    """Bring the practices up to one file and return how many were added, changed and closed.

    Nothing waits for a person: no child's record hangs on a practice, and a closed one is no longer
    offered nor written to. Raises OlderFile, CutShort and AnotherImport; then nothing is changed.
    """
    if not even_if_older:
        refuse_older(file, "the practices")

    def take() -> dict[str, int]:
        staging.empty(STAGE)
        columns = ["id", *PracticeRecord._fields, "search_text", "sort_key"]
        staging.copy(STAGE, columns, staging.numbered(_found_by(rows)))
        staging.weigh(STAGE, "ods_code")
        if not even_if_short:
            refuse_cut_short(
                file, table="directory_gppractice", stage=STAGE, key="ods_code", what="practices"
            )
        return _compared(file)

    return take_file(actor=actor, file=file, reading=reading, at=at, take=take)


def _found_by(rows: Iterable[PracticeRecord]) -> Iterator[tuple[Any, ...]]:
    """Yield each practice with the words it is found by; of a code that comes twice, the last."""
    last = {row.ods_code: row for row in rows}
    for row in last.values():
        yield *row, found_by(row.name, row.address), sort_key(row.name)


def _compared(file: FileSeen) -> dict[str, int]:
    """Apply what differs and return the counts; a practice that closes is counted as that alone."""
    as_of = {"as_of": file.as_of}
    closed = staging.run(
        f"""update directory_gppractice p set closed_on = {CLOSED_ON}
            from directory_stage_practice t
            where p.ods_code = t.ods_code and p.closed_on is null and t.is_closed""",  # noqa: S608
        as_of,
    )
    changed = staging.run(
        f"""update directory_gppractice p
            set name = t.name, address = t.address, postcode = t.postcode, phone = t.phone,
                closed_on = {CLOSED_ON}, search_text = t.search_text, sort_key = t.sort_key
            from directory_stage_practice t
            where p.ods_code = t.ods_code
              and (p.name, p.address, p.postcode, p.phone, p.closed_on) is distinct from
                  (t.name, t.address, t.postcode, t.phone, {CLOSED_ON})""",  # noqa: S608
        as_of,
    )
    added = staging.run(
        """insert into directory_gppractice
               (id, ods_code, name, address, postcode, phone, closed_on, search_text, sort_key)
           select id, ods_code, name, address, postcode, phone,
                  case when is_closed then coalesce(closed_on, %(as_of)s) end,
                  search_text, sort_key
           from directory_stage_practice on conflict (ods_code) do nothing""",
        as_of,
    )
    staging.empty(STAGE)
    return {"added": added, "changed": changed, "closed": closed}
