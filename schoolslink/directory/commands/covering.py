"""Who may be named as somebody's cover: another contact, or an organisation of their own."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from schoolslink.directory.models import NamedContact
from schoolslink.directory.models.dated import current
from schoolslink.directory.queries.groups import shared_covers
from schoolslink.web.errors import Refusal


class CannotCover(Refusal):
    """Only the school’s own trust, federation, council or service can answer for it. Choose one."""

    field = "by"


def way_of(contact: NamedContact, by: UUID, on: date) -> dict[str, object]:
    """Return the columns of a cover by this contact or organisation, or raise CannotCover."""
    person = NamedContact.objects.filter(current(on), pk=by).first()
    if person is not None:
        return {"by": person}
    if by not in [row.organisation_id for row in shared_covers(contact, on=on)]:
        raise CannotCover
    return {"by_organisation_id": by}
