"""What programs may ask: each operation says who may ever open it, as each page does (`routes`).

All of it is read only, so that the session of whoever is signed in is enough: a foreign page that makes a
browser ask reads nothing of the answer, and changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe
from ninja import NinjaAPI, Router, Schema
from ninja.errors import ValidationError

from schoolslink.access import limits
from schoolslink.access.routes import Audience, guarded
from schoolslink.web import problems
from schoolslink.web.errors import TooManyTries

SESSION = "session"
# What may come in the place of what was asked for; each is a problem.
ANSWERS = {
    400: "The address could not be read.",
    401: "Nobody is signed in.",
    404: "There is nothing here, or not for this reader: the two cannot be told apart.",
    405: "Only GET and HEAD are answered.",
    413: "More was sent than is ever taken.",
    422: "Something asked for could not be read; errors says what.",
    429: "Too many requests. Wait as many seconds as the header Retry-After says.",
    500: "Something went wrong. It has been noted.",
    503: "The service cannot answer just now. Wait as many seconds as the header Retry-After says.",
}

View = Callable[..., Any]


class Wrong(Schema):
    """One thing that could not be read, and why."""

    parameter: str
    detail: str


class Problem(Schema):
    """Problem details, as RFC 9457 has them. instance: the number of the request."""

    type: str
    status: int
    title: str
    detail: str
    instance: str = ""
    errors: list[Wrong] = []


class CannotRead(Exception):
    """A parameter says nothing that we could have said."""

    def __init__(self, parameter: str, detail: str) -> None:
        super().__init__(parameter)
        self.wrong = {"parameter": parameter, "detail": detail}


@dataclass
class Operations:
    """What one part lets programs read."""

    tag: str
    router: Router = field(default_factory=Router)
    audiences: dict[str, Audience] = field(default_factory=dict)

    def read(
        self, address: str, *, name: str, to: Audience, response: type[Schema], summary: str
    ) -> Callable[[View], View]:
        """Let programs of an audience read what a view returns. Its docstring is shown to them."""

        def register(view: View) -> View:
            self.audiences[name] = to
            said: dict[str, Any] = {"response": response, "url_name": name, "summary": summary}
            shown = said | {"operation_id": name, "tags": [self.tag]}
            self.router.api_operation(["GET"], address, **shown)(view)
            # The same in the head alone; a description that had both would name it twice.
            self.router.api_operation(["HEAD"], address, include_in_schema=False, **said)(view)
            return view

        return register


def assembled(title: str, version: str, description: str, parts: Iterable[Operations]) -> NinjaAPI:
    """Return the one API of the service. What goes wrong in it goes wrong as on any page."""
    api = NinjaAPI(
        title=title, version=version, description=description, openapi_url=None, docs_url=None,
        servers=[{"url": "/"}], urls_namespace="api",
    )  # fmt: skip
    for part in parts:
        api.add_router("", part.router)
    for known in list(api._exception_handlers):
        api.add_exception_handler(known, _as_on_a_page)
    api.add_exception_handler(ValidationError, _not_valid)
    api.add_exception_handler(CannotRead, _not_ours)
    return api


def addresses(api: NinjaAPI, parts: Iterable[Operations]) -> list[URLPattern]:
    """Return the address of each operation behind its outer door, for GET and HEAD alone."""
    audiences = {name: to for part in parts for name, to in part.audiences.items()}
    found: dict[str, URLPattern] = {}
    for pattern in api.urls[0]:
        if isinstance(pattern, URLPattern) and pattern.name in audiences:
            door = guarded(require_safe(_counted(pattern.callback)), audiences[pattern.name])
            # Ninja has a converter of its own for ids; an address of ours takes what those of pages take.
            address = str(pattern.pattern).replace("<uuidstr:", "<uuid:")
            found.setdefault(pattern.name, path(address, door, name=pattern.name))
    return list(found.values())


def document_of(api: NinjaAPI, place: str) -> dict[str, Any]:
    """Return the OpenAPI document: the operations with every problem that may come, and the session."""
    document = json.loads(json.dumps(api.get_openapi_schema(path_prefix=place)))
    parts = document["components"]
    problem_schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    parts["schemas"] |= problem_schema.pop("$defs") | {"Problem": problem_schema}
    parts["securitySchemes"] = {
        SESSION: {
            "type": "apiKey",
            "in": "cookie",
            "name": settings.SESSION_COOKIE_NAME,
            "description": "The session of somebody who signed in on the pages.",
        }
    }
    problem = {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for operation in operations_in(document):
        operation["security"] = [{SESSION: []}]
        for status, says in ANSWERS.items():
            operation["responses"][str(status)] = {"description": says, "content": problem}
        operation["responses"]["200"]["description"] = "What was asked for."
    return document


def operations_in(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Return every operation of a document."""
    return [one for methods in document["paths"].values() for one in methods.values()]


def _counted(view: View) -> View:
    @wraps(view)
    def within_the_limit(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not limits.API.take(str(request.actor.subject_id)):  # type: ignore[attr-defined]
            raise TooManyTries
        return view(request, *args, **kwargs)

    return within_the_limit


def _as_on_a_page(request: HttpRequest, error: Any) -> HttpResponse:
    """Leave it to what answers for every page: it knows what may be said."""
    raise error


def _not_valid(request: HttpRequest, error: Any) -> HttpResponse:
    """Say what could not be read, and never what it was."""
    return _unread(
        request,
        [{"parameter": str(one["loc"][-1]), "detail": str(one["msg"])} for one in error.errors],
    )


def _not_ours(request: HttpRequest, error: Any) -> HttpResponse:
    return _unread(request, [error.wrong])


def _unread(request: HttpRequest, errors: list[dict[str, str]]) -> HttpResponse:
    return problems.problem(request, 422, errors=errors)
