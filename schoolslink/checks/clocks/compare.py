"""The product's days and the slow ones side by side, at each instant: nothing may differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from random import Random
from typing import Any

from schoolslink.checks.clocks import (
    agreement,
    aside,
    days,
    happening,
    joined,
    marked,
    marks,
    nights,
    promises,
    spells,
    took_place,
    wishes,
)
from schoolslink.checks.clocks.case import Case
from schoolslink.checks.clocks.instants import instants
from schoolslink.checks.clocks.promises import Answer, Slow
from schoolslink.kernel import calendar, clock
from schoolslink.referrals.rules import (
    DEFAULT_LIMITS,
    MOVES,
    Due,
    Duty,
    Kind,
    Limits,
    Moment,
    Move,
    State,
    due_after,
)
from schoolslink.referrals.rules.clocks import help_due_on
from schoolslink.referrals.rules.dues import (
    DateTooEarly,
    DateTooLate,
    StillNotKnown,
    TellFirst,
    decide_by,
    latest_named_day,
    look_by,
    told_by,
)
from schoolslink.referrals.rules.overdue import asked_next_on
from schoolslink.referrals.rules.request.asking import age_on

EXAMPLES = 10
DUTIES = tuple(duty.value for duty in Duty)  # an Enum is slow to list, and is asked a million times
HANDING = (Move.REASSIGN, Move.ESCALATE)  # they keep the day that stands


@dataclass(frozen=True)
class Side:
    """Every rule of days, as one of the two sides has it; limits and moves are plain words."""

    local_day: Callable[[datetime], date]
    is_working_day: Callable[[date], bool]
    add_working_days: Callable[[date, int], date]
    working_days_between: Callable[[date, date], int]
    is_term_day: Callable[[date], bool]
    age_on: Callable[[date, date], int]
    asked_next_on: Callable[[date], date]
    look_by: Callable[[date, bool, bool, dict[str, int]], date]
    decide_by: Callable[[date, dict[str, int]], date]
    told_by: Callable[[date, dict[str, int]], date]
    help_due_on: Callable[[date, dict[str, int]], date]
    latest_named_day: Callable[[str, date, dict[str, int]], date | None]
    due_after: Callable[[Case], Answer]
    days_that_stand: Callable[[happening.Story], dict[int, date]]
    day_refused: Callable[[took_place.Saying], str]
    waits_read: Callable[[happening.Story, date, date], dict[str, tuple]]
    came_back: Callable[[happening.Story, tuple[date, ...], date], tuple | None]
    outside_the_list: Callable[[happening.Lists, str, date], bool]
    spells_joined: Callable[[spells.Requests, date], tuple[joined.Walked, ...]]
    two_waits: Callable[[aside.Lines, date, date, date], tuple[date, int, int] | None]
    aside_refused: Callable[[nights.Asked], str]
    spells_counted: Callable[[spells.Requests, date], dict[str, list[tuple]]]
    marks_read: Callable[[marks.Sent, date], dict[str, tuple]]
    steps_agreed: Callable[[tuple[wishes.Wish, ...]], tuple[int, int, Fraction | None]]


def product(
    add_working_days: Callable[[date, int], date] = calendar.add_working_days,
) -> Side:
    """Return the product's rules. add_working_days: handed to the rules as the product hands it."""
    return Side(
        local_day=clock.local_day,
        is_working_day=calendar.is_working_day,
        add_working_days=add_working_days,
        working_days_between=calendar.working_days_between,
        is_term_day=calendar.is_term_day,
        age_on=age_on,
        asked_next_on=asked_next_on,
        look_by=lambda on, urgent, marked, limits: look_by(
            on, add_working_days, urgent=urgent, marked=marked, limits=Limits(**limits)
        ),
        decide_by=lambda on, limits: decide_by(on, limits=Limits(**limits)),
        told_by=lambda on, limits: told_by(on, add_working_days, limits=Limits(**limits)),
        help_due_on=lambda on, limits: help_due_on(on, limits=Limits(**limits)),
        latest_named_day=lambda move, on, limits: latest_named_day(
            Move(move), on, add_working_days, Limits(**limits)
        ),
        due_after=lambda case: _due_after(case, add_working_days),
        days_that_stand=happening.standing,
        day_refused=happening.verdict,
        waits_read=happening.waits,
        came_back=happening.came_back,
        outside_the_list=happening.outside_the_list,
        spells_joined=spells.found_by_the_rule,
        spells_counted=spells.counted_by_the_rule,
        two_waits=aside.two_waits,
        aside_refused=aside.refused,
        steps_agreed=agreement.agreed,
        marks_read=marked.read,
    )


