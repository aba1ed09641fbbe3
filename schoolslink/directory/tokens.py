"""Links in mails that open one thing for whoever holds them: signed, bound to a purpose, not stored."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

NOMINATION = "directory.nomination"


def token(purpose: str, subject: UUID, until: str = "") -> str:
    """Return the token for a subject. until: what else must still be so, such as a term's first day."""
    return f"{subject.hex}.{_mac(purpose, subject, until, settings.SECRET_KEY)}"


def subject_of(text: str, purpose: str, until: str = "") -> UUID | None:
    """Return whom a token opens, or None when it is altered, of another purpose or out of date."""
    written, _, mac = text.partition(".")
    try:
        subject = UUID(hex=written)
    except ValueError:
        return None
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        if hmac.compare_digest(_mac(purpose, subject, until, key).encode(), mac.encode()):
            return subject
    return None


def _mac(purpose: str, subject: UUID, until: str, key: str) -> str:
    said = salted_hmac(purpose, f"{subject.hex}|{until}", secret=key, algorithm="sha256").digest()
    return urlsafe_b64encode(said).decode().rstrip("=")
