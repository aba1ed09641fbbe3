"""A child whom two schools know: both ask, each reads its own alone, and neither request is lost."""

from datetime import timedelta

import pytest

from schoolslink.access.jobs import as_system
from schoolslink.access.tests.arrange import organisation
from schoolslink.access.unit import acting
from schoolslink.directory.commands.succession import hand_over
from schoolslink.directory.models import AreaMembership, NamedContact, School
from schoolslink.directory.rules.succession import Outcome
from schoolslink.kernel import clock, outbox
from schoolslink.kernel.ids import new_id
from schoolslink.notices.models import Notice
from schoolslink.referrals.commands.arriving import confirm_arrival, hand_to_school
from schoolslink.referrals.commands.decide import Answering, acknowledge, decide, record_told, step
from schoolslink.referrals.commands.request import send_request, start_request
from schoolslink.referrals.commands.transferring import arrange
from schoolslink.referrals.models import (
    ArrivalPreview,
    ChildIdentity,
    Holding,
    Item,
    Joining,
    Likeness,
    Told,
)
from schoolslink.referrals.queries import open_for_school
from schoolslink.referrals.queries.family_letter import family_letter
from schoolslink.referrals.queries.school import open_at_school
from schoolslink.referrals.rules import Duty, Kind, Move, Side, State
from schoolslink.referrals.rules.transferring import WhyTransfer
from schoolslink.referrals.tests.arrange import KNOWN, LONG_AGO, acting_as, sent
from schoolslink.referrals.tests.joining import joined, last_tuesday
from schoolslink.referrals.tests.test_arrival import GIVEN, asking_of
from schoolslink.referrals.tests.test_offers import held

pytestmark = pytest.mark.django_db

AT_HILLSIDE = KNOWN | {"concern": "In the unit she sits under the table.", "tell": ["carer"]}


@pytest.fixture
def noon():
    """Noon of last Tuesday."""
    return last_tuesday()


def sent_by_hillside(world, at):
    """Let Amira ask for the same child at Hillside; return the item's id."""
    with acting(acting_as(world.amira)) as amira:
        item_id = start_request(
            actor=amira, school_id=world.hillside.pk, form_key=new_id(), at=at,
            answers=AT_HILLSIDE, gate={"danger_now": False},
        )  # fmt: skip
    with acting(acting_as(world.amira)) as amira:
        send_request(actor=amira, item_id=item_id, version=1, at=at)
    return item_id


@pytest.fixture
def both(world, noon):
    """Return the request of Northgate and that of Hillside, about one child."""
    return sent(world, noon), sent_by_hillside(world, noon)


def holders(item_id, as_seed) -> list[tuple]:
    with as_seed():
        rows = Holding.objects.filter(item_id=item_id, ended_at__isnull=True)
        return list(rows.values_list("person_id", "side", "school_id"))


def found(who):
    """Return every row of a request, its words and its pair that somebody reaches at all."""
    with acting(acting_as(who)):
        return (
            set(Item.objects.values_list("pk", flat=True)),
            set(ChildIdentity.objects.values_list("item_id", flat=True)),
            Likeness.objects.count() + Joining.objects.count(),
        )


def promises_help(world, item_id, at) -> None:
    with acting(acting_as(world.priya)) as priya:
        version = Item.objects.get(pk=item_id).version
        acknowledge(actor=priya, seen=[(item_id, version)], at=at)
    with acting(acting_as(world.priya)) as priya:
        said = Answering(move=Move.ACCEPT, level="getting_help", words="We meet on Tuesday.")
        decide(actor=priya, item_id=item_id, version=version + 1, answer=said, at=at)


def told_at(item_id, as_seed) -> list:
    """Return who at a school was sent word of the answer."""
    with as_seed():
        rows = Notice.objects.filter(about_id=item_id, kind="referrals.decided")
        return sorted(rows.values_list("recipient_person_id", "link_path"))


def test_each_has_one_holder_and_each_school_reads_its_own_alone(world, both, as_seed):
    northgates, hillsides = both

    assert holders(northgates, as_seed) == [(world.priya.pk, Side.SERVICE, world.northgate.pk)]
    assert holders(hillsides, as_seed) == [(world.priya.pk, Side.SERVICE, world.hillside.pk)]
    assert found(world.nadia) == ({northgates}, {northgates}, 0)
    assert found(world.amira) == ({hillsides}, {hillsides}, 0)
    with acting(acting_as(world.priya)):
        assert Likeness.objects.count() == 1  # the team is shown that they may be one child


