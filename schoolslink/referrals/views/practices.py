"""The GP practices that a page offers, and those found while somebody types."""

from __future__ import annotations

from typing import Any, TypeVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from schoolslink.directory import queries as directory
from schoolslink.kernel import clock
from schoolslink.referrals.forms.practice import FIND, QUESTION, Offered, PracticesForm
from schoolslink.referrals.forms.questions import BlockForm
from schoolslink.referrals.rules.request import FIELDS, Block, practice_id

Asked = TypeVar("Asked", bound=BlockForm)


def block_form(request: HttpRequest, block: Block, answers: dict[str, Any]) -> BlockForm:
    """Return the form of a page of questions, as `form_of`."""
    return form_of(BlockForm, request, block, answers)


def form_of(
    form: type[Asked], request: HttpRequest, block: Block, answers: dict[str, Any]
) -> Asked:
    """Return such a form of a page of questions, with what was just looked for where it asks for one.

    "Find" only looks: the form comes back as it was typed, unchecked and unsaved.
    """
    asks = any(question.name == QUESTION for question in block.fields)
    typed = request.POST if request.method == "POST" else None
    offered = None
    if asks and directory.any_practice():
        kept = practice_id(answers.get(QUESTION))
        offered = offered_for(
            typed.get(FIND, "") if typed else "", typed.get(QUESTION, "") if typed else kept
        )
    if typed is not None and only_looks(request):
        return form(block=block, answers=answers, offered=offered, initial=typed.dict())
    return form(typed or None, block=block, answers=answers, offered=offered)


def only_looks(request: HttpRequest) -> bool:
    """Say whether the button that was pressed was the one that finds."""
    return request.method == "POST" and "find" in request.POST


def offered_for(typed: str, chosen: str) -> Offered:
    """Return what is offered for what was typed. chosen: the id of a practice, or anything else."""
    today = clock.today()
    found = directory.search_practices(typed, on=today)
    try:
        row = directory.practice_of(UUID(chosen))
    except ValueError:
        row = None
    return Offered(
        typed=typed.strip(),
        found=found.rows,
        has_more=found.has_more,
        chosen=row if row is not None and row.is_open(today) else None,
    )


@never_cache
@require_GET
def practices(request: HttpRequest) -> HttpResponse:
    """Return what is found while somebody types. No child is asked about: the list is public."""
    chosen = request.GET.get(QUESTION, "")
    offered = offered_for(request.GET.get(FIND, ""), chosen)
    form = PracticesForm(question=FIELDS[QUESTION], offered=offered, initial={QUESTION: chosen})
    return render(request, "referrals/request/practices.jinja", {"form": form})
