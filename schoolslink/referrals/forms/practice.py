"""The GP practice: found by name, town or postcode, and chosen from what was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy, ngettext

from schoolslink.directory.queries import PracticeView
from schoolslink.referrals.rules.request import (
    Field,
    FieldKind,
    Mark,
    practice_id,
    practice_written,
    read_mark,
)
from schoolslink.web.forms import FindField, NhsForm, RadiosField, TextField

QUESTION = "gp_practice"
FIND = "gp_practice_find"
IN_WORDS = "gp_practice_in_words"
NOT_LISTED = "__not_listed__"
RESULTS = "practices"


@dataclass(frozen=True)
class Offered:
    """What the page offers to choose from. typed: what was looked for; found: what that gave.

    chosen: the practice chosen before, which stays in sight whatever is looked for next.
    """

    typed: str = ""
    found: tuple[PracticeView, ...] = ()
    has_more: bool = False
    chosen: PracticeView | None = None

    @property
    def rows(self) -> tuple[PracticeView, ...]:
        """Return every practice that can be chosen now, the one chosen before first."""
        others = tuple(row for row in self.found if self.chosen is None or row.id != self.chosen.id)
        return others if self.chosen is None else (self.chosen, *others)

    def said(self) -> str:
        """Return what came of the search, in a sentence."""
        if not self.typed:
            return gettext("Find the practice first, then choose it here.")
        if not self.found:
            return gettext(
                "No open practice is found by “%(typed)s”. Check the spelling, or type the town or"
                " the postcode."
            ) % {"typed": self.typed}
        if self.has_more:
            return gettext(
                "More than %(count)s practices are found. Type a little more to see the others."
            ) % {"count": len(self.found)}
        return ngettext(
            "%(count)s practice is found.", "%(count)s practices are found.", len(self.found)
        ) % {"count": len(self.found)}


class PracticesField(RadiosField):
    """What was found, as radios in an element of its own that a script can put in anew."""

    def finish(self, html: str) -> SafeString:  # type: ignore[override]
        """Return the radios inside the element that holds what was found."""
        inside = super().finish(html)
        return format_html('<div id="{}" aria-live="polite">{}</div>', RESULTS, SafeString(inside))


def practice_fields(question: Field, offered: Offered) -> dict[str, forms.Field]:
    """Return the fields of the question: the box, the practices found, and the words for any other."""
    return {
        FIND: FindField(
            label=gettext_lazy("Find their GP practice"),
            hint=gettext_lazy("Its name, town or postcode"),
            address=reverse("referrals:practices"),
            results=RESULTS,
            beside=f"[name='{QUESTION}']",
        ),
        QUESTION: PracticesField(
            label=gettext_lazy(question.label),
            hint=offered.said(),
            choices=[
                *((str(row.id), row.name) for row in offered.rows),
                (NOT_LISTED, gettext_lazy("It is not in this list")),
                (Mark.NOT_KNOWN.value, gettext_lazy("Not known")),
                (Mark.ASK_FAMILY.value, gettext_lazy("Please ask the family")),
            ],
            hints={
                str(row.id): ", ".join([*row.address, row.postcode]) for row in offered.rows
            },
            divider=NOT_LISTED if offered.rows else "",
            reveals={NOT_LISTED: IN_WORDS},
            required=False,
        ),
        IN_WORDS: TextField(
            label=gettext_lazy("Name and town of the practice"),
            hint=gettext_lazy("No letter can be sent there until it is chosen from the list."),
            max_length=question.longest,
            required=False,
        ),
    }  # fmt: skip


def practice_initial(answer: Any, offered: Offered) -> dict[str, Any]:
    """Return what the fields show for an answer that was kept before."""
    if practice_id(answer):
        # One that has closed since is not offered again: its name stays, to be looked for anew.
        kept = {QUESTION: practice_id(answer)} if offered.chosen else {}
        return kept or {QUESTION: NOT_LISTED, IN_WORDS: practice_written(answer)}
    if read_mark(answer) is not None:
        return {QUESTION: answer}
    return {QUESTION: NOT_LISTED, IN_WORDS: answer} if answer else {}


def practice_answer(cleaned: Mapping[str, Any], offered: Offered) -> str | list[str]:
    """Return the answer to keep: id and name of a practice of the list, words, a mark, or nothing."""
    said = str(cleaned.get(QUESTION) or "")
    if said == NOT_LISTED:
        return str(cleaned.get(IN_WORDS) or "")
    row = next((row for row in offered.rows if str(row.id) == said), None)
    return [said, row.written] if row else said


class PracticesForm(NhsForm):
    """What was found while somebody types: the same radios, alone."""

    def __init__(self, *args: Any, offered: Offered, question: Field, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields.update(practice_fields(question, offered))


def is_of_the_list(question: Field) -> bool:
    """Say whether a question is answered by a practice of the list."""
    return question.kind is FieldKind.PRACTICE
