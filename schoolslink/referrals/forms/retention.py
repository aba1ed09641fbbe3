"""How long something is kept: agree that it goes, keep it all the same, say why a hold ends."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from schoolslink.referrals.rules.retention import HOLDS, LIFTS, Hold, Lift
from schoolslink.web.forms import DateInWordsField, NhsForm, RadiosField, SelectField, TextField


class AgreeForm(NhsForm):
    """The button by which somebody agrees."""


class HoldForm(NhsForm):
    """Which record is kept all the same, why, and until somebody looks again."""

    reference = TextField(
        label=_("Number of the record"),
        hint=_(
            "For example SL-7K3M-9QXA. It holds for everything that was ever asked for this child."
        ),
        missing=_("Enter the number of the record"),
        max_length=20,
        width=20,
    )
    reason = RadiosField(
        label=_("Why must it be kept?"),
        choices=[(one.value, _(words)) for one, words in HOLDS.items()],
        missing=_("Choose why it must be kept"),
    )
    review_on = DateInWordsField(
        label=_("When does somebody look at it again?"),
        hint=_("A day within two years, for example 4 March 2027"),
        missing=_("Say when somebody looks at it again"),
    )

    def said(self) -> tuple[str, Hold, date]:
        """Return what was written."""
        clean = self.cleaned_data
        return clean["reference"], Hold(clean["reason"]), clean["review_on"]


class LiftForm(NhsForm):
    """Why a hold ends."""

    why = SelectField(
        label=_("Why does it end?"),
        empty=_("Choose why"),
        choices=[(one.value, _(words)) for one, words in LIFTS.items()],
        missing=_("Choose why it ends"),
    )

    def said(self) -> Lift:
        """Return what was chosen."""
        return Lift(self.cleaned_data["why"])
