"""Find a school as somebody types, and page through the schools in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from schoolslink.directory.rules.postcodes import normalise_postcode
from schoolslink.directory.rules.search import (
    SHORTEST_FUZZY,
    Meant,
    pattern_of,
    what_is_meant,
)

PAGE = 25
OPEN = "s.status in ('open', 'closing')"
ALIKE = 0.5  # share of three-letter pieces above which a misspelt word is taken for another
NEAR_METRES = 15_000
COLUMNS = (
    "s.organisation_id, s.urn, o.name, s.town, s.postcode, s.phase, s.status, s.la_name,"
    " s.icb_code, s.lat, s.lon"
)
FROM = "directory_school s join access_organisation o on o.id = s.organisation_id"


@dataclass(frozen=True)
class SchoolRow:
    """One school in a list."""

    id: UUID
    urn: int
    name: str
    town: str
    postcode: str
    phase: str
    status: str
    la_name: str
    icb_code: str
    lat: float | None
    lon: float | None


@dataclass(frozen=True)
class SchoolPage:
    """One page of schools. next: the last row's id when there are more, for `after`.

    is_exact: false when nothing matched as typed and these are the names most like it.
    """

    rows: tuple[SchoolRow, ...] = ()
    next: UUID | None = None
    is_exact: bool = True


@dataclass(frozen=True)
class SchoolFilter:
    """Which schools a list shows; an empty text means all."""

    phase: str = ""
    la_code: str = ""
    icb_code: str = ""
    with_closed: bool = False

    def conditions(self) -> tuple[list[str], list[Any]]:
        """Return the conditions and their values."""
        wanted = {"phase": self.phase, "la_code": self.la_code, "icb_code": self.icb_code}
        chosen = {name: value for name, value in wanted.items() if value}
        told = [f"s.{name} = %s" for name in chosen]
        return told + ([] if self.with_closed else [OPEN]), list(chosen.values())


def school_list(
    shown: SchoolFilter = SchoolFilter(), *, after: UUID | None = None, size: int = PAGE
) -> SchoolPage:
    """Return one page of schools in the order people expect, from after the given one."""
    conditions, values = shown.conditions()
    return _page(conditions, values, after, size)


def search_schools(
    typed: str,
    shown: SchoolFilter = SchoolFilter(),
    *,
    after: UUID | None = None,
    size: int = PAGE,
) -> SchoolPage:
    """Return the schools meant by a name, a town, a postcode or a URN, whole or only begun.

    Where nothing matches, the names most like it, the likeliest first, on one page.
    """
    meant = what_is_meant(typed)
    if not meant.words:
        return SchoolPage()
    conditions, values = shown.conditions()
    for more, more_values in _readings(meant):
        page = _page(conditions + more, values + more_values, after, size)
        if page.rows or after is not None:
            return page
    return _alike(meant, conditions, values, size)


def _readings(meant: Meant) -> list[tuple[list[str], list[Any]]]:
    """Return the ways to read what was typed, the most certain first."""
    ways: list[tuple[list[str], list[Any]]] = []
    if meant.urns:
        ways.append((["s.urn >= %s", "s.urn < %s"], list(meant.urns)))
    if meant.postcode:
        ways.append((["s.postcode like %s"], [f"{meant.postcode}%"]))
    words = ["' ' || s.search_text like %s"] * len(meant.words)
    ways.append((words, [pattern_of(word) for word in meant.words]))
    return ways


def _page(conditions: list[str], values: list[Any], after: UUID | None, size: int) -> SchoolPage:
    where = list(conditions)
    parameters = list(values)
    if after is not None:
        # The place in the order is looked up, so that an address carries an id and no name.
        where.append(
            "(s.sort_key, s.organisation_id) >"
            " (select l.sort_key, l.organisation_id from directory_school l"
            " where l.organisation_id = %s)"
        )
        parameters.append(after)
    rows = _rows(
        f"select {COLUMNS} from {FROM} where {' and '.join(where) or 'true'}"  # noqa: S608
        " order by s.sort_key, s.organisation_id limit %s",
        [*parameters, size + 1],
    )
    return SchoolPage(rows[:size], rows[size - 1].id if len(rows) > size else None)


def _alike(meant: Meant, conditions: list[str], values: list[Any], size: int) -> SchoolPage:
    fuzzy = [word for word in meant.words if len(word) >= SHORTEST_FUZZY and not word.isdigit()]
    if not fuzzy:
        return SchoolPage()
    exact = [word for word in meant.words if word not in fuzzy]
    where = [
        *conditions,
        *["' ' || s.search_text like %s"] * len(exact),
        *["(' ' || s.search_text) %%> %s"] * len(fuzzy),
    ]
    likeness = " + ".join(["word_similarity(%s, ' ' || s.search_text)"] * len(fuzzy))
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('pg_trgm.word_similarity_threshold', %s, true)", [str(ALIKE)]
        )
    rows = _rows(
        f"select {COLUMNS} from {FROM} where {' and '.join(where)}"  # noqa: S608
        f" order by {likeness} desc, s.sort_key, s.organisation_id limit %s",
        [*values, *map(pattern_of, exact), *fuzzy, *fuzzy, size],
    )
    return SchoolPage(rows, is_exact=False)


def schools_near(typed_postcode: str, *, size: int = PAGE) -> SchoolPage:
    """Return the open schools nearest to a postcode; none when there is no such postcode."""
    postcode = normalise_postcode(typed_postcode)
    if postcode is None:
        return SchoolPage()
    rows = _rows(
        f"""select {COLUMNS} from {FROM} join directory_postcode p on p.postcode = %s
            where {OPEN} and s.easting between p.easting - %s and p.easting + %s
              and s.northing between p.northing - %s and p.northing + %s
            order by (s.easting - p.easting)::bigint * (s.easting - p.easting)
                + (s.northing - p.northing)::bigint * (s.northing - p.northing), s.sort_key
            limit %s""",  # noqa: S608
        [postcode, *[NEAR_METRES] * 4, size],
    )
    return SchoolPage(rows)


def _rows(statement: str, parameters: list[Any]) -> tuple[SchoolRow, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return tuple(SchoolRow(*row) for row in cursor.fetchall())
