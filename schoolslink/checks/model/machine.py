"""The state machine that hypothesis drives: what is tried, by whom, in which order."""

from __future__ import annotations

from uuid import UUID

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from schoolslink.checks.ground import undone
from schoolslink.checks.model.living import lives_of
from schoolslink.checks.model.tally import Often, Tally, Tried
from schoolslink.checks.model.walk import Cast, Walk
from schoolslink.kernel import clock
from schoolslink.referrals.rules import MOVES, Kind, Move

RULES_A_WALK = 50
TRIED_A_WALK = 100  # a rule tries one step or several
RULES_A_LIFE = 25
LIVES_AT_ONCE = 2  # the first tries next to nothing
ONE_IN_LIVED = 12  # of all steps: each of them costs what twelve straight into the database do
FEWEST_WALKS = 10  # the first of all tries next to nothing
MOST_AT_ONCE = 24  # things in the village: nobody reads more at a glance
# Straight into the database, mostly: there is no wall behind that one.
BARE = st.sampled_from([True] * 7 + [False])
ASKED = st.sampled_from([Kind.ADVICE, Kind.REFERRAL, Kind.CONSULTATION])
NUMBERS = st.integers(0, 9_999)


def machine_of(cast: Cast, tally: Tally) -> type[RuleBasedStateMachine]:
    """Return the machine whose walks all begin in the same village, and leave nothing behind."""

    class Everything(RuleBasedStateMachine):
        """Each rule is one thing that people do, in any order; each step is compared by the walk."""

        def __init__(self) -> None:
            super().__init__()
            self.undone = undone()
            self.undone.__enter__()
            self.walk = Walk(cast, tally, clock.real_now())

        def teardown(self) -> None:
            self.undone.__exit__(None, None, None)

        @initialize(number=NUMBERS)
        def a_question_and_something_beside_a_request(self, number: int) -> None:
            self.walk.ask(number, Kind.ADVICE)
            any(self.walk.begin_beside(item, number) for item in sorted(self.walk.seen))

        @precondition(lambda self: len(self.walk.seen) < MOST_AT_ONCE)
        @rule(number=NUMBERS, kind=ASKED)
        def somebody_asks(self, number: int, kind: Kind) -> None:
            self.walk.ask(number, kind)

        @precondition(lambda self: len(self.walk.seen) < MOST_AT_ONCE)
        @rule(which=NUMBERS, number=NUMBERS)
        def something_begins_beside(self, which: int, number: int) -> None:
            self.walk.begin_beside(self._item(which), number)

        @rule(which=NUMBERS, choices=st.lists(NUMBERS, min_size=1, max_size=12), bare=BARE)
        def somebody_goes_on(self, which: int, choices: list[int], bare: bool) -> None:
            item = self._item(which)
            for choice in choices:
                if not (lawful := self.walk.lawful(item)):
                    return
                who, move = lawful[choice % len(lawful)]
                self.walk.step(Tried(who, item, move, bare=bare))

        @rule(which=NUMBERS, choices=st.lists(NUMBERS, min_size=4, max_size=16))
        def a_story_goes_on(self, which: int, choices: list[int]) -> None:
            item = self._item(which)
            for choice in choices:
                if not (ahead := self.walk.ahead(item)):
                    return
                who, move = ahead[choice % len(ahead)]
                self.walk.step(Tried(who, item, move))

        @rule(who=NUMBERS, which=NUMBERS, choice=NUMBERS)
        def somebody_takes_a_step_of_the_table(self, who: int, which: int, choice: int) -> None:
            item = self._item(which)
            self.walk.step(Tried(self._who(who), item, self._open(item, choice), bare=True))

        @rule(
            who=NUMBERS, which=NUMBERS, moves=st.lists(st.sampled_from(Move), min_size=1, max_size=8),
            behind=st.sampled_from([0, 0, 0, 1, -1, 7]), given=st.booleans(),
            bare=BARE,
        )  # fmt: skip
        def somebody_tries_anything(
            self, who: int, which: int, moves: list[Move], behind: int, given: bool, bare: bool
        ) -> None:
            item, name = self._item(which), self._who(who)
            for move in moves:
                self.walk.step(Tried(name, item, move, behind, given=given, bare=bare))

        @rule(
            who=NUMBERS, other=NUMBERS, which=NUMBERS, choice=NUMBERS, choice_of_other=NUMBERS,
            bare=BARE,
        )  # fmt: skip
        def two_act_at_once(
            self, who: int, other: int, which: int, choice: int, choice_of_other: int, bare: bool
        ) -> None:
            item = self._item(which)
            lawful = self.walk.lawful(item) or [(self._who(who), self._open(item, choice))]
            first = Tried(
                lawful[choice % len(lawful)][0], item, lawful[choice % len(lawful)][1], bare=bare
            )
            second = Tried(self._who(other), item, self._open(item, choice_of_other), bare=bare)
            self.walk.at_once(first, second)

        @rule(days=st.integers(1, 20))
        def time_goes_by(self, days: int) -> None:
            self.walk.later(days)

        def _item(self, number: int) -> UUID:
            known = sorted(self.walk.seen)
            return known[number % len(known)]

        def _who(self, number: int) -> str:
            return cast.names[number % len(cast.names)]

        def _open(self, item: UUID, number: int) -> Move:
            seen = self.walk.seen[item]
            possible = [m for m in Move if (seen.kind, seen.state, m) in MOVES] or [*Move]
            return possible[number % len(possible)]

    return Everything


def run(
    cast: Cast, steps: int, number: int, one_in: int = ONE_IN_LIVED, before: Often | None = None
) -> Tally:
    """Walk until so many steps were tried; raises `walk.Differs` with the steps that led there.

    One in so many of them is lived: made by a whole command, with all that follows, first in a few lives,
    then in more that know what was walked by those, and before them. number: the seed; the same one tries
    the same.
    """
    tally = Tally()
    while tally.steps < steps:
        if tally.lived < steps // one_in:
            _run(lives_of(cast, tally, before), LIVES_AT_ONCE, RULES_A_LIFE, number)
        else:
            walks = (steps - tally.steps) // TRIED_A_WALK
            _run(machine_of(cast, tally), max(FEWEST_WALKS, walks), RULES_A_WALK, number)
        number += 1
    return tally


def _run(machine: type[RuleBasedStateMachine], walks: int, rules: int, number: int) -> None:
    seed(number)(machine)
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine,
        settings=settings(
            max_examples=walks,
            stateful_step_count=rules,
            deadline=None,
            database=None,
            phases=[Phase.generate],  # each walk is short enough to read
            suppress_health_check=list(HealthCheck),
        ),
    )
