"""Pages that show each component, with invented people."""

from __future__ import annotations

from pathlib import Path

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template import engines

from schoolslink.web import charts as draw
from schoolslink.web import errors, forms, languages
from schoolslink.web.paging import Keyset

HERE = Path(__file__).parent
ACCOUNT = {
    "name": "Amira Khan",
    "links": [
        {"href": "#account", "text": "Your account"},
        {"href": "/form", "text": "Sign out", "post": True},
    ],
}
NAVIGATION = [
    {"href": "/", "text": "Home", "current": True},
    {"href": "/queue", "text": "Requests"},
    {"href": "/charts", "text": "Figures"},
    {"href": "/map", "text": "Near you"},
]


def page(request: HttpRequest, name: str, status: int = 200, **context: object) -> HttpResponse:
    """Render a template of the gallery as the product would."""
    template = engines["jinja2"].from_string((HERE / f"{name}.jinja").read_text("utf-8"))
    everywhere = {"account": ACCOUNT, "navigation": NAVIGATION}
    return HttpResponse(template.render({**everywhere, **context}, request), status=status)


class Everything(forms.NhsForm):
    """One of each field."""

    first_name = forms.TextField(
        label="Child's first name", missing="Enter the child's first name", width=20
    )
    seen = forms.TextareaField(
        label="What have you seen or heard?",
        hint="No names or birth dates, please.",
        missing="Write what you have seen or heard",
        max_length=500,
    )
    soon = forms.RadiosField(
        label="How soon does it matter?",
        missing="Choose how soon it matters",
        choices=[("days", "In the next few days"), ("term", "This term"), ("other", "Other")],
        hints={"days": "We will look today or tomorrow"},
        reveals={"other": "when"},
        divider="other",
    )
    when = forms.DateInWordsField(label="By when?", missing="Say by when")
    tried = forms.CheckboxesField(
        label="What have you tried?",
        missing="Choose what you have tried",
        choices=[
            ("talk", "Talked with them"),
            ("plan", "A plan at school"),
            ("none", "Nothing yet"),
        ],
        divider="none",
        alone="none",
    )
    born = forms.DateField(
        label="When were they born?",
        hint="For example, 31 3 2012",
        missing="Enter a birth date",
        not_after="today",
    )
    language = forms.SelectField(
        label="Language at home",
        choices=[("en", "English"), ("pl", "Polish"), ("ur", "Urdu")],
        empty="Choose a language",
        required=False,
    )
    age = forms.WholeNumberField(label="Age", suffix="years", required=False)
    phone = forms.PhoneField(label="Best number to ring", required=False)
    mail = forms.EmailField(label="E-mail address", required=False)
    password = forms.PasswordField(label="Password", required=False)
    sheet = forms.FileField(
        label="Your spreadsheet", endings=(".csv", ".xlsx"), megabytes=1, required=False
    )
    agreed = forms.TickField(label="Agreement", tick="They know I am asking", required=False)


def components(request: HttpRequest) -> HttpResponse:
    return page(request, "components")


def form(request: HttpRequest) -> HttpResponse:
    shown = Everything(request.POST or None, request.FILES or None)
    if request.method == "POST" and shown.is_valid():
        return page(request, "saved", form=None, kept=shown.to_input(), key=shown.key)
    return page(request, "form", form=shown)


def error(request: HttpRequest, name: str) -> HttpResponse:
    made = {
        "400": errors.bad_request,
        "403": errors.permission_denied,
        "404": errors.not_found,
        "413": errors.too_large,
        "429": errors.too_many,
        "500": errors.server_error,
        "503": errors.unavailable,
    }
    return made[name](request)


def lost(request: HttpRequest) -> HttpResponse:
    """Behave as a page whose database went away between the send and the answer."""
    if request.method == "POST" and "again" not in request.GET:
        return errors.not_known_whether_saved(request)
    return page(request, "form", form=Everything())


class OverLimit(errors.Refusal):
    """The most an area may ask for is {limit} pounds.

    The rest of the docstring is for those who read code.
    """


