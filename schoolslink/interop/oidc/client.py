"""The provider's side of signing in, spoken by django-allauth; nothing of it is kept in its tables."""

from __future__ import annotations

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse

from schoolslink.interop.oidc import mapping

NONCE = "oidc_nonce"


class Providers(DefaultSocialAccountAdapter):
    """The providers that the settings name, and no others: none is kept in the database."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """Return the named provider, or all."""
        return [
            SocialApp(
                provider="openid_connect",
                provider_id=one.name,
                name=one.label,
                client_id=one.client_id,
                secret=one.secret,
                settings={
                    "server_url": one.issuer,
                    "oauth_pkce_enabled": True,
                    "scope": ["openid", "email"],
                },
            )
            for one in settings.ENVIRONMENT.oidc
            if provider in (None, one.name, "openid_connect")
        ]

    def on_authentication_error(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Answer whatever went wrong at the provider with our own sign-in page."""
        raise ImmediateHttpResponse(could_not(request))


class Conversation(OpenIDConnectOAuth2Adapter):
    """One sign-in at one provider. Ends with whom it was, `claimed`, and signs nobody in by itself."""

    claimed: mapping.Claimed | None = None

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Return the address to come back to, as it is known outside."""
        path = reverse("oidc:back", kwargs={"provider": self.provider_id})
        return f"{settings.ENVIRONMENT.public_url}{path}"

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any
    ) -> None:
        """Check the ID token's signature, issuer, audience, time and nonce, and read the claims."""
        id_token = kwargs["response"].get("id_token")
        if not id_token:
            raise OAuth2Error("no ID token")
        self.did_fetch_access_token = False  # checks the signature also of what came directly
        claims = self._decode_id_token(app, id_token)
        provider = configured(self.provider_id)
        try:
            self.claimed = mapping.identity(
                claims,
                self._fetch_user_info(token.token),
                nonce=request.session.pop(NONCE, ""),
                speaks_for=provider.speaks_for,
                acr=provider.acr,
                amr=provider.amr,
            )
        except mapping.NoSecondStep as missing:
            raise ImmediateHttpResponse(could_not(request, "second")) from missing
        except mapping.NotUsable as unusable:
            raise OAuth2Error("not usable") from unusable
        raise ImmediateHttpResponse(redirect("sign-in"))


def configured(name: str) -> Any:
    """Return a provider as it was set up."""
    return next(one for one in settings.ENVIRONMENT.oidc if one.name == name)


def could_not(request: HttpRequest, note: str = "provider") -> Any:
    """Return to the sign-in page with a sentence that does not tell who is known here."""
    response = redirect("sign-in")
    response["Location"] += f"?note={note}"
    return response
