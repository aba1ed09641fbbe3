"""What is typed where one of the family says that something is wrong, and where the team answers it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from schoolslink.referrals.forms.contact import ActForm
from schoolslink.referrals.rules.rights import Corrected
from schoolslink.web.forms import DateField, NhsForm, RadiosField, TextareaField, TextField

LONG = 4000


class OwnCorrectionForm(NhsForm):
    """What is wrong and how it should be, on the family's own page and in its language."""

    def __init__(self, *args: Any, labels: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, auto_id="wrong-%s", **kwargs)
        for name, label in (("wrong", "wrong_label"), ("should_be", "wrong_should")):
            self.fields[name] = TextareaField(
                label=labels[label],
                missing=f"{labels[label]} {labels['missing']}",
                max_length=LONG,
                rows=4,
            )


class RecordCorrectionForm(NhsForm):
    """Somebody said on paper, by telephone or in person that something is wrong: who, when, what."""

    member = RadiosField(label=_("Who says so?"), missing=_("Say who says so"))
    asked_on = DateField(
        label=_("When did they say it?"),
        hint=_("The month runs from this day, however they said it."),
        missing=_("Say when they said it"),
    )
    wrong = TextareaField(
        label=_("What do they say is wrong?"),
        hint=_("In their own words."),
        missing=_("Write down what they say is wrong"),
        max_length=LONG,
        rows=4,
    )
    should_be = TextareaField(
        label=_("What should it say?"),
        hint=_("In their own words. These words may come to stand beside the record."),
        missing=_("Write down what it should say"),
        max_length=LONG,
        rows=4,
    )

    def __init__(self, *args: Any, members: Sequence[tuple[UUID, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].choices = [(str(one), name) for one, name in members]

    def member_id(self) -> UUID:
        """Return who says so."""
        return UUID(self.cleaned_data["member"])


class AnswerCorrectionForm(ActForm):
    """What became of it, and what the family is told."""

    outcome = RadiosField(
        label=_("What did you do?"),
        choices=[
            (Corrected.PUT_RIGHT.value, _("It was wrong, and we have put it right")),
            (
                Corrected.NOTE.value,
                _("It is what somebody said or thought: the family's words stand beside it now"),
            ),
            (Corrected.AS_IT_IS.value, _("It stays as it is")),
        ],
        hints={
            Corrected.PUT_RIGHT.value: _(
                "Put it right first, by the button above. They then read what it says now, where it is "
                "about themselves."
            ),
            Corrected.NOTE.value: _(
                "What somebody said, saw or judged is not rewritten. Whoever reads the record reads their "
                "words too."
            ),
            Corrected.AS_IT_IS.value: _(
                "Say why. They are told that they can go to the Information Commissioner."
            ),
        },
        reveals={Corrected.PUT_RIGHT.value: "elsewhere"},
        missing=_("Choose what you did"),
    )
    elsewhere = TextField(
        label=_("Was it put right in another system? In which?"),
        hint=_("Leave this empty where it was put right by the button above."),
        max_length=200,
        required=False,
    )
    words = TextareaField(
        label=_("What do you tell them?"),
        hint=_("They read exactly this: what was changed and where, or why it stays."),
        missing=_("Say what you did, and why"),
        max_length=LONG,
        rows=6,
    )

    def chosen(self) -> Corrected:
        """Return what became of it."""
        return Corrected(self.cleaned_data["outcome"])
