"""The state machine of lives: what people do by their pages, in any order, with what follows from it."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from schoolslink.checks.ground import undone
from schoolslink.checks.model.along import MOVES_OF
from schoolslink.checks.model.lived import Lived
from schoolslink.checks.model.tally import Often, Tally, Tried
from schoolslink.checks.model.walk import Cast
from schoolslink.kernel import clock
from schoolslink.referrals.rules import Move

MOST_AT_ONCE = 30  # things in the village
NUMBERS = st.integers(0, 9_999)
SEVERAL = st.lists(NUMBERS, min_size=2, max_size=5)


def lives_of(cast: Cast, tally: Tally, before: Often | None = None) -> type[RuleBasedStateMachine]:
    """Return the machine whose lives all begin in the same village, and leave nothing behind.

    What was walked least until now is tried first. No rule waits for anything: each life can be lived again.
    """
    often = tally.often() + (before or Counter())

    class Lives(RuleBasedStateMachine):
        """Each rule is something that people do; at the end of each life everything is asked."""

        def __init__(self) -> None:
            super().__init__()
            self.undone = undone()
            self.undone.__enter__()
            self.lived = Lived(cast, tally, clock.real_now(), often)

        def teardown(self) -> None:
            try:
                self.lived.ask_everything()
            finally:
                self.undone.__exit__(None, None, None)

        @initialize(numbers=st.lists(NUMBERS, min_size=3, max_size=6))
        def something_is_there(self, numbers: list[int]) -> None:
            for number in numbers:
                self.lived.begin(number)

        @rule(number=NUMBERS)
        def something_begins(self, number: int) -> None:
            if len(self.lived.seen) < MOST_AT_ONCE:
                self.lived.begin(number)

        @rule(numbers=SEVERAL)
        def people_do_what_was_done_least(self, numbers: list[int]) -> None:
            for number in numbers:
                self.lived.go_on(number)

        @rule(numbers=SEVERAL)
        def people_go_on_with_the_newest(self, numbers: list[int]) -> None:
            for number in numbers:
                self.lived.go_on(number, max(self.lived.seen))

        @rule(which=NUMBERS, numbers=SEVERAL)
        def people_go_on_with_one(self, which: int, numbers: list[int]) -> None:
            item = self._item(which)
            for number in numbers:
                self.lived.go_on(number, item)

        @rule(
            who=NUMBERS, which=NUMBERS, number=NUMBERS, move=st.sampled_from(Move),
            behind=st.sampled_from([0, 0, 1, -1]),
        )  # fmt: skip
        def somebody_tries_anything(
            self, who: int, which: int, number: int, move: Move, behind: int
        ) -> None:
            item = self._item(which)
            seen = self.lived.seen[item]
            theirs = MOVES_OF.get((seen.kind, seen.state)) or [move]
            chosen = theirs[number % len(theirs)] if number % 2 else move
            self.lived.act(Tried(self._who(who), item, chosen, behind), number)

        @rule(which=NUMBERS, number=NUMBERS)
        def two_press_at_once(self, which: int, number: int) -> None:
            self.lived.press_twice(number, self._item(which))

        @rule(days=st.sampled_from([1, 1, 3, 5, 16]))
        def time_goes_by(self, days: int) -> None:
            self.lived.live(days)

        def _item(self, number: int) -> UUID:
            known = sorted(self.lived.seen)
            return known[number % len(known)]

        def _who(self, number: int) -> str:
            names = self.lived.names
            return names[number % len(names)]

    return Lives
