"""The question to a contact: at most six fields, one minute."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from schoolslink.web.forms import NhsForm, RadiosField, TextareaField, TextField

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


class AskForm(NhsForm):
    """Six questions; only the last but one has to be answered in words."""

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
        label=_("How soon does it matter?"), choices=HOW_SOON, initial="this_week"
    )


class WordsForm(NhsForm):
    """A few words that go with a step."""

    words = TextareaField(
        label=_("Your message"), missing=_("Write a message first"), max_length=4000, rows=4
    )