def test_joined_both_schools_have_an_open_request_with_one_holder_and_nothing_of_the_other(
    world, noon, both, as_seed
):
    northgates, hillsides = both
    joined(world, hillsides, northgates, noon)
    due_on = held(world.priya, northgates).due_on

    assert holders(northgates, as_seed) == [(world.priya.pk, Side.SERVICE, world.northgate.pk)]
    assert holders(hillsides, as_seed) == []  # what goes on has the one holder of both
    for who, own, other in (
        (world.nadia, northgates, hillsides), (world.amira, hillsides, northgates),
    ):  # fmt: skip
        with acting(acting_as(who)) as lead:
            record = open_at_school(lead, own)
            rows = {row.item_id: (row.person_name, row.due_on) for row in open_for_school(lead)}
        assert rows == {own: (world.priya.name, due_on)}
        assert (record.opened.holds.name, record.opened.item.closed_at) == (world.priya.name, None)
        with as_seed():
            reference = Item.objects.get(pk=other).reference
        for word in (reference, str(other), "oined"):
            assert word not in repr(record)
    assert found(world.amira)[0] == {hillsides}
    assert found(world.nadia)[0] == {northgates}
    assert "under the table" not in repr_of(world.nadia, northgates)
    assert KNOWN["concern"] not in repr_of(world.amira, hillsides)


def repr_of(who, item_id) -> str:
    with acting(acting_as(who)) as lead:
        return repr(open_at_school(lead, item_id))


@pytest.mark.parametrize("goes_on", ["northgate", "hillside"])
def test_the_answer_reaches_both_schools_each_by_its_own_way(world, noon, both, as_seed, goes_on):
    northgates, hillsides = both
    first, second = both if goes_on == "northgate" else (hillsides, northgates)
    joined(world, second, first, noon)

    with clock.fixed(noon):
        promises_help(world, first, noon)
        outbox.deliver_waiting()

    assert told_at(northgates, as_seed) == [(world.nadia.pk, f"/asked/{northgates}")]
    assert told_at(hillsides, as_seed) == [(world.amira.pk, f"/asked/{hillsides}")]
    with as_seed():
        owed = set(Told.objects.filter(whom="school").values_list("item_id", "school_id"))
    assert owed == {(northgates, world.northgate.pk), (hillsides, world.hillside.pk)}
    with clock.fixed(noon), acting(acting_as(world.priya)) as priya:
        for item_id, school in ((northgates, "Northgate High"), (hillsides, "Hillside Primary")):
            other = {"Northgate High": "Hillside", "Hillside Primary": "Northgate"}[school]
            duty = Told.objects.filter(item_id=item_id, family_member_id__isnull=False).first()
            letter = repr(family_letter(priya, item_id, duty.pk))
            assert other not in letter


def test_what_is_asked_of_one_school_is_asked_of_that_one_alone(world, noon, both, as_seed):
    northgates, hillsides = both
    joined(world, hillsides, northgates, noon)
    with acting(acting_as(world.priya)) as priya:
        version = Item.objects.get(pk=northgates).version
        acknowledge(actor=priya, seen=[(northgates, version)], at=noon)
        step(
            actor=priya, item_id=northgates, move=Move.ASK_MORE, version=version + 1,
            words="Who is at home in the mornings?", at=noon,
        )  # fmt: skip

    assert holders(northgates, as_seed) == [(world.nadia.pk, Side.SCHOOL, world.northgate.pk)]
    with acting(acting_as(world.amira)) as amira:
        record = open_at_school(amira, hillsides)
    assert (record.opened.item.state, record.opened.holds.name) == (State.IN_TRIAGE, "Priya Nair")
    assert "mornings" not in repr(record)


@pytest.mark.parametrize("together", [False, True])
def test_a_school_that_another_follows_takes_its_own_request_along_and_no_other(
    world, noon, both, as_seed, together
):
    northgates, hillsides = both
    with as_seed():
        academy = organisation("school", "Hillside Academy")
        School.objects.create(organisation=academy, urn=150001, status="open", phase="primary")
    if together:
        joined(world, hillsides, northgates, noon)
    before = holders(northgates, as_seed)

    with as_system("register") as register:
        hand_over(world.hillside.pk, academy.pk, Outcome.CLEAR, actor=register, at=noon)

    with as_seed():
        schools = dict(Item.objects.values_list("pk", "school_id"))
    assert schools == {northgates: world.northgate.pk, hillsides: academy.pk}
    assert holders(northgates, as_seed) == before
    assert found(world.amira)[0] == {hillsides}
    assert found(world.nadia)[0] == {northgates}
    with clock.fixed(noon):
        promises_help(world, northgates, noon)
        outbox.deliver_waiting()
    assert told_at(northgates, as_seed) == [(world.nadia.pk, f"/asked/{northgates}")]
    assert [one for one, _ in told_at(hillsides, as_seed)] == [world.amira.pk] * together


