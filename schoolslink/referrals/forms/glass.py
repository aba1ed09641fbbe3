"""Open a record in an emergency: which, why, and who one is, once more."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from schoolslink.referrals.commands.glass import Wanted
from schoolslink.referrals.rules.guarding import EMERGENCIES
from schoolslink.web.forms import (
    DateField,
    NhsForm,
    PasswordField,
    RadiosField,
    TextareaField,
    TextField,
)


class GlassForm(NhsForm):
    """Which record, why, and a fresh proof of who asks."""

    reference = TextField(
        label=_("Number of the request"),
        hint=_("For example SL-2FK5-JE6Z. Or leave this empty and give both of the next two."),
        required=False,
        max_length=40,
        width=20,
    )
    nhs_number = TextField(label=_("NHS number"), required=False, max_length=20, width=20)
    birth_date = DateField(label=_("Date of birth"), required=False)
    reason = RadiosField(
        label=_("Why can it not wait?"),
        choices=[(reason.value, _(words)) for reason, words in EMERGENCIES.items()],
        missing=_("Say why it cannot wait"),
    )
    words = TextareaField(
        label=_("What has happened, in a sentence?"),
        missing=_("Write what has happened"),
        max_length=500,
        rows=3,
    )
    proof = PasswordField(
        label=_("The six numbers that your phone shows now"),
        hint=_("Without your phone: one of your paper codes."),
        missing=_("Show once more who you are"),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the number of the request, or for both facts about the child."""
        said: dict[str, Any] = super().clean() or {}
        both = said.get("nhs_number") and said.get("birth_date")
        if not said.get("reference") and not both and not self.errors:
            self.add_error("reference", _("Enter the number, or the NHS number and date of birth"))
        return said

    def wanted(self) -> Wanted:
        """Return which record is asked for."""
        said = self.cleaned_data
        if said.get("reference"):
            return Wanted(reference=said["reference"])
        return Wanted(nhs_number=said["nhs_number"], birth_date=said["birth_date"])
