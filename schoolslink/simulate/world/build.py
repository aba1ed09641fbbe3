"""Make the whole world, in stages, and say how far it is."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

from django.db import connection
from django.db.models import Min, Model

from schoolslink.access.jobs import as_job, as_system
from schoolslink.access.models import Organisation
from schoolslink.directory.models import CommissioningBody, School
from schoolslink.directory.queries import coverage_by_area, names_of_services
from schoolslink.insight.commands import count_groups, count_weeks
from schoolslink.insight.models import SchoolCount
from schoolslink.insight.projections import take_coverage
from schoolslink.simulate.world import (
    cast,
    casting,
    counts,
    personas,
    register,
    riverside,
    rows,
    story,
)
from schoolslink.simulate.world.connection import arranging, refuse_unless_marked
from schoolslink.simulate.world.country import SCHOOLS_OF_LIVED_IN_AREA
from schoolslink.simulate.world.order import Order
from schoolslink.simulate.world.programme import fill_area
from schoolslink.simulate.world.stage import Stage

Told = Callable[[str], object]
USUAL_SIZE = SCHOOLS_OF_LIVED_IN_AREA


class NoPlaces(Exception):
    """These files do not say where enough of their schools lie. Give also the register's own file of
    all schools, or postcodes and NHS areas beside your list (docs/guides/register.md names them)."""


def build(order: Order, told: Told) -> Stage:
    """Write the world of an order into an empty marked database; told: hears each stage.

    Raises NotInvented in a database without the mark, NoPlaces for schools that lie nowhere.
    """
    refuse_unless_marked()
    schools = register.load(order, told)
    told(f"{schools:,} schools. Their contacts and services ...")
    schools_of, lived_in = _schools_by_area(order)
    for code, theirs in sorted(schools_of.items()):
        if code != lived_in:
            filled = fill_area(order, code, _area_name(code), theirs)
            with arranging():
                rows.put(filled.rows)
    told("The lived-in area ...")
    stage, theirs = Stage(order), casting.cast_first(schools_of[lived_in])
    name = cast.AREA if order.register is None else casting.area_name(theirs)
    riverside.build(stage, name, lived_in, theirs)
    told("A term of questions and requests ...")
    hers = story.tell(stage)
    personas.make(stage, hers)
    _count(order, stage)
    _remember(order)
    return stage


def _count(order: Order, stage: Stage) -> None:
    """Write what was counted before today, in every area but the lived-in one, which counts itself.

    Of that one only the months before, at the schools whose trust somebody leads.
    """
    names = dict(Organisation.objects.filter(kind="area").values_list("pk", "name"))
    counted: list[Model] = []
    for area in coverage_by_area(on=order.anchor):
        chance = order.chance(f"counts {names[area.area_id]}")
        counted += counts.of_terms(order, area, chance)
        if area.area_id != stage.places["area"]:
            counted += counts.of_months(order, area, chance)
    with arranging():
        first = SchoolCount.objects.aggregate(first=Min("month"))["first"] or order.anchor
    for school in riverside.schools_of_trust(stage):
        chance = order.chance(f"counts {school.urn}")
        counted += counts.of_school_before(order, school, chance, first=first.replace(day=1))
    with arranging():
        rows.put(counted)
    with as_system("world"):
        take_coverage(at=order.morning)
    for service_id, _ in names_of_services(stage.places["area"], on=order.anchor):
        with as_job(organisation_id=service_id, purpose="insight.clocks") as job:
            count_weeks(actor=job, service_id=service_id, at=order.morning)
            count_groups(actor=job, service_id=service_id, at=order.morning)


def _remember(order: Order) -> None:
    """Write into the mark what was made, as the last thing: a world without it is begun anew."""
    made = {"seed": order.seed, "anchor": order.anchor.isoformat(), "schools": order.schools}
    if order.register is not None:
        made["register"] = str(order.register)
    with arranging(), connection.cursor() as cursor:
        # What was to be delivered has been, at its own time; its jobs would find nothing to do.
        cursor.execute("delete from procrastinate_jobs")
        cursor.execute("update access.mark set world = %s", [json.dumps(made)])


def _schools_by_area(order: Order) -> tuple[dict[str, list[School]], str]:
    """Return the open schools by area, in the order of their numbers, and which area is lived in.

    Around a real register people are invented in one area only: one of a usual size. A register
    that came alone, without the file of NHS areas, says the council of each school.
    """
    there = School.objects.filter(status="open").order_by("urn").select_related("organisation")
    if order.register is None:
        found = _by(there.exclude(sub_icb_code=""), "icb_code")
        return found, min(found)
    found = _by(there, "sub_icb_code") or _by(there, "la_code")
    found = {code: schools for code, schools in found.items() if len(schools) >= len(cast.SCHOOLS)}
    if not found:
        raise NoPlaces
    usual = min(found, key=lambda code: (abs(len(found[code]) - USUAL_SIZE), code))
    return {usual: found[usual]}, usual


def _by(schools: Iterable[School], column: str) -> dict[str, list[School]]:
    found: dict[str, list[School]] = {}
    for school in schools:
        if code := getattr(school, column):
            found.setdefault(code, []).append(school)
    return found


def _area_name(code: str) -> str:
    """Return the name of a board's place, without what makes it a board."""
    body = CommissioningBody.objects.select_related("organisation").get(kind="icb", code=code)
    return body.organisation.name.split(" Integrated Care Board")[0]
