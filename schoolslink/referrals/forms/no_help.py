"""Advice, not the right team, passed on: the answers with no help from this team, and what is next."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from schoolslink.referrals.forms.contact import LONG, TellingForm
from schoolslink.referrals.rules.reasons import REASONS, Reason
from schoolslink.web.forms import RadiosField, SelectField, TextareaField, TextField


class NextStepForm(TellingForm):
    """What is next where this team gives no help, and with whom."""

    next_step = TextareaField(
        label=_("What should happen next?"),
        missing=_("Write what should happen next"),
        max_length=2_000,
        rows=4,
    )
    with_whom = TextField(
        label=_("With whom?"),
        hint=_("A name or a team, and how to reach them."),
        missing=_("Write with whom"),
        width=None,
    )

    def to_answer(self) -> dict[str, Any]:
        """Return the decision's own words: the next step and with whom, in one text."""
        given = self.to_input()
        step, whom = given.pop("next_step"), given.pop("with_whom", "")
        return given | {"next_step": f"{step.strip()}\n{whom}".strip()}


class AdviseForm(NextStepForm):
    """Advice in place of help from this team, and who goes on with it."""

    words = TextareaField(
        label=_("Your advice"),
        hint=_("What the school and the family can do, and when to ask again."),
        missing=_("Write your advice"),
        max_length=LONG,
        rows=8,
    )
    field_order = ["words", "next_step", "with_whom", "who_tells", "told_by"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["next_step"].help_text = _(
            "Who helps now, and with what. If the advice is all that is needed, say so, and why."
        )
        self.fields["with_whom"].help_text = _(
            "A name or a team, and how to reach them. It can be school itself, or the family."
        )

    def to_answer(self) -> dict[str, Any]:
        """Return the decision's own words, with the one reason that advice has."""
        return super().to_answer() | {"reason": Reason.ADVICE_ALONE.value}


class OtherTeamForm(NextStepForm):
    """Not the right team: why, what is next and with whom, who tells the family by when."""

    reason = RadiosField(
        label=_("Why is this not the right team?"),
        hint=_("From the list that all services use. The letters say it in plain words."),
        choices=[
            (r.value, _(w.pick))
            for r, w in REASONS.items()
            if w.at_triage and r is not Reason.ADVICE_ALONE
        ],
        missing=_("Choose the reason"),
    )
    field_order = ["reason", "next_step", "with_whom", "who_tells", "told_by"]

    def __init__(self, *args: Any, published: Collection[str] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.published = published
        listed = _("%(reason)s (not on the list that your service has published)")
        reasons = self.fields["reason"]
        reasons.choices = [
            (value, label if value in published else listed % {"reason": label})
            for value, label in reasons.choices
        ]

    @property
    def unlisted(self) -> bool:  # type: ignore[override]
        """Say whether the reason chosen is one that the service has not published."""
        return bool(self.data.get("reason")) and self.data["reason"] not in self.published


class PassOnForm(OtherTeamForm):
    """Passed on to a service that we know: it stays ours until they confirm."""

    receiver = SelectField(
        label=_("To which service?"), empty=_("Choose a service"), missing=_("Choose a service")
    )
    to_them = TextareaField(
        label=_("What should the other team know before it takes this?"),
        hint=_("In your words. No name, address or phone number: those come with the request."),
        missing=_("Write to the other team why it is for them"),
        max_length=2_000,
        rows=4,
    )
    field_order = ["receiver", "to_them", "reason", "next_step", "who_tells", "told_by"]

    def __init__(self, *args: Any, services: Sequence[tuple[str, str]] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        del self.fields["with_whom"]
        self.fields["receiver"].choices = list(services)
