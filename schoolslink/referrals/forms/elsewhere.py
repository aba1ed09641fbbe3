"""What came of asking another team that may have the same child."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from schoolslink.referrals.rules.elsewhere import SPOKEN
from schoolslink.web.forms import NhsForm, RadiosField, TextareaField


class SpokenForm(NhsForm):
    """They are two children, or one with whom both go on, or nobody is to speak of it."""

    verdict = RadiosField(
        label=_("What came of it?"),
        choices=[(one.value, _(words)) for one, words in SPOKEN.items()],
        missing=_("Say what came of it"),
    )
    why = TextareaField(
        label=_("Whom did you speak to, and what did you agree?"),
        hint=_(
            "In one sentence, for your colleagues. The other team and those who asked do not read it."
        ),
        missing=_("Say whom you spoke to, or why you did not"),
        max_length=300,
    )


class AskAgainForm(NhsForm):
    """What was said may be wrong, or is so no more."""

    why = TextareaField(
        label=_("Why should somebody ask again?"),
        hint=_(
            "In one sentence, for your colleagues. The other team and those who asked do not read it."
        ),
        missing=_("Say why"),
        max_length=300,
    )
