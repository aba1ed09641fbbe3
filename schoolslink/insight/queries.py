"""The figures of the national page and of a trust's, each with its numerator, denominator and exclusions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Sum

from schoolslink.access import audit, doors
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Group
from schoolslink.directory.queries import area_of_service, is_for_eating
from schoolslink.insight.models import (
    Coverage,
    Measure,
    Projection,
    ServiceGroup,
    ServiceWeek,
    Stratum,
)
from schoolslink.insight.permissions import Sight, sight_of_clocks
from schoolslink.insight.rules import Range, expected_need
from schoolslink.kernel.calendar import term_at
from schoolslink.referrals.rules.clocks import Total, whole_weeks

TERMS_SHOWN = 8
DAYS_A_TERM = 150  # the longest between two terms' beginnings, holidays included


@dataclass(frozen=True)
class AreaFigures:
    """One area's figures, before anything is hidden."""

    area_id: UUID
    name: str
    settings: int
    live: int
    confirmed: int
    need: Range
    requests: int


@dataclass(frozen=True)
class NationalFigures:
    """England's figures, and those of each area. on_day: of the coverage; since: of the counts."""

    on_day: date | None
    since: date
    settings: int
    live: int
    confirmed: int
    never_asked: int
    counts: dict[Measure, int]
    areas: tuple[AreaFigures, ...]
    line: tuple[tuple[date, int, int], ...]  # day, settings with a live pair, settings
    strata: dict[tuple[str, str], tuple[int, int]]  # settings, and those with a live pair


def national_figures(*, since: date) -> NationalFigures:
    """Return the national figures, from the counts of the months since a day and the last coverage."""
    last = Coverage.objects.order_by("-on_day").values_list("on_day", flat=True).first()
    rows = list(
        Coverage.objects.filter(on_day=last).select_related("area").order_by("area__name")
        if last
        else []
    )
    totals = _counts(since)
    asked = _by_area(since)
    return NationalFigures(
        on_day=last,
        since=since,
        settings=sum(row.settings for row in rows),
        live=sum(row.live for row in rows),
        confirmed=sum(row.confirmed for row in rows),
        never_asked=sum(row.never_asked for row in rows),
        counts={m: totals.get(m.value, 0) for m in Measure},
        areas=tuple(
            AreaFigures(
                row.area_id, row.area.name, row.settings, row.live, row.confirmed,
                expected_need(row.pupils), asked.get(row.area_id, 0),
            )
            for row in rows
        ),
        line=_line(),
        strata={
            (row.dimension, row.name): (row.settings, row.live)
            for row in Stratum.objects.filter(on_day=last, settings__gt=0)
        },
    )  # fmt: skip


def _counts(since: date) -> dict[str, int]:
    rows = Projection.objects.filter(month__gte=since).values("measure").annotate(n=Sum("count"))
    return {row["measure"]: row["n"] for row in rows}


def _by_area(since: date) -> dict[UUID, int]:
    rows = (
        Projection.objects.filter(month__gte=since, measure=Measure.REQUESTS)
        .values("area_id")
        .annotate(n=Sum("count"))
    )
    return {row["area_id"]: row["n"] for row in rows}


def _line() -> tuple[tuple[date, int, int], ...]:
    """Return the coverage at the end of each of the last eight terms, oldest first.

    The latest day counted that lies in the term: in the holidays contacts leave and nobody confirms.
    """
    days = Coverage.objects.order_by("-on_day").values_list("on_day", flat=True).distinct()
    last_of_term: dict[date, date] = {}
    for day in days[: TERMS_SHOWN * DAYS_A_TERM]:
        term = term_at(day)
        if day <= term.last_on:
            last_of_term.setdefault(term.first_on, day)
    shown = sorted(last_of_term.values())[-TERMS_SHOWN:]
    rows = (
        Coverage.objects.filter(on_day__in=shown)
        .values("on_day")
        .annotate(live=Sum("live"), settings=Sum("settings"))
        .order_by("on_day")
    )
    return tuple((row["on_day"], row["live"], row["settings"]) for row in rows)


