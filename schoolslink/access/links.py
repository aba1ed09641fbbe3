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

INVITATION = "invitation"


def token(subject_id: UUID, *, kid: str = "", purpose: str = INVITATION) -> str:
    """Return the token of an invitation, 256 bits, under the present pepper or the one named.

    purpose: what else it is the link of; a token of one purpose is none of another.
    """
    ring = settings.RINGS["CODE_PEPPER"]
    pepper = ring[kid] if kid else ring.current[1]
    made = hmac.new(pepper, f"{purpose}|{subject_id}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def hashed(text: str) -> bytes:
    """Return what is kept of a token."""
    return hashlib.sha256(text.encode()).digest()


def address(invitation_id: UUID, token_hash: bytes | memoryview) -> str:
    """Return the full address of an invitation's page, whichever pepper of the ring it was made with.

    Raises LookupError when its pepper has left the ring.
    """
    made = made_again(invitation_id, token_hash)
    return f"{settings.ENVIRONMENT.public_url}{reverse('invitation', args=[made])}"


def is_made_of(text: str, subject_id: UUID, *, purpose: str = INVITATION) -> bool:
    """Say whether a token is signed for this subject and purpose, by any pepper of the ring."""
    made = (
        token(subject_id, kid=kid, purpose=purpose) for kid in settings.RINGS["CODE_PEPPER"].keys
    )
    return any(hmac.compare_digest(one.encode(), text.encode()) for one in made)


def made_again(
    subject_id: UUID, token_hash: bytes | memoryview, *, purpose: str = INVITATION
) -> str:
    """Return the token of which this is the hash, whichever pepper of the ring it was made with.

    Raises LookupError when its pepper has left the ring.
    """
    for kid in settings.RINGS["CODE_PEPPER"].keys:
        made = token(subject_id, kid=kid, purpose=purpose)
        if hmac.compare_digest(hashed(made), bytes(token_hash)):
            return made
    raise LookupError(subject_id)
