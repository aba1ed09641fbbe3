"""What a team asks its manager, and what the manager says: choices from lists, no word of a child."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from schoolslink.referrals.forms.contact import ActForm
from schoolslink.referrals.rules.reasons import REASONS
from schoolslink.referrals.rules.second_look import INSTEAD, Instead
from schoolslink.web.forms import RadiosField

AGREE = "agree"


class AskManagerForm(ActForm):
    """With which reason a team would say no, or give advice alone, a second time."""

    reason = RadiosField(
        label=_("Why would they get no help from this team again?"),
        hint=_(
            "Your manager sees this reason, the one given before, and when. Not the child's name."
        ),
        choices=[(r.value, _(w.pick)) for r, w in REASONS.items() if w.at_triage],
        missing=_("Choose the reason"),
    )

    def chosen(self) -> str:
        """Return the reason."""
        return str(self.cleaned_data["reason"])


class JudgeForm(ActForm):
    """What a manager says: agreed, or what comes first."""

    said = RadiosField(label=_("What do you say?"), missing=_("Choose what you say"))

    def __init__(self, *args: object, agree: str, **kwargs: object):
        super().__init__(*args, **kwargs)
        first = [(one.value, _(words)) for one, words in INSTEAD.items()]
        self.fields["said"].choices = [(AGREE, agree), *first]

    def instead(self) -> Instead | None:
        """Return what comes first; None where they agree."""
        said = self.cleaned_data["said"]
        return None if said == AGREE else Instead(said)
