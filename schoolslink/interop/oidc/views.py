"""To the provider and back. Only somebody who is known here comes in."""

from __future__ import annotations

import secrets
from uuid import UUID

from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe
from requests import RequestException

from schoolslink.access import commands, doors, entering, queries
from schoolslink.access.identity import door_pass
from schoolslink.access.views.sign_in import go_on
from schoolslink.interop.oidc.client import NONCE, Conversation, Providers, configured, could_not
from schoolslink.interop.oidc.mapping import Claimed
from schoolslink.web.errors import Refusal

GOING = "oidc_going"
# What an unreachable or a strange provider makes of us; its words are not for our page.
TROUBLE = (OAuth2Error, RequestException, ValueError, KeyError)


@require_POST
def begin(request: HttpRequest, provider: str) -> HttpResponse:
    """Send the browser to the provider. link: an invitation to accept with whoever comes back."""
    try:
        chosen = Providers(request).get_provider(request, provider)
    except (SocialApp.DoesNotExist, ImproperlyConfigured):
        raise Http404 from None
    nonce = secrets.token_urlsafe(32)
    request.session[NONCE] = nonce
    request.session[GOING] = {"next": go_on(request), "link": request.POST.get("link", "")}
    chosen.oauth2_adapter_class = Conversation
    asked = {"nonce": nonce}
    if classes := configured(provider).acr:
        asked["acr_values"] = " ".join(classes)
    try:
        return chosen.redirect(request, "login", auth_params=asked)
    except TROUBLE:
        entering.failed(request, f"provider {provider} away")
        return could_not(request)


@require_safe
def back(request: HttpRequest, provider: str) -> HttpResponse:
    """Take the provider's answer: let in whom it names, if that is somebody here."""
    conversation = Conversation(request, provider)
    try:
        response = OAuth2CallbackView.adapter_view(conversation)(request)
    except (SocialApp.DoesNotExist, ImproperlyConfigured):
        raise Http404 from None
    except TROUBLE:
        response = could_not(request)
    claimed = conversation.claimed
    going = request.session.pop(GOING, {})
    if claimed is None:
        entering.failed(request, f"provider {provider}")
        return response
    if going.get("link"):
        person_id = _joins(request, provider, claimed, going["link"])
    else:
        person_id = doors.value(
            "select person from access.subject_person(%s, %s, %s, %s, %s)",
            *(provider, claimed.subject, claimed.verified_address),
            *(list(configured(provider).domains), door_pass()),
        )
    if person_id is None:
        entering.failed(request, f"nobody of provider {provider}")
        return could_not(request)
    entering.come_in(request, person_id, how=f"provider {provider}")
    return redirect(going.get("next") or settings.SERVICE_HOME)


def _joins(request: HttpRequest, provider: str, claimed: Claimed, token: str) -> UUID | None:
    """Accept an invitation for whoever came back; None when it is not good, or not for them.

    A provider answers for its own domains: whoever is invited elsewhere comes in another way.
    """
    link = queries.link_of(token)
    if link is None or not configured(provider).speaks_for(link.email):
        return None
    try:
        person_id = commands.accept(token=token, provider=provider, subject=claimed.subject)
    except Refusal:
        return None
    entering.joined(request, person_id, "join")
    return person_id
