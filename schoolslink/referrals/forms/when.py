"""The day and the time of what came on paper, by telephone or in the room: asked alike on every form."""

from __future__ import annotations

from datetime import date, datetime, time

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schoolslink.kernel import clock
from schoolslink.web.forms import TextField


def time_field() -> TextField:
    """Return the question for the time of the day, which nobody need know."""
    return TextField(
        label=gettext_lazy("At what time?"),
        hint=gettext_lazy("For example 14:30. Leave it empty if you do not know."),
        max_length=5, width=5, required=False,
    )  # fmt: skip


def time_typed(typed: str) -> time | None:
    """Return the time that was typed, None where nobody knows it. Raises ValidationError."""
    if not typed:
        return None
    try:
        return datetime.strptime(typed.replace(".", ":"), "%H:%M").time()  # noqa: DTZ007
    except ValueError:
        raise ValidationError(_("Write the time like 14:30, or leave it empty")) from None


def moment(day: date, hour: time | None, at: datetime) -> datetime:
    """Return that moment: of today without a time now, of another day its morning."""
    if hour is None and day == clock.local_day(at):
        return at
    return datetime.combine(day, hour or time(9), tzinfo=clock.LONDON)
