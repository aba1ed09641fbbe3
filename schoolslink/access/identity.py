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
    who = [actor.kind, *(str(of or "") for of in (actor.subject_id, actor.acting, actor.child_id))]
    return _signed([*who, actor.purpose, actor.request_id], expires)


def door_pass() -> str:
    """Return a pass to the doors at which somebody proves who they are: it opens nothing else."""
    return _signed(["door", "", "", "", "proving who one is", ""], None)


def _signed(said: list[str], expires: int | None) -> str:
    kid, key = settings.RINGS["IDENTITY_KEY"].current
    until = expires if expires is not None else int(time.time()) + LIFETIME_SECONDS
    fields = ["1", kid, *said, str(until)]
    if any("|" in field for field in fields):
        raise ValueError("A token's field may not hold a bar.")
    payload = "|".join(fields)
    mac = hmac.new(key, payload.encode(), hashlib.sha256).hexdigest()
    return f"{payload}|{mac}"
