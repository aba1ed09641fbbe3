"""Find a school as somebody types, and page through the schools in order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import connection

from schoolslink.directory.rules.postcodes import normalise_postcode
from schoolslink.directory.rules.register import is_council
from schoolslink.directory.rules.search import (
    SHORTEST_FUZZY,
    Meant,
    all_of,
    changed_about,
    meant_by,
    what_is_meant,
)

PAGE = 25
OPEN = "s.status in ('open', 'closing')"
IN_AREA = (
    "s.organisation_id in (select m.school_id from directory_areamembership m"
    " where m.area_id = %s and m.until_on is null)"
)
# As the index says it, word for word.
HAS_WORDS = (
    "array_to_tsvector(array_remove(string_to_array(s.search_text, ' '), '')) @@ %s::tsquery"
)
CANDIDATES = 20  # known words, nearest first, among which the one with the fewest slips is sought
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

    @property
    def is_council(self) -> bool:
        """Say whether this is a council that stands in for schools."""
        return is_council(self.urn)


@dataclass(frozen=True)
class SchoolPage:
    """One page of schools. next: the last row's id when there are more, for `after`.

    is_exact: false when nothing matched as typed and misspelt words were set right.
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
    area_id: UUID | None = None

    def conditions(self) -> tuple[list[str], list[Any]]:
        """Return the conditions and their values."""
        wanted = {"phase": self.phase, "la_code": self.la_code, "icb_code": self.icb_code}
        chosen: dict[str, Any] = {name: value for name, value in wanted.items() if value}
        told = [f"s.{name} = %s" for name in chosen]
        if self.area_id is not None:
            told.append(IN_AREA)
            chosen["area_id"] = self.area_id
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

    Where nothing matches, each word is read as the nearest word that any school is found by.
    """
    meant = what_is_meant(typed)
    if not meant.words:
        return SchoolPage()
    conditions, values = shown.conditions()
    for more, more_values in _readings(meant):
        page = _page(conditions + more, values + more_values, after, size)
        if page.rows:
            return page
    return _alike(meant, conditions, values, after, size)


def _readings(meant: Meant) -> list[tuple[list[str], list[Any]]]:
    """Return the ways to read what was typed, the most certain first."""
    ways: list[tuple[list[str], list[Any]]] = []
    if meant.urns:
        ways.append((["s.urn >= %s", "s.urn < %s"], list(meant.urns)))
    if meant.postcode:
        ways.append((["s.postcode like %s"], [f"{meant.postcode}%"]))
    ways.append(([HAS_WORDS], [all_of((word,) for word in meant.words)]))
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


def _alike(
    meant: Meant, conditions: list[str], values: list[Any], after: UUID | None, size: int
) -> SchoolPage:
    """Return the schools found when each misspelt word is read as the nearest that there is.

    Where that is no school either, the words that are known as typed say enough.
    """
    right, known = _set_right(meant.words)
    for words in [right, known] if known != right else [right]:
        if not words:
            continue
        page = _page([*conditions, HAS_WORDS], [*values, all_of(words)], after, size)
        if page.rows:
            return replace(page, is_exact=False)
    return SchoolPage(is_exact=not right)


def _set_right(words: tuple[str, ...]) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """Return for each word what it may be meant for, and those that are known as typed.

    One that nothing is like is left out. Letters changed about leave a short word little alike by
    its parts, so those words are looked up as they would be.
    """
    swaps = [(word, swap) for word in words for swap in changed_about(word)]
    with connection.cursor() as cursor:
        cursor.execute(
            """select typed.word, begun.word is not null, near.word
               from unnest(%s::text[]) typed (word)
               left join lateral (select w.word from directory_school_word w
                   where w.word >= typed.word and w.word < typed.word || chr(1114111)
                   limit 1) begun on true
               left join lateral (select w.word from directory_school_word w
                   where begun.word is null and w.word %% typed.word
                   order by similarity(w.word, typed.word) desc, w.word limit %s) near on true
               union all
               select about.typed, false, w.word
               from unnest(%s::text[], %s::text[]) about (typed, swap)
               join directory_school_word w on w.word = about.swap""",
            [list(words), CANDIDATES, [typed for typed, _ in swaps], [swap for _, swap in swaps]],
        )
        found = cursor.fetchall()
    right: list[tuple[str, ...]] = []
    known: list[tuple[str, ...]] = []
    for word in words:
        near = [other for typed, _, other in found if typed == word and other]
        if any(begun for typed, begun, _ in found if typed == word):
            right.append((word,))
            known.append((word,))
        elif len(word) >= SHORTEST_FUZZY and not word.isdigit():
            right.append(meant_by(word, near))
    return [readings for readings in right if readings], known


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
