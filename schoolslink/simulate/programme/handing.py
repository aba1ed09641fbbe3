"""What people do about a child who is handed over: told of outside, confirmed by name, said to the child."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schoolslink.referrals.commands import transferring
from schoolslink.referrals.rules.transferring import Told

if TYPE_CHECKING:
    from schoolslink.simulate.programme.acts import Held, Turn


def hand_over(turn: Turn, held: Held) -> str:
    """Ring the adults' team outside, and write down who has it there."""
    transferring.hand_outside(
        actor=turn.actor, item_id=held.item_id, version=turn.version(held.item_id),
        to=transferring.Outside("Invented adult team", "Invented Ann Hale"),
        words="Invented: all that we know, on the phone.", at=turn.at,
    )  # fmt: skip
    return "next step"


def confirm(turn: Turn, held: Held) -> str:
    """Ring again, and write down who has said that they have the child."""
    transferring.record_received(
        actor=turn.actor, item_id=held.item_id, version=turn.version(held.item_id),
        who="Invented Ann Hale", how="by phone", at=turn.at,
    )  # fmt: skip
    return "next step"


def tell(turn: Turn, held: Held) -> str:
    """Tell the young person themselves."""
    transferring.tell_of_transfer(
        actor=turn.actor, item_id=held.item_id, version=turn.version(held.item_id),
        whom=Told.YOUNG_PERSON, words="Invented: told on the phone.", at=turn.at,
    )  # fmt: skip
    return "tell"
