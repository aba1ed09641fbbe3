"""What every page knows of the service itself, from settings alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from schoolslink.web import languages, letters

# A weather page: dull, quick, and nobody asks why it is open.
NEUTRAL_SITE = "https://www.bbc.co.uk/weather"


@dataclass(frozen=True)
class Service:
    """The service as its pages present it."""

    name: str
    synthetic: bool
    nhs_logo: bool
    home: str
    help_now: str
    accessibility: str
    exit_to: str
    ask: str
    ask_for_patient: str
    footer_links: tuple[dict[str, str], ...] = ()

    @classmethod
    def from_settings(cls) -> Service:
        """Return what the settings say; each has a default, so an error page never lacks one."""

        def setting(name: str, default: Any) -> Any:
            value = getattr(settings, name, default)
            return value() if callable(value) else value

        return cls(
            name=setting("SERVICE_NAME", "Schools Link"),
            synthetic=bool(setting("SERVICE_SYNTHETIC", False)),
            nhs_logo=bool(setting("SERVICE_NHS_LOGO", False)),
            home=setting("SERVICE_HOME", "/"),
            help_now=setting("SERVICE_HELP_NOW", "/help-now"),
            accessibility=setting("SERVICE_ACCESSIBILITY", "/accessibility"),
            exit_to=setting("SERVICE_EXIT_TO", NEUTRAL_SITE),
            ask=setting("SERVICE_ASK", "/ask-for-help"),
            ask_for_patient=setting("SERVICE_ASK_FOR_PATIENT", "/ask-for-a-patient"),
            footer_links=tuple(setting("SERVICE_FOOTER_LINKS", ())),
        )


def service(request: HttpRequest | None) -> dict[str, object]:
    """Context processor: the service, and the languages and letters this page is offered in."""
    return {"service": Service.from_settings(), "languages": languages.choices(request)} | (
        letters.choice(request)
    )
