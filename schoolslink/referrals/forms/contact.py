"""The team's forms: each act with what it cannot be saved without, the version seen, its own key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from schoolslink.referrals.errors import NO_SCHOOL_ASKED, SCHOOL_NOT_TOLD
from schoolslink.referrals.forms.advice import PointingForm
from schoolslink.referrals.pages.told import HOW_TOLD, LETTER_SENT
from schoolslink.referrals.rules import Side
from schoolslink.referrals.rules.offering import WHY_BACK
from schoolslink.referrals.rules.practice_letter import NO_PRACTICE
from schoolslink.referrals.rules.reasons import LEVELS
from schoolslink.web.forms import (
    DateInWordsField,
    NhsForm,
    RadiosField,
    SelectField,
    TextareaField,
    TextField,
    VersionField,
)

LONG = 4_000
NOBODY = "team"  # in a choice of people: the whole team, with its manager behind it
WHO_TELLS = (
    (Side.SERVICE.value, _("We do")),
    (Side.SCHOOL.value, _("The school does; we have agreed it with them")),
)


class ActForm(NhsForm):
    """An act at once: nothing but the version and the key."""

    version = VersionField()
    unlisted = False  # a reason that its service has not published

    def to_input(self) -> dict[str, Any]:
        """Return the answers by name, without version and key."""
        return {k: v for k, v in super().to_input().items() if k != "version"}

    def begin_again(self, version: int) -> None:
        """Keep what was typed for another try on what there is now."""
        sent: Any = self.data.copy()  # type: ignore[attr-defined]
        sent["version"] = str(version)
        self.data = sent


class WordsForm(ActForm):
    """An answer: words alone."""

    words = TextareaField(
        label=_("Your answer"),
        hint=_("The school reads exactly this."),
        missing=_("Write your answer first"),
        max_length=LONG,
        rows=8,
    )


class FamilyAnswerForm(ActForm):
    """An answer to what somebody of the family wrote on their own page."""

    words = TextareaField(
        label=_("Your answer"),
        hint=_("They read exactly this on their own page. The school does not."),
        missing=_("Write your answer first"),
        max_length=LONG,
        rows=5,
    )


class AskForm(ActForm):
    """What is needed from the school, and by when."""

    words = TextareaField(
        label=_("What do you need to know?"),
        hint=_("Only what would change your decision. The school reads exactly this."),
        missing=_("Write what you need to know"),
        max_length=LONG,
        rows=5,
    )
    due_on = DateInWordsField(label=_("By when?"), missing=_("Say by when"))


class TapForm(ActForm):
    """Words that may go with one tap."""

    words = TextareaField(
        label=_("Anything you want to add"), required=False, max_length=LONG, rows=3
    )


class MissedForm(ActForm):
    """What was arranged and missed."""

    words = TextareaField(
        label=_("What was arranged, and what do you know?"),
        hint=_(
            "For example: Tuesday at 10, at the clinic, by letter. Nothing ends by this: you find out why, "
            "and the school is asked what it knows."
        ),
        missing=_("Write what was arranged"),
        max_length=LONG,
        rows=5,
    )


class ReachedForm(ActForm):
    """Why they did not come, and what happens now."""

    words = TextareaField(
        label=_("Why did they not come, and what happens next?"),
        hint=_(
            "How you reached them, whether anything about risk has changed, and the next day you "
            "offered. If you could not reach them, say who goes on trying."
        ),
        missing=_("Write what you found out, and what happens next"),
        max_length=LONG,
        rows=6,
    )


class TellsForm(ActForm):
    """What has to be told: by whom, the school only where it may know what was answered."""

    who_tells = RadiosField(
        label=_("Who tells the family?"), choices=WHO_TELLS, missing=_("Choose who tells them")
    )

    def __init__(
        self, *args: Any, school_is_told: bool = True, is_own: bool = False, **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        if not school_is_told:
            tells = self.fields["who_tells"]
            tells.choices = WHO_TELLS[:1]
            why = NO_SCHOOL_ASKED if is_own else SCHOOL_NOT_TOLD
            tells.help_text = tells.error_messages["invalid_choice"] = why


class TellingForm(TellsForm):
    """What every decision has: who tells the family, and by when."""

    told_by = DateInWordsField(label=_("By when will they be told?"), missing=_("Say by when"))


class HelpForm(TellingForm):
    """We will help: with what, in THRIVE's groups, and what happens now."""

    level = RadiosField(
        label=_("What kind of help?"),
        choices=[(level.value, _(words)) for level, words in LEVELS.items()],
        missing=_("Choose what kind of help"),
    )
    words = TextareaField(
        label=_("What happens now"),
        hint=_("For the school and the family: who gets in touch, how, and about when."),
        missing=_("Write what happens now"),
        max_length=LONG,
        rows=5,
    )
    next_step = TextareaField(
        label=_("What helps until then, and whom to ring"),
        hint=_(
            "A short plan for the time of waiting, if there is one. Whoever may read your words reads it."
        ),
        required=False,
        max_length=LONG,
        rows=4,
    )
    field_order = ["level", "words", "next_step", "who_tells", "told_by"]


