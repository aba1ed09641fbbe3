"""Talks about a named pupil: the hours that Priya keeps for schools, one talk to come, one that was."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import UUID

from schoolslink.access.unit import acting
from schoolslink.directory.commands.hours import publish_hours
from schoolslink.directory.models.hours import How, Whom
from schoolslink.directory.rules.slots import Offered
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands import consulting
from schoolslink.referrals.models import Item
from schoolslink.referrals.queries.consulting import SlotKey, slots_of_school
from schoolslink.referrals.rules.consulting import FamilyKnows, Step
from schoolslink.simulate.world.stage import Stage

WEDNESDAY = 2


def talks(stage: Stage) -> None:
    """Tell of the hours, of a talk whose steps are still to be done, and of one that is booked."""
    _hours(stage)
    _talked(stage)
    _to_come(stage)


def _hours(stage: Stage) -> None:
    at = stage.moment(30, 9)
    first = at.date() + timedelta(days=(WEDNESDAY - at.weekday()) % 7 or 7)
    with stage.as_("priya", at) as priya:
        publish_hours(
            actor=priya, contact_id=stage.places["contact of priya"], form_key=new_id(), at=at,
            offered=Offered(
                starts_at=time(10), ends_at=time(12), minutes=30, how=How.PHONE, whom=Whom.ALL,
                from_on=first, every_week=True, in_holidays=True,
            ),
        )  # fmt: skip


def _talked(stage: Stage) -> None:
    item_id, over_at = _booked(
        stage, "nadia", "northgate", 22, "Jordan", "Ames", "Year 9",
        "He has stopped coming to lessons before lunch and says nothing about why.",
    )  # fmt: skip
    day = stage.order.anchor
    with stage.as_("priya", over_at) as priya:
        consulting.write_note(
            actor=priya, item_id=item_id, version=_version(item_id),
            said="It began when his sister left home. Nothing says that he is in danger.",
            school=Step("A quiet place at lunch, and five minutes with Mr Reed each morning.",
                        day + timedelta(days=9)),
            service=Step("Ring to hear how the mornings go.", day + timedelta(days=5)),
            at=over_at,
        )  # fmt: skip


def _to_come(stage: Stage) -> None:
    _booked(
        stage,
        "amira",
        "hillside",
        1,
        "Poppy",
        "Lamb",
        "Year 5",
        "She counts her steps and starts again when somebody speaks. What can we do in class?",
    )


def _booked(
    stage: Stage, lead: str, school: str, ago: int, first_name: str, surname: str, year: str,
    question: str,
) -> tuple[UUID, datetime]:  # fmt: skip
    """Let a lead book the first time there is; return the talk and when it is over."""
    at = stage.moment(ago, 14)
    with acting(stage.actor(lead)):
        slot = slots_of_school(stage.places[school], at=at)[0]
    with stage.as_(lead, at) as actor:
        item_id = consulting.book(
            actor=actor, school_id=stage.places[school], form_key=new_id(), at=at,
            slot=SlotKey(slot.hours_id, slot.starts_at), first_name=first_name, surname=surname,
            age_or_year=year, question=question, knows=FamilyKnows.AGREED,
        )  # fmt: skip
    return item_id, slot.ends_at


def _version(item_id: UUID) -> int:
    return Item.objects.get(pk=item_id).version
