"""The form by which a contact offers times for talks about a pupil."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schoolslink.directory.forms.contacts import HoursField
from schoolslink.directory.models import How, Whom
from schoolslink.directory.rules.hours import LATEST, START
from schoolslink.directory.rules.slots import Offered
from schoolslink.kernel.ids import id_of
from schoolslink.web.forms import DateInWordsField, NhsForm, RadiosField, SelectField, TickField

MINUTES = (
    ("20", _("20 minutes")),
    ("30", _("30 minutes")),
    ("45", _("45 minutes")),
    ("60", _("An hour")),
)


class HoursForm(NhsForm):
    """On which day, in which hours, how long, how, and for whom."""

    from_on = DateInWordsField(
        label=_("On which day, first?"), missing=_("Say on which day, for example Tuesday")
    )
    often = RadiosField(
        label=_("How often?"),
        choices=(("weekly", _("Every week on that weekday")), ("once", _("On that day alone"))),
        initial="weekly",
    )
    hours = HoursField(
        label=_("In which hours?"), required=True, missing=_("Say from when until when")
    )
    minutes = RadiosField(label=_("How long is one talk?"), choices=MINUTES, initial="30")
    how = RadiosField(label=_("How do you talk?"), choices=How.choices, initial=How.PHONE)
    whom = SelectField(label=_("Who may book?"))
    in_holidays = TickField(
        label=_("In school holidays"),
        tick=_("Offer these times in school holidays too"),
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        schools: list[tuple[UUID, str]],
        clusters: list[tuple[UUID, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["whom"].choices = [  # type: ignore[attr-defined]
            (Whom.MINE.value, Whom.MINE.label),
            (Whom.ALL.value, Whom.ALL.label),
            *((f"{Whom.CLUSTER.value}:{one}", name) for one, name in clusters),
            *((f"{Whom.SCHOOL.value}:{one}", name) for one, name in schools),
        ]

    def clean(self) -> dict[str, Any]:
        """Refuse hours in the night, and too few for one talk."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if times := cleaned.get("hours"):
            first, last = times
            if first < START or last > LATEST:
                self.add_error(
                    "hours", gettext("Choose hours between 7 in the morning and 8 at night")
                )
            length = (last.hour - first.hour) * 60 + last.minute - first.minute
            if length < int(cleaned.get("minutes") or 0):
                self.add_error("hours", gettext("That is shorter than one talk"))
        return cleaned

    def to_offered(self) -> Offered:
        """Return the answers as the command takes them."""
        given = self.cleaned_data
        whom, _colon, place = given["whom"].partition(":")
        starts_at, ends_at = given["hours"]
        return Offered(
            starts_at=starts_at,
            ends_at=ends_at,
            minutes=int(given["minutes"]),
            how=given["how"],
            whom=whom,
            place_id=id_of(place) if place else None,
            from_on=given["from_on"],
            every_week=given["often"] == "weekly",
            in_holidays=bool(given["in_holidays"]),
        )
