"""Pages of a long list by the last row seen: the tenth page costs what the first did.

A cursor is signed, so that an address cannot be made to ask for more than a next page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.core import signing
from django.http import HttpRequest

Row = TypeVar("Row")
Key = tuple[Any, ...]

LONGEST_CURSOR = 1_000
READERS: dict[str, Callable[[str], Any]] = {
    "D": date.fromisoformat,
    "T": datetime.fromisoformat,
    "U": UUID,
    "S": str,
    "I": int,
    "N": lambda _: None,
}


def written(value: Any) -> str:
    """Return one part of a key as a letter for its type and its text."""
    if value is None:
        return "N"
    if isinstance(value, date):  # a datetime is a date too
        return ("T" if isinstance(value, datetime) else "D") + value.isoformat()
    for letter, kind in (("U", UUID), ("I", int), ("S", str)):
        if isinstance(value, kind):
            return f"{letter}{value}"
    raise TypeError(f"A cursor cannot hold a {type(value).__name__}")


@dataclass(frozen=True)
class Keyset:
    """The cursors of one list; the name tells lists apart, so that no other's cursor works."""

    name: str
    parameter: str = "after"

    def encode(self, key: Key) -> str:
        """Return the cursor after the row with this sort key."""
        parts = [written(value) for value in key]
        return signing.dumps(parts, salt=f"keyset:{self.name}", compress=True)

    def decode(self, cursor: str | None) -> Key | None:
        """Return the sort key in a cursor; None, the first page, for a bad or missing one."""
        if not cursor or len(cursor) > LONGEST_CURSOR:
            return None
        try:
            parts = signing.loads(cursor, salt=f"keyset:{self.name}")
            return tuple(READERS[part[0]](part[1:]) for part in parts)
        except (signing.BadSignature, ValueError, KeyError, IndexError, TypeError):
            return None

    def after(self, request: HttpRequest) -> Key | None:
        """Return the sort key the address continues after, None for the first page."""
        return self.decode(request.GET.get(self.parameter))

    def page(
        self,
        request: HttpRequest,
        rows: Sequence[Row],
        *,
        size: int,
        key: Callable[[Row], Key],
    ) -> Page[Row]:
        """Return the page to show, from rows fetched with a limit of size + 1.

        Its links keep the rest of the address, so that filters stay.
        """
        shown = list(rows[:size])
        following = len(rows) > size
        return Page(
            rows=tuple(shown),
            next_href=self.href(request, self.encode(key(shown[-1]))) if following else "",
            first_href=self.href(request, "") if self.after(request) is not None else "",
        )

    def href(self, request: HttpRequest, cursor: str) -> str:
        """Return this address with another cursor, without one for the first page."""
        query = request.GET.copy()
        query.pop(self.parameter, None)
        if cursor:
            query[self.parameter] = cursor
        return "?" + query.urlencode() if query else request.path


@dataclass(frozen=True)
class Page(Generic[Row]):
    """The rows to show and where to go on; the pager component takes it as it is."""

    rows: tuple[Row, ...]
    next_href: str = ""
    first_href: str = ""
