"""What is typed where one of the family says what went wrong, and where it is heard and answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from schoolslink.web.forms import (
    CheckboxesField,
    DateField,
    NhsForm,
    RadiosField,
    TextareaField,
    TextField,
)

LONG = 4000
AGREED, OURS = "agreed", "ours"


class OwnComplaintForm(NhsForm):
    """What went wrong, on the family's own page and in its language. people: who would hear it."""

    def __init__(
        self,
        *args: Any,
        labels: Mapping[str, str],
        people: Sequence[tuple[UUID, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, auto_id="complain-%s", **kwargs)
        self.fields["what"] = TextareaField(
            label=labels["complain_what"],
            missing=f"{labels['complain_what']} {labels['missing']}",
            max_length=LONG,
            rows=5,
        )
        self.fields["wish"] = TextareaField(
            label=labels["complain_wish"],
            hint=labels["complain_empty"],
            required=False,
            max_length=LONG,
            rows=3,
        )
        self.fields["reach"] = TextField(
            label=labels["complain_reach"],
            hint=labels["complain_reach_hint"],
            required=False,
            max_length=200,
        )
        if people:
            self.fields["not_to"] = CheckboxesField(
                label=labels["complain_about"],
                hint=labels["complain_about_hint"],
                required=False,
                choices=[(str(one), name) for one, name in people],
            )

    def to_input(self) -> dict[str, Any]:
        """Return what was said, and who of those that would hear it must not."""
        said = super().to_input()
        return said | {"not_to": [UUID(one) for one in said.get("not_to") or ()]}


class WriteBackForm(NhsForm):
    """That it has come, and by which day it is answered."""

    agreed = RadiosField(
        label=_("Have they agreed to a day?"),
        hint=_(
            "You must offer to talk with them about how you look into it, and by when they hear."
        ),
        choices=[
            (AGREED, _("Yes, they agreed to this day")),
            (OURS, _("No, or they did not want to talk: we set this day")),
        ],
        missing=_("Say whether they agreed to the day"),
    )
    answer_on = DateField(
        label=_("By which day do they have the answer?"),
        hint=_("At the latest six months after they complained."),
        missing=_("Enter the day by which they have the answer"),
    )

    def is_agreed(self) -> bool:
        """Say whether whoever complained agreed to the day."""
        return bool(self.cleaned_data["agreed"] == AGREED)


class AnswerComplaintForm(NhsForm):
    """What was found, and what is done about it."""

    words = TextareaField(
        label=_("What do you tell them?"),
        hint=_(
            "They read exactly this: what you looked at, what you found, what you are sorry for, and what "
            "you do about it. The page adds whom they can turn to if they are not happy with it."
        ),
        missing=_("Say what you found, and what you do about it"),
        max_length=8000,
        rows=8,
    )
