"""The forms of a hand-over: why and by when, to whom, who confirmed it, who was told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schoolslink.referrals.forms.contact import LONG, ActForm
from schoolslink.referrals.rules.transferring import SAID_OF_NEXT_SCHOOL, WHO_TOLD, WHY_TRANSFER
from schoolslink.web.forms import (
    DateInWordsField,
    RadiosField,
    SelectField,
    TextareaField,
    TextField,
)


class ArrangeForm(ActForm):
    """Why a child is to be handed over, and by when."""

    why = RadiosField(
        label=_("Why are they to be handed over?"),
        choices=[(why.value, _(words)) for why, words in WHY_TRANSFER.items()],
        missing=_("Choose why"),
    )
    by = DateInWordsField(
        label=_("By when are they to be handed over?"),
        hint=_("Until the other side has said yes, they stay with you. For example: 4 March."),
        missing=_("Say by when"),
    )
    words = TextareaField(
        label=_("Anything that has to be known about it"),
        hint=_("The school reads it too, where it may hear what is answered."),
        required=False,
        max_length=LONG,
        rows=3,
    )


class HandOnForm(ActForm):
    """To which service that works here, and what it has to know before it says yes."""

    receiver = SelectField(
        label=_("To which service?"), empty=_("Choose a service"), missing=_("Choose a service")
    )
    words = TextareaField(
        label=_("What should the other team know before it says yes?"),
        hint=_("In your words. No name, address or phone number: those come with the request."),
        missing=_("Write to the other team why it is for them"),
        max_length=2_000,
        rows=4,
    )

    def __init__(self, *args: Any, services: Sequence[tuple[UUID, str]] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["receiver"].choices = [(str(i), name) for i, name in services]


class HandOutsideForm(ActForm):
    """To whom outside: the service, a person, and what was handed over."""

    receiver = SelectField(
        label=_("Who says that they have them?"),
        hint=_(
            "Whoever is on your area’s list with an e-mail address is sent a link, and says so themselves. "
            "It names nobody. Of everybody else you write down who said it, and how."
        ),
        empty=_("Somebody else: we write down what they say"),
        required=False,
    )
    service = TextField(
        label=_("If it is somebody else: which service, school or practice?"),
        hint=_("For example, the adult mental health team of the town they move to."),
        required=False,
        max_length=120,
        width=None,
    )
    person = TextField(
        label=_("With whom there did you speak?"),
        hint=_("A name, and how to reach them."),
        missing=_("Write with whom you spoke"),
        max_length=200,
        width=None,
    )
    words = TextareaField(
        label=_("What did you hand over, and how?"),
        hint=_("The school reads it too, where it may hear what is answered."),
        missing=_("Write what you handed over"),
        max_length=LONG,
        rows=4,
    )

    def __init__(self, *args: Any, near_by: Sequence[tuple[UUID, str]] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["receiver"].choices = [(str(i), name) for i, name in near_by]

    def clean(self) -> dict[str, Any]:
        """Ask for a name where nobody of the list was chosen."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        chosen = given.get("receiver") or "receiver" in self.errors
        if not chosen and not (given.get("service") or "").strip() and "service" not in self.errors:
            self.add_error(
                "service", gettext("Choose somebody from the list, or write which service")
            )
        return given


class OutsideHasItForm(ActForm):
    """Who outside has said that they have the child, and how."""

    who = TextField(
        label=_("Who said that they have them now?"),
        missing=_("Write who said so"),
        max_length=200,
        width=None,
    )
    how = TextField(
        label=_("How did they say it?"),
        hint=_("For example, by phone on Tuesday, or in a letter."),
        missing=_("Write how they said it"),
        max_length=200,
        width=None,
    )


class ToldOfItForm(ActForm):
    """Who of the family was told, and how."""

    whom = RadiosField(
        label=_("Whom did you tell?"),
        choices=[(told.value, _(words)) for told, words in WHO_TOLD.items()],
        missing=_("Choose whom you told"),
    )
    words = TextareaField(
        label=_("How did you tell them?"),
        hint=_(
            "They should know who has them now, until when, and who has them after that. The school reads "
            "this too, where it may hear what is answered."
        ),
        missing=_("Write how you told them"),
        max_length=LONG,
        rows=4,
    )
    next_school = RadiosField(
        label="",  # with the school's name
        hint=_(
            "With a yes, and once that school has said that they have come, it takes the place of the school "
            "before, which sees the request no more. Without one nothing is opened to it."
        ),
        choices=[(said.value, _(words)) for said, words in SAID_OF_NEXT_SCHOOL.items()],
        missing=_("Say what they said, or that you have not asked yet"),
    )

    def __init__(
        self, *args: Any, school: str = "", carer_decides: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if not school:
            del self.fields["next_school"]
            return
        label = (
            gettext("Does a parent or carer agree that %(school)s sees the request from now on?")
            if carer_decides
            else gettext(
                "Does the young person agree that %(school)s sees the request from now on?"
            )
        )
        self.fields["next_school"].label = label % {"school": school}


class WhyNotForm(ActForm):
    """Why it comes to nothing, in words."""

    words = TextareaField(
        label=_("Why, and what happens next?"),
        hint=_("The school reads it too, where it may hear what is answered."),
        missing=_("Write why, and what happens next"),
        max_length=LONG,
        rows=4,
    )
