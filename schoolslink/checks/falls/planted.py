"""Each fall with one of its walls down, or one of its rounds switched off: the story must then fail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, replace
from typing import Any
from unittest import mock

from schoolslink.checks.ground import Ground
from schoolslink.directory import jobs as directory_jobs
from schoolslink.directory.queries import handovers
from schoolslink.referrals import recipients
from schoolslink.referrals.commands import check_in, decide, leaving, moving, next_school
from schoolslink.referrals.jobs import looking, overdue
from schoolslink.referrals.jobs import practice as practices
from schoolslink.referrals.rules.reach import Case, Channel, Reach, reach
from schoolslink.referrals.rules.sharing import CarerFacts

ROUND, CHECK_INS = "referrals.escalate_overdue", "referrals.check_in_on_waiting"
COUNCILS = "referrals.ask_councils"
Down = Callable[[Ground | None], AbstractContextManager[object]]


@dataclass(frozen=True)
class Control:
    """A fault that is planted: in which story of which fall. needs_ground: a wall of the database is down."""

    fall: str
    story: str
    what: str
    without: frozenset[str] = frozenset()
    down: Down = lambda ground: nullcontext()
    needs_ground: bool = False


def _patched(target: Any, name: str, instead: Callable[..., object]) -> Down:
    return lambda ground: mock.patch.object(target, name, instead)


@contextmanager
def _trigger_off(ground: Ground | None, name: str) -> Iterator[None]:
    assert ground is not None  # noqa: S101 - asked only where there is a ground
    table = "alter table public.referrals_itemevent"
    ground.as_admin(f"{table} disable trigger {name}")
    try:
        yield
    finally:
        ground.as_admin(f"{table} enable trigger {name}")


@contextmanager
def _missed_may_end(ground: Ground | None) -> Iterator[None]:
    with ExitStack() as both:
        both.enter_context(_trigger_off(ground, "nothing_beside"))
        both.enter_context(mock.patch.object(decide, "require_nothing_missed", _nothing))
        yield


@contextmanager
def _nobody_told_first(ground: Ground | None) -> Iterator[None]:
    with ExitStack() as both:
        both.enter_context(_trigger_off(ground, "word_first"))
        both.enter_context(mock.patch.object(moving, "_untold", _no))
        yield


def _no(*given: object) -> bool:
    return False


def _nothing(*given: object, **named: object) -> None:
    """Do nothing, in the place of a rule."""


def _no_longer(*given: object) -> int:
    return 0


def _not_again(*given: object, **named: object) -> bool:
    return False


def _nobody(**named: object) -> int:
    return 0


def _no_people() -> list[object]:
    return []


def _without_requests(registered: Callable[[], Any] = handovers.registered) -> Any:
    return tuple(part for part in registered() if part.name != "requests")


def _forgets_orders(channel: Channel, case: Case) -> Reach:
    return reach(channel, replace(case, carer=CarerFacts(has_responsibility=True)))


NO_ROUND = frozenset({ROUND})
CONTROLS = (
    Control("F1", "the contact does not answer", "nobody is asked next", NO_ROUND),
    Control("F1", "a coordinator gives it", "nobody is asked next", NO_ROUND),
    Control("F1", "for another week", "coordinators hear once and never again",
            down=_patched(overdue, "told_before", _no_longer)),
    Control("F2", "the contact leaves, and nobody", "what a leaver held stays theirs",
            down=_patched(leaving, "hand_on", _nobody)),
    Control("F2", "so do all who coordinate", "nobody is asked for a coordinator",
            down=_patched(directory_jobs, "national_people", _no_people)),
    Control("F3", "nobody asks the family", "nobody is asked next", NO_ROUND),
    Control("F4", "nobody opens the queue", "nobody is asked next", NO_ROUND),
    Control("F4", "never confirms it", "nobody is asked to ring the practice",
            down=_patched(practices, "tell", _nothing)),
    Control("F4", "it did not ask", "nobody hears that the practice did not ask",
            down=_patched(practices, "tell", _nothing)),
    Control("F5", "asked twice", "a third time is let through",
            down=_patched(decide, "check_rounds", _nothing)),
    Control("F6", "not the right team", "the database lets an answer without words through",
            down=lambda ground: _trigger_off(ground, "says_why"), needs_ground=True),
    Control("F6", "nobody there tells", "whoever takes over need not tell the family",
            down=_nobody_told_first, needs_ground=True),
    Control("F7", "nobody asks after", "no check-in is opened", frozenset({CHECK_INS})),
    Control("F7", "met, and help begins", "to meet one of the family tells all of them",
            down=_nobody_told_first, needs_ground=True),
    Control("F7", "twice nobody can be reached", "who could not be reached is not tried again",
            down=_patched(check_in, "is_tried_again", _not_again)),
    Control("F8", "the family did not come", "help may end with a missed appointment",
            down=_missed_may_end, needs_ground=True),
    Control("F9", "the school closes", "requests do not follow their school",
            down=_patched(handovers, "registered", _without_requests)),
    Control("F9", "none takes its place", "no council is asked", frozenset({COUNCILS})),
    Control("F9", "leaves the school for none", "nobody of the council has it by name",
            down=_patched(next_school, "first_at_school", _nothing)),
    Control("F10", "help ends", "nobody is asked next", NO_ROUND),
    Control("H1", "a carer is barred", "an order of a court is forgotten",
            down=_patched(recipients, "reach", _forgets_orders)),
    Control("H2", "types words of danger", "nobody is asked to look",
            down=_patched(looking, "tell", _nothing)),
)  # fmt: skip
