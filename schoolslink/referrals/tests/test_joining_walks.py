"""Whatever is joined, apart, decided, told or worse: nothing is without a holder, nobody untold."""

from contextlib import suppress

import pytest
from django.core.exceptions import ObjectDoesNotExist
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schoolslink.access.unit import acting, attempt
from schoolslink.kernel import clock, outbox
from schoolslink.referrals.commands.decide import (
    Answering,
    acknowledge,
    decide,
    record_told,
    step,
)
from schoolslink.referrals.commands.joining import take_apart
from schoolslink.referrals.errors import ChangedMeanwhile, NotPossible, NotYours
from schoolslink.referrals.models import Decision, Holding, Item, Joining, Told
from schoolslink.referrals.queries import open_for_school
from schoolslink.referrals.queries.school import open_at_school
from schoolslink.referrals.rules import Move, State
from schoolslink.referrals.rules.moves import JOINED
from schoolslink.referrals.tests.arrange import acting_as, sent
from schoolslink.referrals.tests.joining import join_them, last_tuesday, said_same
from schoolslink.referrals.tests.test_answer_unread import undone

pytestmark = pytest.mark.django_db
ACTS = ("join", "apart", "help", "advise", "told", "worse", "withdraw", "meets", "ends")
GIVEN = {
    "help": {"move": Move.ACCEPT, "level": "getting_help"},
    "advise": {"move": Move.ADVISE, "words": "Try this.", "next_step": "Her tutor."},
    "ends": {
        "move": Move.DISCHARGE, "reason": "goals_met", "words": "Well.", "watch": "Sleep.",
        "next_step": "School goes on.",
    },
}  # fmt: skip
THREE = st.integers(0, 2)


@pytest.fixture
def noon():
    """Noon of last Tuesday."""
    return last_tuesday()


def does(act, world, one, other, at) -> None:
    """Do one of these where it is possible now, and nothing where it is not."""
    who = world.nadia if act in ("worse", "withdraw") else world.priya
    with (
        suppress(ChangedMeanwhile, NotPossible, NotYours, ObjectDoesNotExist),
        acting(acting_as(who)) as actor,
        attempt(),
    ):
        version = Item.objects.get(pk=one).version
        if act == "join":
            join_them(actor, one, other, at)
        elif act == "apart":
            take_apart(actor=actor, item_id=one, version=version, why="Two children.", at=at)
        elif act == "told":
            for duty in Told.objects.filter(
                item_id=one, told_at__isnull=True, whom__in=["self", "carer"]
            ).order_by("id"):
                version = Item.objects.get(pk=one).version
                record_told(
                    actor=actor, item_id=one, told_id=duty.pk, how="phone", version=version, at=at
                )
        elif act in GIVEN:
            decide(actor=actor, item_id=one, version=version, answer=Answering(**GIVEN[act]), at=at)
        else:
            move = {
                "worse": Move.SAY_WORSE, "withdraw": Move.WITHDRAW,
                "meets": Move.RECORD_FIRST_CONTACT,
            }[act]  # fmt: skip
            step(actor=actor, item_id=one, move=move, version=version, words="So it is.", at=at)
    with clock.fixed(at):
        outbox.deliver_waiting()


def holds(world, items, acts) -> None:
    """Every open thing has one holder and one day; who asked sees a holder, or an end they are told of."""
    with acting(acting_as(world.priya)):
        joined = {row.item_id: row for row in Joining.objects.filter(apart_at__isnull=True)}
        rows = {item.pk: item for item in Item.objects.filter(pk__in=items)}
        for item in rows.values():
            held = Holding.objects.filter(item=item, ended_at__isnull=True)
            assert held.count() == (item.closed_at is None), acts
            assert (item.pk in joined) == (State(item.state) in JOINED), acts
        for row in joined.values():
            goes_on = rows[row.goes_on_id]
            assert goes_on.pk not in joined, acts
            assert goes_on.state != State.WITHDRAWN, acts
            later = Decision.objects.filter(item=goes_on, event__at__gt=row.at)
            heard = Decision.objects.filter(item=row.item_id).values_list("move", flat=True)
            assert set(later.values_list("move", flat=True)) <= set(heard), acts
    with acting(acting_as(world.nadia)) as nadia:
        listed = {row.item_id for row in open_for_school(nadia)}
        for item_id in items:
            opened = open_at_school(nadia, item_id).opened
            if opened.item.closed_at is None:
                assert opened.holds is not None, acts
                assert opened.holds.name or opened.holds.place, acts
                assert opened.holds.due_on is not None, acts
                assert item_id in listed, acts
            else:
                assert opened.item.state in (State.WITHDRAWN, State.CLOSED, State.DISCHARGED), acts


@given(acts=st.lists(st.tuples(st.sampled_from(ACTS), THREE, THREE), max_size=12))
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_whatever_happens_nothing_is_lost_between_them(world, noon, acts):
    with undone():
        items = [sent(world, noon) for _ in range(3)]
        for one, other in ((0, 1), (1, 2), (0, 2)):
            said_same(world, items[one], items[other], noon)
        with acting(acting_as(world.priya)) as priya:
            acknowledge(actor=priya, seen=[(item, 2) for item in items], at=noon)
        for act, one, other in [("join", 0, 1), *acts]:
            does(act, world, items[one], items[other], noon)
            holds(world, items, acts)
