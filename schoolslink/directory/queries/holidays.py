"""When a school closes for the holidays, by its authority's own terms or the assumed ones."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.conf import settings

from schoolslink.directory.models import School
from schoolslink.kernel.calendar import Holiday, holiday_near, own_terms


def holiday_of_school(school_id: UUID, *, on: date, within: int) -> Holiday | None:
    """Return the holidays in which a day lies, or that begin within so many days; else None."""
    overrides = own_terms(settings.TERM_DATES)
    code = None
    if overrides:
        code = School.objects.filter(pk=school_id).values_list("la_code", flat=True).first()
    return holiday_near(on, within, code, overrides=overrides)