def slow(walk: Callable[[date, int], date] = days.after_working_days) -> Side:
    """Return the second opinion. walk: how it walks over working days."""
    said = Slow(walk)
    return Side(
        local_day=days.day_in_london,
        is_working_day=days.works,
        add_working_days=walk,
        working_days_between=days.working_days_in,
        is_term_day=days.is_school_day,
        age_on=days.birthdays,
        asked_next_on=promises.asked_next_on,
        look_by=said.look_by,
        decide_by=lambda on, limits: _days_on(on, limits["decide_days"]),
        told_by=lambda on, limits: walk(on, limits["told_wd"]),
        help_due_on=lambda on, limits: _days_on(on, limits["help_days"]),
        latest_named_day=said.latest_named_day,
        due_after=said.due_after,
        days_that_stand=took_place.standing,
        day_refused=took_place.verdict,
        waits_read=took_place.waits,
        came_back=took_place.came_back,
        outside_the_list=took_place.outside_the_list,
        spells_joined=joined.walked,
        spells_counted=joined.readings,
        two_waits=nights.two_waits,
        aside_refused=nights.refused,
        steps_agreed=wishes.compared,
        marks_read=lambda sent, until: marks.read(sent, until, walk),
    )


def _days_on(day: date, count: int) -> date:
    return date.fromordinal(day.toordinal() + count)


def _due_after(case: Case, add_working_days: Callable[[date, int], date]) -> Answer:
    """Ask the product's rule about a case."""
    stood = Due(Duty(case.stood[0]), case.stood[1]) if case.stood else None
    moment = Moment(
        on=case.on, entered_on=case.entered_on, was_due_on=case.was_due_on,
        was_duty=Duty(case.was_duty) if case.was_duty else None, asked_on=case.asked_on,
        named_on=case.named_on, urgent=case.urgent, stood=stood, must_answer=case.must_answer,
        marked=case.marked, said_no=case.said_no, beside_on=case.beside_on,
        untold=case.untold, stays=case.stays,
    )  # fmt: skip
    try:
        due = due_after(
            Kind(case.kind), Move(case.move), State(case.state), moment, add_working_days,
            limits=Limits(**case.limits),
        )  # fmt: skip
    except DateTooEarly:
        return promises.EARLY
    except DateTooLate:
        return promises.LATE
    except StillNotKnown:
        return promises.NOT_FOR_EVER
    except TellFirst:
        return promises.TELL_FIRST
    return (due.what.value, due.on, due.beside) if due else None


