"""What people do about a child who is handed over: told of outside, confirmed by name, said to the child."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schoolslink.kernel import clock
from schoolslink.referrals.commands import arriving, transferring
from schoolslink.referrals.models import Item
from schoolslink.referrals.queries.next_school import next_school_of
from schoolslink.referrals.rules.agreement import Decider
from schoolslink.referrals.rules.transferring import NextSchool, Told, WhyNotHere
from schoolslink.simulate.programme import habits

if TYPE_CHECKING:
    from schoolslink.simulate.programme.acts import Held, Turn


def hand_over(turn: Turn, held: Held) -> str:
    """Ring another school, which says itself whether they have arrived; or the adults' team outside."""
    others = [one for one in turn.schools if one != held.school_id]
    if others and turn.chance.random() < habits.TO_A_SCHOOL:
        arriving.hand_to_school(
            actor=turn.actor, item_id=held.item_id, version=turn.version(held.item_id),
            school_id=turn.chance.choice(others), person="the office",
            words="Invented: all that we know, on the phone.", at=turn.at,
        )  # fmt: skip
        return "next step"
    transferring.hand_outside(
        actor=turn.actor, item_id=held.item_id, version=turn.version(held.item_id),
        to=transferring.Outside("Invented adult team", "Invented Ann Hale"),
        words="Invented: all that we know, on the phone.", at=turn.at,
    )  # fmt: skip
    return "next step"


def arrives(turn: Turn, held: Held) -> str:
    """Say whether they have arrived; now and then they have not."""
    version = turn.version(held.item_id)
    if turn.chance.random() < habits.RETURNED:
        arriving.not_arrived(
            actor=turn.actor, item_id=held.item_id, version=version, reason=WhyNotHere.NOT_OURS,
            words="Invented: they go elsewhere.", at=turn.at,
        )  # fmt: skip
    else:
        arriving.confirm_arrival(
            actor=turn.actor, item_id=held.item_id, version=version, at=turn.at
        )
    return "next step"


def confirm(turn: Turn, held: Held) -> str:
    """Ring again, and write down who has said that they have the child."""
    transferring.record_received(
        actor=turn.actor, item_id=held.item_id, version=turn.version(held.item_id),
        who="Invented Ann Hale", how="by phone", at=turn.at,
    )  # fmt: skip
    return "next step"


def tell(turn: Turn, held: Held) -> str:
    """Tell the young person themselves; of a school, ask whether it sees the request from now on."""
    transferring.tell_of_transfer(
        actor=turn.actor, item_id=held.item_id, version=turn.version(held.item_id),
        whom=Told.YOUNG_PERSON, words="Invented: told on the phone.", at=turn.at,
        next_school=_of_the_next_school(turn, held),
    )  # fmt: skip
    return "tell"


def _of_the_next_school(turn: Turn, held: Held) -> NextSchool | None:
    """Return what whoever decides says; None where it is no question."""
    card = Item.objects.select_related("about").get(pk=held.item_id)
    assert card.about is not None  # noqa: S101 - a hand-over is about a request
    asked = next_school_of(card, card.about, on=clock.local_day(turn.at))
    if asked is None or not asked.may_share:
        return None
    if turn.chance.random() >= habits.AGREES_TO_NEXT_SCHOOL:
        return NextSchool.NO
    if asked.decider is not Decider.CARER:
        return NextSchool.YOUNG_PERSON
    may_hear = transferring.carer_may_hear(card.about)
    return NextSchool.CARER if may_hear else NextSchool.NOT_ASKED
