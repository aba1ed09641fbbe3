"""Who asks for a school, as register and contact card know them: nobody types that again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import FilteredRelation, Q

from schoolslink.access.models import Organisation
from schoolslink.directory.models.contact import Side
from schoolslink.directory.models.dated import current
from schoolslink.directory.queries.links import ContactView, contact_view


@dataclass(frozen=True)
class AskerView:
    """One who asks. contact: their own entry, without covers, if they have one.

    address: the school's, in a line.
    """

    contact: ContactView | None
    school_phone: str
    address: str

    @property
    def phone(self) -> str:
        """Return the number to ring them on: their own, or else the school's."""
        return (self.contact.phone if self.contact else "") or self.school_phone


def asker_of(person_id: UUID | None, school_id: UUID, *, on: date) -> AskerView | None:
    """Return what is known of somebody who asks for a school; None when there is no such school."""
    here = (
        current(on, through="named_contacts__")
        & Q(named_contacts__side=Side.SCHOOL)
        & Q(named_contacts__person_id=person_id, named_contacts__person_id__isnull=False)
    )
    found = (
        Organisation.objects.filter(pk=school_id, school__isnull=False)
        .annotate(asker=FilteredRelation("named_contacts", condition=here))
        .select_related("school", "asker")  # type: ignore[misc] # by the line above
        .order_by("asker__pk")
        .first()
    )
    if found is None:
        return None
    school, row = found.school, getattr(found, "asker", None)
    return AskerView(
        contact=contact_view(row, [], on) if row else None,
        school_phone=school.phone,
        address=", ".join(filter(None, (school.street, school.town, school.postcode))),
    )
