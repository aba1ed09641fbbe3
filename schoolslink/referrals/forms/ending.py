"""The form by which help ends."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from schoolslink.referrals.forms.contact import LONG, TellingForm
from schoolslink.referrals.rules.ending import WHY_ENDS, offered_on
from schoolslink.web.forms import RadiosField, TextareaField


class FinishForm(TellingForm):
    """The end of help: why, three texts, and who tells the family by when."""

    reason = RadiosField(
        label=_("Why does your help end?"),
        hint=_("From the list that all services use. The letters say it in plain words."),
        choices=[(w.why.value, _(w.pick)) for w in WHY_ENDS.values()],
        missing=_("Choose why your help ends"),
    )
    words = TextareaField(
        label=_("How are things now?"),
        hint=_("School and family read exactly what you write here, as far as each may be told."),
        missing=_("Write how things are"),
        max_length=LONG,
        rows=4,
    )
    watch = TextareaField(
        label=_("What should people look out for?"),
        hint=_("And what to do then, with a number to ring."),
        missing=_("Write what to look out for"),
        max_length=2_000,
        rows=3,
    )
    plan = TextareaField(
        label=_("Who does what from now on?"),
        missing=_("Write who does what"),
        max_length=2_000,
        rows=3,
    )
    field_order = ["reason", "words", "watch", "plan", "who_tells", "told_by"]

    def __init__(self, *args: Any, on: date | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if on is not None:
            self.fields["reason"].choices = [(w.why.value, _(w.pick)) for w in offered_on(on)]

    def to_answer(self) -> dict[str, Any]:
        """Return the answers as a decision has them: the plan is its next step."""
        given = self.to_input()
        return given | {"next_step": given.pop("plan")}
