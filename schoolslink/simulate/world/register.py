"""Bring a register into the database by its own import: the invented one, or the real one."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from schoolslink.access.jobs import as_system
from schoolslink.interop.gias.imports import import_planned, plan
from schoolslink.kernel import clock
from schoolslink.simulate.world import files
from schoolslink.simulate.world.country import country
from schoolslink.simulate.world.order import Order

Told = Callable[[str], object]


def load(order: Order, told: Told) -> int:
    """Import the order's register and return how many schools it has open."""
    if order.register is not None:
        return _import(order.register, told)
    with tempfile.TemporaryDirectory() as folder:
        files.write(country(order), Path(folder), f"{order.anchor:%Y_%m_%d}")
        return _import(Path(folder), told)


def _import(folder: Path, told: Told) -> int:
    at = clock.now()
    planned, _ = plan([folder], at)
    schools = 0
    for one in planned:
        told(f"Register: {one.shape.source} ...")
        with as_system("register") as actor:
            schools += import_planned(one, actor=actor, at=at).open
    return schools