class GiveBackForm(ActForm):
    """Why what was offered is not for this team."""

    reason = RadiosField(
        label=_("Why is it not for you?"),
        choices=[(reason.value, _(words)) for reason, words in WHY_BACK.items()],
        missing=_("Choose the reason"),
    )
    words = TextareaField(
        label=_("What should the team that sent it know?"),
        hint=_("They see it on their page. If you know who would be right, say so."),
        missing=_("Write to them why, and who would be right"),
        max_length=2_000,
        rows=4,
    )


class HandOverForm(ActForm):
    """To whom it goes in this team."""

    to = RadiosField(label=_("Who takes it?"), missing=_("Choose who takes it"))

    def __init__(self, *args: Any, people: Sequence[tuple[UUID, str]] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [
            *((str(person), name) for person, name in people),
            (NOBODY, _("The whole team")),
        ]
        self.fields["to"].divider = NOBODY if people else ""

    def person(self) -> UUID | None:
        """Return who was chosen; None is the whole team."""
        chosen = self.cleaned_data["to"]
        return None if chosen == NOBODY else UUID(chosen)


class ToldForm(ActForm):
    """How one of those concerned was told."""

    how = RadiosField(
        label=_("How were they told?"), choices=HOW_TOLD, missing=_("Choose how"), small=True
    )


class LetterSentForm(NhsForm):
    """On which day the letter to the practice went; how, the button says."""

    on = DateInWordsField(
        label=_("Day on which it goes"),
        hint=_("For example, today or 4 March"),
        missing=_("Say on which day"),
    )

    def how(self) -> str:
        """Return how it went: the button that was pressed, by post where a browser names none."""
        pressed = self.data.get("how", "")
        known = pressed == NO_PRACTICE or pressed in dict(LETTER_SENT)
        return pressed if known else LETTER_SENT[0][0]


class NoteForm(NhsForm):
    """A note for the team alone."""

    words = TextareaField(
        label=_("Note for your team"),
        hint=_("No school and no family reads it here. They may ask for a copy of their record."),
        missing=_("Write the note first"),
        max_length=LONG,
        rows=3,
    )


class NumberForm(NhsForm):
    """The clinic's own number for this."""

    reference = TextField(
        label=_("Number in your own record"), missing=_("Write the number"), max_length=60, width=20
    )


class PhoneForm(PointingForm):
    """A question answered on the phone: three fields."""

    unnamed = ("question", "answer")

    school = SelectField(
        label=_("Which school rang?"), empty=_("Choose a school"), missing=_("Choose the school")
    )
    question = TextareaField(
        label=_("What did they ask?"),
        hint=_("No names or birth dates, please."),
        missing=_("Write what they asked"),
        max_length=2_000,
        rows=4,
    )
    answer = TextareaField(
        label=_("What did you say?"),
        missing=_("Write what you said"),
        max_length=LONG,
        rows=4,
    )

    def __init__(self, *args: Any, schools: Sequence[tuple[UUID, str]] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["school"].choices = [(str(i), name) for i, name in schools]


class GiveForm(NhsForm):
    """To whom the ticked ones go."""

    to = SelectField(
        label=_("Give the ticked ones to"),
        empty=_("Choose somebody"),
        missing=_("Choose who takes them"),
    )

    def __init__(self, *args: Any, people: Sequence[tuple[UUID, str]] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [
            *((str(person), name) for person, name in people),
            (NOBODY, _("The whole team")),
        ]

    def person(self) -> UUID | None:
        """Return who was chosen; None is the whole team."""
        chosen = self.cleaned_data["to"]
        return None if chosen == NOBODY else UUID(chosen)
