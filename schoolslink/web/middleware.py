"""Headers that every answer carries, and a page for each expected error nobody caught."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse

from schoolslink.web import errors, proxies

Answer = Callable[[HttpRequest], HttpResponse]

PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in ("camera", "geolocation", "microphone", "payment", "usb", "interest-cohort")
)
FORWARDED = ("HTTP_X_FORWARDED_", "HTTP_FORWARDED")


class ForwardedByOurProxies:
    """What a request says of its way here counts from our own proxies and from nobody else.

    Stands first: whoever reaches this process directly could say "https", or another's address.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not proxies.is_ours(request.META.get("REMOTE_ADDR", "")):
            for name in [name for name in request.META if name.startswith(FORWARDED)]:
                del request.META[name]
        return self.get_response(request)


class AskedByAnyName:
    """Whoever watches this process asks it by the address it listens on, without TLS.

    The pages they ask (the setting ANSWERED_BY_ANY_NAME) use no name; all others want ours.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info in settings.ANSWERED_BY_ANY_NAME:
            request.META["HTTP_HOST"] = settings.ALLOWED_HOSTS[0].lstrip(".")
            request.META["HTTP_X_FORWARDED_PROTO"] = "https"
            request.META.pop("HTTP_X_FORWARDED_HOST", None)
        return self.get_response(request)


class SafeHeaders:
    """Nothing is kept by a browser or a proxy, or found by a search engine, unless a view says so.

    A view whose page is public says so with Django's cache_control; the rest may be about a child.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        if "public" not in response["Cache-Control"]:
            response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        # The path of a page about a child must not reach the next site.
        response.headers.setdefault("Referrer-Policy", "same-origin")
        return response


class NotTooLarge:
    """More than any form of ours sends is refused before a byte of it is read.

    Django's own limit counts no files, and a form is read whole before a view knows who sent it:
    anybody could fill the disk.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        said = request.META.get("CONTENT_LENGTH") or "0"
        if said.isascii() and said.isdigit() and int(said) > settings.REQUEST_MOST_BYTES:
            return errors.too_large(request)
        return self.get_response(request)


class ReadableAddresses:
    """An address with a null character is nobody's mistake in typing and no database's business."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return errors.bad_request(request)
        return self.get_response(request)


class RefusalsBecomePages:
    """An expected error that no view showed beside its form becomes a page with its sentence.

    What does not exist, or not for this person, is not found, whoever forgot to say so; and where
    Django refuses a method with nothing to read, there is a page with a way on.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and not response.content:
            return errors.not_allowed(request, response.get("Allow", ""))
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return the page of a refusal or of nothing there; leave the rest to Django."""
        if isinstance(exception, errors.Refusal):
            return errors.refused(request, exception)
        if isinstance(exception, ObjectDoesNotExist):
            return errors.not_found(request)
        return None
