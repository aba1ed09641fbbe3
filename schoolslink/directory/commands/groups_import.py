"""Import trusts and federations: new ones, renamed ones, closed ones; those a file leaves out stay."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from schoolslink.access.actor import Actor
from schoolslink.directory.models import Cover
from schoolslink.directory.rules.importing import FileSeen, Imported, Reading
from schoolslink.directory.rules.records import GroupRecord

from . import staging
from .covering import end_covers
from .places_import import refuse_cut_short, refuse_older, take_file

STAGE = "directory_stage_group"
# A group that was closed keeps its day where the file tells none; a told day is the register's.
CLOSED_ON = """case when not t.is_closed then null
                    else coalesce(t.closed_on, g.closed_on, %(as_of)s) end"""


@transaction.atomic
def import_groups(
    *,
    actor: Actor,
    file: FileSeen,
    rows: Iterable[GroupRecord],
    reading: Reading,
    at: datetime,
    even_if_older: bool = False,
    even_if_short: bool = False,
) -> Imported:
    """Bring the groups up to one file and return how many were added, changed and closed.

    Nothing waits for a person. A group that closes covers for nobody from then on, so that its
    schools' standing says so. One that was closed before we ever saw it is not let in.
    Raises OlderFile, CutShort and AnotherImport; then nothing is changed.
    """
    if not even_if_older:
        refuse_older(file, "the groups")

    def take() -> dict[str, int]:
        staging.empty(STAGE)
        staging.copy(STAGE, ["id", *GroupRecord._fields], staging.numbered(rows))
        staging.weigh(STAGE, "code")
        if not even_if_short:
            refuse_cut_short(
                file, table="directory_schoolgroup", stage=STAGE, key="code", what="groups"
            )
        counts = _compared(file.as_of)
        closed = Cover.objects.filter(by_organisation__school_group__closed_on__lte=file.as_of)
        counts["covers_ended"] = end_covers(
            closed, actor=actor, on=file.as_of, at=at, why="group closed"
        )
        return counts

    return take_file(actor=actor, file=file, reading=reading, at=at, take=take)


def _compared(on: date) -> dict[str, int]:
    """Apply what differs and return the counts; a group that closes is counted as that alone."""
    as_of = {"as_of": on}
    closed = staging.run(
        f"""update directory_schoolgroup g set closed_on = {CLOSED_ON}
            from directory_stage_group t
            where g.code = t.code and g.closed_on is null and t.is_closed""",  # noqa: S608
        as_of,
    )
    # A name is the organisation's: both tables are compared before either is changed.
    changed = [
        row[0]
        for row in staging.rows(
            f"""select g.code from directory_schoolgroup g
                join directory_stage_group t on t.code = g.code
                join access_organisation o on o.id = g.organisation_id
                where (o.name, g.kind, g.opened_on, g.closed_on) is distinct from
                      (t.name, t.kind, t.opened_on, {CLOSED_ON})""",  # noqa: S608
            as_of,
        )
    ]
    staging.run(
        f"""update directory_schoolgroup g
            set kind = t.kind, opened_on = t.opened_on, closed_on = {CLOSED_ON}
            from directory_stage_group t
            where g.code = t.code and g.code = any(%(codes)s)""",  # noqa: S608
        as_of | {"codes": changed},
    )
    staging.run(
        """update access_organisation o set name = t.name
           from directory_schoolgroup g join directory_stage_group t on t.code = g.code
           where o.id = g.organisation_id and g.code = any(%s) and o.name <> t.name""",
        [changed],
    )
    staging.run(
        """insert into access_organisation (id, kind, name)
           select t.id, 'trust', t.name from directory_stage_group t
           where not t.is_closed
             and not exists (select from directory_schoolgroup g where g.code = t.code)"""
    )
    added = staging.run(
        """insert into directory_schoolgroup (organisation_id, code, kind, opened_on)
           select t.id, t.code, t.kind, t.opened_on from directory_stage_group t
           where not t.is_closed
             and not exists (select from directory_schoolgroup g where g.code = t.code)"""
    )
    staging.empty(STAGE)
    return {"added": added, "changed": len(changed), "closed": closed}
