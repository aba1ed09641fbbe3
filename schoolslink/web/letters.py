"""How large a page's letters are. Chosen by the reader where a language is, and kept for the visit."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

LARGE, USUAL = "large", "usual"
# A cookie that ends with the visit: the next reader at the same screen begins anew.
COOKIE = QUERY = "letters"


def asked(request: HttpRequest) -> str | None:
    """Return what this address asks for, or None where it asks for nothing we know."""
    wanted = request.GET.get(QUERY)
    return wanted if wanted in (LARGE, USUAL) else None


def is_large(request: HttpRequest) -> bool:
    """Say whether this reader wants large print."""
    return (asked(request) or request.COOKIES.get(COOKIE)) == LARGE


def keep(request: HttpRequest, response: HttpResponse) -> None:
    """Keep what the reader chose until their browser is closed."""
    if wanted := asked(request):
        response.set_cookie(
            COOKIE, wanted, secure=request.is_secure(), httponly=True, samesite="Lax"
        )


def choice(request: HttpRequest | None) -> dict[str, object]:
    """Return whether a page is in large print, and the link that changes it, where it offers that.

    The link keeps the rest of the address's query.
    """
    if request is None or not getattr(request, "offers_languages", False):
        return {}
    large = is_large(request)
    query = request.GET.copy()
    query[QUERY] = USUAL if large else LARGE
    text = gettext("Usual letters") if large else gettext("Larger letters")
    return {"large": large, "print_link": {"href": "?" + query.urlencode(), "text": text}}
