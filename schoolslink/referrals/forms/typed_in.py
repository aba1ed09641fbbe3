"""A request that came on paper or by phone, in the words of whoever types it in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy

from schoolslink.referrals.forms.when import moment, time_field, time_typed
from schoolslink.referrals.rules.gate import GATE, GateQuestion
from schoolslink.referrals.rules.request import Mark
from schoolslink.web.forms import (
    DateField,
    EmailField,
    NhsForm,
    PhoneField,
    RadiosField,
    SelectField,
    TextareaField,
    TextField,
    VersionField,
)

NOT_ASKED = ""
_YES_NO = [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]
_AGREES = [
    ("agrees", gettext_lazy("Yes, and they agree")),
    ("knows", gettext_lazy("They know, and have not decided")),
    ("says_no", gettext_lazy("They know, and said no")),
    ("not_asked", gettext_lazy("Not asked yet")),
]
_HEARS = [*_YES_NO, ("not_asked", gettext_lazy("Not asked yet"))]


class TypedForm(NhsForm):
    """Who asked, when, for whom, and what they said; then who may be told."""

    asked_by = RadiosField(
        label=gettext_lazy("Who asked?"),
        choices=[
            ("self", gettext_lazy("The young person")),
            ("carer", gettext_lazy("A parent or carer")),
            ("gp", gettext_lazy("A doctor (GP)")),
        ],
    )
    made_on = DateField(
        label=gettext_lazy("On which day did they ask?"),
        hint=gettext_lazy("The day of the call or on the letter. The clock starts then."),
        not_after="today",
    )
    made_time = time_field()
    school = SelectField(
        label=gettext_lazy("Which school?"), empty=gettext_lazy("None, or not known"),
        required=False,
    )  # fmt: skip
    first_name = TextField(label=gettext_lazy("First name"), max_length=100)
    surname = TextField(label=gettext_lazy("Surname"), max_length=100)
    birth_date = DateField(label=gettext_lazy("Date of birth"), not_after="today", required=False)
    concern = TextareaField(
        label=gettext_lazy("What did they say? In their words"), max_length=3000, rows=6
    )
    young_person_phone = PhoneField(
        label=gettext_lazy("A number that is safe for the young person"), required=False,
        autocomplete="off",
    )  # fmt: skip
    young_person_email = EmailField(
        label=gettext_lazy("An e-mail that is safe for the young person"), required=False,
        hint=gettext_lazy("Only if nobody else reads it. A mail says that there is news, and never what."),
        autocomplete="off",
    )  # fmt: skip
    carer_name = TextField(
        label=gettext_lazy("Name of a parent or carer"), max_length=200, required=False
    )
    carer_phone = PhoneField(
        label=gettext_lazy("Their phone number"), required=False, autocomplete="off"
    )
    carer_email = EmailField(label=gettext_lazy("Their e-mail"), required=False, autocomplete="off")
    carer_pr = RadiosField(
        label=gettext_lazy("Do they have parental responsibility?"),
        choices=[*_YES_NO, (Mark.NOT_KNOWN.value, gettext_lazy("Not known"))],
        required=False, inline=True,
    )  # fmt: skip
    gp_practice = TextField(label=gettext_lazy("GP practice"), max_length=200, required=False)
    gp_name = TextField(label=gettext_lazy("Name of the doctor"), max_length=200, required=False)
    young_person_agrees = RadiosField(
        label=gettext_lazy("Does the young person know, and do they agree?"), choices=_AGREES
    )
    carer_agrees = RadiosField(
        label=gettext_lazy("Do their parents or carers know, and do they agree?"), choices=_AGREES
    )
    school_hears = RadiosField(
        label=gettext_lazy("May school hear of it?"), choices=_HEARS, inline=True,
        hint=gettext_lazy("As whoever decides said it. Without a yes school is not told."),
    )  # fmt: skip
    home_hears = RadiosField(
        label=gettext_lazy("May parents or carers hear of it?"), choices=_HEARS, inline=True
    )
    gp_hears = RadiosField(
        label=gettext_lazy("May the GP hear of it?"), choices=_HEARS, inline=True
    )

    def __init__(
        self, *args: Any, teams: Sequence[tuple[UUID, str]],
        schools: Sequence[tuple[UUID, str]] = (), **kwargs: Any,
    ):  # fmt: skip
        super().__init__(*args, **kwargs)
        self.teams = teams
        if len(teams) > 1:
            self.fields["team"] = RadiosField(
                label=gettext_lazy("Which of your teams did they ask?"),
                choices=[(str(i), name) for i, name in teams],
            )
        self.fields["school"].choices = [(str(i), name) for i, name in schools]
        if "version" in (self.initial or {}):
            self.fields["version"] = VersionField()  # of the post that is typed in
        for card in GATE:
            self.fields[card.question.value] = RadiosField(
                label=gettext_lazy(card.ask), hint=gettext_lazy(card.if_yes), choices=_YES_NO[::-1],
                inline=True,
            )  # fmt: skip
        self.order_fields(["form_key", *(card.question.value for card in GATE), "team"])

    def clean_made_time(self) -> time | None:
        """Return the time of the day, None where nobody knows it."""
        return time_typed(self.cleaned_data["made_time"])

    def gate(self) -> dict[str, bool]:
        """Return yes or no to each question of the gate."""
        return {one.value: self.cleaned_data[one.value] == "yes" for one in GateQuestion}

    def made_at(self, at: datetime) -> datetime:
        """Return when it was asked: of today without a time now, of another day its morning."""
        given = self.cleaned_data
        return moment(given["made_on"], given.get("made_time"), at)

    def version(self) -> int:
        """Return the version of the post that is typed in, as it was seen."""
        return int(self.cleaned_data["version"])

    def team_id(self) -> UUID:
        """Return the team that was asked: the one that was chosen, or the only one."""
        chosen = self.cleaned_data.get("team")
        return UUID(chosen) if chosen else self.teams[0][0]

    def school_id(self) -> UUID | None:
        """Return the school that was chosen."""
        chosen = self.cleaned_data["school"]
        return UUID(chosen) if chosen else None

    def to_said(self) -> dict[str, Any]:
        """Return the answers as they are kept: text alone."""
        left_out = {"asked_by", "made_on", "made_time", "school", "team", "version"}
        left_out |= {question.value for question in GateQuestion}
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in self.to_input().items()
            if name not in left_out and value
        }
