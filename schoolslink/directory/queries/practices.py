"""Find a GP practice as somebody types, and tell where a letter to one goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from schoolslink.directory.models import GpPractice
from schoolslink.directory.rules.practices import in_one_line
from schoolslink.directory.rules.search import all_of, what_is_meant

FOUND = 8  # radios on one short page; whoever finds more types one word more
HAS_WORDS = "array_to_tsvector(array_remove(string_to_array(search_text, ' '), '')) @@ %s::tsquery"


@dataclass(frozen=True)
class PracticeView:
    """One practice. address: the lines of the envelope under the name, postcode apart."""

    id: UUID
    ods_code: str
    name: str
    address: tuple[str, ...]
    postcode: str
    phone: str
    closed_on: date | None

    @property
    def written(self) -> str:
        """Return the practice in one line, as it is chosen and kept."""
        return in_one_line(self.name, "\n".join(self.address), self.postcode)

    def is_open(self, on: date) -> bool:
        """Say whether letters can be sent there on a day."""
        return self.closed_on is None or self.closed_on > on


@dataclass(frozen=True)
class PracticesFound:
    """What a search found. has_more: there are others; a word more tells them apart."""

    rows: tuple[PracticeView, ...] = ()
    has_more: bool = False


def search_practices(typed: str, *, on: date, size: int = FOUND) -> PracticesFound:
    """Return the open practices meant by a name, a place or a postcode, whole or only begun."""
    meant = what_is_meant(typed)
    if not meant.words:
        return PracticesFound()
    open_now = GpPractice.objects.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=on))
    if meant.postcode:
        there = open_now.filter(postcode__startswith=meant.postcode)
        found = tuple(map(_view, there.order_by("sort_key", "pk")[: size + 1]))
        if found:
            return PracticesFound(found[:size], len(found) > size)
    named = open_now.extra(  # noqa: S610 - the condition is the index's, the words are a parameter
        where=[HAS_WORDS], params=[all_of((word,) for word in meant.words)]
    )
    found = tuple(map(_view, named.order_by("sort_key", "pk")[: size + 1]))
    return PracticesFound(found[:size], len(found) > size)


def practice_of(practice_id: UUID) -> PracticeView | None:
    """Return one practice, closed ones too, or None."""
    row = GpPractice.objects.filter(pk=practice_id).first()
    return _view(row) if row else None


def practice_with_code(ods_code: str) -> PracticeView | None:
    """Return the practice that the national list has under a code, closed ones too, or None."""
    row = GpPractice.objects.filter(ods_code=ods_code).first()
    return _view(row) if row else None


def any_practice() -> bool:
    """Say whether the list of practices has been imported here."""
    return GpPractice.objects.exists()


def _view(row: GpPractice) -> PracticeView:
    return PracticeView(
        id=row.pk,
        ods_code=row.ods_code,
        name=row.name,
        address=tuple(filter(None, row.address.split("\n"))),
        postcode=row.postcode,
        phone=row.phone,
        closed_on=row.closed_on,
    )
