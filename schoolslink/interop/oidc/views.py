"""To the provider and back. Only somebody who is known here comes in."""

from __future__ import annotations

import secrets

from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe
from requests import RequestException

from schoolslink.access import commands, doors, entering
from schoolslink.access.views.sign_in import go_on
from schoolslink.interop.oidc.client import NONCE, Conversation, Providers, could_not
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
    try:
        return chosen.redirect(request, "login", auth_params={"nonce": nonce})
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
    person_id = None
    if going.get("link"):
        try:
            person_id = commands.accept(
                token=going["link"], provider=provider, subject=claimed.subject
            )
            entering.joined(request, person_id, "join")
        except Refusal:
            person_id = None
    else:
        person_id = doors.value(
            "select person from access.subject_person(%s, %s, %s)",
            *(provider, claimed.subject, claimed.verified_address),
        )
    if person_id is None:
        entering.failed(request, f"nobody of provider {provider}")
        return could_not(request)
    entering.come_in(request, person_id, how=f"provider {provider}")
    return redirect(going.get("next") or settings.SERVICE_HOME)