@dataclass
class Compared:
    """How many answers were compared, and those that differ; faults planted, and those found."""

    planted: int = 0
    found: int = 0
    instants: int = 0
    compared: int = 0
    wrong: int = 0
    by_rule: dict[str, int] = field(default_factory=dict)
    wrong_by_rule: dict[str, int] = field(default_factory=dict)
    shown: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Return whether something was compared and nothing differs."""
        return self.compared > 0 and self.wrong == 0 and self.found == self.planted

    def take(self, rule: str, asked: object, one: object, other: object) -> None:
        """Note one question and the answers of both."""
        self.compared += 1
        self.by_rule[rule] = self.by_rule.get(rule, 0) + 1
        if one == other:
            return
        self.wrong += 1
        self.wrong_by_rule[rule] = self.wrong_by_rule.get(rule, 0) + 1
        if len(self.shown) < EXAMPLES:
            self.shown.append(f"{rule} of {asked}: the product says {one}, the walk says {other}")


def compare(
    count: int,
    seed: int,
    one: Side | None = None,
    other: Side | None = None,
    *,
    until_wrong: bool = False,
) -> Compared:
    """Ask both sides every rule at so many instants, or until they differ at one."""
    one, other = one or product(), other or slow()
    found = Compared()
    draw = Random(seed + 1)  # noqa: S311 (chance, not secrecy)
    for kind, moment in instants(count, seed):
        found.instants += 1
        found.take(
            "local day", f"{moment} ({kind})", one.local_day(moment), other.local_day(moment)
        )
        for rule, asked in _questions(other.local_day(moment), draw):
            ask = rule.replace(" ", "_")
            found.take(rule, asked, getattr(one, ask)(*asked), getattr(other, ask)(*asked))
        if until_wrong and found.wrong:
            break
    return found


def _questions(on: date, draw: Random) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Yield each rule with what it is asked on a day."""
    limits = _limits(draw)
    for day in (on, on + timedelta(days=draw.randint(1, 40))):
        yield "is working day", (day,)
        yield "is term day", (day,)
        yield "asked next on", (day,)
    yield "add working days", (on, draw.randint(0, 12))
    yield "working days between", (on - timedelta(days=draw.randint(0, 40)), on)
    for born in (_born(on, draw), _leap_born(on, draw)):
        yield "age on", (born, on)
    yield "look by", (on, draw.random() < 0.3, draw.random() < 0.3, limits)
    for rule in ("decide by", "told by", "help due on"):
        yield rule, (on, limits)
    for move in Move:
        yield "latest named day", (move.value, on, limits)
    story = happening.invented(on, draw)
    yield "days that stand", (story,)
    yield "day refused", (happening.saying(on, draw),)
    yield "waits read", (story, on, on + timedelta(days=draw.choice((5, 28, 60))))
    yield "outside the list", (*happening.lists_of(on, draw), on)
    yield (
        "came back",
        (*happening.let_go(on, draw), on + timedelta(days=draw.choice((60, 150, 400)))),
    )
    lines, met = aside.invented(on, draw)
    yield "two waits", (lines, on, met, on + timedelta(days=draw.choice((8, 40, 90))))
    yield "aside refused", (aside.asking(on, draw),)
    yield "steps agreed", (agreement.wishes(draw),)
    yield "marks read", (marked.invented(on, draw), on + timedelta(days=draw.choice((3, 12, 60))))
    requests = spells.invented(on, draw)
    for rule in ("spells joined", "spells counted"):
        yield rule, (requests, on + timedelta(days=draw.choice((20, 60, 400))))
    for (kind, source, move), state in MOVES.items():
        if move not in HANDING:
            case = _case(kind, move, state, on, limits, draw)
            yield "due after", (replace(case, stays=source is state),)


def _limits(draw: Random) -> dict[str, int]:
    """Return the usual limits, or such as a service has published."""
    usual = asdict(DEFAULT_LIMITS)
    if draw.random() < 0.5:
        return usual
    return usual | {
        "answer_wd": draw.randint(1, 5), "look_wd": draw.randint(1, 5),
        "decide_days": draw.randint(2, 21),
    }  # fmt: skip


def _born(on: date, draw: Random) -> date:
    """Return a birth date whose birthday is near, as often as not."""
    if draw.random() < 0.5:
        return on - timedelta(days=draw.randint(0, 7000))
    return on - timedelta(days=round(365.25 * draw.randint(1, 19)) + draw.randint(-1, 2))


def _leap_born(on: date, draw: Random) -> date:
    years = [year for year in range(on.year - 20, on.year + 1) if year % 4 == 0]
    return date(draw.choice([year for year in years if date(year, 2, 29) <= on]), 2, 29)


def _case(
    kind: Kind, move: Move, state: State, on: date, limits: dict[str, int], draw: Random
) -> Case:
    """Return a move with all that its next date may hang on, each there or not by chance."""

    def near(first: int, last: int, chance: float = 0.6) -> date | None:
        return on + timedelta(days=draw.randint(first, last)) if draw.random() < chance else None

    stood = near(-10, 20, 0.3)
    return Case(
        kind.value, move.value, state.value, on, limits,
        entered_on=near(-20, 0), was_due_on=near(-10, 20),
        was_duty=draw.choice(DUTIES) if draw.random() < 0.7 else None,
        asked_on=near(-40, 0, 0.8), named_on=near(-2, 18, 0.4), urgent=draw.random() < 0.2,
        stood=(draw.choice(DUTIES), stood) if stood else None,
        must_answer=draw.random() < 0.2, marked=draw.random() < 0.2, said_no=draw.random() < 0.2,
        beside_on=near(-5, 15, 0.2), untold=draw.random() < 0.2,
    )  # fmt: skip


def changed(side: Side, **rules: Callable[..., Any]) -> Side:
    """Return a side with some of its rules changed."""
    unknown: Mapping[str, object] = {n: r for n, r in rules.items() if n not in _NAMES}
    if unknown:
        raise TypeError(f"No such rules: {sorted(unknown)}")
    return replace(side, **rules)


_NAMES = frozenset(one.name for one in fields(Side))
