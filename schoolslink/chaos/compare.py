"""What was promised against what is there. Plain functions over plain values: no database, no clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Ack:
    """One answer that said yes: the form's key, what it said was made, when, after how many tries.

    asked_at: when the try began that was answered, in seconds of the machine's clock.
    """

    key: str
    made: str
    tries: int
    asked_at: float
    answered_at: float


@dataclass(frozen=True)
class Kept:
    """What the database has for one key: what it made, and when the key was first taken."""

    made: str
    kept_at: float


@dataclass(frozen=True)
class Compared:
    """The log of the clients against the database."""

    acknowledged: int
    lost: int
    duplicates: int
    retries_answered: int
    answered_otherwise: int


def compare(acks: Sequence[Ack], kept: Mapping[str, Kept], made: Iterable[str]) -> Compared:
    """Compare what was acknowledged with what is there.

    kept: by key. made: every thing made during the run, counted apart from the keys. Lost is a key that
    was acknowledged and whose thing is not there; a duplicate is a thing that no key accounts for.
    """
    there = Counter(made)
    lost = sum(a.key not in kept or not there[kept[a.key].made] for a in acks)
    otherwise = sum(a.key in kept and bool(a.made) and a.made != kept[a.key].made for a in acks)
    accounted = {one.made for one in kept.values()}
    return Compared(
        acknowledged=len(acks),
        lost=lost,
        duplicates=sum(there.values()) - len(accounted & there.keys()),
        retries_answered=sum(
            a.tries > 1 and a.key in kept and kept[a.key].kept_at < a.asked_at for a in acks
        ),
        answered_otherwise=otherwise,
    )


def recoveries(kills: Sequence[float], answers: Sequence[float]) -> list[float]:
    """Return for each kill the seconds until the next answer, sorted; the last may have none."""
    ordered = sorted(answers)
    found = []
    for kill in kills:
        after = next((answer for answer in ordered if answer > kill), None)
        if after is not None:
            found.append(after - kill)
    return sorted(found)


def middle_and_most(seconds: Sequence[float]) -> dict[str, float | None]:
    """Return the median and the longest of sorted times; None of none."""
    if not seconds:
        return {"recovery_p50_seconds": None, "recovery_max_seconds": None}
    return {
        "recovery_p50_seconds": round(seconds[len(seconds) // 2], 2),
        "recovery_max_seconds": round(seconds[-1], 2),
    }


@dataclass(frozen=True)
class Effects:
    """What a receiver saw of messages that were each to have one effect."""

    messages: int
    exactly_once: int
    lost: int
    doubled: int
    raw_duplicates: int


def effects(expected: Iterable[str], received: Iterable[tuple[str, str]]) -> Effects:
    """Count effects. received: what each message was about, and the id under which it came.

    One id is one effect, however often it comes: that is what a message id is for. How often one came
    again is told apart.
    """
    wanted = set(expected)
    seen = list(received)
    ids: dict[str, set[str]] = {about: set() for about in wanted}
    for about, message_id in seen:
        ids.setdefault(about, set()).add(message_id)
    return Effects(
        messages=len(wanted),
        exactly_once=sum(len(ids[one]) == 1 for one in wanted),
        lost=sum(not ids[one] for one in wanted),
        doubled=sum(len(found) > 1 for found in ids.values()),
        raw_duplicates=len(seen) - len({message_id for _, message_id in seen}),
    )


def out_of_order(received: Iterable[tuple[str, str]]) -> int:
    """Return how many messages came to somebody after a later one. received: to whom, message id.

    Ids grow with time, so that their order is that in which the messages were made.
    """
    latest: dict[str, str] = {}
    wrong = 0
    for to, message_id in received:
        wrong += message_id < latest.get(to, "")
        latest[to] = max(message_id, latest.get(to, ""))
    return wrong


def illegal_steps(
    steps: Sequence[tuple[int, str, str, str]], legal: Mapping[tuple[str, str], str]
) -> int:
    """Return how many steps do not follow from the one before.

    steps: version seen, state before, move, state after, in order of version. legal: (state, move) to the
    state after.
    """
    wrong = 0
    for number, (version, before, move, after) in enumerate(steps):
        follows = not number or (version, before) == (
            steps[number - 1][0] + 1,
            steps[number - 1][3],
        )
        wrong += not follows or legal.get((before, move)) != after
    return wrong
