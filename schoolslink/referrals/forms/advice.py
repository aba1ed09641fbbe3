"""The question to a contact: at most six fields, one minute."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schoolslink.referrals.rules.hints import Looks, looks_like
from schoolslink.web.forms import (
    DateField,
    NhsForm,
    RadiosField,
    TextareaField,
    TextField,
    TickField,
)

ABOUT = (
    ("pupil", _("A pupil I will not name")),
    ("group", _("A group of pupils")),
    ("service", _("How a service works")),
)
HOW_SOON = (
    ("today", _("Today or tomorrow")),
    ("this_week", _("This week")),
    ("no_hurry", _("There is no hurry")),
)


LOOKS = {
    Looks.NAME: _("a name"),
    Looks.INITIALS: _("initials"),
    Looks.BIRTH_DATE: _("a birth date"),
    Looks.UPN: _("a pupil number"),
    Looks.NHS_NUMBER: _("an NHS number"),
    Looks.PHONE: _("a phone number"),
    Looks.POSTCODE: _("a postcode"),
    Looks.EMAIL: _("an e-mail address"),
}
AS_IT_IS = "as_it_is"
# The ways in which a school tells a family; the record names them as it does the team's.
BY_SCHOOL = (
    ("in_person", _("In person")),
    ("phone", _("By phone")),
    ("letter", _("By letter")),
)


class PointingForm(NhsForm):
    """A form about a child who is not named: it points at what looks as if it named one.

    A tick lets it go as it is. unnamed: the texts that are looked at.
    """

    unnamed: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.looks = {name: found for name in self.unnamed if (found := self._found(name))}
        if self.looks:
            self.fields[AS_IT_IS] = TickField(
                label="", tick=_("It names nobody, or it has to. Send it as it is"), required=False
            )

    def _found(self, name: str) -> str:
        """Return what a text as typed looks as if it held, in words; empty when nothing."""
        text = str(self.data.get(name) or "") if self.is_bound else ""
        return ", ".join(
            f"{LOOKS[piece.looks]} (“{text[piece.start : piece.end]}”)"
            for piece in looks_like(text)[:3]
        )

    def clean(self) -> dict[str, Any]:
        """Point at what looks like a child's details, unless the person has said to go on."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get(AS_IT_IS):
            for name, found in self.looks.items():
                if name not in self.errors:
                    said = gettext("This looks as if it holds %(what)s. Take it out, or tick below")
                    self.add_error(name, said % {"what": found})
        return cleaned

    def to_input(self) -> dict[str, Any]:
        """Return the answers, without the tick."""
        said = super().to_input()
        said.pop(AS_IT_IS, None)
        return said


class AskForm(PointingForm):
    """Six questions; only the last but one has to be answered in words."""

    unnamed = ("age_or_year", "seen", "tried", "question")

    about = RadiosField(label=_("What is it about?"), choices=ABOUT, initial="pupil")
    age_or_year = TextField(
        label=_("Age or school year"), required=False, max_length=40, hint=_("Year 4, for example")
    )
    seen = TextareaField(
        label=_("What have you seen or heard?"),
        required=False,
        hint=_("No names or birth dates, please."),
        max_length=2000,
        rows=4,
    )
    tried = TextareaField(label=_("What have you tried?"), required=False, max_length=2000, rows=3)
    question = TextareaField(
        label=_("What would you like to know?"),
        missing=_("Say what you would like to know"),
        max_length=1000,
        rows=3,
    )
    how_soon = RadiosField(
        label=_("How soon does it matter?"),
        hint=_(
            "“Today or tomorrow” is marked for whoever reads it, and you get a mail on the day of"
            " the answer. The others come with your weekly mail."
        ),
        choices=HOW_SOON,
        initial="this_week",
    )


class WordsForm(NhsForm):
    """A few words that go with a step."""

    words = TextareaField(
        label=_("Your message"), missing=_("Write a message first"), max_length=4000, rows=4
    )


class TapForm(NhsForm):
    """Words that may go with one tap."""

    words = TextareaField(
        label=_("Anything you want to add"), required=False, max_length=4000, rows=3
    )


class UnnamedWordsForm(PointingForm, WordsForm):
    """Words about a child who is not named."""

    unnamed = ("words",)


class SchoolHearsForm(NhsForm):
    """What whoever decides said about school, once somebody has asked them."""

    hears = RadiosField(
        label=_("May school hear the answer?"),
        hint=_(
            "Write down what they said: the young person or carer who decides about this request."
        ),
        choices=[("yes", _("Yes, they said so")), ("no", _("No, they said so"))],
        missing=_("Choose what they said"),
        small=True,
    )
    said_on = DateField(
        label=_("On which day did they say so?"), missing=_("Say on which day"), not_after="today"
    )


class ToldForm(NhsForm):
    """How the school told one of the family."""

    how = RadiosField(
        label=_("How were they told?"), choices=BY_SCHOOL, missing=_("Choose how"), small=True
    )
