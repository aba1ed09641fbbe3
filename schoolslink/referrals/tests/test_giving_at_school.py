"""Whoever answers for a school gives one thing to a colleague: by name, at once, with the same day."""

import pytest

from schoolslink.access.roles import Role
from schoolslink.access.tests.arrange import member, person, sign_in
from schoolslink.access.unit import acting
from schoolslink.kernel import clock, outbox
from schoolslink.kernel.ids import new_id
from schoolslink.notices.models import Notice
from schoolslink.referrals import messages
from schoolslink.referrals.commands.closing import close_to
from schoolslink.referrals.commands.giving_at_school import give_at_school, to_give_at_school
from schoolslink.referrals.commands.request import start_request
from schoolslink.referrals.errors import (
    ChangedMeanwhile,
    NotInThisSchool,
    NotPossible,
    NotYours,
)
from schoolslink.referrals.models import Holding, Item
from schoolslink.referrals.permissions import moves_now
from schoolslink.referrals.rules import Move, Side
from schoolslink.referrals.rules.guarding import Why
from schoolslink.referrals.tests.arrange import KNOWN, acting_as, sent

pytestmark = pytest.mark.django_db
UNSENT = {"young_person_agrees": "not_asked"}


@pytest.fixture
def noon():
    return clock.real_now()


@pytest.fixture
def people(world, as_seed):
    """Cam covers at Northgate, Hal is its head, Ty teaches there."""
    with as_seed():
        cam, hal, ty = person("Cam Ross"), person("Hal Moore"), person("Ty Lowe")
        member(cam, world.northgate, Role.SCHOOL_COVER)
        member(hal, world.northgate, Role.SCHOOL_HEAD)
        member(ty, world.northgate, Role.SCHOOL_REFERRER)
    return {"cam": cam, "hal": hal, "ty": ty}


@pytest.fixture
def item_id(world, people, noon):
    return sent(world, noon, **UNSENT)


def gives(who, item_id, to, noon, version=2):
    with acting(acting_as(who)) as actor:
        return give_at_school(
            actor=actor, item_id=item_id, version=version, to_person=to.pk, at=noon
        )


def held(world, item_id):
    with acting(acting_as(world.nadia)):
        return Holding.objects.get(item=item_id, ended_at__isnull=True)


def test_one_thing_is_theirs_at_once_with_the_same_day_and_they_are_told(
    world, people, item_id, noon, as_seed
):
    other = sent(world, noon, first_name="Tom", surname="Bell", **UNSENT)
    before = held(world, item_id)

    gives(world.nadia, item_id, people["cam"], noon)
    outbox.deliver_waiting()

    now = held(world, item_id)
    assert (now.person_id, now.due_on, now.side) == (people["cam"].pk, before.due_on, Side.SCHOOL)
    assert held(world, other).person_id == world.nadia.pk
    with as_seed():
        told = Notice.objects.filter(recipient_person=people["cam"].pk, about_id=item_id)
        assert [one.kind for one in told] == [messages.WAITS_FOR_YOU.name]


def test_only_whoever_belongs_there_and_may_open_it_is_offered(
    world, people, item_id, noon, as_seed
):
    with acting(acting_as(world.nadia)) as nadia:
        close_to(
            actor=nadia, item_id=item_id, person_id=people["hal"].pk, why=Why.RELATIVE, at=noon
        )

    with acting(acting_as(world.nadia)) as nadia:
        names = [name for _, name, _ in to_give_at_school(nadia, item_id).people]
    assert names == ["Cam Ross"]
    for nobody in (people["hal"], people["ty"], world.priya, world.amira):
        with pytest.raises(NotInThisSchool):
            gives(world.nadia, item_id, nobody, noon)
    with pytest.raises(ChangedMeanwhile):
        gives(world.nadia, item_id, people["cam"], noon, version=1)


def test_nobody_gives_but_who_answers_for_the_school_and_only_what_the_school_has(
    world, people, item_id, noon
):
    with acting(acting_as(world.nadia)) as nadia:
        assert Move.REASSIGN in moves_now(nadia, Item.objects.get(pk=item_id))
    with acting(acting_as(people["ty"])) as ty:
        own = start_request(
            actor=ty, school_id=world.northgate.pk, form_key=new_id(), at=noon, answers=KNOWN,
            gate={"danger_now": False},
        )  # fmt: skip
        assert Move.REASSIGN not in moves_now(ty, Item.objects.get(pk=own))
    with pytest.raises((NotYours, NotPossible)):
        gives(people["ty"], own, people["cam"], noon, version=1)
    with pytest.raises(Item.DoesNotExist):
        gives(people["ty"], item_id, people["cam"], noon)
    with pytest.raises(Item.DoesNotExist):
        gives(world.amira, item_id, people["cam"], noon)
    at_the_team = sent(world, noon)
    with pytest.raises(NotPossible, match="service has it"):
        gives(world.nadia, at_the_team, people["cam"], noon)
    with pytest.raises((NotYours, NotPossible)):
        gives(world.priya, at_the_team, people["cam"], noon)


def test_the_page_gives_it_and_says_by_when(world, people, item_id, client, noon):
    sign_in(client, world.nadia)
    asked = f"/asked/{item_id}"
    assert "Give it to a colleague" in client.get(asked).content.decode()
    shown = client.get(f"{asked}/give").content.decode()
    assert "Cam Ross" in shown

    made = client.post(
        f"{asked}/give",
        {"form_key": str(new_id()), "seen": "2", "person": str(people["cam"].pk)},
    )

    assert (made.status_code, made["Location"]) == (302, asked)
    assert held(world, item_id).person_id == people["cam"].pk
    sign_in(client, people["ty"])
    assert client.get(f"{asked}/give").status_code == 404
