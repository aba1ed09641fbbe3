"""An asking ends when somebody is named by hand, and an address that had its mails is rung."""

from datetime import timedelta
from uuid import uuid4

import pytest

from schoolslink.access.unit import acting
from schoolslink.directory import queries, tokens
from schoolslink.directory.commands import contacts, nominations
from schoolslink.directory.commands.contacts import Details

from .test_contacts import NOON, TODAY, act, named, published, riverside

pytestmark = pytest.mark.django_db
world = pytest.fixture(riverside)


def test_naming_somebody_by_hand_closes_the_asking(world):
    asked = act(
        world.jo, nominations.ask, nomination_id=uuid4(), organisation_id=world.school.pk,
        email="office@hillside.example",
    )  # fmt: skip
    token = tokens.token(tokens.NOMINATION, asked.pk)

    named(world)

    asked.refresh_from_db()
    assert (asked.state, asked.answered_at) == ("answered", NOON)
    assert act(world.jo, nominations.chase_due) == {"mail": 0, "phone": 0}
    with pytest.raises(nominations.AnsweredMeanwhile):
        act(
            world.jo, nominations.answer, token=token, lead_id=uuid4(),
            lead=Details(name="Somebody Late"),
        )  # fmt: skip
    names = [c.name for c in queries.school_contacts(world.school.pk, on=TODAY)]
    assert names == ["Amira Khan"]
    with acting(world.jo):
        assert queries.phone_tasks(world.jo, world.area.pk, on=TODAY) == []


def test_a_cover_that_is_named_by_hand_answers_no_asking_for_the_lead(world):
    asked = act(
        world.jo, nominations.ask, nomination_id=uuid4(), organisation_id=world.school.pk,
        email="",
    )  # fmt: skip

    named(world, "Tom Bell", "tom@hillside.example", position="cover")

    asked.refresh_from_db()
    assert asked.state == "phone"


def test_taking_over_by_hand_closes_the_asking_too(world):
    lead = named(world)
    asked = act(world.jo, nominations.nudge, organisation_id=world.school.pk)
    assert asked.state == "phone"

    act(
        world.jo, contacts.replace_contact, left_contact_id=lead.pk, contact_id=uuid4(),
        details=Details(name="Tom Reed"),
    )  # fmt: skip

    asked.refresh_from_db()
    assert asked.state == "answered"


def test_an_address_that_had_its_three_mails_is_rung_at_once(world):
    asked = ask_three_times(world)
    act(world.jo, nominations.withdraw, nomination_id=asked.pk)

    again = act(
        world.jo, nominations.ask, nomination_id=uuid4(), organisation_id=world.school.pk,
        email="OFFICE@hillside.example",
    )  # fmt: skip

    assert (again.state, again.mails_sent) == ("phone", 3)
    assert len(published("NominationSent")) == 3
    with acting(world.jo):
        rows = queries.phone_tasks(world.jo, world.area.pk, on=TODAY)
    assert [row.school_id for row in rows] == [world.school.pk]


def ask_three_times(world):
    """Return an asking that was mailed three times, the last time today."""
    with acting(world.jo):
        asked = nominations.ask(
            actor=world.jo, nomination_id=uuid4(), organisation_id=world.school.pk,
            email="office@hillside.example", at=NOON - timedelta(days=14),
        )  # fmt: skip
        for days in (7, 0):
            nominations.chase_due(actor=world.jo, at=NOON - timedelta(days=days))
    return asked