def test_both_schools_become_one_and_nothing_of_either_is_lost(world, noon, both, as_seed):
    northgates, hillsides = both
    joined(world, hillsides, northgates, noon)
    with as_seed():
        academy = organisation("school", "All Through Academy")
        School.objects.create(organisation=academy, urn=150001, status="open", phase="secondary")
    with as_system("register") as register:
        for old in (world.hillside, world.northgate):
            hand_over(old.pk, academy.pk, Outcome.CLEAR, actor=register, at=noon)

    assert holders(northgates, as_seed) == [(world.priya.pk, Side.SERVICE, academy.pk)]
    with clock.fixed(noon):
        promises_help(world, northgates, noon)
        with acting(acting_as(world.priya)) as priya:
            for duty in Told.objects.filter(told_at__isnull=True).exclude(whom="school"):
                version = Item.objects.get(pk=duty.item_id).version
                record_told(
                    actor=priya, item_id=duty.item_id, told_id=duty.pk, how="phone",
                    version=version, at=noon,
                )  # fmt: skip
        outbox.deliver_waiting()
    assert told_at(northgates, as_seed) == [(world.nadia.pk, f"/asked/{northgates}")]
    assert told_at(hillsides, as_seed) == [(world.amira.pk, f"/asked/{hillsides}")]


@pytest.fixture
def unit(world, as_seed):
    """Hillside, to which Ellie also goes: in Jo's area, its lead named."""
    with as_seed():
        for school in (world.hillside, world.northgate):
            AreaMembership.objects.create(
                school_id=school.pk, area_id=world.area.pk, from_on=LONG_AGO
            )
        NamedContact.objects.create(
            side="school", position="lead", organisation=world.hillside, person=world.amira,
            name=world.amira.name, from_on=LONG_AGO,
        )  # fmt: skip
    return world.hillside


@pytest.fixture
def at_the_unit(world, noon, unit):
    """Return Northgate's request, the card, and what Hillside is asked: has she come?"""
    request_id = sent(world, noon)
    with acting(acting_as(world.priya)) as priya:
        card_id = arrange(
            actor=priya, item_id=request_id, version=2, why=WhyTransfer.ALTERNATIVE, by=None,
            words="Three days a week.", at=noon,
        )  # fmt: skip
        hand_to_school(actor=priya, item_id=card_id, version=1, school_id=unit.pk, at=noon, **GIVEN)
    outbox.deliver_waiting()
    return request_id, card_id, asking_of(world.amira)


def test_with_alternative_provision_their_own_school_stays_theirs(
    world, noon, at_the_unit, as_seed
):
    request_id, card_id, asking_id = at_the_unit
    with acting(acting_as(world.amira)) as amira:
        confirm_arrival(actor=amira, item_id=asking_id, version=1, at=noon)
    outbox.deliver_waiting()

    with as_seed():
        assert Item.objects.get(pk=request_id).school_id == world.northgate.pk
    assert len(holders(request_id, as_seed)) == 1
    assert held(world.priya, card_id).duty == Duty.TELL_TRANSFER
    with acting(acting_as(world.nadia)) as nadia:
        assert request_id in [row.item_id for row in open_for_school(nadia)]
    assert found(world.amira) == ({asking_id}, set(), 0)


def test_the_unit_may_ask_too_and_each_is_told_its_own(world, noon, at_the_unit, as_seed):
    request_id, _card_id, asking_id = at_the_unit
    own_id = sent_by_hillside(world, noon)

    assert found(world.amira) == ({asking_id, own_id}, {own_id}, 0)
    assert found(world.nadia)[1] == {request_id}
    assert len(holders(own_id, as_seed)) == len(holders(request_id, as_seed)) == 1


def test_another_takes_the_home_schools_place_and_the_unit_is_still_the_one_asked(
    world, noon, at_the_unit, as_seed
):
    request_id, card_id, asking_id = at_the_unit
    with as_seed():
        academy = organisation("school", "Northgate Academy")
        School.objects.create(organisation=academy, urn=150002, status="open", phase="secondary")
    with as_system("register") as register:
        hand_over(world.northgate.pk, academy.pk, Outcome.CLEAR, actor=register, at=noon)

    with as_seed():
        schools = dict(Item.objects.values_list("pk", "school_id"))
    assert (schools[request_id], schools[asking_id]) == (academy.pk, world.hillside.pk)
    assert found(world.amira) == ({asking_id}, set(), 0)
    with acting(acting_as(world.amira)) as amira:
        confirm_arrival(actor=amira, item_id=asking_id, version=1, at=noon)
    outbox.deliver_waiting()
    assert held(world.priya, card_id).state == State.RECEIVED


def test_the_unit_takes_the_home_schools_place_and_nobody_is_asked_twice(
    world, noon, at_the_unit, as_seed
):
    """Two schools of one child become one: the question is answered there, and help goes on."""
    request_id, card_id, asking_id = at_the_unit
    with as_system("register") as register:
        hand_over(world.northgate.pk, world.hillside.pk, Outcome.CLEAR, actor=register, at=noon)

    assert found(world.amira)[0] >= {asking_id, request_id}
    with acting(acting_as(world.amira)) as amira:
        confirm_arrival(actor=amira, item_id=asking_id, version=1, at=noon)
    outbox.deliver_waiting()
    assert held(world.priya, card_id).state == State.RECEIVED
    assert len(holders(request_id, as_seed)) == 1
    with as_seed():
        assert Item.objects.filter(kind=Kind.ARRIVAL).count() == 1
        assert ArrivalPreview.objects.count() == 1
        assert Item.objects.get(pk=request_id).opened_at < noon + timedelta(days=1)
