"""A school or college as other parts need it: its name, what kind of place, what help it has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from schoolslink.directory.models import School, SupportInPlace
from schoolslink.directory.models.dated import current

# The register's words; a sixth form inside a school counts as the school.
COLLEGE_PHASES = frozenset({"16 plus"})


@dataclass(frozen=True)
class SettingView:
    """One setting. support: each kind of help already there, in words, with its days."""

    school_id: UUID
    name: str
    phase: str
    is_college: bool
    town: str
    support: tuple[str, ...]


def is_college(school_id: UUID) -> bool:
    """Say whether this is a place for those over 16 alone."""
    with connection.cursor() as cursor:
        cursor.execute("select phase from directory_school where organisation_id = %s", [school_id])
        row = cursor.fetchone()
    return row is not None and row[0].casefold() in COLLEGE_PHASES


def ages_of_school(school_id: UUID) -> tuple[int | None, int | None]:
    """Return the ages, lowest and highest, for which the register has a school; None where it says none."""
    found = School.objects.filter(pk=school_id).values_list("age_low", "age_high").first()
    return found or (None, None)


def setting_of(school_id: UUID, *, on: date) -> SettingView | None:
    """Return a school or college as it stands on a day; None when there is none such."""
    school = School.objects.select_related("organisation").filter(pk=school_id).first()
    if school is None:
        return None
    rows = SupportInPlace.objects.filter(current(on), school_id=school_id).order_by("kind", "pk")
    return SettingView(
        school_id=school.pk,
        name=school.organisation.name,
        phase=school.phase,
        is_college=school.phase.casefold() in COLLEGE_PHASES,
        town=school.town,
        support=tuple(
            ", ".join(filter(None, (row.get_kind_display(), row.provider, row.days)))
            for row in rows
        ),
    )
