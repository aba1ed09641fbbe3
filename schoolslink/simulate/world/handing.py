"""What stands beside a request: children who are handed over, somebody outside asked, a manager's look."""

from __future__ import annotations

from datetime import timedelta

from schoolslink.access.commands import end_membership
from schoolslink.access.models import Membership
from schoolslink.access.queries import real_today
from schoolslink.directory.commands.outside import save_outside
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands import transferring
from schoolslink.referrals.commands.arriving import hand_to_school
from schoolslink.referrals.commands.hand_over import reassign
from schoolslink.referrals.models import Item
from schoolslink.referrals.rules import Kind, Move
from schoolslink.referrals.rules.reasons import Level, Reason
from schoolslink.referrals.rules.transferring import Told, WhyTransfer
from schoolslink.simulate.world.connection import arranging
from schoolslink.simulate.world.stage import Stage
from schoolslink.simulate.world.telling import Telling, born, child

SHED = {
    "kind": "voluntary",
    "name": "The Boat Shed",
    "what_they_do": "Groups for young people who look after a parent",
    "phone": "01632 960 440",
    "email": "hello@boat-shed.example",
    "owner": "Jo Marsh",
}


def beside(stage: Stage) -> None:
    """Tell of three hand-overs, of somebody outside who is asked, of a manager's look, and of who leaves."""
    _moved_away(stage)
    _grows_up(stage)
    _changes_school(stage)
    _asked_outside(stage)
    _three_missed(stage)
    _femi_leaves(stage)


def _helped(
    stage: Stage, name: str, age: int, year: str, ago: int, concern: str,
    asks: str = "gwen", school: str = "orvenbury",
) -> Telling:  # fmt: skip
    """Tell of a student, of the college where nothing else is said, who is helped by Priya."""
    told = Telling.draft(
        stage, asks, school, ago, 11,
        child(name, born(stage.order.anchor, age), year, since="Spring", topics=["worry"],
              concern=concern, wants="To finish the year."),
    ).send(asks, ago, 11).seen("priya", ago - 1)  # fmt: skip
    told.decided("bethan", ago - 2, 9, Move.ACCEPT, level=Level.HELP, words="Yes.")
    told.told("priya", ago - 3, 9).step("priya", Move.RECORD_FIRST_CONTACT, ago - 8, 13)
    return told.step("priya", Move.START_HELP, ago - 10, 13)


def _arranged(told: Telling, why: WhyTransfer, ago: int, days: int, words: str) -> Telling:
    """Let Priya open the card of a hand-over, to be done in so many days."""
    stage, at = told.stage, told.stage.moment(ago, 10)
    with stage.as_("priya", at) as priya:
        card = transferring.arrange(
            actor=priya, item_id=told.item_id, version=_version(told), why=why,
            by=at.date() + timedelta(days=days), words=words, at=at,
        )  # fmt: skip
    return Telling(stage, card)


def _moved_away(stage: Stage) -> None:
    """All three ticks stand: told, handed over by telephone, and somebody there has her."""
    told = _helped(stage, "Rhona Calder", 17, "Year 13", 50, "Panics in the exam hall.")
    card = _arranged(told, WhyTransfer.AREA_MOVE, 30, 21, "She moves north in three weeks.")
    at = stage.moment(29, 14)
    with stage.as_("priya", at) as priya:
        transferring.tell_of_transfer(
            actor=priya, item_id=card.item_id, version=_version(card), whom=Told.YOUNG_PERSON,
            words="Said at our meeting; she would like to go on.", at=at,
        )  # fmt: skip
    at = stage.moment(27, 10)
    with stage.as_("priya", at) as priya:
        transferring.hand_outside(
            actor=priya, item_id=card.item_id, version=_version(card),
            to=transferring.Outside("Hallam Moor young people's team", "Ann Hale"),
            words="What helped, what did not, and her plan for the exams.", at=at,
        )  # fmt: skip
    at = stage.moment(25, 10)
    with stage.as_("priya", at) as priya:
        transferring.record_received(
            actor=priya, item_id=card.item_id, version=_version(card), who="Ann Hale",
            how="by phone; the first meeting is in the week in which she moves", at=at,
        )  # fmt: skip


