"""Two who put answers of one child right in the same instant, on their own connections: nothing is lost."""

from __future__ import annotations

import pytest

from schoolslink.access import seal
from schoolslink.access.unit import acting
from schoolslink.kernel import clock, outbox
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands.additions import add_answers
from schoolslink.referrals.commands.moving import find, make_move
from schoolslink.referrals.commands.putting_right import Mend, put_right
from schoolslink.referrals.commands.request import send_request, start_request
from schoolslink.referrals.models import Item, PutRight
from schoolslink.referrals.rules import Move
from schoolslink.referrals.rules.putting_right import mark_of
from schoolslink.referrals.tests.arrange import KNOWN, acting_as, sent
from schoolslink.referrals.tests.test_joining_at_once import at_once
from schoolslink.referrals.tests.test_putting_right import WHY, stands

TIMES = 3


@pytest.fixture
def noon():
    return clock.real_now()


def puts(item_id, name, was, answer, noon):
    mend = Mend(name, mark_of(was), answer, WHY)
    return lambda who: put_right(actor=who, item_id=item_id, mend=mend, at=noon)


def read(world, item_id):
    with acting(acting_as(world.priya)) as priya:
        return stands(priya, item_id)


def test_two_answers_that_lie_together_are_both_put_right(own_database, world, noon):
    """Address and postcode are sealed in one row: whoever is second reads what the first wrote."""
    item_id = sent(world, noon, postcode="OR1 1AA", address="1 Old Street")
    was = {"postcode": "OR1 1AA", "address": "1 Old Street"}
    for n in range(TIMES):
        now = {"postcode": f"OR2 2B{'ABC'[n]}", "address": f"{n + 2} New Street"}
        came = at_once(
            (world.priya, puts(item_id, "postcode", was["postcode"], now["postcode"], noon)),
            (world.sam, puts(item_id, "address", was["address"], now["address"], noon)),
        )

        assert came == ["done", "done"]
        found = read(world, item_id)
        assert {name: found[name] for name in now} == now
        was = now


def test_of_two_who_put_the_same_answer_right_one_is_told_of_the_other(own_database, world, noon):
    item_id = sent(world, noon)

    came = at_once(
        (world.priya, puts(item_id, "birth_date", "2010-05-04", "2011-04-05", noon)),
        (world.sam, puts(item_id, "birth_date", "2010-05-04", "2011-04-06", noon)),
    )

    assert sorted(came) == ["ChangedMeanwhile", "done"]
    with acting(acting_as(world.priya)):
        (row,) = PutRight.objects.all()
        seal.open_keys([row.child_id])
        now = seal.texts(row, row.child_id)["now"]
    assert read(world, item_id)["birth_date"] == now


def test_what_is_added_meanwhile_is_not_lost(own_database, world, noon):
    item_id = sent(world, noon, address="1 Old Street")

    def adds(who):
        version = Item.objects.get(pk=item_id).version
        add_answers(
            actor=who, item_id=item_id, version=version, at=noon, answers={"postcode": "OR1 1AA"}
        )

    came = at_once(
        (world.nadia, adds),
        (world.priya, puts(item_id, "address", "1 Old Street", "2 New Street", noon)),
    )

    assert came == ["done", "done"]
    found = read(world, item_id)
    assert (found["address"], found["postcode"]) == ("2 New Street", "OR1 1AA")


def test_on_two_requests_of_one_child_nobody_waits_for_ever(own_database, world, noon):
    first = sent(world, noon, gender="a girl")
    with acting(acting_as(world.nadia)) as nadia:
        request, side = find(nadia, first)
        make_move(
            actor=nadia, item=request, side=side, move=Move.WITHDRAW, version=request.version,
            at=noon, words="Not needed.",
        )  # fmt: skip
        again = start_request(
            actor=nadia, school_id=world.northgate.pk, form_key=new_id(), at=noon,
            answers=KNOWN | {"gender": "a girl"}, gate={"danger_now": False}, again_id=first,
        )  # fmt: skip
        send_request(actor=nadia, item_id=again, version=1, at=noon)
    outbox.deliver_waiting()

    came = at_once(
        (world.priya, puts(first, "birth_date", "2010-05-04", "2011-04-05", noon)),
        (world.sam, puts(again, "gender", "a girl", "a boy", noon)),
    )

    assert came == ["done", "done"]
    for item_id in (first, again):
        found = read(world, item_id)
        assert (found["birth_date"], found["gender"]) == ("2011-04-05", "a boy")
