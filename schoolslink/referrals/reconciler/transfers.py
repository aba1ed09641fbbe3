"""Whether every child who is handed over is with somebody: the sender, until the receiver has them."""

from __future__ import annotations

from .invariant import Invariant, Noun
from .invariant import gettext_noop as _

TRANSFERS = (
    Invariant(
        name="handed_over_to_nobody",
        noun=Noun.ITEM,
        hazards=("H49",),
        must=(
            "A child who is handed over to a service here is before that service or was answered by it "
            "within an hour; and when all three ticks stand, their request is there."
        ),
        says=_(
            "A child is being handed over, and the service that should have them has not been asked."
        ),
        act=_("Ring both services, and settle which of them looks after the child today."),
        sql="""
select i.id, i.id, i.school_id, i.service_id, i.area_id from referrals_item i
join referrals_item request on request.id = i.about_id
cross join lateral (select e.id::text as id, e.move, s.receiver_id from referrals_itemevent e
  join referrals_transferstep s on s.event_id = e.id
  where e.item_id = i.id and e.move in ('hand_over', 'hand_outside')
  order by e.version_seen desc limit 1) handed
where i.kind = 'transfer' and handed.move = 'hand_over' and case
  when i.state in ('handed_over', 'handed_and_known') then not exists (
    select from referrals_item o where o.about_id = i.about_id and o.kind = 'redirect'
      and o.service_id = handed.receiver_id and o.id::text > handed.id
      and (o.closed_at is null or o.entered_at > %(now)s - interval '1 hour'))
  when i.state = 'transferred' then request.closed_at is null
    and i.entered_at < %(now)s - interval '1 hour' and not exists (
      select from referrals_itemevent e where e.item_id = request.id and e.move = 'take_over'
        and e.at >= i.entered_at)
  else false end
""",
    ),
    Invariant(
        name="receipt_without_a_tick",
        noun=Noun.ITEM,
        hazards=("H75",),
        must=(
            "While somebody is asked whether they have a child, that child is handed over to them; and what "
            "they said of it, or never said, stands on the card of the hand-over within an hour."
        ),
        says=_(
            "Somebody was asked whether they have a child, and the hand-over says something else."
        ),
        act=_(
            "Ring both, settle who looks after the child today, and write it down on the hand-over."
        ),
        sql="""
select i.id, i.id, i.school_id, i.service_id, i.area_id from referrals_item i
left join lateral (select c.state, c.entered_at, c.child_id, (select max(e.id::text)
    from referrals_itemevent e where e.item_id = c.id and e.move = 'hand_outside') as handed
  from referrals_item c where c.about_id = i.about_id and c.kind = 'transfer'
  order by c.id desc limit 1) card on true
where exists (select from referrals_itemevent e
    where e.item_id = i.id and e.move in ('ask_receipt', 'ask_school'))
  and case
  when card.child_id is distinct from i.child_id then true
  when i.closed_at is null then card.entered_at < %(now)s - interval '1 hour'
    and (card.state not in ('handed_outside', 'outside_and_known') or card.handed > i.id::text)
  when i.state in ('confirmed_outside', 'arrived', 'given_back', 'lapsed') then
    card.state in ('handed_outside', 'outside_and_known') and card.handed < i.id::text
    and i.entered_at < %(now)s - interval '1 hour'
  else false end
""",
    ),
    Invariant(
        name="arrival_asked_of_nobody",
        noun=Noun.ITEM,
        hazards=("H81",),
        must=(
            "While a school is asked whether a child has arrived, an adult there has the question by name; "
            "where nobody has, it is the sender's again within an hour."
        ),
        says=_("A school is asked whether a child has arrived, and nobody there by name has it."),
        act=_(
            "Ring the service that hands over, say the number, and ask them to arrange it anew: they "
            "have the child until somebody else does."
        ),
        sql="""
select i.id, i.id, i.school_id, i.service_id, i.area_id from referrals_item i
join referrals_holding h on h.item_id = i.id and h.ended_at is null
where i.kind = 'arrival' and i.closed_at is null and h.person_id is null
  and h.began_at < %(now)s - interval '1 hour'
""",
    ),
    Invariant(
        name="agreed_and_not_gone_along",
        noun=Noun.ITEM,
        hazards=("H79",),
        must=(
            "Where a family agreed that the next school sees the request, and that school has said that the "
            "child has come, the request is with that school within an hour; and without a yes with none."
        ),
        says=_(
            "A family agreed that the next school sees this request, and it is still with the old one."
        ),
        act=_(
            "Ring the service that has it. Is there a sharing agreement with the next school? If so, whoever "
            "runs this service looks; if not, sign one, and let the service ask the family again."
        ),
        sql="""
select request.id, request.id, request.school_id, request.service_id, request.area_id
from referrals_item card join referrals_item request on request.id = card.about_id
cross join lateral (select e.id::text as id, e.version_seen, s.to_school_id from referrals_itemevent e
  join referrals_transferstep s on s.event_id = e.id
  where e.item_id = card.id and e.move = 'hand_outside' order by e.version_seen desc limit 1) handed
left join lateral (select s.next_school from referrals_itemevent e
  join referrals_transferstep s on s.event_id = e.id
  where e.item_id = card.id and e.move = 'tell_of_transfer' and e.version_seen > handed.version_seen
    and s.next_school not in ('', 'not_asked') order by e.version_seen desc limit 1) said on true
left join lateral (select a.school_id from referrals_item a where a.about_id = request.id
  and a.kind = 'arrival' and a.state = 'arrived' and a.id::text > handed.id
  order by a.id desc limit 1) came on true
left join lateral (select true as did from referrals_itemevent e where e.item_id = request.id
  and e.move = 'change_school' and e.at >= card.entered_at limit 1) gone on true
where card.kind = 'transfer' and card.state = 'transferred' and not exists (
    select from referrals_item later where later.about_id = request.id and later.kind = 'transfer'
      and later.id > card.id)
  and case when gone.did then said.next_school is distinct from 'self'
      and said.next_school is distinct from 'carer' and said.next_school is distinct from 'both'
    else request.closed_at is null and request.asked_by = 'school' and handed.to_school_id is not null
      and said.next_school in ('self', 'carer', 'both') and came.school_id <> request.school_id
      and card.entered_at < %(now)s - interval '1 hour'
      and not exists (select from referrals_transferstep s where s.item_id = card.id
        and s.why = 'alternative') end
""",
    ),
    Invariant(
        name="left_behind",
        noun=Noun.ITEM,
        hazards=("H49", "H09"),
        must=(
            "Whoever is at a team is being handed over, or was for this very end, a month before their "
            "service ends, or their school does and none takes its place."
        ),
        says=_("Their school or service ends within a month, and nobody hands this child over."),
        act=_(
            "Ring the service that has it, and ask who will have the child then. It opens a hand-over."
        ),
        sql="""
select distinct i.id, i.id, i.school_id, i.service_id, i.area_id from referrals_item i
left join directory_school s on s.organisation_id = i.school_id
left join directory_healthcareservice v on v.organisation_id = i.service_id
cross join lateral (values
  ('service_ends',
    case when v.until_on between %(today)s and %(today)s + 30 then v.until_on end),
  ('school_closes',
    case when s.status = 'closing' and s.successor_id is null and s.closed_on <= %(today)s + 30
      then s.closed_on end)
) ends (why, over_on)
where ends.over_on is not null and i.kind = 'referral' and i.closed_at is null and i.team_id is not null
  and i.state in ('submitted', 'acknowledged', 'in_triage', 'more_information_asked', 'accepted',
    'waiting', 'first_contact', 'help_started')
  and not exists (select from referrals_item c where c.about_id = i.id and c.kind = 'transfer'
    and c.closed_at is null)
  and not exists (select from referrals_transferstep t
    join referrals_item c on c.id = t.item_id and c.about_id = i.id
    join referrals_itemevent planned on planned.id = t.event_id
    where t.why = ends.why
      and (planned.at at time zone 'Europe/London')::date >= ends.over_on - 60
      and not exists (select from referrals_itemevent e
        where e.item_id = i.id and e.move = 'take_over' and e.at >= planned.at))
""",
    ),
)
