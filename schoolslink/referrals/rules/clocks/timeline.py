"""One request as its moves tell it: days and names of moves, no child and no word."""

from dataclasses import dataclass, replace
from datetime import date

from schoolslink.referrals.rules.clocks.adjusted import Paused

# Moves are named by their words, so that a clock can wait for one that is not recorded yet.
DECISIONS = ("accept", "advise", "redirect", "not_accept")
# What passes a child on, or hands them over; and what says that somebody else has them, or has not.
PASSES_ON = ("redirect", "hand_over", "hand_outside")
ANSWERS_IT = (
    "confirm_receipt", "take_over", "return",
    "receive", "record_received", "hand_back", "record_not_taken",
)  # fmt: skip
ARRIVED = ("confirm_receipt", "take_over")
TAKEN_BACK = ("withdraw", "merge")
# With these this service says that it does not help (advice alone is no help of its own); or not any more.
NOES = ("not_accept", "advise")
LETS_GO = (*NOES, "discharge")
MEETINGS = ("record_first_contact", "start_help")
# With these nobody at the service has looked at what was said.
NO_LOOK = ("reassign", "escalate", "set_aside", "count_again")
# What the service does for itself: nobody outside hears of it.
UNHEARD = (
    "start_triage", "reassign", "escalate", "put_day_right", "set_aside", "count_again",
)  # fmt: skip


@dataclass(frozen=True)
class Made:
    """A move that was made: its day in London, on whose side, by a person or by a job.

    to_elsewhere: with it the request came to another team or service. happened_on: the day on which it
    took place, where one was said. righted: days that were put in its place later, each with the day
    on which that was said. aside: the days that it set aside; again: which of these moves, counted
    from 0, it took back. urgent, risk: what was said with it of either mark; None where nothing was.
    """

    move: str
    on: date
    side: str = "service"
    by_person: bool = True
    to_state: str = ""
    to_elsewhere: bool = False
    happened_on: date | None = None
    righted: tuple[tuple[date, date], ...] = ()
    aside: Paused | None = None
    again: int | None = None
    urgent: bool | None = None
    risk: bool | None = None

    @property
    def day(self) -> date:
        """Return the day on which it took place: the last that was said, else that of writing it down."""
        return self.righted[-1][1] if self.righted else self.happened_on or self.on

    def as_known(self, day: date) -> "Made":
        """Return it as it was known by the end of a day."""
        known = tuple(one for one in self.righted if one[0] <= day)
        return self if known == self.righted else replace(self, righted=known)


@dataclass(frozen=True)
class Told:
    """One who was owed word of a decision (school, self, carer ...), and the day they had it.

    ended_on: since when nobody is to tell them (a court, a choice, somebody who must not be contacted).
    """

    whom: str
    decided_on: date
    first: bool = True  # of the request's first decision
    told_on: date | None = None
    ended_on: date | None = None


@dataclass(frozen=True)
class Timeline:
    """All that the clocks read of one request. made: in the order in which it was.

    missing: how many questions were open when it was sent; None where that is not known.
    level_asked: what the school said would help; level_given: with the first answer.
    accepted_elsewhere: days on which this service said yes to another request for the same child;
    urgent_elsewhere: days on which such a request reached it marked as urgent, or with a risk.
    reason: with the first no, advice alone among them; published: the lists of reasons of this service, each
    with the day from which it holds, in that order (None: all that there are).
    """

    made: tuple[Made, ...]
    told: tuple[Told, ...] = ()
    missing: int | None = None
    from_advice: bool = False
    level_asked: str = ""
    level_given: str = ""
    accepted_elsewhere: tuple[date, ...] = ()
    urgent_elsewhere: tuple[date, ...] = ()
    reason: str = ""
    published: tuple[tuple[date, frozenset[str] | None], ...] = ()
    ended_states: frozenset[str] = frozenset()

    def until(self, day: date) -> "Timeline":
        """Return what had been written down by the end of a day."""
        return replace(
            self,
            made=tuple(one.as_known(day) for one in self.made if one.on <= day),
            told=tuple(
                replace(one, told_on=one.told_on if one.told_on and one.told_on <= day else None)
                for one in self.told
                if one.decided_on <= day and not (one.ended_on and one.ended_on <= day)
            ),
            accepted_elsewhere=tuple(on for on in self.accepted_elsewhere if on <= day),
            urgent_elsewhere=tuple(on for on in self.urgent_elsewhere if on <= day),
        )

    @property
    def begun_on(self) -> date | None:
        """Return the day somebody first wrote it down."""
        return self.made[0].on if self.made else None

    @property
    def sent(self) -> Made | None:
        """Return the move with which it reached the service."""
        return next((one for one in self.made if one.to_state == "submitted"), None)

    @property
    def asked_on(self) -> date | None:
        """Return the day it reached the service: the family's clock runs from here and never stops."""
        return self.sent.on if self.sent else None

    @property
    def sent_urgent(self) -> bool:
        """Return whether it was marked as urgent when it reached the service."""
        return self._sent_as([one.urgent for one in self.made])

    @property
    def sent_with_a_risk(self) -> bool:
        """Return whether a risk was marked when it reached the service."""
        return self._sent_as([one.risk for one in self.made])

    def _sent_as(self, said: "list[bool | None]") -> bool:
        """Return what was last said of a mark, up to the move with which it reached the service."""
        arrived = next((n for n, one in enumerate(self.made) if one is self.sent), -1)
        return next((one for one in reversed(said[: arrived + 1]) if one is not None), False)

    @property
    def ended_on(self) -> date | None:
        """Return the day it ended; None while it is open, be it again."""
        last = self.made[-1] if self.made else None
        return last.on if last and last.to_state in self.ended_states else None

    @property
    def pauses(self) -> tuple[Paused, ...]:
        """Return the days that stand aside, which no clock of the family reads."""
        again = {one.again for one in self.made}
        return tuple(
            one.aside for n, one in enumerate(self.made) if one.aside is not None and n not in again
        )

    def first(self, *moves: str) -> Made | None:
        """Return the first of these moves."""
        return next((one for one in self.made if one.move in moves), None)

    def after(self, first: Made, *moves: str) -> Made | None:
        """Return the first of these moves made after another."""
        return next((one for one in self.made_after(first) if one.move in moves), None)

    def made_after(self, first: Made) -> "tuple[Made, ...]":
        """Return what was made after a move; of moves that are alike, after the first."""
        return self.made[self.made.index(first) + 1 :]
