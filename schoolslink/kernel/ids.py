"""Primary keys: UUID version 7 (RFC 9562), made here and not by the database."""

import os
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from uuid import UUID

from schoolslink.kernel import clock

_RANDOM_BITS = 74
_STEP_BITS = 40

_lock = threading.Lock()
_last_milliseconds = 0
_last_random = 0
_drawn_from: Random | None = None  # of a simulated life alone


class TooLate(OverflowError):
    """The moment does not fit into an identifier (after the year 10889)."""


def new_id() -> UUID:
    """Return a new identifier, greater than every one this process has made before.

    Its time is the machine's, also while a test or the simulator holds domain time, so that the
    rows of one process keep their order.
    """
    global _last_milliseconds, _last_random
    with _lock:
        milliseconds = _milliseconds()
        if milliseconds > _last_milliseconds:
            _last_milliseconds, _last_random = milliseconds, _bits(_RANDOM_BITS)
        else:  # The same millisecond, or the clock was set back: count on by a secret step.
            _last_random += 1 + _bits(_STEP_BITS)
            if _last_random >> _RANDOM_BITS:
                _last_milliseconds += 1
                _last_random = _bits(_RANDOM_BITS)
        return id_at(_last_milliseconds, _last_random)


def _milliseconds() -> int:
    if _drawn_from is None:
        return clock.real_milliseconds()
    return int(clock.real_now().timestamp() * 1000)


def _bits(count: int) -> int:
    return secrets.randbits(count) if _drawn_from is None else _drawn_from.getrandbits(count)


@contextmanager
def drawn_from(chance: Random) -> Iterator[None]:
    """Make identifiers from a seed and the day that is lived, so that a simulated life can be lived again.

    They can be guessed: for invented databases alone.
    """
    global _drawn_from, _last_milliseconds, _last_random
    before = _drawn_from, _last_milliseconds, _last_random
    _drawn_from, _last_milliseconds, _last_random = chance, 0, 0
    try:
        yield
    finally:
        _drawn_from, _last_milliseconds, _last_random = before


def id_of(text: str | None) -> UUID | None:
    """Return the identifier that a text from an address or a form holds; None when it holds none."""
    try:
        return UUID(text or "")
    except ValueError:
        return None


def new_block(count: int) -> range:
    """Return as many new identifiers, as whole numbers in order: for loading tables by the million.

    `f"{number:032x}"` is how PostgreSQL reads one. Later identifiers are greater than all of them.
    """
    global _last_milliseconds, _last_random
    with _lock:
        milliseconds = max(clock.real_milliseconds(), _last_milliseconds + 1)
        # Far from the end of the low 62 bits, so that counting on never touches the variant.
        start = secrets.randbits(_RANDOM_BITS) & ~(1 << 61)
        _last_milliseconds, _last_random = milliseconds, start + count
        first = id_at(milliseconds, start).int
    return range(first, first + count)


def id_at(milliseconds: int, random_bits: int) -> UUID:
    """Return the identifier of a moment (milliseconds since 1970) with 74 given random bits.

    The demonstration world uses it to be the same for the same seed.
    """
    if milliseconds >> 48:
        raise TooLate(milliseconds)
    high, low = random_bits >> 62 & 0xFFF, random_bits & (1 << 62) - 1
    return UUID(int=milliseconds << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low)


def milliseconds_of(identifier: UUID) -> int:
    """Return the milliseconds since 1970 at which an identifier was made."""
    return identifier.int >> 80


def _forget() -> None:
    global _lock, _last_milliseconds, _last_random
    _lock = threading.Lock()
    _last_milliseconds = _last_random = 0


# A forked worker starts afresh: it must not continue its parent's count in step with a sister.
os.register_at_fork(after_in_child=_forget)
