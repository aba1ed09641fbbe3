"""How the settings of each area stand: counted in one statement for all, no child anywhere near."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from schoolslink.directory.models import AreaMembership, RegisterChange, School
from schoolslink.directory.models.dated import current
from schoolslink.directory.rules import strata
from schoolslink.directory.rules.register import OPEN_STATUSES
from schoolslink.kernel import calendar

# Who answers at the school: its lead, or the head where nobody else is named. A cover alone does not.
_AT_SCHOOL = """
select from directory_namedcontact c
where c.organisation_id = m.school_id and c.side = 'school' and c.position in ('lead', 'head')
  and c.from_on <= %(on)s and (c.until_on is null or c.until_on > %(on)s)
"""
_COUNT = f"""
select m.area_id, count(*), coalesce(sum(s.pupils), 0),
  count(*) filter (where l.school_id is not null and exists ({_AT_SCHOOL})),
  count(*) filter (where l.confirmed_on >= %(term)s and exists ({_AT_SCHOOL}) and not exists
    ({_AT_SCHOOL} and (c.confirmed_on is null or c.confirmed_on < %(term)s))),
  count(*) filter (where
    not exists (select from directory_namedcontact c
      where c.organisation_id = m.school_id and c.side = 'school' and c.from_on <= %(on)s)
    and not exists (select from directory_nomination n where n.organisation_id = m.school_id))
from directory_areamembership m
join directory_school s on s.organisation_id = m.school_id and s.status = any(%(open)s)
left join lateral (
  select k.school_id, c.confirmed_on
  from directory_link k
  join directory_namedcontact c on c.id = k.nhs_contact_id
    and c.from_on <= %(on)s and (c.until_on is null or c.until_on > %(on)s)
  where k.school_id = m.school_id and k.linked_from <= %(on)s
    and (k.linked_until is null or k.linked_until > %(on)s)
  order by k.is_main desc limit 1) l on true
where m.from_on <= %(on)s and (m.until_on is null or m.until_on > %(on)s)
group by m.area_id
"""  # noqa: S608


_BY_STRATUM = f"""
select s.phase, s.kind, s.rural_urban, coalesce(s.imd_decile::text, ''), count(*),
  count(*) filter (where exists ({_AT_SCHOOL}) and exists (
    select from directory_link k
    join directory_namedcontact c on c.id = k.nhs_contact_id
      and c.from_on <= %(on)s and (c.until_on is null or c.until_on > %(on)s)
    where k.school_id = m.school_id and k.linked_from <= %(on)s
      and (k.linked_until is null or k.linked_until > %(on)s)))
from directory_areamembership m
join directory_school s on s.organisation_id = m.school_id and s.status = any(%(open)s)
where m.from_on <= %(on)s and (m.until_on is null or m.until_on > %(on)s)
group by 1, 2, 3, 4
"""  # noqa: S608
_OPEN = [status.value for status in OPEN_STATUSES]


@dataclass(frozen=True)
class AreaCoverage:
    """One area: its open settings, their pupils, how many have a live pair, confirmed it this term.

    live: somebody is named on both sides today. confirmed: both sides said so since the term began.
    never_asked: how many nobody has asked to name a lead, and for which none was ever named.
    """

    area_id: UUID
    settings: int
    pupils: int
    live: int
    confirmed: int
    never_asked: int


def coverage_by_area(*, on: date) -> list[AreaCoverage]:
    """Return every area's coverage on a day. Confirmed counts from the first day of the term."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"on": on, "open": _OPEN, "term": calendar.term_at(on).first_on})
        return [AreaCoverage(*row) for row in cursor.fetchall()]


@dataclass(frozen=True)
class StratumCoverage:
    """One stratum of England, such as primary schools: its open settings, those with a live pair."""

    dimension: str
    name: str
    settings: int
    live: int


def coverage_by_stratum(*, on: date) -> list[StratumCoverage]:
    """Return the coverage of every stratum that has a setting in an area of the programme."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_STRATUM, {"on": on, "open": _OPEN})
        found = cursor.fetchall()
    sums = strata.add_up(
        (dict(zip(strata.DIMENSIONS, said, strict=True)), settings, live)
        for *said, settings, live in found
    )
    return [StratumCoverage(*stratum, *counts) for stratum, counts in sums.items()]


def strata_of_schools(school_ids: Collection[UUID]) -> dict[UUID, dict[str, str]]:
    """Return of each of these schools its phase, kind, place and fifth; "" where the register is silent."""
    rows = School.objects.filter(pk__in=school_ids).values_list(
        "pk", "phase", "kind", "rural_urban", "imd_decile"
    )
    return {
        school_id: {
            dimension: strata.stratum_of(dimension, "" if said is None else str(said))
            for dimension, said in zip(strata.DIMENSIONS, words, strict=True)
        }
        for school_id, *words in rows
    }


@dataclass(frozen=True)
class RegisterQuality:
    """How far the register can be trusted: open settings, those in no area, changes that wait."""

    open: int
    outside: int
    waiting: int


def register_quality(*, on: date) -> RegisterQuality:
    """Return how far the register can be trusted on a day."""
    inside = AreaMembership.objects.filter(current(on)).values("school_id")
    is_open = School.objects.filter(status__in=_OPEN)
    waiting = RegisterChange.objects.filter(decision=RegisterChange.Decision.WAITING)
    return RegisterQuality(is_open.count(), is_open.exclude(pk__in=inside).count(), waiting.count())
