"""Whether each holder can act, by a day that is one, and was asked when that day had passed."""

from __future__ import annotations

from .invariant import Invariant, Noun
from .invariant import gettext_noop as _
from .items import ASK_OPERATOR

# Whoever may open what a place holds. A role that ended today is handed on today: only then it counts.
_HERE = """m.from_on <= %(real_day)s and (m.until_on is null or m.until_on >= %(real_day)s)"""
_OPENS = """m.role in ('school_lead', 'school_cover', 'school_head', 'camhs_contact', 'triager',
      'support_team_worker', 'service_manager', 'area_coordinator', 'council_link')"""
_RING_MANAGER = _(
    "Ring the manager of the service or the head of the school, and ask them to give it to somebody "
    "who is there. On this area's pages you can name a contact or a manager."
)
_LONDON = "at time zone 'Europe/London'"

INVARIANTS = (
    Invariant(
        name="no_real_day",
        noun=Noun.HOLDER,
        hazards=("H04", "H33"),
        must="Whoever holds something has a day by which to act, and it is less than 400 days away.",
        says=_("There is no day by which somebody must act, or it is more than a year away."),
        act=_RING_MANAGER,
        sql="""
select h.id, h.item_id, h.school_id, h.service_id, h.area_id from referrals_holding h
where h.ended_at is null and (h.due_on is null or h.due_on > %(today)s + 400)
""",
    ),
    Invariant(
        name="changed_without_a_move",
        noun=Noun.HOLDER,
        hazards=("H04", "H14", "H33"),
        must="Holder, duty and day of each open thing are those its last move named.",
        says=_("Its holder or its day was changed without a step in its history."),
        act=ASK_OPERATOR,
        sql="""
select h.id, h.item_id, h.school_id, h.service_id, h.area_id from referrals_holding h
join referrals_item i on i.id = h.item_id and i.closed_at is null
join referrals_itemevent e on e.id = h.event_id
where h.ended_at is null and (e.version_seen <> i.version - 1
  or (h.person_id, h.side, h.duty, h.due_on) is distinct from
     (e.holder_person_id, e.holder_side, e.duty, e.due_on)
  -- a school that became another takes its pool along
  or h.pool_id is distinct from e.holder_pool_id
     and not (h.side = 'school' and h.pool_id is not distinct from h.school_id))
""",
    ),
    Invariant(
        name="queue_shows_another",
        noun=Noun.HOLDER,
        hazards=("H04", "H33"),
        must="The queue shows each thing as it stands.",
        says=_("The queue shows it otherwise than it stands, so that somebody may pass it over."),
        act=ASK_OPERATOR,
        sql="""
select h.id, h.item_id, h.school_id, h.service_id, h.area_id from referrals_holding h
join referrals_item i on i.id = h.item_id and i.closed_at is null
where h.ended_at is null
  and (h.kind, h.state, h.reference, h.asked_at, h.urgent, h.calm)
    is distinct from (i.kind, i.state, i.reference, i.asked_at, i.urgent, not i.risk_marked)
""",
    ),
    Invariant(
        name="holder_without_role",
        noun=Noun.HOLDER,
        hazards=("H02", "H17"),
        must="Every holder has a role at the place that has it, by which they can open it.",
        says=_("Whoever holds this has no role there any more and cannot open it."),
        act=_RING_MANAGER,
        sql=f"""
select h.id, h.item_id, h.school_id, h.service_id, h.area_id from referrals_holding h
where h.ended_at is null and h.person_id is not null and not exists (
  select from access_membership m where m.person_id = h.person_id and {_HERE}
    and (m.organisation_id = h.pool_id
      or h.side <> 'school' and m.organisation_id in (h.team_id, h.service_id))
    and ({_OPENS} or m.role = 'school_referrer' and h.opened_by_id = h.person_id
      or m.role = 'safeguarding_lead' and h.risk_marked))
""",
    ),
    Invariant(
        name="holder_cannot_sign_in",
        noun=Noun.HOLDER,
        hazards=("H02",),
        must="Every holder has an account that works.",
        says=_("Whoever holds this can no longer sign in."),
        act=_RING_MANAGER,
        sql="""
select h.id, h.item_id, h.school_id, h.service_id, h.area_id from referrals_holding h
join access_person p on p.id = h.person_id
where h.ended_at is null and not p.is_active
""",
    ),
    Invariant(
        name="nobody_there",
        noun=Noun.HOLDER,
        hazards=("H01", "H02"),
        must=(
            "At every place that must act on something there is somebody who can open it; a school "
            "that only rings was answered on the telephone, and when it should have been read the "
            "coordinators are told."
        ),
        says=_("Something is open here, and nobody here can open it."),
        act=_(
            "Name somebody here today: on this area's pages invite a contact, or ring the head or the "
            "manager and ask who has it meanwhile."
        ),
        sql=f"""
select p.pool_id, null::uuid, p.school_id, p.service_id, p.area_id from (
  select pool_id, case when side <> 'school' then service_id end as service_id,
    case when side = 'school' then pool_id end as school_id, max(area_id::text)::uuid as area_id
  from referrals_holding where ended_at is null and duty <> 'read_answer'
  group by pool_id, case when side <> 'school' then service_id end,
    case when side = 'school' then pool_id end) p
where not exists (select from access_membership m join access_person a on a.id = m.person_id
  where m.organisation_id in (p.pool_id, p.service_id) and a.is_active and {_HERE} and {_OPENS})
""",
    ),
    Invariant(
        name="pool_without_manager",
        noun=Noun.HOLDER,
        hazards=("H02", "H04"),
        must="Every service that has something open has a manager who answers for its pool.",
        says=_("Nobody is named who answers for what this service has in common."),
        act=_("Open the service's page and name who answers for its pool."),
        sql="""
select s.organisation_id, null::uuid, null::uuid, s.organisation_id, s.area_id
from directory_healthcareservice s
where s.pool_manager_id is null and exists (select from referrals_holding h
  where h.service_id = s.organisation_id and h.ended_at is null and h.side = 'service')
""",
    ),
    Invariant(
        name="held_elsewhere",
        noun=Noun.HOLDER,
        hazards=("H04", "H18", "H33"),
        must="Only a place of its own holds a thing: its school, its team, its service, its area.",
        says=_("It lies at a place that has nothing to do with it and cannot open it."),
        act=ASK_OPERATOR,
        sql="""
select h.id, h.item_id, h.school_id, h.service_id, h.area_id from referrals_holding h
where h.ended_at is null and (h.pool_id = h.school_id or h.pool_id = h.team_id
  or h.pool_id = h.service_id or h.pool_id = h.area_id) is not true
""",
    ),
    Invariant(
        name="past_its_day_and_nobody_asked",
        noun=Noun.HOLDER,
        hazards=("H04",),
        must=(
            "Within four days after its day the next person was asked about whatever is still open, or "
            "the area's coordinators were told; where it has none, the national team that it has none."
        ),
        says=_("Its day is over, and nobody was asked about it since."),
        act=_RING_MANAGER,
        sql=f"""
select h.id, h.item_id, h.school_id, h.service_id, h.area_id from referrals_holding h
where h.ended_at is null and h.due_on < %(today)s - 4
  and not exists (select from referrals_itemevent e where e.item_id = h.item_id
    and e.move = 'escalate' and (e.at {_LONDON})::date > h.due_on)
  and not exists (select from notices_notice n where n.about_id = h.item_id
    and n.kind = 'referrals.past_its_day' and (n.created_at {_LONDON})::date > h.due_on)
  and not exists (select from notices_notice n where n.about_id = h.area_id
    and n.kind = 'directory.nobody_coordinates' and (n.created_at {_LONDON})::date > h.due_on)
""",
    ),
    Invariant(
        name="the_asking_stopped",
        noun=Noun.HOLDER,
        hazards=("H04",),
        must="Whoever was asked in another's place acts within eight days, or the next is asked.",
        says=_("The next person was asked more than a week ago, and nobody after them."),
        act=_RING_MANAGER,
        sql=f"""
select h.id, h.item_id, h.school_id, h.service_id, h.area_id from referrals_holding h
cross join lateral (select max(e.at) as asked_at from referrals_itemevent e
  where e.item_id = h.item_id and e.move = 'escalate' and (e.at {_LONDON})::date > h.due_on) last
where h.ended_at is null and h.due_on < %(today)s - 8
  and last.asked_at < %(now)s - interval '8 days'
  and not exists (select from notices_notice n where n.about_id = h.item_id
    and n.kind = 'referrals.past_its_day' and n.created_at >= last.asked_at)
  and not exists (select from notices_notice n where n.about_id = h.area_id
    and n.kind = 'directory.nobody_coordinates' and n.created_at >= last.asked_at)
""",
    ),
)
