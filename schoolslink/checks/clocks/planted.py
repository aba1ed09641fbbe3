"""Faults of both sides, each put in on purpose: a comparison that overlooks one proves nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

from schoolslink.checks.clocks import days
from schoolslink.checks.clocks.aside import all_standing
from schoolslink.checks.clocks.case import Case
from schoolslink.checks.clocks.compare import Side, changed, compare, product, slow
from schoolslink.checks.clocks.happening import Story
from schoolslink.checks.clocks.marked import unmarked
from schoolslink.checks.clocks.marks import Sent
from schoolslink.checks.clocks.nights import Line
from schoolslink.checks.clocks.promises import Answer
from schoolslink.checks.clocks.spells import shifted, without
from schoolslink.checks.clocks.wishes import Wish
from schoolslink.kernel import calendar

ENOUGH = 500  # instants, in which each of these shows
ONE = timedelta(days=1)


def _weekdays_only(day: date, count: int) -> date:
    for _ in range(count):
        day += ONE
        while day.weekday() >= days.SATURDAY:
            day += ONE
    return day


def _counts_today(day: date, count: int) -> date:
    return calendar.add_working_days(day - ONE, count) if count else calendar.next_working_day(day)


def _walk_without(free: Callable[[date], bool]) -> Callable[[date, int], date]:
    """Return a walk on which people work also on some days off."""

    def works(day: date) -> bool:
        return days.works(day) or (day.weekday() < days.SATURDAY and free(day))

    def walk(day: date, count: int) -> date:
        while count == 0 and not works(day):
            day += ONE
        while count > 0:
            day += ONE
            count -= works(day)
        return day

    return walk


def _in_greenwich(moment: datetime) -> date:
    return moment.astimezone(UTC).date()


def _early_birthday(born: date, on: date) -> int:
    """Let who was born on 29 February be a year older on 28 February."""
    return days.birthdays(born - ONE if (born.month, born.day) == (2, 29) else born, on)


def _never_marked(ask: Callable[[Case], Answer]) -> Callable[[Case], Answer]:
    return lambda case: ask(replace(case, marked=False, urgent=False))


def _forgets_before(ask: Callable[[Case], Answer]) -> Callable[[Case], Answer]:
    return lambda case: ask(replace(case, was_due_on=None))


def _takes_any_day(ask: Callable[[Case], Answer]) -> Callable[[Case], Answer]:
    def asked(case: Case) -> Answer:
        said = ask(case)
        return ask(replace(case, named_on=None)) if isinstance(said, str) else said

    return asked


def _by_the_product() -> list[tuple[str, Side]]:
    one = product()
    return [
        ("the product knows no bank holiday", product(_weekdays_only)),
        ("the product counts the day itself", product(_counts_today)),
        ("the product has days of Greenwich", changed(one, local_day=_in_greenwich)),
        ("the product forgets a risk", changed(one, due_after=_never_marked(one.due_after))),
        ("the product forgets a day promised", changed(one, due_after=_forgets_before(one.due_after))),
        ("the product takes any day named", changed(one, due_after=_takes_any_day(one.due_after))),
        ("the product looks as late as ever", changed(
            one, look_by=lambda on, urgent, marked, limits: one.look_by(on, False, False, limits))),
        ("the product decides a day later", changed(
            one, decide_by=lambda on, limits: one.decide_by(on, limits) + ONE)),
        ("the product tells within plain days", changed(
            one, told_by=lambda on, limits: on + limits["told_wd"] * ONE)),
        ("the product helps within a month", changed(
            one, help_due_on=lambda on, limits: on + 30 * ONE)),
        ("the product asks the next on a Saturday", changed(one, asked_next_on=lambda on: on + ONE)),
        ("the product names a day more", changed(
            one, latest_named_day=lambda move, on, limits: _a_day_more(one, move, on, limits))),
        ("the product's schools have no half term", changed(
            one, is_term_day=lambda day: one.is_term_day(day) or one.is_term_day(day - 7 * ONE))),
        ("the product has early birthdays", changed(one, age_on=_early_birthday)),
        ("the product counts from the day of writing down", changed(
            one, waits_read=lambda story, on, until: one.waits_read(_as_written(story), on, until))),
        ("the product forgets a day put right", changed(
            one, waits_read=lambda story, on, until: one.waits_read(_unmended(story), on, until))),
        ("the product takes a second meeting before the first", changed(
            one, day_refused=lambda said: _but(one.day_refused(said), "BeforeTheFirst"))),
        ("the product looks after them for 91 days", changed(
            one, came_back=lambda story, urgent, until: _a_day_early(one, story, urgent, until))),
        ("the product forgets who was asked for anew", changed(
            one, came_back=lambda story, urgent, until: one.came_back(story, (), until))),
        ("the product holds a reason against the list of tomorrow", changed(
            one, outside_the_list=lambda lists, reason, on: one.outside_the_list(lists, reason, on + ONE))),
        ("the product takes no list for one that names nothing", changed(
            one, outside_the_list=lambda lists, reason, on: one.outside_the_list(
                tuple((day, said or frozenset()) for day, said in lists), reason, on))),
        ("the product joins a spell within four days", changed(
            one, spells_joined=lambda asked, until: one.spells_joined(shifted(asked, -1), until))),
        ("the product joins no spell that comes late", changed(
            one, spells_joined=lambda asked, until: tuple(
                found for each in asked for found in one.spells_joined((each,), until)))),
        ("the product stops the clock without a plan", changed(
            one, spells_counted=lambda asked, until: one.spells_counted(
                without(asked, "record_plan"), until))),
        ("the product takes what another service did", changed(
            one, spells_counted=lambda asked, until: one.spells_counted(
                tuple(replace(each, had=(*each.elsewhere[1:], *each.had)) for each in asked), until))),
        ("the product pauses the family's own wait", changed(
            one, two_waits=lambda lines, asked, met, until: _paused(
                one.two_waits(lines, asked, met, until)))),
        ("the product takes a day off twice", changed(
            one, two_waits=lambda lines, asked, met, until: _twice(one, lines, asked, met, until))),
        ("the product forgets what counts again", changed(
            one, two_waits=lambda lines, asked, met, until: one.two_waits(
                all_standing(lines), asked, met, until))),
        ("the product sets days aside that are set aside", changed(
            one, aside_refused=lambda asked: _but(one.aside_refused(asked), "AsideAlready"))),
        ("the product sets days aside that are to come", changed(
            one, aside_refused=lambda asked: _but(one.aside_refused(asked), "NotOverYet"))),
        ("the product forgets what was marked before it was sent", changed(
            one, marks_read=lambda sent, until: one.marks_read(unmarked(sent), until))),
        ("the product forgets a risk that was sent", changed(
            one, marks_read=lambda sent, until: one.marks_read(
                replace(sent, risk=(None,) * len(sent.risk)), until))),
        ("the product counts what was taken back", changed(
            one, marks_read=lambda sent, until: one.marks_read(replace(sent, gone=None), until))),
        ("the product takes a support team for a talk", changed(
            one, steps_agreed=lambda some: one.steps_agreed(_said_as(some, "support_team", "consultation")))),
        ("the product takes whoever is not sure for advice", changed(
            one, steps_agreed=lambda some: one.steps_agreed(_said_as(some, "not_sure", "advice")))),
        ("the product takes agreement for more than chance", changed(
            one, steps_agreed=lambda some: _plain_share(one.steps_agreed(some)))),
        ("the product takes a day after today", changed(
            one, day_refused=lambda said: _but(one.day_refused(said), "NotYet"))),
        ("the product takes a day before asking", changed(
            one, day_refused=lambda said: _but(one.day_refused(said), "BeforeAsking"))),
    ]  # fmt: skip


def _a_day_sooner(side: Side, sent: Sent, until: date) -> dict[str, tuple]:
    """Take help a day late for help in time."""
    return {
        name: (
            on,
            kept
            or (
                nights is not None
                and name in ("U3", "U4")
                and nights <= (on - sent.asked_on).days + 1
            ),
            nights,
        )
        for name, (on, kept, nights) in side.marks_read(sent, until).items()
    }


def _said_as(some: tuple[Wish, ...], wish: str, other: str) -> tuple[Wish, ...]:
    return tuple((other if asked == wish else asked, move, level) for asked, move, level in some)


def _plain_share(
    said: tuple[int, int, Fraction | None],
) -> tuple[int, int, Fraction | None]:
    counted, kept, kappa = said
    return counted, kept, None if kappa is None else Fraction(kept, counted)


def _paused(waits: tuple[date, int, int] | None) -> tuple[date, int, int] | None:
    return waits and (waits[0], waits[2], waits[2])


def _twice(
    side: Side, lines: tuple[Line, ...], asked: date, met: date, until: date
) -> tuple[date, int, int] | None:
    """Take the days of each line off, also where another has them."""
    whole = side.two_waits((), asked, met, until)
    if whole is None:
        return None
    alone = [side.two_waits((line,), asked, met, until) for line in lines]
    return whole[0], whole[1], whole[1] - sum(one[1] - one[2] for one in alone if one)


def _a_day_more(side: Side, move: str, on: date, limits: dict[str, int]) -> date | None:
    day = side.latest_named_day(move, on, limits)
    return day and day + ONE


def _as_written(story: Story) -> Story:
    """Return a story in which everything took place when it was written down."""
    return tuple(
        replace(line, says=line.says if line.mends is not None else None) for line in story
    )


def _unmended(story: Story) -> Story:
    return tuple(line if line.mends is None else replace(line, mends=-1) for line in story)


def _a_day_early(side: Side, story: Story, urgent: tuple[date, ...], until: date) -> tuple | None:
    """Return what is read where whoever came on the 91st day still counts."""
    late = side.came_back(story, tuple(on - ONE for on in urgent), until)
    said = side.came_back(story, urgent, until)
    return said and late and (said[0], said[1] or late[1])


def _but(refusal: str, let_pass: str) -> str:
    return "" if refusal == let_pass else refusal


def _by_the_walk() -> list[tuple[str, Side]]:
    other = slow()
    good_friday = _walk_without(lambda day: day + 2 * ONE == days.easter(day.year))
    in_lieu = _walk_without(
        lambda day: (day.month, day.day) in ((12, 27), (12, 28), (1, 2), (1, 3))
    )
    return [
        ("the walk works on Good Friday", slow(good_friday)),
        ("the walk knows no day in lieu", slow(in_lieu)),
        ("the walk has days of Greenwich", changed(other, local_day=_in_greenwich)),
        ("the walk has early birthdays", changed(other, age_on=_early_birthday)),
        ("the walk forgets a day put right", changed(
            other, days_that_stand=lambda story: other.days_that_stand(_unmended(story)))),
        ("the walk counts what got worse before they were let go", changed(
            other, came_back=lambda story, urgent, until: other.came_back(
                story, (*urgent, *(line.on for line in story if line.what == "say_worse")), until))),
        ("the walk holds a reason against the first list", changed(
            other, outside_the_list=lambda lists, reason, on: other.outside_the_list(
                lists[:1], reason, on))),
        ("the walk knows at once what is written down later", changed(
            other, waits_read=lambda story, on, until: other.waits_read(story, on, date.max))),
        ("the walk joins a spell within six days", changed(
            other, spells_joined=lambda asked, until: other.spells_joined(shifted(asked, 1), until))),
        ("the walk knows at once how a spell will end", changed(
            other, spells_counted=lambda asked, until: other.spells_counted(asked, date.max))),
        ("the walk counts the day of asking as a night", changed(
            other, two_waits=lambda lines, asked, met, until: other.two_waits(
                lines, asked - ONE, met, until))),
        ("the walk helps in time whoever is helped a day late", changed(
            other, marks_read=lambda sent, until: _a_day_sooner(other, sent, until))),
        ("the walk counts those that are far apart as near", changed(
            other, steps_agreed=lambda some: other.steps_agreed(_said_as(some, "advice", "consultation")))),
        ("the walk forgets a risk", changed(other, due_after=_never_marked(other.due_after))),
        ("the walk asks the next on a Saturday", changed(other, asked_next_on=lambda on: on + ONE)),
        ("the walk's schools are open at Christmas", changed(
            other, is_term_day=lambda day: other.is_term_day(day) or (day.month == 12 and days.works(day)))),
    ]  # fmt: skip


def faults() -> list[tuple[str, Side, Side]]:
    """Return each planted fault with the two sides to compare."""
    one, other = product(), slow()
    return [
        *((what, side, other) for what, side in _by_the_product()),
        *((what, one, side) for what, side in _by_the_walk()),
    ]


def overlooked(seed: int, count: int = ENOUGH) -> tuple[int, list[str]]:
    """Return how many faults were planted, and those that the comparison did not see."""
    tried = faults()
    missed = [
        what
        for what, one, other in tried
        if compare(count, seed, one, other, until_wrong=True).holds
    ]
    return len(tried), missed
