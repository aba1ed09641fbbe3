"""Does the same to many things, in as many processes as there are cores."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Sequence
from typing import TypeVar

from django.db import connections

Thing = TypeVar("Thing")
Result = TypeVar("Result")


def each_at_once(work: Callable[[Thing], Result], things: Sequence[Thing]) -> list[Result]:
    """Return the results of a function for each thing, in their order.

    work: a function of a module, or a method of what can be pickled. Each process has a connection
    of its own to the same database.
    """
    processes = min(os.cpu_count() or 1, len(things))
    if processes < 2:
        return [work(thing) for thing in things]
    connections.close_all()
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        return pool.map(work, things, chunksize=1)