def raises(request: HttpRequest, name: str) -> HttpResponse:
    if name == "refusal":
        raise OverLimit(limit=85_000)
    if name == "many":
        raise errors.TooManyTries
    if name == "forbidden":
        raise PermissionDenied
    if name == "missing":
        raise ObjectDoesNotExist
    raise Http404


@languages.in_chosen_language
def family(request: HttpRequest) -> HttpResponse:
    return page(request, "family", account=None, navigation=None)


def rows(request: HttpRequest) -> list[dict[str, object]]:
    """Return some rows of a queue, the first overdue, the second due soon."""
    told = [
        ("urgent", {"text": "Overdue", "tone": "urgent"}, "Due yesterday"),
        ("soon", {"text": "Due soon", "tone": "soon"}, "Friday 13 March"),
        ("", {"text": "Waiting", "tone": "waiting"}, "Thursday 19 March"),
        ("", {"text": "Answered", "tone": "done"}, "Nothing due"),
    ]
    return [
        {
            "href": f"/record/{number}",
            "title": f"request SL-{number}",
            "key": str(number),
            "tone": tone,
            "cells": [
                {"text": "E. W., year 10" if number % 2 else "Advice", "note": "SL-7K3M-9QXA"},
                {"text": "Northgate High"},
                {"text": "Not sleeping, misses school on Mondays", "note": "Polish interpreter"},
                {"text": due, "tag": tag},
                {"text": "2 days ago", "note": "Sam Okoro"},
            ],
        }
        for number, (tone, tag, due) in enumerate(told, 1)
    ]


def queue(request: HttpRequest) -> HttpResponse:
    keyset = Keyset("gallery")
    everything = rows(request)
    start = (keyset.after(request) or (0,))[0]
    fetched = [row for row in everything if int(str(row["key"])) > start][:3]
    listed = keyset.page(request, fetched, size=2, key=lambda row: (int(str(row["key"])),))
    whole = "all" in request.GET
    return page(request, "queue", listed=listed, rows=everything if whole else listed.rows)


def record(request: HttpRequest, number: int) -> HttpResponse:
    return page(request, "record", number=number)


def search(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("q", "")
    schools = ["Northgate High", "Northfield Primary", "Hillside Primary"]
    found = [name for name in schools if asked and asked.casefold() in name.casefold()]
    return page(request, "search", asked=asked, found=found)


def charts(request: HttpRequest) -> HttpResponse:
    terms = ["Spring 24", "Summer 24", "Autumn 24", "Spring 25", "Summer 25", "Autumn 25"]
    return page(
        request,
        "charts",
        bars=draw.bar(
            "Asked, by kind of school",
            [("Primary", 1_204), ("Secondary", 986), ("Special", 77), ("College", 0)],
            head=("Kind", "Asked"),
        ),
        lines=draw.line(
            "Settings with a live pair",
            terms,
            {"Confirmed": [12, 34, None, 61, 70, 84], "Named": [30, 51, 66, 79, 88, 95]},
            head="Term",
        ),
        one=draw.line("Answered in time", terms, {"Share": [61, 60, 72, 74, 81, 90]}, head="Term"),
        ranges=draw.ranges(
            "Expected need beside requests",
            [
                draw.Range("Riverside", 310, 420, 265),
                draw.Range("Moor and Dale", 120, 180, 131),
                draw.Range("Saltcoast", 90, 150),
            ],
            head=("Area", "Expected", "Asked"),
        ),
    )


def map_page(request: HttpRequest) -> HttpResponse:
    points = [
        {"lat": 53.02, "lon": -1.19, "label": "Riverside <CAMHS>", "href": "/record/1"},
        {"lat": 53.11, "lon": -1.02, "label": "Little Steps", "tone": "done"},
    ]
    return page(request, "map", points=points)


def boundaries(request: HttpRequest) -> JsonResponse:
    ring = [[-1.4, 52.9], [-0.9, 52.9], [-0.85, 53.2], [-1.35, 53.25], [-1.4, 52.9]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    return JsonResponse({"type": "Feature", "properties": {}, "geometry": shape})


def neutral(request: HttpRequest) -> HttpResponse:
    get_token(request)
    return HttpResponse(
        "<!DOCTYPE html><html lang=en><title>Weather</title><h1>Weather</h1></html>"
    )
