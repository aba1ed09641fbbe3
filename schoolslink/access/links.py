"""Links that let somebody in: made from their id and a pepper, kept in the database as a hash.

The token is not stored anywhere: whoever sends the message makes it again from the id when the
message is rendered, so that neither a dump nor the queue of messages opens anything.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from uuid import UUID

from django.conf import settings
from django.urls import reverse


def token(invitation_id: UUID, *, kid: str = "") -> str:
    """Return the token of an invitation, 256 bits, under the present pepper or the one named."""
    ring = settings.RINGS["CODE_PEPPER"]
    pepper = ring[kid] if kid else ring.current[1]
    made = hmac.new(pepper, f"invitation|{invitation_id}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def hashed(text: str) -> bytes:
    """Return what is kept of a token."""
    return hashlib.sha256(text.encode()).digest()


def address(invitation_id: UUID, token_hash: bytes | memoryview) -> str:
    """Return the full address of an invitation's page, whichever pepper of the ring it was made with.

    Raises LookupError when its pepper has left the ring.
    """
    for kid in settings.RINGS["CODE_PEPPER"].keys:
        made = token(invitation_id, kid=kid)
        if hmac.compare_digest(hashed(made), bytes(token_hash)):
            return f"{settings.ENVIRONMENT.public_url}{reverse('invitation', args=[made])}"
    raise LookupError(invitation_id)
