"""What a coordinator does about what they were told of: ring whoever has it, and write the call down.

And where a call came to nothing before: give it to somebody else who is at work.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING
from uuid import UUID

from schoolslink.referrals.commands import chasing, giving
from schoolslink.referrals.models import Item
from schoolslink.referrals.rules import Duty
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


def give(turn: Turn, item_id: UUID, there: Collection[UUID], *, is_there: bool) -> str:
    """Give it to the first of the same school or team who is at work; ring where there is none.

    there: who is at work and looks today, and sees words.
    """
    try:
        found = giving.to_give(turn.actor, item_id, at=turn.at)
    except Item.DoesNotExist:
        return ring(turn, item_id, is_there=is_there)
    to = next((person for person, _name, _role in found.people if person in there), None)
    if to is None or found.row.duty == Duty.READ_ANSWER:
        return ring(turn, item_id, is_there=is_there)
    giving.give(actor=turn.actor, item_id=item_id, version=found.version, to_person=to, at=turn.at)
    return "give it to another"
