"""To whom a record is closed and why, in two lines; and what a second look found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from schoolslink.referrals.rules.guarding import WHYS, Exceptional, Outcome, Why
from schoolslink.web.forms import NhsForm, RadiosField, SelectField


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
        (Outcome.NOT_RIGHT, _("It was not right to open it.")),
        (Outcome.LOOK_INTO, _("I have to find out more. Ask again in 5 working days.")),
    ),
}


class ReviewForm(NhsForm):
    """What somebody found who looked again."""

    outcome = RadiosField(label=_("What did you find?"), missing=_("Say what you found"))

    def __init__(self, *args: Any, kind: Exceptional, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [(one.value, words) for one, words in OUTCOMES[kind]]

    def found(self) -> Outcome:
        """Return what was found."""
        return Outcome(self.cleaned_data["outcome"])
