"""Make the whole world, in stages, and say how far it is."""

from __future__ import annotations

import json
from collections.abc import Callable

from django.db import connection
from django.db.models import Model

from schoolslink.access.jobs import as_system
from schoolslink.access.models import Organisation
from schoolslink.directory.models import CommissioningBody, School
from schoolslink.directory.queries import coverage_by_area
from schoolslink.insight.projections import take_coverage
from schoolslink.simulate.world import cast, counts, personas, register, riverside, rows, story
from schoolslink.simulate.world.connection import arranging, refuse_unless_marked
from schoolslink.simulate.world.order import Order
from schoolslink.simulate.world.programme import fill_area
from schoolslink.simulate.world.stage import Stage

Told = Callable[[str], object]


def build(order: Order, told: Told) -> Stage:
    """Write the world of an order into an empty marked database; told: hears each stage.

    Raises NotInvented in a database without the mark.
    """
    refuse_unless_marked()
    schools = register.load(order, told)
    told(f"{schools:,} schools. Their contacts and services ...")
    areas = _schools_by_area()
    lived_in = min(areas)
    for code, theirs in sorted(areas.items()):
        if code != lived_in and order.register is None:
            filled = fill_area(order, code, _area_name(code), theirs)
            with arranging():
                rows.put(filled.rows)
    told("The lived-in area ...")
    stage = Stage(order)
    riverside.build(stage, cast.AREA, lived_in, areas[lived_in])
    told("A term of questions and requests ...")
    hers = story.tell(stage)
    personas.make(stage, hers)
    _count(order, stage)
    _remember(order)
    return stage


def _count(order: Order, stage: Stage) -> None:
    """Write what was counted before today, in every area but the lived-in one, which counts itself."""
    names = dict(Organisation.objects.filter(kind="area").values_list("pk", "name"))
    counted: list[Model] = []
    for area in coverage_by_area(on=order.anchor):
        chance = order.chance(f"counts {names[area.area_id]}")
        counted += counts.of_terms(order, area, chance)
        if area.area_id != stage.places["area"]:
            counted += counts.of_months(order, area, chance)
    with arranging():
        rows.put(counted)
    with as_system("world"):
        take_coverage(at=order.moment(0, 6))


def _remember(order: Order) -> None:
    """Write into the mark what was made, as the last thing: a world without it is begun anew."""
    made = {"seed": order.seed, "anchor": order.anchor.isoformat(), "schools": order.schools}
    if order.register is not None:
        made["register"] = str(order.register)
    with arranging(), connection.cursor() as cursor:
        # What was to be delivered has been, at its own time; its jobs would find nothing to do.
        cursor.execute("delete from procrastinate_jobs")
        cursor.execute("update access.mark set world = %s", [json.dumps(made)])


def _schools_by_area() -> dict[str, list[School]]:
    """Return the open schools by their board, in the order of their numbers."""
    found: dict[str, list[School]] = {}
    for school in School.objects.filter(status="open").exclude(icb_code="").order_by("urn"):
        found.setdefault(school.icb_code, []).append(school)
    return found


def _area_name(code: str) -> str:
    """Return the name of a board's place, without what makes it a board."""
    body = CommissioningBody.objects.select_related("organisation").get(kind="icb", code=code)
    return body.organisation.name.split(" Integrated Care Board")[0]
