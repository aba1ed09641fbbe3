"""Which language a page is in. Chosen by the reader on families' and public pages, nowhere else.

The choice is a cookie, never a part of the address: a mother's link and her daughter's look alike.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from schoolslink.web import letters

ENGLISH = "en-gb"
# Each language in its own words: the reader looks for hers, not for ours.
LANGUAGES = [
    (ENGLISH, "English"),
    ("cy", "Cymraeg"),
    ("pl", "Polski"),
    ("ur", "اردو"),
    ("ar", "العربية"),
]
TRANSLATED = [code for code, _ in LANGUAGES if code != ENGLISH]
COOKIE = "language"
QUERY = "lang"
COOKIE_SECONDS = 30 * 24 * 3600

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def current() -> str:
    """Return the language tag for the page's lang attribute, "en" for our English."""
    code = translation.get_language() or ENGLISH
    return "en" if code == ENGLISH else code


def direction() -> str:
    """Return "rtl" for a language written from right to left, else "ltr"."""
    return "rtl" if translation.get_language_bidi() else "ltr"


def in_language(code: str, sentence: str) -> str:
    """Return a sentence in another language than the page's, for a link that leads there."""
    with translation.override(code):
        return translation.gettext(sentence)


def known(code: str | None) -> str | None:
    """Return one of our language codes for what was asked, or None."""
    if code == "en":
        return ENGLISH
    return code if code in dict(LANGUAGES) else None


def chosen(request: HttpRequest | None) -> str:
    """Return the language this reader chose here before; English when none."""
    return (known(request.COOKIES.get(COOKIE)) if request else None) or ENGLISH


def in_chosen_language(view: View[P]) -> View[P]:
    """Let a view speak the language the reader chose; the page offers the others, and large print.

    For families' and public pages. The view must return a finished response, as render() does.
    """

    @functools.wraps(view)
    def speaking(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        asked = known(request.GET.get(QUERY))
        code = asked or chosen(request)
        request.offers_languages = True  # type: ignore[attr-defined]
        with translation.override(code):
            response = view(request, *args, **kwargs)
        if asked:
            response.set_cookie(
                COOKIE,
                asked,
                max_age=COOKIE_SECONDS,
                secure=request.is_secure(),
                httponly=True,
                samesite="Lax",
            )
        letters.keep(request, response)
        response.headers.setdefault("Content-Language", code)
        patch_vary_headers(response, ["Cookie"])
        return response

    return speaking


def choices(request: HttpRequest | None) -> list[dict[str, object]]:
    """Return the links to this page in its other languages; none where it has only one.

    Each keeps the rest of the address's query.
    """
    if not getattr(request, "offers_languages", False) or request is None:
        return []
    here = translation.get_language()
    links: list[dict[str, object]] = []
    for code, name in LANGUAGES:
        query = request.GET.copy()
        query[QUERY] = code
        links.append(
            {
                "code": "en" if code == ENGLISH else code,
                "name": name,
                "href": "?" + query.urlencode(),
                "current": code == here,
                "dir": "rtl" if code in {"ur", "ar"} else "ltr",
            }
        )
    return links
