"""Questions whose words are made once: the ORM words a question anew each time, which costs more than asking.

For the few that are asked at every move and every message. What differs from one time to the next are
values, never words: a value that may be nothing makes other words and has no place here, and a list of ids
is asked with `among`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=Model)

# What stands in the words' place of a value, by its type: unlike anything that a question says itself.
_STANDS_FOR: dict[type, Callable[[int], Any]] = {
    UUID: lambda n: UUID(int=(0x5EED << 112) + n),
    str: lambda n: f"\x01 value {n}",
    date: lambda n: date(3, 2, 1) + timedelta(days=n),
    datetime: lambda n: datetime(4, 3, 2, tzinfo=UTC) + timedelta(days=n),
    list: lambda n: (UUID(int=(0x5EED << 112) + n), "of several"),
}


def among(ids: object) -> RawSQL:
    """Return what `__in` asks for where the ids are a list, of whatever length, given each time."""
    return RawSQL("select unnest(%s::uuid[])", [ids])


class NotAsked(Exception):
    """A value has no place in the words of this question."""


class Question(Generic[M]):
    """One question of the ORM. ask: from values to a queryset; kinds: the type of each value by name."""

    def __init__(self, ask: Callable[..., QuerySet[M, Any]], **kinds: type) -> None:
        """Keep how it is asked; it is worded when it is first asked, once there is a database."""
        self._ask, self._kinds = ask, kinds
        self._words: dict[str, _Words] = {}

    def rows(self, **given: object) -> list[M]:
        """Return what it finds, as the queryset would."""
        return list(self._worded("rows").rows(given))

    def first(self, **given: object) -> M | None:
        """Return the first that it finds. The question itself says in which order, and that one is enough."""
        return next(self._worded("rows").rows(given), None)

    def values(self, **given: object) -> list[tuple[Any, ...]]:
        """Return what it finds, of a question that wants some columns only."""
        return self._worded("rows").values(given)

    def exists(self, **given: object) -> bool:
        """Say whether it finds anything."""
        return bool(self._worded("exists").values(given))

    def _worded(self, how: str) -> _Words:
        words = self._words.get(how)
        if words is None:
            words = self._words[how] = _Words(self._ask, self._kinds, how)
        return words


class _Words:
    """The words, with the places of the values; and how rows become objects."""

    def __init__(
        self, ask: Callable[..., QuerySet[Any, Any]], kinds: dict[str, type], how: str
    ) -> None:
        stand_ins = {name: _STANDS_FOR[kind](n) for n, (name, kind) in enumerate(kinds.items())}
        query = ask(**stand_ins).query
        query = query.exists() if how == "exists" else query
        self.compiler = query.get_compiler(connection=connection)
        self.sql, params = self.compiler.as_sql()
        of = {stand_in: name for name, stand_in in stand_ins.items()}
        self.places = [(of.get(one), one) for one in params]
        missing = kinds.keys() - {name for name, _ in self.places}
        if missing:
            raise NotAsked(sorted(missing))
        columns = [column for column, *_rest in self.compiler.select]
        self.converters = self.compiler.get_converters(columns)
        self.made = self.compiler.klass_info and self._how_made()

    def values(self, given: dict[str, object]) -> list[tuple[Any, ...]]:
        params: list[Any] = [one if name is None else given[name] for name, one in self.places]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, params)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        if not self.converters:
            return found
        return list(self.compiler.apply_converters(found, self.converters))

    def rows(self, given: dict[str, object]) -> Iterator[Any]:
        model, first, last, names, related, beside = self.made
        for row in self.values(given):
            made = model.from_db(connection.alias, names, row[first:last])
            for populator in related:
                populator.populate(row, made)
            for name, column in beside:
                setattr(made, name, row[column])
            yield made

    def _how_made(self) -> tuple[Any, ...]:
        """Return what `ModelIterable` finds out anew at each question."""
        info, select = self.compiler.klass_info, self.compiler.select
        fields = info["select_fields"]
        first, last = fields[0], fields[-1] + 1
        names = [column[0].target.attname for column in select[first:last]]
        related = get_related_populators(info, select, connection.alias)  # type: ignore[call-arg]
        beside = list(self.compiler.annotation_col_map.items())
        return info["model"], first, last, names, related, beside
