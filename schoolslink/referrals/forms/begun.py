"""The next step has begun: who has the child now and where, how that is known, and since when."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from schoolslink.referrals.forms.contact import ActForm
from schoolslink.referrals.rules import Side
from schoolslink.referrals.rules.begun import HOW_KNOWN, how_known_to
from schoolslink.web.forms import DateField, NhsForm, RadiosField, TextField


class BegunForm(NhsForm):
    """As a school says it; by whose word each side may, the rules say."""

    side = Side.SCHOOL
    helps = TextField(
        label=_("Who helps them now?"),
        hint=_(
            "A name, or what they are: the school’s counsellor, their doctor. The family reads this."
        ),
        missing=_("Write who helps them now"),
        max_length=120,
        width=None,
    )
    where = TextField(
        label=_("Where?"),
        hint=_("The school, practice or team."),
        missing=_("Write where that is"),
        max_length=120,
        width=None,
    )
    how = RadiosField(label=_("How do you know?"), missing=_("Choose how you know"))
    since = DateField(
        label=_("Since which day?"), missing=_("Say since which day"), not_after="today"
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["how"].choices = [(h.value, _(HOW_KNOWN[h])) for h in how_known_to(self.side)]

    def said(self) -> dict[str, Any]:
        """Return what was said, as the command wants it."""
        given = self.cleaned_data
        since: date = given["since"]
        who = f"{given['helps'].strip()}, {given['where'].strip()}"
        return {"who": who, "how": given["how"], "since": since}


class TeamBegunForm(BegunForm, ActForm):
    """As the team says it."""

    side = Side.SERVICE
