"""The form on which somebody of a team writes down post that nobody has yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy

from schoolslink.referrals.forms.contact import ActForm
from schoolslink.referrals.forms.files import ALL_ENDINGS
from schoolslink.referrals.forms.when import moment, time_field, time_typed
from schoolslink.referrals.pages.post import DANGER
from schoolslink.referrals.rules.post import FROM, HOW, Danger, FromWhom, How
from schoolslink.web.forms import (
    DateField,
    FileField,
    NhsForm,
    PhoneField,
    RadiosField,
    TextareaField,
    TextField,
)


class SentOnForm(ActForm):
    """Where it was brought, who there said that they have it, and what the sender was told."""

    to = TextField(
        label=gettext_lazy("Where did you bring it?"),
        hint=gettext_lazy("A service, a school, a practice, a colleague with their team."),
        missing=gettext_lazy("Say where you brought it"),
        max_length=200,
    )
    who = TextField(
        label=gettext_lazy("Who there has said that they have it?"),
        hint=gettext_lazy("A name. Until somebody says so, it stays with you."),
        missing=gettext_lazy("Say who there has said that they have it"),
        max_length=200,
    )
    how = TextField(
        label=gettext_lazy("When and how did they say so?"),
        missing=gettext_lazy("Say when and how they said so"),
        max_length=200,
    )
    sender = TextareaField(
        label=gettext_lazy("What was whoever sent it told, or why could they not be told?"),
        hint=gettext_lazy("Your team alone reads this."),
        missing=gettext_lazy("Say what the sender was told, or why they could not be"),
        max_length=500,
        rows=2,
    )


class PutToForm(ActForm):
    """To which request it belongs, and whether it says that things have got worse."""

    reference = TextField(
        label=gettext_lazy("The number of the request"),
        hint=gettext_lazy("For example SL-7K3M-9QX4. Your team must have it, and it must be open."),
        missing=gettext_lazy("Write the number of the request"),
        max_length=40,
        width=20,
    )
    worse = RadiosField(
        label=gettext_lazy(
            "Does it say that things have got worse, or that somebody is in danger?"
        ),
        hint=gettext_lazy(
            "Read it first. If somebody is in danger now, ring 999, or NHS 111 and choose option 2."
        ),
        choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
        reveals={"yes": "words"},
        missing=gettext_lazy("Say whether it tells that things have got worse, or of danger"),
    )
    words = TextareaField(
        label=gettext_lazy("What does it say?"),
        hint=gettext_lazy(
            "Your team alone reads this. Somebody looks at it by the next working day."
        ),
        missing=gettext_lazy("Write what it says"),
        max_length=2000,
        rows=4,
    )

    def to_input(self) -> dict[str, Any]:
        """Return the answers as the command takes them."""
        given = self.cleaned_data
        return {
            "reference": given["reference"],
            "worse": given["worse"] == "yes",
            "words": given.get("words") or "",
        }


class PostForm(NhsForm):
    """When it came, how, from whom as far as it says, whether it tells of danger, and who sorts it."""

    danger = RadiosField(
        label=gettext_lazy("Does anything in it say that somebody is in danger now?"),
        hint=gettext_lazy(
            "If you have not read it, say so: somebody then looks at it the same working day."
        ),
        choices=[(one.value, label) for one, label in DANGER.items()],
        missing=gettext_lazy("Say whether it tells of danger, or that nobody has read it"),
    )
    came_on = DateField(
        label=gettext_lazy("On which day did it come?"),
        hint=gettext_lazy("The day it reached your team, not today if it has been lying there."),
        not_after="today",
    )
    came_time = time_field()
    how = RadiosField(
        label=gettext_lazy("What is it?"),
        choices=[(one.value, gettext_lazy(label)) for one, label in HOW.items()],
        missing=gettext_lazy("Say what it is"),
    )
    from_whom = RadiosField(
        label=gettext_lazy("From whom, as far as it says?"),
        choices=[(one.value, gettext_lazy(label)) for one, label in FROM.items()],
        missing=gettext_lazy("Say from whom it is, or that it does not say"),
    )
    sender = TextField(
        label=gettext_lazy("Who wrote or rang, if it says"), max_length=200, required=False
    )
    phone = PhoneField(
        label=gettext_lazy("A number to ring back"), required=False, autocomplete="off"
    )
    about = TextareaField(
        label=gettext_lazy("What does it seem to be about? In a few words"),
        hint=gettext_lazy("Your team alone reads this."),
        missing=gettext_lazy("Say in a few words what it seems to be about"),
        max_length=1000,
        rows=4,
    )
    file = FileField(
        label=gettext_lazy("The scan or file, if there is one"),
        hint=gettext_lazy(
            "PDF, JPEG, PNG, Word (.docx), OpenDocument (.odt) or plain text, up to 10 MB."
        ),
        endings=ALL_ENDINGS,
        megabytes=10,
        required=False,
    )
    sorts = RadiosField(
        label=gettext_lazy("Who finds out whose it is?"),
        choices=[
            ("me", gettext_lazy("I do")),
            ("team", gettext_lazy("The manager of our team gives it to somebody")),
        ],
        missing=gettext_lazy("Say who finds out whose it is"),
    )

    def __init__(self, *args: Any, teams: Sequence[tuple[UUID, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.teams = teams
        if len(teams) > 1:
            self.fields["team"] = RadiosField(
                label=gettext_lazy("To which of your teams did it come?"),
                choices=[(str(i), name) for i, name in teams],
            )
            self.order_fields(["form_key", "danger", "team"])

    def clean_came_time(self) -> time | None:
        """Return the time of the day, None where nobody knows it."""
        return time_typed(self.cleaned_data["came_time"])

    def came_at(self, at: datetime) -> datetime:
        """Return when it came: of today without a time now, of another day its morning."""
        given = self.cleaned_data
        return moment(given["came_on"], given.get("came_time"), at)

    def team_id(self) -> UUID:
        """Return the team to which it came: the one that was chosen, or the only one."""
        chosen = self.cleaned_data.get("team")
        return UUID(chosen) if chosen else self.teams[0][0]

    def said(self) -> dict[str, Any]:
        """Return the answers as the command takes them."""
        given = self.cleaned_data
        return {
            "how": How(given["how"]),
            "from_whom": FromWhom(given["from_whom"]),
            "danger": Danger(given["danger"]),
            "about": given["about"],
            "sender": given["sender"],
            "phone": given["phone"],
            "is_mine": given["sorts"] == "me",
        }
