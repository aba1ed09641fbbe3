"""What forms send beside their fields, and what they sent too late."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from schoolslink.directory.queries import help_lines_of_school
from schoolslink.directory.queries.safeguarding import safeguarding_leads
from schoolslink.kernel import clock
from schoolslink.referrals.models import Item
from schoolslink.referrals.pages.gate import help_cards
from schoolslink.referrals.rules.gate import gate_again


def version_seen(request: HttpRequest) -> int:
    """Return the version the form was shown on; one that is no number matches none."""
    typed = request.POST.get("version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else -1


def sent_meanwhile(request: HttpRequest, item: Item, form: Any) -> HttpResponse:
    """Give back what was typed into a page of a request that was sent from elsewhere meanwhile."""
    return _given_back(request, item, form, "sent")


def added_meanwhile(request: HttpRequest, item: Item, form: Any) -> HttpResponse:
    """Give back what was typed where somebody else added an answer to one of the questions."""
    return _given_back(request, item, form, "added")


def _given_back(request: HttpRequest, item: Item, form: Any, what: str) -> HttpResponse:
    """Give back what was typed; whoever typed a risk sees first whom to ring, as nothing marks it."""
    cards = gate_again(request.POST).cards if item.school_id else ()
    help_now = (
        help_cards(
            cards,
            safeguarding=safeguarding_leads(item.school_id),
            lines=help_lines_of_school(item.school_id, on=clock.today()),
        )
        if cards and item.school_id
        else []
    )
    context = {"item": item, "rows": _typed(request, form), "what": what, "cards": help_now}
    return render(request, "referrals/request/meanwhile.jinja", context)


def _typed(request: HttpRequest, form: Any) -> list[dict[str, dict[str, Any]]]:
    rows = []
    for name, field in form.fields.items():
        parts = [key for key in request.POST if key == name or key.startswith(f"{name}-")]
        typed = [one for key in parts for one in request.POST.getlist(key) if one.strip()]
        if name == "form_key" or not typed:
            continue
        said = {str(value): str(label) for value, label in getattr(field, "choices", ())}
        words = ", ".join(said.get(one, one) for one in typed)
        rows.append({"key": {"text": field.label}, "value": {"text": words}})
    return rows
