"""Who is away on a day: by the covers that say so."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from schoolslink.directory.models import Cover, NamedContact
from schoolslink.directory.models.dated import current
from schoolslink.kernel.worded import Question


def is_away(person_id: UUID, *, on: date) -> bool:
    """Say whether somebody is away on a day, as one who is named for a school or a service."""
    return _IS_AWAY.exists(on=on, person=person_id)


def away(*, person: str, on: date) -> Exists:
    """Return the condition that the person in one column is away on a day, as `is_away` finds it."""
    return Exists(Cover.objects.filter(_away(on), contact__person=OuterRef(person)))


def people_away(*, on: date) -> list[tuple[UUID, UUID]]:
    """Return who is away on a day: person, and the organisation for which they are named."""
    return sorted(set(_PEOPLE.values(on=on)))


def _people(on: date) -> QuerySet[Cover, Any]:
    rows = Cover.objects.filter(_away(on), contact__person__isnull=False)
    return rows.values_list("contact__person_id", "contact__organisation_id")


_PEOPLE: Question[Cover] = Question(_people, on=date)


def person_of_contact(contact_id: UUID) -> UUID | None:
    """Return who signs in as a contact, if anybody does."""
    return NamedContact.objects.filter(pk=contact_id).values_list("person_id", flat=True).first()


def _away(on: date) -> Q:
    return current(on) & current(on, through="contact__") & Q(is_away=True)


_IS_AWAY: Question[Cover] = Question(
    lambda on, person: Cover.objects.filter(_away(on), contact__person=person),
    on=date, person=UUID,
)  # fmt: skip
