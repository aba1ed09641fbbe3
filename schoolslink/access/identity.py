"""The signed token that tells the database who asks. See `config/database/sql/identity.sql`."""

from __future__ import annotations

import hashlib
import hmac
import time

from django.conf import settings

from schoolslink.access.actor import Actor

LIFETIME_SECONDS = 60


def mint(actor: Actor, *, expires: int | None = None) -> str:
    """Return a token for this actor: nine fields and an HMAC-SHA-256, valid for a minute.

    The real clock, not the domain's: a token outlives nothing, whatever day a simulation plays.
    Raises ValueError when a field would break the token's own form.
    """
    kid, key = settings.RINGS["IDENTITY_KEY"].current
    fields = [
        "1",
        kid,
        actor.kind,
        str(actor.subject_id or ""),
        str(actor.acting or ""),
        str(actor.child_id or ""),
        actor.purpose,
        actor.request_id,
        str(expires if expires is not None else int(time.time()) + LIFETIME_SECONDS),
    ]
    if any("|" in field for field in fields):
        raise ValueError("A token's field may not hold a bar.")
    payload = "|".join(fields)
    mac = hmac.new(key, payload.encode(), hashlib.sha256).hexdigest()
    return f"{payload}|{mac}"
