"""Who must not be reached: by which ways, why, by whose word, since when."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from schoolslink.referrals.rules.not_to_contact import ASKED, WAYS, Asked, Way
from schoolslink.web.forms import (
    CheckboxesField,
    DateInWordsField,
    NhsForm,
    RadiosField,
    TextareaField,
)


class BarForm(NhsForm):
    """One way or more by which somebody must not be reached."""

    ways = CheckboxesField(
        label=_("What must not be done?"),
        choices=[(way.value, _(words)) for way, words in WAYS.items()],
        missing=_("Choose what must not be done"),
    )
    why = TextareaField(
        label=_("Why?"),
        hint=_("In one sentence. Whoever would have rung or written reads it instead."),
        missing=_("Say why"),
        max_length=300,
    )
    asked_by = RadiosField(
        label=_("Who said it?"),
        choices=[(one.value, _(words)) for one, words in ASKED.items() if one is not Asked.REQUEST],
        missing=_("Say who said it"),
    )
    since_on = DateInWordsField(
        label=_("Since when?"),
        hint=_("For example, today or 4 March"),
        missing=_("Say since when"),
    )

    def __init__(self, *args: Any, is_carer: bool = True, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not is_carer:  # their own page is theirs
            found = self.fields["ways"].choices
            self.fields["ways"].choices = [one for one in found if one[0] != Way.PERSON]

    def said(self) -> tuple[list[Way], str, Asked, date]:
        """Return what was written."""
        clean = self.cleaned_data
        ways = [Way(one) for one in clean["ways"]]
        return ways, clean["why"], Asked(clean["asked_by"]), clean["since_on"]


class LiftForm(NhsForm):
    """The button by which somebody may be reached again."""
