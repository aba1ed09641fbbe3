"""A child has left the school for none: why, and since when."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from schoolslink.referrals.forms.contact import ActForm
from schoolslink.referrals.rules.leaving_school import WHY_LEFT
from schoolslink.web.forms import DateField, RadiosField


class LeftForm(ActForm):
    """Why they have no school now, and the day on which they left."""

    why = RadiosField(
        label=_("Why have they left your school?"),
        hint=_(
            "A child who is suspended, or goes to alternative provision, stays your school's: then press "
            "nothing here."
        ),
        choices=[(why.value, _(words)) for why, words in WHY_LEFT.items()],
        missing=_("Choose why they have left"),
    )
    left_on = DateField(
        label=_("On which day did they leave?"), missing=_("Say on which day"), not_after="today"
    )
