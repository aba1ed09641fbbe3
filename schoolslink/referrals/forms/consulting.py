"""The forms of a talk about a pupil: book it, write down what was said, say what became of a step."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from schoolslink.referrals.forms.contact import ActForm
from schoolslink.referrals.rules.consulting import FamilyKnows, Step
from schoolslink.web.forms import DateInWordsField, NhsForm, RadiosField, TextareaField, TextField

KNOWS = (
    (FamilyKnows.AGREED.value, _("Yes: they know, and agree")),
    (FamilyKnows.NOT_ASKED.value, _("Nobody has asked them yet")),
    (FamilyKnows.NOT_SAFE.value, _("No: to ask them would put the child at risk")),
)


class BookForm(NhsForm):
    """Who the pupil is, what to talk about, and whether the family knows."""

    first_name = TextField(
        label=_("First name"), max_length=100, missing=_("Enter the pupil's first name")
    )
    surname = TextField(
        label=_("Last name"), max_length=100, missing=_("Enter the pupil's last name")
    )
    age_or_year = TextField(
        label=_("Age or school year"), required=False, max_length=40, hint=_("Year 4, for example")
    )
    question = TextareaField(
        label=_("What would you like to talk about?"),
        hint=_("What you see, what you have tried, and what you would like to know."),
        missing=_("Say what you would like to talk about"),
        max_length=2000,
        rows=5,
    )
    knows = RadiosField(
        label=_(
            "Do the pupil, or whoever decides for them, know that you talk about them by name?"
        ),
        choices=KNOWS,
        missing=_("Say whether they know"),
    )

    def to_input(self) -> dict[str, Any]:
        """Return the answers as the command takes them."""
        said = super().to_input()
        return {**said, "knows": FamilyKnows(said["knows"])}


class WhyForm(ActForm):
    """A few words that go with a step; the other side reads them."""

    words = TextareaField(
        label=_("What do you want to say?"),
        hint=_("The other side reads exactly this."),
        missing=_("Write a few words first"),
        max_length=2000,
        rows=3,
    )


class NoteForm(ActForm):
    """What was said, and what each side does by when."""

    said = TextareaField(
        label=_("What was said?"),
        hint=_("The school reads exactly this."),
        missing=_("Write down what was said"),
        max_length=4000,
        rows=6,
    )
    service_does = TextareaField(
        label=_("What do you do next?"), required=False, max_length=1000, rows=2
    )
    service_by = DateInWordsField(label=_("By when do you?"), required=False)
    school_does = TextareaField(
        label=_("What does the school do next?"), required=False, max_length=1000, rows=2
    )
    school_by = DateInWordsField(label=_("By when does the school?"), required=False)

    def steps(self) -> dict[str, Any]:
        """Return what was said and both steps, as the command takes them."""
        given = self.cleaned_data
        return {
            "said": given["said"],
            "school": Step(given["school_does"], given["school_by"]),
            "service": Step(given["service_does"], given["service_by"]),
        }
