"""Expected errors as sentences, and the pages of unexpected ones, which need no database."""

from __future__ import annotations

import inspect
import logging
import re
from html import unescape
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.middleware.csrf import get_token
from django.template import engines
from django.utils import translation
from django.utils.html import format_html, strip_tags
from django.utils.translation import gettext

from schoolslink.web import languages, problems, typed
from schoolslink.web.context import Service

log = logging.getLogger(__name__)

TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
UNREADABLE = (*TOO_LARGE, UnreadablePostError, MultiPartParserError)


class Refusal(Exception):
    """We could not do this.

    The first paragraph of a subclass's docstring is what the person reads; facts given by keyword
    become attributes and may be named in it: ``raise OverLimit(limit=Pounds(85_000))`` fills
    ``{limit}``. Name a form's field in ``field`` to show the sentence beside it.
    """

    status = 409
    field: str | None = None

    def __init__(self, *args: object, **facts: Any) -> None:
        super().__init__(*args)
        self.__dict__.update(facts)

    @property
    def message(self) -> str:
        """Return the sentence to show."""
        paragraph = inspect.cleandoc(type(self).__doc__ or "").split("\n\n")[0]
        sentence = gettext(re.sub(r"\s+", " ", paragraph).strip())
        return sentence.format(**{**self.__dict__, "self": self}) if "{" in sentence else sentence

    def __str__(self) -> str:
        return self.message


class TooManyTries(Refusal):
    """There have been too many tries. Wait a few minutes, then try again."""

    status = 429


def page(request: HttpRequest | None, name: str, status: int, **context: object) -> HttpResponse:
    """Return an error page in the reader's language, without database or context processor.

    Should even rendering fail, a bare sentence still goes out.
    """
    if request is not None and problems.asked_for(request):
        return problems.problem(request, status, *_sentences(name, context))
    try:
        template = engines["jinja2"].get_template(f"errors/{name}.jinja")
        with translation.override(languages.chosen(request)):
            html = template.render({"service": Service.from_settings(), "languages": [], **context})
    except Exception:
        log.exception("An error page could not be rendered")
        html = format_html(
            "<!DOCTYPE html><html lang=en><title>{0}</title><h1>{0}</h1><p>{1}</p></html>",
            "Sorry, this is not working",
            "Please try again in a few minutes. If somebody is in danger now, call 999.",
        )
    response = HttpResponse(html, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _sentences(name: str, context: dict[str, object]) -> tuple[str, str]:
    """Return what a page says first: its heading, and the sentence below it; nothing that was typed."""
    context = {key: said for key, said in context.items() if key != "typed"}
    template = engines["jinja2"].get_template(f"errors/{name}.jinja").template
    shown = template.new_context({"service": Service.from_settings(), **context})
    heading, what = ("".join(template.blocks[block](shown)) for block in ("title", "what"))
    below = re.search(r"<p[^>]*>(.*?)</p>", what, re.DOTALL)
    return unescape(strip_tags(heading)), unescape(strip_tags(below[1] if below else ""))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Handler of 400; what was too large is told apart, since the person can do something."""
    if isinstance(exception, TOO_LARGE):
        return too_large(request)
    return page(request, "400", 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Handler of 403."""
    return page(request, "403", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Handler of 404; the same page whether there is nothing or it is not theirs."""
    return page(request, "404", 404)


def too_large(request: HttpRequest) -> HttpResponse:
    """Answer 413: more was sent than we take."""
    return page(request, "413", 413)


def too_many(request: HttpRequest, retry_after_seconds: int = 60) -> HttpResponse:
    """Answer 429: too many tries."""
    response = page(request, "429", 429)
    response["Retry-After"] = str(retry_after_seconds)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Handler of 500: what was typed is given back to be copied, as far as it can be read."""
    try:
        kept = readable(request)
    except Exception:  # whatever broke the page may have broken this too
        kept = None
    return page(request, "500", 500, typed=kept)


def unavailable(request: HttpRequest, retry_after_seconds: int = 30) -> HttpResponse:
    """Answer 503: nothing was sent by the person, and the service cannot answer just now."""
    response = page(request, "503", 503)
    response["Retry-After"] = str(retry_after_seconds)
    return response


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Answer with the sentence of a refusal nobody showed beside a form, and what was typed."""
    if refusal.status == 429:
        return too_many(request)
    return page(
        request, "refused", refusal.status, message=refusal.message, typed=readable(request)
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that was open too long or came from elsewhere: show it, never send it on.

    The setting CSRF_FAILURE_VIEW. What was typed is shown to be copied, without a button that
    would send it, since we cannot know who filled it.
    """
    return page(request, "stale", 403, typed=readable(request), here=request.get_full_path())


def signed_out(request: HttpRequest, door: str) -> HttpResponse:
    """Answer a form whose sender is no longer signed in: what was typed, and the way in.

    Shown to be copied, like a stale form: we cannot know who comes in next.
    """
    return page(request, "signed_out", 403, typed=readable(request), door=door)


def not_allowed(request: HttpRequest, methods: str) -> HttpResponse:
    """Answer 405: the address of a button, opened as a page, or the other way round."""
    response = page(request, "405", 405, typed=readable(request))
    response["Allow"] = methods
    return response


def not_known_whether_saved(request: HttpRequest) -> HttpResponse:
    """Answer 503 when the database went away: rebuild the form from the request alone.

    The same idempotency key goes back with it, so *Try again* cannot save twice.
    """
    if request.method not in {"POST", "PUT", "PATCH", "DELETE"}:
        return unavailable(request)
    kept = readable(request)
    if kept is None:
        return unavailable(request)
    response = page(
        request,
        "not_known",
        503,
        typed=kept,
        here=request.get_full_path(),
        csrf_token=get_token(request),
    )
    response["Retry-After"] = "5"
    return response


def readable(request: HttpRequest) -> typed.Typed | None:
    """Return what the person had typed, or None when it can no longer be read."""
    try:
        return typed.from_post(request.POST, request.FILES)
    except UNREADABLE:
        return None
