"""A question of the rules as a form field, and a block of them as a form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schoolslink.referrals.forms.practice import (
    Offered,
    is_of_the_list,
    practice_answer,
    practice_fields,
    practice_initial,
)
from schoolslink.referrals.rules.nhs_numbers import is_nhs_number
from schoolslink.referrals.rules.request import (
    Block,
    Field,
    FieldKind,
    Mark,
    practice_written,
    read_mark,
)
from schoolslink.referrals.rules.request.blocks.common import YES_NO
from schoolslink.web.forms import (
    CheckboxesField,
    DateField,
    EmailField,
    NhsForm,
    PhoneField,
    RadiosField,
    TextareaField,
    TextField,
    WholeNumberField,
)

LATER = ""
FOR_EMPTY = "for_empty"


class NhsNumberField(TextField):
    """An NHS number, in any spacing; a slip of one digit is found."""

    def run_validators(self, value: Any) -> None:
        """Refuse what is no NHS number."""
        super().run_validators(value)
        if value and not is_nhs_number(value):
            raise ValidationError(
                _("This is not an NHS number. Check the ten digits, or leave it out")
            )


def form_field(question: Field, reveals: Mapping[str, Sequence[str]] | None = None) -> forms.Field:
    """Return the form field of a question. Nothing is required: "not known" is an answer.

    reveals: value -> names of the questions that it brings.
    """
    said: dict[str, Any] = {
        "label": gettext_lazy(question.label),
        "hint": gettext_lazy(question.hint) if question.hint else "",
        "required": False,
    }
    match question.kind:
        case FieldKind.LONG_TEXT:
            return TextareaField(max_length=question.longest, max_words=question.words, **said)
        case FieldKind.DATE:
            return DateField(not_after="today", not_before=date(1990, 1, 1), **said)
        case FieldKind.NUMBER:
            return WholeNumberField(min_value=0, max_value=100, **said)
        case FieldKind.ONE_OF:
            return RadiosField(
                choices=_choices(question),
                reveals=reveals or {},
                inline=_is_short(question),
                **said,
            )
        case FieldKind.SOME_OF:
            return CheckboxesField(choices=_choices(question), **said)
        case FieldKind.PHONE:
            return PhoneField(autocomplete="off", **said)
        case FieldKind.EMAIL:
            return EmailField(autocomplete="off", **said)
        case FieldKind.POSTCODE:
            return TextField(max_length=10, width=10, **said)
        case FieldKind.NHS_NUMBER:
            return NhsNumberField(max_length=20, width=20, inputmode="numeric", **said)
        case _:
            return TextField(max_length=question.longest, **said)


def _choices(question: Field) -> list[tuple[str, Any]]:
    offered = [(choice.value, gettext_lazy(choice.label)) for choice in question.choices]
    if question.choices == YES_NO:
        offered.append((Mark.NOT_KNOWN.value, gettext_lazy("Not known")))
    return offered


def _is_short(question: Field) -> bool:
    return question.choices == YES_NO


def initial_of(question: Field, answer: Any) -> Any:
    """Return what a field shows for an answer kept before; a mark shows as empty."""
    offers_mark = question.choices == YES_NO and answer == Mark.NOT_KNOWN
    if answer is None or (read_mark(answer) is not None and not offers_mark):
        return None
    if question.kind is FieldKind.DATE:
        try:
            return date.fromisoformat(answer)
        except (TypeError, ValueError):
            return None
    return practice_written(answer) if question.kind is FieldKind.PRACTICE else answer


def answer_of(value: Any) -> str | list[str]:
    """Return a cleaned value as an answer to keep: text, or a list of values."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return [str(one) for one in value] if isinstance(value, list | tuple) else str(value)


def _brought(questions: Sequence[Field]) -> dict[str, dict[str, list[str]]]:
    """Return for each question the answers that bring others. What two answers bring stands alone."""
    names = {question.name for question in questions}
    found: dict[str, dict[str, list[str]]] = {}
    for question in questions:
        if question.when is None or question.when.field not in names:
            continue
        if len(question.when.one_of) == 1:
            (value,) = question.when.one_of
            found.setdefault(question.when.field, {}).setdefault(value, []).append(question.name)
    return found


class BlockForm(NhsForm):
    """One short page of questions, with one answer for all that is left empty."""

    def __init__(
        self,
        *args: Any,
        block: Block,
        answers: Mapping[str, Any],
        offered: Offered | None = None,
        **kwargs: Any,
    ):
        """block: every question that this page could ask, those too that an answer brings.

        offered: the GP practices to choose from; without them the practice is asked for in words.
        """
        super().__init__(*args, **kwargs)
        self.questions = block.fields
        self.offered = offered
        brought = _brought(self.questions)
        for question in self.questions:
            if offered is not None and is_of_the_list(question):
                self.fields.update(practice_fields(question, offered))
                before = practice_initial(answers.get(question.name), offered)
                self.initial = {**before, **self.initial}
                continue
            self.fields[question.name] = form_field(question, brought.get(question.name))
            self.initial.setdefault(question.name, initial_of(question, answers.get(question.name)))
        self.fields[FOR_EMPTY] = RadiosField(
            label=gettext_lazy("What you left empty on this page"),
            choices=[
                ("later", gettext_lazy("I will come back to it")),
                (Mark.NOT_KNOWN.value, gettext_lazy("It is not known")),
                (Mark.ASK_FAMILY.value, gettext_lazy("Please ask the family")),
            ],
            required=False,
            small=True,
        )
        marks = [
            mark
            for question in block.fields
            if (mark := read_mark(answers.get(question.name))) is not None
            and not (offered is not None and is_of_the_list(question))
        ]
        self.initial.setdefault(FOR_EMPTY, marks[0].value if marks else "later")

    def to_answers(self) -> dict[str, str | list[str]]:
        """Return an answer for each question of the page; empty where it was left for later."""
        mark = self.cleaned_data.get(FOR_EMPTY)
        filler = mark if mark in set(Mark) else ""
        revealed = self.revealed_by()
        answers: dict[str, str | list[str]] = {}
        for question in self.questions:
            if self.offered is not None and is_of_the_list(question):
                answers[question.name] = practice_answer(self.cleaned_data, self.offered) or filler
                continue
            answer = answer_of(self.cleaned_data.get(question.name))
            is_asked = question.name not in revealed or any(
                self.is_chosen(field, value) for field, value in revealed[question.name]
            )
            answers[question.name] = answer or (filler if is_asked else "")
        return answers
