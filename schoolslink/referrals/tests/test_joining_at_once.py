"""Two who join, decide or take apart in the same instant: one of them is told so, and nothing is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

from django.db import connections

from schoolslink.access.unit import acting
from schoolslink.referrals.commands.decide import Answering, decide, step
from schoolslink.referrals.commands.joining import join, take_apart
from schoolslink.referrals.errors import ChangedMeanwhile, NotPossible
from schoolslink.referrals.models import Decision, Holding, Item, Joining
from schoolslink.referrals.rules import Move
from schoolslink.referrals.rules.moves import JOINED
from schoolslink.referrals.tests.arrange import acting_as, sent
from schoolslink.referrals.tests.joining import joined, last_tuesday, pair_of, said_same


def at_once(*acts) -> list[str]:
    """Let each be done by a connection of its own, all begun before any is done."""
    begun, done = Barrier(len(acts), timeout=10), Barrier(len(acts), timeout=1)

    def does(act) -> str:
        who, command = act
        try:
            with acting(acting_as(who)) as actor:
                begun.wait()
                command(actor)
                with suppress(BrokenBarrierError):
                    done.wait()
            return "done"
        except (ChangedMeanwhile, NotPossible) as refusal:
            return type(refusal).__name__
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(does, acts))


def test_joined_the_one_way_and_the_other_at_once_is_joined_one_way(own_database, world, as_seed):
    noon = last_tuesday()
    first, second = sent(world, noon), sent(world, noon)
    said_same(world, first, second, noon)
    with as_seed():
        pair = pair_of(first, second).pk

    def one_way(goes_on):
        return lambda actor: join(
            actor=actor, item_id=first, alike_id=pair, goes_on_id=goes_on, versions=(2, 2),
            why="One child.", at=noon,
        )  # fmt: skip

    came = at_once((world.priya, one_way(first)), (world.sam, one_way(second)))

    assert sorted(came) == ["ChangedMeanwhile", "done"]
    with as_seed():
        row = Joining.objects.get()
        assert Holding.objects.filter(item_id=row.goes_on_id, ended_at=None).count() == 1
        assert Item.objects.get(pk=row.item_id).closed_at is not None


def test_decided_taken_apart_and_worse_at_once_leaves_one_truth(own_database, world, as_seed):
    noon = last_tuesday()
    first, second = sent(world, noon), sent(world, noon)
    joined(world, second, first, noon)
    with as_seed():
        versions = dict(Item.objects.values_list("pk", "version"))
    answer = Answering(move=Move.ACCEPT, level="getting_help")

    came = at_once(
        (world.priya, lambda actor: decide(
            actor=actor, item_id=first, version=versions[first], answer=answer, at=noon)),
        (world.sam, lambda actor: take_apart(
            actor=actor, item_id=second, version=versions[second], why="Twins.", at=noon)),
        (world.nadia, lambda actor: step(
            actor=actor, item_id=second, move=Move.SAY_WORSE, version=versions[second],
            words="Worse.", at=noon)),
    )  # fmt: skip

    assert set(came) <= {"done", "ChangedMeanwhile", "NotPossible"}
    assert "done" in came
    with as_seed():
        other = Item.objects.get(pk=second)
        is_joined = Joining.objects.filter(apart_at=None).exists()
        assert is_joined == (other.state in JOINED)
        assert Holding.objects.filter(item=other, ended_at=None).count() == 1
        assert Decision.objects.filter(item=other).exists() == is_joined