def _grows_up(stage: Stage) -> None:
    """Soon too old for this team: the card is open, with a day, and still Priya's."""
    told = _helped(
        stage, "Dylan Marsh", 17, "Year 12", 40, "Does not leave his room after college."
    )
    _arranged(told, WhyTransfer.AGE, 3, 90, "He will be eighteen before we have finished.")


def _changes_school(stage: Stage) -> None:
    """He goes to the college during the year: whoever leads there is asked whether he has come."""
    told = _helped(
        stage, "Callum Reid", 16, "Year 11", 38, "Walks out of lessons since his friends left.",
        asks="nadia", school="northgate",
    )  # fmt: skip
    card = _arranged(told, WhyTransfer.SCHOOL_MOVE, 6, 14, "He goes to the college next week.")
    at = stage.moment(2, 11)
    with stage.as_("priya", at) as priya:
        hand_to_school(
            actor=priya, item_id=card.item_id, version=_version(card),
            school_id=stage.places["orvenbury"], person="The college office",
            words="What helped so far, by telephone.", at=at,
        )  # fmt: skip


def _asked_outside(stage: Stage) -> None:
    """A charity without an account is asked by a link; Bethan keeps the request until they have it."""
    shed, at = new_id(), stage.moment(20, 10)
    with stage.as_("jo", at) as jo:
        save_outside(
            actor=jo, receiver_id=shed, area_id=stage.places["area"], details=SHED, is_checked=True,
            at=at,
        )  # fmt: skip
    told = Telling.draft(
        stage, "nadia", "northgate", 5, 9,
        child("Kayla Stead", born(stage.order.anchor, 13), "Year 8", carer_name="Rob Stead",
              carer_relationship="Father", since="Since her mother fell ill", topics=["family"],
              concern="Cooks and looks after her brother; tired, and worried at school.",
              wants="To meet others who do this too."),
    ).send("nadia", 5, 9).seen("sam", 4)  # fmt: skip
    told.decided(
        "bethan", 3, 15, Move.REDIRECT, "The Boat Shed rings you within two weeks.",
        reason=Reason.NOT_COVERED.value, outside_id=shed,
        to_them="Looks after an ill parent and a brother; would like to meet others.",
    ).told("bethan", 2, 9)  # fmt: skip


def _three_missed(stage: Stage) -> None:
    """Three appointments in a row were missed: a manager looks before anything ends."""
    told = _helped(stage, "Elis Vaughan", 16, "Year 12", 45, "Afraid of being sick in class.")
    for ago in (22, 15):
        told.missed("priya", ago, 14, "At college at 1. Elis did not come.").known(
            "priya", Move.RECORD_REACHED, ago - 1, 15, "Reached by phone: a shift at work."
        )
    told.missed("priya", 1, 13, "At college at 1. Elis did not come.").known(
        "gwen", Move.SAY_WHAT_IS_KNOWN, 1, 14, "He has been in college each day, and looks tired."
    )
    looks = Item.objects.filter(about=told.item_id, kind=Kind.SECOND_LOOK)
    with stage.as_("priya", stage.moment(1, 16)):
        assert looks.exists()  # noqa: S101 - else nobody looked, and the story is not true


def _version(told: Telling) -> int:
    return Item.objects.get(pk=told.item_id).version


def _femi_leaves(stage: Stage) -> None:
    """Femi's last day is known: his colleagues see what he still holds."""
    told = _helped(stage, "Owain Tranter", 17, "Year 12", 34, "Cannot sleep before each exam.")
    with stage.as_("priya", stage.moment(6, 9)) as priya:
        reassign(
            actor=priya, item_id=told.item_id, version=_version(told),
            to_person=stage.people["femi"].pk, at=clock.now(),
        )  # fmt: skip
    with arranging():
        his = Membership.objects.get(person=stage.people["femi"], until_on__isnull=True)
    with stage.as_("lena", stage.moment(1, 15)) as lena:
        last = real_today() + timedelta(days=12)
        end_membership(actor=lena, membership_id=his.pk, until_on=last, at=clock.now())
