"""Whether the places of what is open still exist, and somebody looks after them."""

from __future__ import annotations

from .invariant import Invariant, Noun
from .invariant import gettext_noop as _

INVARIANTS = (
    Invariant(
        name="school_closed",
        noun=Noun.PLACE,
        hazards=("H09", "H35"),
        must="A school that is closed has nothing open.",
        says=_("This school is closed, and something is still open there."),
        act=_(
            "Open the school's page and hand over to the school that follows it. Where none does, ring "
            "the head and the council: each child has somebody by name."
        ),
        sql="""
select s.organisation_id, null::uuid, s.organisation_id, null::uuid, o.area_id
from directory_school s join (
  select school_id, max(area_id::text)::uuid as area_id from referrals_holding
  where ended_at is null group by school_id) o on o.school_id = s.organisation_id
where s.status = 'closed' and coalesce(s.closed_on, %(today)s - 30) < %(today)s - 1
""",
    ),
    Invariant(
        name="service_closed",
        noun=Noun.PLACE,
        hazards=("H35",),
        must="A service that has ended has nothing open.",
        says=_("This service has ended, and something is still open there."),
        act=_("Ring who managed it, and join each school to the service that takes over."),
        sql="""
select s.organisation_id, null::uuid, null::uuid, s.organisation_id, s.area_id
from directory_healthcareservice s
where s.until_on < %(today)s and exists (select from referrals_holding h
  where h.service_id = s.organisation_id and h.ended_at is null)
""",
    ),
    Invariant(
        name="nobody_coordinates",
        noun=Noun.PLACE,
        hazards=("H105",),
        must="Every area in which something is open has somebody who coordinates it.",
        says=_("Something is open in this area, and nobody coordinates it."),
        act=_("Ask the national team to invite somebody; they read it on their page."),
        sql="""
select a.organisation_id, null::uuid, null::uuid, null::uuid, a.organisation_id from directory_area a
where exists (select from referrals_holding h where h.area_id = a.organisation_id and h.ended_at is null)
  and not exists (select from access_membership m join access_person p on p.id = m.person_id
    where m.organisation_id = a.organisation_id and m.role = 'area_coordinator' and p.is_active
      and m.from_on <= %(real_day)s and (m.until_on is null or m.until_on >= %(real_day)s))
""",
    ),
    Invariant(
        name="not_of_this_area",
        noun=Noun.PLACE,
        hazards=("H09", "H35"),
        must="The area that looks after an open thing goes on, and its school or service is in it.",
        says=_(
            "It is looked after in an area to which neither its school nor its service belongs."
        ),
        act=_("Ask the coordinator of the school's area, and tell whoever runs this service."),
        sql="""
select i.id, i.id, i.school_id, i.service_id, i.area_id from referrals_item i
join directory_area a on a.organisation_id = i.area_id
left join directory_healthcareservice s on s.organisation_id = i.service_id
where i.closed_at is null and (a.until_on < %(today)s
  or s.area_id is distinct from i.area_id and not exists (
    select from directory_areamembership m where m.school_id = i.school_id
      and m.area_id = i.area_id and (m.until_on is null or m.until_on >= %(today)s)))
""",
    ),
    Invariant(
        name="in_no_area",
        noun=Noun.PLACE,
        hazards=("H09", "H35"),
        must=(
            "Whatever a service has, whatever has no school, and what another school is asked about a child "
            "belongs to an area that asks after it."
        ),
        says=_("No area looks after this, so that no coordinator asks when it is late."),
        act=_("Put the school or the service into an area, and give the request to it."),
        sql="""
select i.id, i.id, i.school_id, i.service_id, i.area_id from referrals_item i
where i.closed_at is null and i.version > 0 and i.area_id is null
  and (i.service_id is not null or i.school_id is null or i.kind = 'arrival')
""",
    ),
)
