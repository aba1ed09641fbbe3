"""What every view of the directory does: not found is not found, and nothing is kept by a browser."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from schoolslink.access.actor import Actor
from schoolslink.kernel.ids import id_of

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def page(view: View[P]) -> View[P]:
    """Return the view; whatever a command or query did not find is a page that is not there."""

    @wraps(view)
    @never_cache
    def opened(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except ObjectDoesNotExist as absent:
            raise Http404 from absent

    return opened


def id_in(text: str) -> UUID:
    """Return an id that a button sent; what is none is of nothing that is here."""
    found = id_of(text)
    if found is None:
        raise Http404
    return found


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
