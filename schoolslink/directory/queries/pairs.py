"""The pair through which something goes now: ids alone, for every move that somebody makes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from schoolslink.directory.queries.belonging import BELONGS
from schoolslink.directory.rules.hours import read_days
from schoolslink.directory.rules.way_in import who_answers
from schoolslink.kernel import clock

# Written by hand: every move asks it, and wants seven ids of nine tables. A row for each cover.
_PAIR = f"""
with link as (
  select * from directory_link
  where school_id = %(school)s and linked_from <= %(on)s
    and (linked_until is null or linked_until > %(on)s)
    and (%(service)s::uuid is null or service_id = %(service)s)
  order by %(service)s::uuid is null and is_main desc, id limit 1),
contact as (
  select c.*, c.from_on <= %(on)s and (c.until_on is null or c.until_on > %(on)s) as is_current,
    {BELONGS.format(person="c.person_id", organisation="c.organisation_id")} as belongs
  from directory_namedcontact c)
select link.service_id, link.team_id, service.area_id,
  case when {BELONGS.format(person="service.pool_manager_id", organisation="link.service_id")}
    then service.pool_manager_id end,
  case when link.school_contact_id is null then lead.person_id else chosen.person_id end,
  nhs.id, nhs.person_id, nhs.belongs, nhs.days,
  cover.is_away, cover.until_on, other.person_id, other.belongs and other.is_current, other.days
from link
join directory_healthcareservice service on service.organisation_id = link.service_id
left join contact chosen on chosen.id = link.school_contact_id and chosen.is_current
left join lateral (
  select person_id from contact
  where organisation_id = link.school_id and side = 'school' and is_current
  order by position desc, id limit 1) lead on true
left join contact nhs on nhs.id = link.nhs_contact_id and nhs.is_current
left join directory_cover cover on cover.contact_id = nhs.id
  and cover.from_on <= %(on)s and (cover.until_on is null or cover.until_on > %(on)s)
left join contact other on other.id = cover.by_id
order by cover.is_away desc, cover.from_on, cover.id
"""  # noqa: S608


@dataclass(frozen=True)
class Pair:
    """A school and a service that answers it on a day. The people are those of `LinkView`.

    in_turn: whoever answers it with an account and a role there, in their order, without the pool's
    manager; each with the weekdays on which they work.
    """

    school_id: UUID
    service_id: UUID
    team_id: UUID | None
    area_id: UUID
    school_contact_person_id: UUID | None
    answers_person_id: UUID | None
    pool_manager_person_id: UUID | None
    in_turn: tuple[tuple[UUID, tuple[int, ...]], ...]


def pair_of_school(school_id: UUID, *, on: date, service_id: UUID | None = None) -> Pair | None:
    """Return a school's main pair, or that with this service, as `link_for_school` finds it."""
    today = clock.local_day(clock.real_now())  # memberships follow the real calendar
    given: dict[str, Any] = {"school": school_id, "service": service_id, "on": on, "today": today}
    with connection.cursor() as cursor:
        cursor.execute(_PAIR, given)
        rows = cursor.fetchall()
    if not rows:
        return None
    service, team, area, pool, at_school, contact, person, belongs, days = rows[0][:9]
    covers = [row[9:] for row in rows]
    is_away = any(away and until for away, until, *_ in covers)
    asked = [(person, belongs, days)] if contact and not is_away else []
    asked += [covering for _, _, *covering in covers]
    return Pair(
        school_id=school_id,
        service_id=service,
        team_id=team,
        area_id=area,
        school_contact_person_id=at_school,
        answers_person_id=who_answers([(who, theirs) for who, theirs, _ in asked], pool)[0],
        pool_manager_person_id=pool,
        in_turn=tuple((who, read_days(days)) for who, theirs, days in asked if who and theirs),
    )
