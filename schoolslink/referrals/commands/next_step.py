"""After "not the right team": did the next step begin? Yes ends it, no brings it back, not known asks on."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from schoolslink.access.actor import Actor
from schoolslink.referrals.commands.decide import step
from schoolslink.referrals.commands.moving import Moved
from schoolslink.referrals.rules import Move


def say_whether_it_began(
    *, actor: Actor, item_id: UUID, move: Move, version: int, words: str, at: datetime
) -> Moved:
    """Say whether the next step has begun, in one press. Raises as `step`.

    A no brings the request back to the service, which decides anew: nobody has to begin again.
    """
    if move is Move.RETURN and not words.strip():
        words = gettext("The next step did not begin.")
    return step(actor=actor, item_id=item_id, move=move, version=version, words=words, at=at)
