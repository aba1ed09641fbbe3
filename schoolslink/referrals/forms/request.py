"""The forms around a request: the safety gate, what I know, agreement, sending."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schoolslink.directory.models import EmergencyReason
from schoolslink.kernel.calendar import Holiday
from schoolslink.referrals.forms.questions import answer_of, form_field, initial_of
from schoolslink.referrals.rules.agreement import (
    GILLICK,
    Decider,
    GillickQuestion,
    who_decides,
)
from schoolslink.referrals.rules.gate import GATE, GateOutcome, GateQuestion, gate_outcome
from schoolslink.referrals.rules.request import (
    FIELDS,
    HOLIDAY_FIELDS,
    age_from,
    first_questions,
    missing_to_send,
    must_ask_for_school,
)
from schoolslink.referrals.rules.request.first import BROUGHT
from schoolslink.web import dates
from schoolslink.web.forms import CheckboxesField, NhsForm, RadiosField, TextareaField, TextField

GATE_SALT = "referrals.gate"
GATE_LASTS_SECONDS = 12 * 3600
CARERS = ("carer_agrees", "carer_name", "carer_pr", "second_carer_agrees", "second_carer_pr")
OF_THE_FAMILY_PAGE = ("carer_name", "carer_pr", "second_carer_pr")
ASK_FOR_SCHOOL = gettext_lazy("Say whether they want school to hear the answer. Ask them first")
NO_YES = [("no", gettext_lazy("No")), ("yes", gettext_lazy("Yes"))]


class DropForm(NhsForm):
    """What was begun is dropped: with nothing, or with the reason where a risk is marked."""

    def __init__(self, *args: Any, is_marked: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if is_marked:
            self.fields["words"] = TextareaField(
                label=gettext_lazy("Why is this not sent?"),
                hint=gettext_lazy(
                    "A risk is marked. Your safeguarding lead is told, and reads this."
                ),
                missing=gettext_lazy("Say why this is not sent"),
                max_length=2000,
                rows=3,
            )


class GateForm(NhsForm):
    """Three questions that cannot be skipped."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for card in GATE:
            # What a yes asks stands there before anybody presses anything: a number cannot wait.
            self.fields[card.question.value] = RadiosField(
                label=gettext_lazy(card.ask),
                hint=format_lazy(gettext_lazy("If yes: {do}"), do=gettext_lazy(card.if_yes)),
                choices=NO_YES,
                inline=True,
            )

    def answers(self) -> dict[GateQuestion, bool]:
        """Return yes or no to each question."""
        return {question: self.cleaned_data[question.value] == "yes" for question in GateQuestion}


def seal_gate(answers: Mapping[GateQuestion, bool]) -> str:
    """Return the gate's answers signed, to be carried to the first page of the request."""
    return signing.dumps({question.value: yes for question, yes in answers.items()}, salt=GATE_SALT)


def read_gate(token: str) -> tuple[dict[str, bool], GateOutcome] | None:
    """Return the answers that a token carries and what they mean; None for a token not ours."""
    try:
        found = signing.loads(token, salt=GATE_SALT, max_age=GATE_LASTS_SECONDS)
        answers = {GateQuestion(name): bool(yes) for name, yes in found.items()}
    except (signing.BadSignature, ValueError, AttributeError):
        return None
    return {question.value: yes for question, yes in answers.items()}, gate_outcome(answers)


