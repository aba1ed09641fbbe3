"""To whom a record is closed and why, in two lines; and what a second look found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from schoolslink.referrals.rules.guarding import (
    WHYS,
    Exceptional,
    FamilyTold,
    Outcome,
    Why,
    must_say_why,
)
from schoolslink.web.forms import DateField, NhsForm, RadiosField, SelectField, TextareaField


class CloseForm(NhsForm):
    """The two lines: to whom, and why."""

    person = SelectField(
        label=_("Who may not open it?"),
        empty=_("Choose somebody"),
        missing=_("Choose who may not open it"),
    )
    why = RadiosField(
        label=_("Why?"),
        choices=[(why.value, _(words)) for why, words in WHYS.items()],
        missing=_("Say why"),
    )

    def __init__(self, *args: Any, people: Sequence[tuple[UUID, str]] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [(str(person), name) for person, name in people]

    def chosen(self) -> tuple[UUID, Why]:
        """Return who was chosen, and why."""
        return UUID(self.cleaned_data["person"]), Why(self.cleaned_data["why"])


class OpenAgainForm(NhsForm):
    """The button by which somebody may open it again."""


OUTCOMES = {
    Exceptional.BLOCK: (
        (Outcome.RIGHT, _("It is right that they may not open it. Ask again in 12 weeks.")),
        (Outcome.NOT_RIGHT, _("It is not needed any more. Let them open it again.")),
        (Outcome.LOOK_INTO, _("I have to find out more. Ask again in 5 working days.")),
    ),
    Exceptional.ORDER: (
        (Outcome.RIGHT, _("It is right: I have seen what it says.")),
        (Outcome.NOT_RIGHT, _("It is not right, and I will put it right.")),
        (Outcome.LOOK_INTO, _("I have to find out more. Ask again in 5 working days.")),
    ),
    Exceptional.CONTACT: (
        (Outcome.RIGHT, _("It is right. Ask again in 12 weeks.")),
        (Outcome.NOT_RIGHT, _("It is not right, and I will put it right.")),
        (Outcome.LOOK_INTO, _("I have to find out more. Ask again in 5 working days.")),
    ),
    Exceptional.GLASS: (
        (Outcome.RIGHT, _("It was right to open it.")),
        (
            Outcome.NOT_RIGHT,
            _("It was not right to open it. A manager of theirs is asked by name to settle it."),
        ),
        (Outcome.LOOK_INTO, _("I have to find out more. Ask again in 5 working days.")),
    ),
    Exceptional.MISUSE: ((Outcome.SETTLED, _("It is settled.")),),
}
TOLD = {
    FamilyTold.TOLD: _("Yes, somebody has told them in person, by phone or in a letter"),
    FamilyTold.KEPT: _("Not yet: a safeguarding lead delays it, and it is told after that day"),
}


class ReviewForm(NhsForm):
    """What somebody found who looked again."""

    outcome = RadiosField(label=_("What did you find?"), missing=_("Say what you found"))

    words = TextareaField(
        label=_("If it was not right: why?"),
        hint=_("Whoever settles it reads this sentence. It stays in the record."),
        required=False,
        max_length=1000,
        rows=3,
    )
    told = RadiosField(
        label=_("Does the family know that it was not right?"),
        choices=[(one.value, words) for one, words in TOLD.items()],
        missing=_("Say whether the family knows"),
    )

    def __init__(self, *args: Any, kind: Exceptional, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.kind = kind
        if kind is Exceptional.MISUSE:
            del self.fields["outcome"]
            self.fields["words"] = TextareaField(
                label=_("What was done about it?"),
                hint=_("It stays in the record."),
                missing=_("Write what was done"),
                max_length=1000,
                rows=3,
            )
            self.order_fields(["words", "told"])
            return
        del self.fields["told"]
        self.fields["outcome"].choices = [(one.value, words) for one, words in OUTCOMES[kind]]
        if kind is not Exceptional.GLASS:
            del self.fields["words"]

    def clean(self) -> dict[str, Any]:
        """Ask for the sentence where one is needed."""
        said: dict[str, Any] = super().clean() or {}
        is_said = "outcome" in said or self.kind is Exceptional.MISUSE
        needed = is_said and must_say_why(self.kind, self.found())
        if needed and not said.get("words", "").strip() and "words" not in self.errors:
            self.add_error("words", _("Write it in a sentence"))
        return said

    def found(self) -> Outcome:
        """Return what was found."""
        if self.kind is Exceptional.MISUSE:
            return Outcome.SETTLED
        return Outcome(self.cleaned_data["outcome"])

    def said(self) -> dict[str, Any]:
        """Return what the command is told beside the outcome."""
        told = self.cleaned_data.get("told")
        return {
            "words": self.cleaned_data.get("words", ""),
            "told": FamilyTold(told) if told else None,
        }


class DelayForm(NhsForm):
    """Until when the young person does not read that it was opened, and why."""

    until = DateField(
        label=_("On which day may they read of it?"),
        hint=_("At most 28 days from now. On that day it is shown by itself."),
        missing=_("Enter the day"),
    )
    why = TextareaField(
        label=_("Why does it have to wait?"),
        hint=_("Whoever looks at the opening again reads this."),
        missing=_("Say why it has to wait"),
        max_length=500,
        rows=3,
    )