@dataclass(frozen=True)
class Figures:
    """Figures as they may be shown: rounded, shares in per cent; None is hidden, being too small."""

    asked: int | None
    answered_in_time: int | None
    told_in_time: int | None


@dataclass(frozen=True)
class GroupFigures:
    """The figures of each school of somebody's trusts and federations, and the shares of all together."""

    schools: dict[UUID, Figures]
    together: Figures


def figures_of_my_schools(*, on: date) -> GroupFigures:
    """Return what was asked in the twelve whole months before a day's month; rounded by the database.

    Of the schools of the trusts and federations that whoever asks leads; of none to anybody else.
    """
    rows = doors.rows("select * from access.figures_of_my_schools(%s)", on)
    found = {school: Figures(*figures) for school, *figures in rows}
    together = found.pop(None, Figures(None, None, None))
    return GroupFigures(found, together)


@dataclass(frozen=True)
class ServiceClocks:
    """A service's clocks, week by week, oldest first; weeks without a row were not counted yet."""

    service_id: UUID
    name: str
    sight: Sight
    weeks: tuple[date, ...]
    totals: dict[tuple[str, date], Total]
    is_for_eating: bool = False

    @property
    def is_counted(self) -> bool:
        """Return whether a night has counted the last whole week."""
        return any(week == self.weeks[-1] for _, week in self.totals)

    def week(self, clock_id: str, week: date) -> Total:
        """Return one clock of one week."""
        return self.totals.get((clock_id, week), Total())

    def whole(self, clock_id: str) -> Total:
        """Return one clock over all these weeks."""
        return sum((self.week(clock_id, week) for week in self.weeks), Total())


def service_clocks(actor: Actor, service_id: UUID, *, on: date, weeks: int) -> ServiceClocks:
    """Return a service's clocks over the last whole weeks before a day's own.

    Raises NoCounts, shown as not found, for whoever may not see them and for no service.
    """
    name, area_id = area_of_service(service_id)
    sight = sight_of_clocks(actor, service_id, area_id)
    mondays = whole_weeks(on, weeks)
    rows = ServiceWeek.objects.filter(service_id=service_id, week__in=mondays)
    audit.read("service clocks", [service_id], groups=[Group.COUNTS])
    return ServiceClocks(
        service_id=service_id,
        name=name,
        sight=sight,
        weeks=mondays,
        totals={
            (row.clock, row.week): Total(
                row.counted, row.kept, {int(n): count for n, count in row.amounts.items()}
            )
            for row in rows
        },
        is_for_eating=is_for_eating(service_id),
    )


@dataclass(frozen=True)
class ServiceSplit:
    """One clock of a service over a year, by the groups of each dimension; until_on: None, never counted."""

    service_id: UUID
    name: str
    until_on: date | None
    totals: dict[tuple[str, str], Total]

    def group(self, dimension: str, name: str) -> Total:
        """Return one group of one dimension."""
        return self.totals.get((dimension, name), Total())


def service_split(actor: Actor, service_id: UUID, clock_id: str) -> ServiceSplit:
    """Return one clock of a service by groups; raise NoCounts for whoever may not see its clocks."""
    name, area_id = area_of_service(service_id)
    sight_of_clocks(actor, service_id, area_id)
    rows = list(ServiceGroup.objects.filter(service_id=service_id, clock=clock_id))
    audit.read("service clocks", [service_id], groups=[Group.COUNTS])
    return ServiceSplit(
        service_id=service_id,
        name=name,
        until_on=max((row.until_on for row in rows), default=None),
        totals={
            (row.dimension, row.name): Total(
                row.counted, row.kept, {int(n): count for n, count in row.amounts.items()}
            )
            for row in rows
        },
    )