class WhatIKnowForm(NhsForm):
    """At most twelve questions. Only to send at once are a name and a worry needed."""

    def __init__(
        self,
        *args: Any,
        is_college: bool,
        today: date,
        answers: Mapping[str, Any] | None = None,
        risk: bool = False,
        holiday: Holiday | None = None,
        **kwargs: Any,
    ):
        """risk: one is marked already, so that a name and a worry are enough to send it.

        holiday: the school closes soon, so that one question more is asked; it can wait till sending.
        """
        super().__init__(*args, **kwargs)
        self.is_college, self.today, self.risk = is_college, today, risk
        self.holiday = holiday
        self.rows = first_questions(is_college=is_college)
        for row in self.rows:
            for question in row.fields:
                self.fields[question.name] = form_field(question, BROUGHT.get(question.name))
                said = initial_of(question, (answers or {}).get(question.name))
                self.initial.setdefault(question.name, said)
        if holiday is not None:
            self.fields.update(holiday_fields(holiday))

    @property
    def wants_to_send(self) -> bool:
        """Return whether the button pressed was the one that sends now."""
        return self.data.get("then") == "send"

    def clean(self) -> dict[str, Any]:
        """Ask for a name and a worry when it is to be sent at once, and with a yes, for school."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.wants_to_send:
            answers = self.to_answers()
            decider = who_decides(age_from(answers, self.today), is_college=self.is_college)
            if not self.risk and must_ask_for_school(answers, decider):
                self.add_error("school_hears", ASK_FOR_SCHOOL)
            for name in missing_to_send(answers):
                if name not in self.errors:
                    self.add_error(name, _("Needed before it can be sent. “Not known” will do"))
        return cleaned

    def to_answers(self) -> dict[str, Any]:
        """Return the answers given; what was left empty is left out."""
        names = [question.name for row in self.rows for question in row.fields]
        names += HOLIDAY_FIELDS if self.holiday is not None else ()
        said = {name: answer_of(self.cleaned_data.get(name)) for name in names}
        return {name: answer for name, answer in said.items() if answer}


def holiday_fields(holiday: Holiday, *, needed: bool = False) -> dict[str, forms.Field]:
    """Return the question whom to ask while the school is closed, and on what number."""
    found = {name: form_field(FIELDS[name]) for name in HOLIDAY_FIELDS}
    why = gettext_lazy("Your school is closed from {first} to {last}. The service may have to ask.")
    found["holiday_contact"].help_text = format_lazy(
        why, first=dates.day(holiday.first_on), last=dates.day(holiday.last_on)
    )
    missing = gettext_lazy("Say whom the service can ring in the holidays, with a phone number")
    for field in found.values():
        field.required = needed
        field.error_messages["required"] = missing
    return found


class AgreementForm(NhsForm):
    """Who agreed, and who may be told. The ground for sharing is shown, not asked."""

    def __init__(
        self,
        *args: Any,
        is_college: bool,
        decider: Decider,
        answers: Mapping[str, Any],
        risk: bool = False,
        **kwargs: Any,
    ):
        """decider: by age alone. Under 16 competence can be judged; at 16 and 17, that it is not there.

        risk: one is marked, so that nothing need be said before it goes.
        """
        super().__init__(*args, **kwargs)
        asked = _carers_asked(decider, is_college=is_college)
        self.asked = ["young_person_agrees", *asked]
        brought = [name for name in CARERS if name not in asked]
        for name in (*self.asked, *(brought if decider is Decider.PRESUMED else ())):
            self.fields[name] = form_field(FIELDS[name])
        self.decider, self.risk = decider, risk
        if decider is Decider.CARER:
            self._ask_competence()
        elif decider is Decider.PRESUMED:
            self._ask_inability(brought)
        self.fields["agreed_how"] = TextField(
            label=gettext_lazy("How and when did you ask?"),
            hint=gettext_lazy("For example: in person, Tuesday 3 March"),
            required=False,
        )
        for name in ("school_hears", "tell"):
            self.fields[name] = form_field(FIELDS[name])
        for name in self.fields:
            if name in FIELDS:
                self.initial.setdefault(name, initial_of(FIELDS[name], answers.get(name)))
            elif name != "form_key":
                self.initial.setdefault(name, answers.get(name))
        if "who_decides" in self.fields:
            offered = [value for value, _label in self.fields["who_decides"].choices]
            if self.initial["who_decides"] not in offered:
                self.initial["who_decides"] = offered[0]

    def _ask_inability(self, brought: Sequence[str]) -> None:
        """At 16 and 17 somebody decides for them only after an assessment by a named person."""
        self.fields["who_decides"] = RadiosField(
            label=gettext_lazy("Who decides about asking for help?"),
            choices=[
                ("presumed", gettext_lazy("The young person")),
                (
                    "unable",
                    gettext_lazy(
                        "A person with parental responsibility, because an assessment found that "
                        "the young person cannot decide this"
                    ),
                ),
            ],
            reveals={"unable": ("unable_by", *brought)},
            required=False,
        )
        self.fields["unable_by"] = TextField(
            label=gettext_lazy("Who made the assessment, and when? Name and role"), required=False
        )

    def _ask_competence(self) -> None:
        self.fields["who_decides"] = RadiosField(
            label=gettext_lazy("Who decides about asking for help?"),
            choices=[
                ("carer", gettext_lazy("A person with parental responsibility")),
                ("young_person", gettext_lazy("The young person, because they can decide this")),
            ],
            reveals={"young_person": ("gillick", "judged_by")},
            required=False,
        )
        self.fields["gillick"] = CheckboxesField(
            label=gettext_lazy("What you have found, talking with them"),
            hint=gettext_lazy("All four must be so. It is about this one decision."),
            choices=[(question.value, gettext_lazy(words)) for question, words in GILLICK],
            required=False,
        )
        self.fields["judged_by"] = TextField(
            label=gettext_lazy("Who judged this? Name and role"), required=False
        )

    def clean(self) -> dict[str, Any]:
        """A judgement needs all four and a name; half of one is none."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("who_decides") == "unable" and not cleaned.get("unable_by"):
            self.add_error("unable_by", ValidationError(_("Say who made the assessment")))
        if self.decider is Decider.CARER and cleaned.get("who_decides") == "young_person":
            if len(cleaned.get("gillick") or ()) < len(GillickQuestion):
                self.add_error(
                    "gillick",
                    ValidationError(
                        _("Tick all four, or let a person with parental responsibility decide")
                    ),
                )
            if not cleaned.get("judged_by"):
                self.add_error("judged_by", ValidationError(_("Say who judged this")))
        if not self.risk and must_ask_for_school(cleaned, self._who_decides(cleaned)):
            self.add_error("school_hears", ASK_FOR_SCHOOL)
        return cleaned

    def _who_decides(self, cleaned: Mapping[str, Any]) -> Decider:
        """Return who decides, as this page says it."""
        chosen = cleaned.get("who_decides")
        if self.decider is Decider.CARER:
            return Decider.COMPETENT if chosen == "young_person" else Decider.CARER
        return Decider.CARER if chosen == "unable" else self.decider

    def to_answers(self) -> dict[str, Any]:
        """Return the answers of the page, to be kept in the draft."""
        return {
            name: answer_of(value)
            for name, value in self.cleaned_data.items()
            # What the family's page was left to ask of them is not wiped out by an empty box here.
            if name != "form_key" and not (name in OF_THE_FAMILY_PAGE and not value)
        }


