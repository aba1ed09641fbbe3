"""Ways by which what was joined goes on by itself again, and what is carried over between the two."""

from datetime import timedelta

import pytest

from schoolslink.access.unit import acting
from schoolslink.kernel import clock, outbox
from schoolslink.kernel.ids import new_id
from schoolslink.referrals import certificates
from schoolslink.referrals.commands.decide import Answering, decide, step
from schoolslink.referrals.commands.typed_in import type_in
from schoolslink.referrals.errors import NotPossible
from schoolslink.referrals.jobs.retention import look_round
from schoolslink.referrals.models import (
    Carer,
    ContactBar,
    Holding,
    Item,
    Joining,
    SharingChoice,
    Told,
    YoungPerson,
)
from schoolslink.referrals.queries.ended import ended_at_school
from schoolslink.referrals.rules import Move, Side, State
from schoolslink.referrals.tests.arrange import KNOWN, acting_as, sent
from schoolslink.referrals.tests.joining import joined, last_tuesday
from schoolslink.referrals.tests.test_retention import agreed, ended, erase

pytestmark = pytest.mark.django_db


@pytest.fixture
def noon():
    """Noon of last Tuesday."""
    return last_tuesday()


def state_of(item_id, as_seed) -> str:
    with as_seed():
        return Item.objects.get(pk=item_id).state


def test_taken_back_by_its_askers_the_other_goes_on_by_itself(world, noon, as_seed):
    first, second = sent(world, noon), sent(world, noon)
    joined(world, second, first, noon)

    with clock.fixed(noon):
        with acting(acting_as(world.nadia)) as nadia:
            version = Item.objects.get(pk=first).version
            step(
                actor=nadia, item_id=first, move=Move.WITHDRAW, version=version,
                words="They moved.", at=noon,
            )  # fmt: skip
        outbox.deliver_waiting()

    assert state_of(second, as_seed) == State.IN_TRIAGE
    with as_seed():
        held = Holding.objects.get(item_id=second, ended_at__isnull=True)
        assert (held.side, held.pool_id) == (Side.SERVICE, world.riverside.pk)
        assert Joining.objects.get().apart_at is not None


def test_a_doctor_and_a_school_are_each_told_by_their_own_way(open_door, noon, as_seed):
    school_asked = sent(open_door, noon)
    said = KNOWN | {"concern": "Low mood.", "gp_hears": "yes"}
    with acting(acting_as(open_door.priya)) as priya:
        typed = type_in(
            actor=priya, service_id=open_door.riverside.pk, school_id=None, form_key=new_id(),
            asked_by="gp", said=said, gate={}, made_at=noon, at=noon,
        )  # fmt: skip
    joined(open_door, typed, school_asked, noon)

    with acting(acting_as(open_door.priya)) as priya:
        version = Item.objects.get(pk=school_asked).version
        answer = Answering(move=Move.ACCEPT, level="getting_help")
        decide(actor=priya, item_id=school_asked, version=version, answer=answer, at=noon)

    with as_seed():
        whom = {
            item: set(Told.objects.filter(item_id=item).values_list("whom", flat=True))
            for item in (typed, school_asked)
        }
    assert "gp" in whom[typed]
    assert "school" not in whom[typed]
    assert "gp" not in whom[school_asked]
    assert "school" in whom[school_asked]


def test_who_must_not_be_reached_on_one_is_not_reached_on_the_other(world, noon, as_seed):
    first, second = sent(world, noon), sent(world, noon)
    with as_seed():
        carer = Carer.objects.get(item_id=second, relationship="carer")
        ContactBar.objects.create(
            item_id=second, carer=carer, ways=["post"], asked_by="family", since_on=noon.date(),
            at=noon, set_by=world.nadia.pk,
        )  # fmt: skip

    joined(world, second, first, noon)

    with as_seed():
        assert Carer.objects.get(item_id=first, relationship="carer").not_by == ["post"]


def test_a_no_that_comes_later_takes_them_apart_before_anybody_is_told(world, noon, as_seed):
    first, second = sent(world, noon), sent(world, noon)
    joined(world, second, first, noon)
    with as_seed():
        SharingChoice.objects.create(
            item_id=second,
            whom="carer",
            may_be_told=False,
            chosen_by="self",
            at=noon + timedelta(hours=1),
        )

    with acting(acting_as(world.priya)) as priya:
        version = Item.objects.get(pk=first).version
        answer = Answering(move=Move.ACCEPT, level="getting_help")
        decide(actor=priya, item_id=first, version=version, answer=answer, at=noon)

    assert state_of(second, as_seed) == State.IN_TRIAGE
    with as_seed():
        assert not Told.objects.filter(item_id=second).exists()


def test_no_school_tells_the_family_where_others_asked_too(world, noon):
    first, second = sent(world, noon), sent(world, noon)
    joined(world, second, first, noon)

    answer = Answering(move=Move.ACCEPT, level="getting_help", who_tells=Side.SCHOOL)
    with acting(acting_as(world.priya)) as priya:
        version = Item.objects.get(pk=first).version
        with pytest.raises(NotPossible, match="your team tells everybody"):
            decide(actor=priya, item_id=first, version=version, answer=answer, at=noon)


def test_what_is_over_stands_among_what_has_ended_as_the_one_that_went_on(world, noon, as_seed):
    first, second = sent(world, noon), sent(world, noon)
    joined(world, second, first, noon)
    with as_seed():
        Holding.objects.filter(item_id=first).update(ended_at=noon)
        Item.objects.filter(pk=first).update(
            state=State.CLOSED.value, closed_at=noon, closed_on=noon.date()
        )

    with acting(acting_as(world.nadia)) as nadia:
        rows = {row.item_id: row for row in ended_at_school(nadia, until=clock.now())}

    assert (rows[second].state, rows[second].move) == (State.CLOSED, Move.CLOSE)


@pytest.mark.parametrize("goes", ["joined", "goes_on"])
def test_all_of_one_child_is_erased_and_the_other_stays(
    world, as_seed, tmp_path, monkeypatch, goes
):
    monkeypatch.setattr(certificates, "file", lambda: tmp_path / "erasures.jsonl")
    now = clock.real_now()
    first = sent(world, now, birth_date="1990-01-10")
    second = sent(world, now, birth_date="1990-01-10")
    row = joined(world, second, first, now)
    with as_seed():
        Item.objects.filter(pk__in=(first, second)).update(state=State.DUPLICATE.value)
    old = second if goes == "joined" else first
    _, child, _ = ended(as_seed, old, years=22)
    look_round(now)
    agreed(world, now)

    done = erase(now)

    assert done.refused == {}
    assert len(done.certificates) == 1
    with as_seed():
        assert not YoungPerson.objects.filter(pk=child).exists()
        kept = Joining.objects.filter(pk=row.pk)
        assert [one.goes_on_id for one in kept] == ([] if goes == "joined" else [None])
        assert Item.objects.filter(pk__in=(first, second)).count() == 1
