"""What a coordinator does about what they were told of: ring whoever has it, and write the call down."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from schoolslink.referrals.commands import chasing
from schoolslink.referrals.models import Item
from schoolslink.referrals.rules.chasing import Came

if TYPE_CHECKING:
    from schoolslink.simulate.programme.acts import Turn


def ring(turn: Turn, item_id: UUID, *, is_there: bool) -> str:
    """Ring about a thing, and say what came of it: whoever is at work does it today.

    A call about what is not past its day has no place to be written down: nobody is named there yet.
    """
    came = Came.TODAY if is_there else Came.MESSAGE
    try:
        chasing.rang(actor=turn.actor, item_id=item_id, came=came, at=turn.at)
    except Item.DoesNotExist:
        return "ring"
    return "ring, written down"