def _carers_asked(decider: Decider, *, is_college: bool) -> tuple[str, ...]:
    """Return what is asked about carers at once: all of it only where one of them decides."""
    if decider is Decider.CARER:
        return CARERS
    return () if is_college else ("carer_agrees", "carer_name")


class SendForm(NhsForm):
    """The last page: why some is missing, why it cannot wait for a sharing agreement, and whom to
    ask while the school is closed.
    """

    def __init__(
        self,
        *args: Any,
        is_complete: bool,
        must_explain_sharing: bool,
        holiday: Holiday | None = None,
        answers: Mapping[str, Any] | None = None,
        risk: bool = False,
        **kwargs: Any,
    ):
        """holiday: somebody must be named for it, and is not. risk: then it is asked, and goes without."""
        super().__init__(*args, **kwargs)
        if holiday is not None:
            self.fields.update(holiday_fields(holiday, needed=not risk))
            for name in HOLIDAY_FIELDS:
                self.initial[name] = initial_of(FIELDS[name], (answers or {}).get(name))
        if not is_complete:
            self.fields["incomplete_because"] = TextareaField(
                label=gettext_lazy("Why does it go without the rest? You may leave this empty"),
                max_length=600,
                rows=2,
                required=False,
            )
        if must_explain_sharing:
            self.fields["emergency_reason"] = RadiosField(
                label=gettext_lazy("Why can this child not wait for a sharing agreement?"),
                hint=gettext_lazy(
                    "With a reason it goes at once. The reason is recorded with your name and the "
                    "time, without the child's name, and your area coordinator sees it."
                ),
                choices=EmergencyReason.choices,
                required=False,
            )

    def holiday_answers(self) -> dict[str, Any]:
        """Return who was named for the holidays here; nothing where that was not asked, or left."""
        said = {name: answer_of(self.cleaned_data.get(name)) for name in HOLIDAY_FIELDS}
        return {name: answer for name, answer in said.items() if answer}
