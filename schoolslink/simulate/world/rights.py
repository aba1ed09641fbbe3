"""What a family asks by right: that what is wrong in its record is put right; and what went wrong."""

from __future__ import annotations

from schoolslink.access.unit import acting
from schoolslink.kernel import clock
from schoolslink.referrals.commands import complaining, correcting, rights
from schoolslink.referrals.models import Item
from schoolslink.referrals.queries.own import own_page
from schoolslink.referrals.rules import Kind, Move
from schoolslink.referrals.rules.reasons import Level
from schoolslink.referrals.rules.rights import Corrected
from schoolslink.simulate.world.stage import Stage
from schoolslink.simulate.world.telling import Telling, born, child


def asked_by_right(stage: Stage) -> None:
    """A note of theirs stands beside what the school wrote; another thing is still to be answered."""
    told = Telling.draft(
        stage, "nadia", "northgate", 30, 11,
        child("Tegan Rowe", born(stage.order.anchor, 16), "Year 12", since="Spring",
              topics=["sleep"], concern="Lies awake, and misses mornings.",
              wants="To sleep, and to be believed."),
    ).send("nadia", 30, 11).seen("priya", 29)  # fmt: skip
    told.decided("bethan", 28, 9, Move.ACCEPT, level=Level.HELP, words="Yes.")
    told.told("priya", 27, 9).step("priya", Move.RECORD_FIRST_CONTACT, 22, 13)
    told.step("priya", Move.START_HELP, 20, 13).sheets("nadia", 18, 10)
    _says_wrong(told, 12, "It says that I do not try.", "I come on every day that I have slept.")
    at = stage.moment(9, 11)
    with stage.as_("priya", at) as priya:
        stands = Item.objects.get(about=told.item_id, kind=Kind.CORRECTION)
        correcting.answer_correction(
            actor=priya, item_id=stands.pk, version=stands.version, outcome=Corrected.NOTE, at=at,
            words="Your teacher wrote what she saw. What you say stands beside it now.",
        )  # fmt: skip
    _complains(told)
    _says_wrong(told, 2, "It says that I live in Orvenbury.", "We moved to Hallam in the summer.")
    _asks_the_school(stage)


def _asks_the_school(stage: Stage) -> None:
    """What waits at school for a mother's yes no service has: the young person asks the school for a copy."""
    told = Telling.draft(
        stage, "nadia", "northgate", 2, 11,
        child("Maren Oduya", born(stage.order.anchor, 16), "Year 12", carer_agrees="not_asked",
              young_person_agrees="not_asked", since="Half term", topics=["worry"],
              concern="Her form tutor says she counts the stairs.", wants="To know what is written."),
    ).send("nadia", 2, 12).sheets("nadia", 2, 12)  # fmt: skip
    at = stage.moment(1, 16)
    with clock.fixed(at):
        with acting(told.member("self"), route="world") as actor:
            own = own_page(actor)
            rights.ask_copy(
                actor=actor, item=own.item, member=own.member, asked_on=at.date(), at=at
            )
        stage.settle()


def _says_wrong(told: Telling, ago: int, wrong: str, should_be: str) -> None:
    """Let a young person say on their own page what is wrong, and let what stands for it be opened."""
    at = told.stage.moment(ago, 16)
    with clock.fixed(at):
        with acting(told.member("self"), route="world") as actor:
            own = own_page(actor)
            correcting.ask_correction(
                actor=actor, item=own.item, member=own.member, wrong=wrong, should_be=should_be,
                asked_on=at.date(), at=at,
            )  # fmt: skip
        told.stage.settle()


def _complains(told: Telling) -> None:
    """Let them say what went wrong; whoever manages the service has to write back."""
    at = told.stage.moment(1, 17)
    with clock.fixed(at):
        with acting(told.member("self"), route="world") as actor:
            own = own_page(actor)
            complaining.complain(
                actor=actor, item=own.item, member=own.member, at=at, not_to=[],
                what="Two times nobody came to the room, and I sat there alone.",
                wish="That somebody rings me when they cannot come.", reach="Tegan, by message here.",
            )  # fmt: skip
        told.stage.settle()
