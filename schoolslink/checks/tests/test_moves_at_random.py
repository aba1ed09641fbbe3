"""Random walks of random people over questions and requests: nobody is ever left without a holder."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from django.db import connection
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from schoolslink.access import seal
from schoolslink.access.unit import acting
from schoolslink.checks import oracle
from schoolslink.checks.describing import describe
from schoolslink.checks.equivalence import real_today
from schoolslink.checks.ground import show, standing_as, undone
from schoolslink.checks.oracle import Who
from schoolslink.checks.walls import actor_for, token_for
from schoolslink.directory.tests import factories
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands.moving import Moved, find, make_move
from schoolslink.referrals.commands.request import send_request, start_request
from schoolslink.referrals.errors import ChangedMeanwhile, NoLink, NotPossible, NotYours
from schoolslink.referrals.models import AdviceRequest, Decision, DecisionWords, Item
from schoolslink.referrals.permissions import moves_now
from schoolslink.referrals.routing import Holder, route_for
from schoolslink.referrals.rules import MOVES, WHOSE, Kind, Move, Need, Side, State, is_open
from schoolslink.referrals.rules.moves import TOLD_OF
from schoolslink.referrals.tests.arrange import World, acting_as, asked, small_world

pytestmark = pytest.mark.django_db

PEOPLE = ("amira", "nadia", "priya", "sam", "lena", "jo", "stranger")
REFUSED = (Item.DoesNotExist, NotYours, NotPossible, ChangedMeanwhile, NoLink)
KNOWN = {"first_name": "Ellie", "surname": "Ward", "concern": "Very quiet.", "worry": "3"}
# who, which record, which move, how far the version seen is from the real one, whether what the
# move needs is given. A number chooses among the moves that are possible now, a name is any move.
LAWFUL = st.tuples(
    st.sampled_from(("amira", "priya", "sam")),
    st.integers(0, 2),
    st.integers(0, 99),
    st.just(0),
    st.just(True),
)
WILD = st.tuples(
    st.sampled_from(PEOPLE),
    st.integers(0, 2),
    st.sampled_from(Move) | st.integers(0, 99),
    st.sampled_from([0, 0, 0, -1, 1]),
    st.booleans(),
)
STEPS = st.lists(LAWFUL | WILD, min_size=8, max_size=14)


@dataclass
class Seen:
    """What the walk has seen of one record: it must be what the database says."""

    kind: Kind
    state: State
    version: int


@dataclass
class Walk:
    """The village, three records in it, and what each should be by now."""

    world: World
    at: object
    items: list[UUID] = field(default_factory=list)
    seen: dict[UUID, Seen] = field(default_factory=dict)
    made: Counter[Move] = field(default_factory=Counter)

    def begin(self) -> None:
        """Ask a question and begin two requests, one of which is sent."""
        self.items = [asked(self.world, self.at, new_id())]
        for sends in (False, True):
            with acting(acting_as(self.world.amira)) as actor:
                item = start_request(
                    actor=actor, school_id=self.world.hillside.pk, form_key=new_id(), at=self.at,
                    answers=KNOWN | ({"young_person_agrees": "agrees", "carer_agrees": "agrees",
                                      "carer_name": "A. Ward", "carer_pr": "yes",
                                      "school_hears": "yes"} if sends else {}),
                    gate={},
                )  # fmt: skip
                if sends:
                    send_request(actor=actor, item_id=item, version=1, at=self.at)
            self.items.append(item)
        self.look()

    def look(self) -> None:
        """Take the records as they are now."""
        with standing_as("seed"):
            self.seen = {
                i.pk: Seen(Kind(i.kind), State(i.state), i.version) for i in Item.objects.all()
            }

    def step(self, who, which, choice, off, gives) -> None:
        """Try one move; it is made exactly when it is legal."""
        item_id = self.items[which]
        before = self.seen[item_id]
        actor = acting_as(getattr(self.world, who))
        move = self._move(actor, item_id, choice)
        legal = self._is_legal(actor, item_id, before, move, off) and (gives or move in NEEDLESS)
        try:
            with acting(actor) as acts:
                item, side = find(acts, item_id)
                route = route_for(item.school_id, on=clock.local_day(self.at))
                moved = make_move(
                    actor=acts, item=item, side=side, move=move, version=before.version + off,
                    at=self.at, route=route, given=given_for(gives),
                    words="Some words." if gives else "", facts=facts(move, route),
                    holder=Holder(
                        side, actor.person_id,
                        item.school_id if side is Side.SCHOOL else item.team_id,
                    ) if move in (Move.REASSIGN, Move.ESCALATE) else None,
                )  # fmt: skip
                self._write_beside(moved)
        except REFUSED:
            assert not legal, (who, before, move)
            after = dict(self.seen)
            self.look()
            assert self.seen == after
            return
        assert legal, (who, before, move)
        self.look()
        self.made[move] += 1
        to = MOVES[before.kind, before.state, move]
        assert self.seen[item_id] == Seen(before.kind, to, before.version + 1)

    def _write_beside(self, moved: Moved) -> None:
        """Write what each command writes straight after its move, without which it is refused."""
        item, move = moved.item, Move(moved.event.move)
        if move is Move.BECOME_REQUEST:
            AdviceRequest.objects.filter(item=item).update(became=self.items[1])
        if move in TOLD_OF:
            decision = Decision.objects.create(
                item=item, event=moved.event, move=move.value, reason="below_level",
                who_tells="service", told_by=clock.local_day(self.at),
            )  # fmt: skip
            words = DecisionWords(decision=decision, item=item)
            seal.fill(words, item.child_id, words="Some.", next_step="A step.", watch="Sleep.")
            words.save(force_insert=True)

    def _move(self, actor, item_id, choice: Move | int) -> Move:
        if isinstance(choice, Move):
            return choice
        with acting(actor):
            item = Item.objects.filter(pk=item_id).first()
            possible = moves_now(actor, item) if item else ()
        moves = possible or tuple(Move)
        return moves[choice % len(moves)]

    def _is_legal(self, actor, item_id, before: Seen, move: Move, off: int) -> bool:
        """Say by the oracle and the table whether this one may make this move now."""
        ways = self._ways(actor, item_id)
        side = Side.SCHOOL if "answers for the school" in ways else None
        side = Side.SERVICE if ways & {"contact of the team", "works in the team"} else side
        return (
            off == 0
            and side in WHOSE[move]
            and (before.kind, before.state, move) in MOVES
        )  # fmt: skip

    def _ways(self, actor, item_id) -> set[str]:
        known = oracle_world()
        who = Who("person", actor.person_id)
        return oracle.ways(known, who, known.records[item_id], known.roles_of(who.id))


MADE: Counter[Move] = Counter()  # over all walks: without moves there was nothing to see
NEEDLESS = frozenset(
    {
        Move.START, Move.DISCARD, Move.ACKNOWLEDGE, Move.START_TRIAGE, Move.RECORD_TOLD,
        Move.CONFIRM_RECEIPT, Move.CONFIRM_NEXT_STEP, Move.RECORD_FIRST_CONTACT, Move.START_HELP,
        Move.LOOK_AGAIN, Move.CLOSE,
    }
)  # fmt: skip


def given_for(gives: bool) -> dict[Need, object]:
    return dict.fromkeys(Need, "given") if gives else {}


def facts(move: Move, route) -> dict[str, object]:
    """A request reaches its service by the move that sends it."""
    if move not in (Move.SUBMIT, Move.SAY_WORSE):
        return {}
    return {"to_service_id": route.service_id, "to_team_id": route.team_id}


def oracle_world() -> oracle.World:
    known = oracle.World(real_today())
    with standing_as("seed"):
        describe(known)
    return known


def open_holdings() -> dict[UUID, int]:
    with standing_as("seed") as cursor:
        cursor.execute(
            "select i.id, count(h.id) from referrals_item i left join referrals_holding h"
            " on h.item_id = i.id and h.ended_at is null group by i.id"
        )
        return dict(cursor.fetchall())


def assert_seen_by_each_as_the_oracle_says(world: World) -> None:
    known = oracle_world()
    for name in PEOPLE:
        who = Who("person", getattr(world, name).pk)
        with standing_as("app") as cursor:
            show(cursor, token_for(who, actor_for(who)))
            cursor.execute("select id from referrals_item")
            found = {row[0] for row in cursor.fetchall()}
            show(cursor, "")
        assert found == oracle.opinion(known, who).actions["view"], name


@given(steps=STEPS)
@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],  # a walk of a dozen steps is short enough to read
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_every_walk_keeps_one_holder_for_what_is_open_and_none_for_what_ended(village, steps):
    with undone():
        # The real moment: the ninety days in which a team reads on follow the real calendar.
        walk = Walk(village, clock.real_now())
        walk.begin()
        for step in steps:
            walk.step(*step)
            assert open_holdings() == {
                item: int(is_open(seen.kind, seen.state)) for item, seen in walk.seen.items()
            }
            assert_seen_by_each_as_the_oracle_says(village)
        MADE.update(walk.made)
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")


def test_the_walks_went_somewhere():
    if not MADE:
        pytest.skip("The walks were not run.")
    assert MADE.total() > 20
    assert len(MADE) > 8


@pytest.fixture
def village(as_seed):
    with as_seed():
        world = small_world()
        service, school = world.riverside.service, world.hillside.school
        factories.a_sharing_agreement(world.area.area, school, service)
    return world
