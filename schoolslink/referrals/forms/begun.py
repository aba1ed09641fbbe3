"""Somebody else has them now: who has the child and where, how that is known, and since when."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from schoolslink.referrals.forms.contact import ActForm
from schoolslink.referrals.rules import Move, Side
from schoolslink.referrals.rules.begun import HOW_KNOWN, how_known_to
from schoolslink.web.forms import DateField, NhsForm, RadiosField, TextField


class BegunForm(NhsForm):
    """As a school says it; by whose word each side may, the rules say."""

    side = Side.SCHOOL
    move = Move.CONFIRM_NEXT_STEP
    helps = TextField(
        label=_("Who helps them now?"),
        hint=_(
            "A name, or what they are: the school’s counsellor, a tutor, their doctor, the family. The "
            "family reads this."
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
        may_say = how_known_to(self.side, self.move)
        self.fields["how"].choices = [(how.value, _(HOW_KNOWN[how])) for how in may_say]

    def said(self) -> dict[str, Any]:
        """Return what was said, as the command wants it."""
        given = self.cleaned_data
        since: date = given["since"]
        who = f"{given['helps'].strip()}, {given['where'].strip()}"
        return {"who": who, "how": given["how"], "since": since}


class TeamBegunForm(BegunForm, ActForm):
    """As the team says it."""

    side = Side.SERVICE


class ReceiptForm(TeamBegunForm):
    """They have there what the team passed on, as somebody there or the family said."""

    move = Move.CONFIRM_RECEIPT
    helps = TextField(
        label=_("Who there has said that they have it?"),
        hint=_("A name, or what they are: Ana Silva, the duty worker. The family reads this."),
        missing=_("Write who has said so"),
        max_length=120,
        width=None,
    )
    since = DateField(
        label=_("Since which day do they have it?"),
        missing=_("Say since which day"),
        not_after="today",
    )
