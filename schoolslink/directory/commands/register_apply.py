"""Apply decided changes to the register, a whole set at once, and keep what was before."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from psycopg import sql

from schoolslink.directory.models import RegisterChangeSet, School
from schoolslink.directory.rules.search import found_by
from schoolslink.kernel.ids import new_block, new_id
from schoolslink.kernel.names import sort_key

from . import staging
from .register_sql import FIELDS

HISTORY = ("status", "phase", "la_code", "sub_icb_code", "icb_code")


def words(name: str, town: str) -> tuple[str, str]:
    """Return what a school is found by and what it is sorted by."""
    return found_by(name, town), sort_key(name)


def add_schools(change_set: RegisterChangeSet, at: datetime) -> None:
    """Let the staged schools in that the register does not have, and the councils they name."""
    new = staging.rows(
        """select t.urn, t.name, coalesce(t.town, '') from directory_stage_school t
           where not exists (select from directory_school s where s.urn = t.urn)"""
    )
    if new:
        _stage_words((urn, *words(name, town)) for urn, name, town in new)
        staging.run(
            """insert into access_organisation (id, kind, name)
               select t.id, 'school', t.name from directory_stage_school t
               join directory_stage_words w on w.urn = t.urn"""
        )
        texts = {"status": "'open'"}
        taken = ", ".join(
            f"coalesce(t.{name}, {texts.get(name, chr(39) * 2)})" if name in TEXTS else f"t.{name}"
            for name in FIELDS
        )
        staging.run(
            f"""insert into directory_school (organisation_id, urn, {", ".join(FIELDS)},
                    is_state_listed, search_text, sort_key)
                select t.id, t.urn, {taken}, false, w.search_text, w.sort_key
                from directory_stage_school t join directory_stage_words w on w.urn = t.urn"""  # noqa: S608
        )
    if len(new) >= staging.MANY:
        staging.weigh(
            "directory_school", "organisation_id", "urn", "postcode", "status", "lsoa_code"
        )
        staging.weigh("access_organisation", "id")
    _add_councils()


TEXTS = frozenset(
    "status phase kind gender la_code la_name establishment_number street town postcode phone"
    " website trust_code trust_name federation_code lad_code lsoa_code sub_icb_code icb_code"
    " rural_urban".split()
)


def _stage_words(found: Iterable[tuple[int, str, str]]) -> None:
    staging.empty("directory_stage_words")
    staging.copy("directory_stage_words", ["urn", "search_text", "sort_key"], found)


def _add_councils() -> None:
    new = staging.rows(
        """select t.la_code, min(t.la_name) from directory_stage_school t
           where t.la_code <> '' and t.la_name <> ''
             and not exists (select from directory_localauthority l where l.code = t.la_code)
           group by t.la_code"""
    )
    ids = [new_id() for _ in new]
    staging.copy(
        "access_organisation",
        ["id", "kind", "name"],
        [(i, "council", name) for i, (_, name) in zip(ids, new, strict=True)],
    )
    staging.copy(
        "directory_localauthority",
        ["organisation_id", "code"],
        [(i, code) for i, (code, _) in zip(ids, new, strict=True)],
    )


def apply_automatic(change_set: RegisterChangeSet) -> None:
    """Apply the changes of a set that nobody needs to look at."""
    ids = staging.rows(
        """select id from directory_registerchange
           where change_set_id = %s and decision = 'automatic' and kind <> 'added'""",
        [change_set.pk],
    )
    apply_changes([row[0] for row in ids])


def apply_changes(change_ids: list[UUID]) -> None:
    """Write the `after` of these changes into their schools."""
    if not change_ids:
        return
    merged = sql.SQL(
        """(select c.urn, jsonb_object_agg(f.key, f.value) as after
            from directory_registerchange c cross join lateral jsonb_each(c.after) f
            where c.id = any({ids}) group by c.urn) c"""
    ).format(ids=sql.Literal(change_ids))
    staging.run(
        sql.SQL(
            """update directory_school s set {fields}
               from {merged} join directory_school was on was.urn = c.urn
               cross join lateral jsonb_populate_record(was, c.after) r
               where s.organisation_id = was.organisation_id"""
        ).format(
            fields=sql.SQL(", ").join(
                sql.SQL("{0} = r.{0}").format(sql.Identifier(name)) for name in FIELDS
            ),
            merged=merged,
        )
    )
    staging.run(
        sql.SQL(
            """update access_organisation o set name = c.after ->> 'name'
               from {merged} join directory_school s on s.urn = c.urn
               where o.id = s.organisation_id and c.after ? 'name'"""
        ).format(merged=merged)
    )
    _renew_words(change_ids)


def _renew_words(change_ids: list[UUID]) -> None:
    """Work out anew what the changed schools are found by."""
    changed = staging.rows(
        """select distinct s.urn, o.name, s.town from directory_registerchange c
           join directory_school s on s.urn = c.urn
           join access_organisation o on o.id = s.organisation_id
           where c.id = any(%s) and (jsonb_exists(c.after, 'name') or jsonb_exists(c.after, 'town'))""",
        [change_ids],
    )
    if not changed:
        return
    _stage_words((urn, *words(name, town)) for urn, name, town in changed)
    staging.run(
        """update directory_school s set search_text = w.search_text, sort_key = w.sort_key
           from directory_stage_words w where w.urn = s.urn"""
    )


def mark_state_listed() -> None:
    """Remember which schools the list of open state-funded schools names."""
    staging.run(
        """update directory_school s
           set is_state_listed = s.urn in (select t.urn from directory_stage_school t)
           where s.is_state_listed <> (s.urn in (select t.urn from directory_stage_school t))"""
    )


def keep_history(change_set: RegisterChangeSet) -> None:
    """End the dated row of every school that is no longer what it says, and begin another."""
    names = sql.SQL(", ").join(map(sql.Identifier, HISTORY))
    now = sql.SQL(", ").join(sql.Identifier("s", name) for name in HISTORY)
    then = sql.SQL(", ").join(sql.Identifier("h", name) for name in HISTORY)
    as_of = sql.Literal(change_set.as_of)
    staging.run(
        sql.SQL(
            """update directory_schoolhistory h set until_on = greatest(h.from_on, {as_of})
               from directory_school s join access_organisation o on o.id = s.organisation_id
               where h.school_id = s.organisation_id and h.until_on is null
                 and row(o.name, {now}) is distinct from row(h.name, {then})"""
        ).format(as_of=as_of, now=now, then=then)
    )
    begun = staging.run(
        sql.SQL(
            """insert into directory_schoolhistory
                   (id, school_id, change_set_id, from_on, name, {names})
               select {id}, s.organisation_id, {change_set}, greatest({as_of},
                      (select max(h.from_on) from directory_schoolhistory h
                       where h.school_id = s.organisation_id)), o.name, {now}
               from directory_school s join access_organisation o on o.id = s.organisation_id
               where not exists (select from directory_schoolhistory h
                                 where h.school_id = s.organisation_id and h.until_on is null)"""
        ).format(
            id=staging.id_in(new_block(School.objects.count()), "row_number() over ()"),
            change_set=sql.Literal(change_set.pk), as_of=as_of, names=names, now=now,
        )
    )  # fmt: skip
    if begun >= staging.MANY:
        staging.weigh("directory_schoolhistory", "school_id", "until_on")
