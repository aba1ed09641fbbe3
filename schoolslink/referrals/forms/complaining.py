"""What is typed where one of the family says what went wrong, and where it is heard and answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from schoolslink.referrals.forms.when import moment, time_field, time_typed
from schoolslink.referrals.rules.complaint import GIVEN, HOW, Given, How
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


class TakeDownForm(NhsForm):
    """What one of the family said by telephone, on paper or in the room: who, when, how, in their words."""

    member = RadiosField(label=_("Who says so?"), missing=_("Say who says so"))
    how = RadiosField(
        label=_("How did they say it?"),
        choices=[(one.value, _(label)) for one, label in HOW.items()],
        missing=_("Say how they said it"),
    )
    made_on = DateField(
        label=_("On which day did they say it?"),
        hint=_(
            "The day of the call, or on which the letter came. The three working days run from then."
        ),
        missing=_("Enter the day on which they said it"),
        not_after="today",
    )
    made_time = time_field()
    what = TextareaField(
        label=_("What do they say went wrong?"),
        hint=_(
            "In their own words. Leave nothing out and put nothing right, also where it is about you."
        ),
        missing=_("Write down what they say went wrong"),
        max_length=LONG,
        rows=6,
    )
    wish = TextareaField(
        label=_("What would put it right, as they say?"),
        hint=_("You can leave this empty."),
        required=False,
        max_length=LONG,
        rows=3,
    )
    reach = TextField(
        label=_("Who are they, and how does an answer safely come to them?"),
        hint=_(
            "Whoever hears it knows neither their name nor a number. Write down a name, a number or an"
            " address, and where post or a call is not safe. It may stay empty for whoever reads their"
            " own page."
        ),
        required=False,
        max_length=200,
    )

    def __init__(
        self,
        *args: Any,
        members: Sequence[tuple[UUID, str]] = (),
        people: Sequence[tuple[UUID, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].choices = [(str(one), name) for one, name in members]
        if people:
            self.fields["not_to"] = CheckboxesField(
                label=_("Is it about one of these people?"),
                hint=_("Ask them. That person then does not read it."),
                required=False,
                choices=[(str(one), name) for one, name in people],
            )

    def clean_made_time(self) -> time | None:
        """Return the time of the day, None where nobody knows it."""
        return time_typed(self.cleaned_data["made_time"])

    def taken(self, at: datetime) -> dict[str, Any]:
        """Return what was said, as the command takes it."""
        said = self.cleaned_data
        return {name: said[name] for name in ("what", "wish", "reach")} | {
            "member_id": UUID(said["member"]),
            "how": How(said["how"]),
            "made_at": moment(said["made_on"], said.get("made_time"), at),
            "not_to": [UUID(one) for one in said.get("not_to") or ()],
        }


class FindToTakeForm(NhsForm):
    """Of which request somebody complains, by its number."""

    reference = TextField(
        label=_("The number of the request"),
        hint=_("For example SL-7K3M-9QX4. It stands on their papers, and on your list."),
        missing=_("Write the number of the request"),
        max_length=40,
        width=20,
    )


class GivenForm(NhsForm):
    """How whoever has no page of their own was given what stands of their complaint."""

    how = RadiosField(label=_("How did you give it to them?"), missing=_("Choose how"))

    def __init__(self, *args: Any, by_post: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["how"].choices = [
            (one.value, _(label))
            for one, label in GIVEN.items()
            if by_post or one is not Given.LETTER
        ]

    def chosen(self) -> Given:
        """Return how it was given."""
        return Given(self.cleaned_data["how"])


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
