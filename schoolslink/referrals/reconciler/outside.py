"""Whether each child of whom somebody outside was asked is with somebody, and no link opens too long."""

from __future__ import annotations

from .invariant import Invariant, Noun
from .invariant import gettext_noop as _

OUTSIDE = (
    Invariant(
        name="asked_outside_and_not_passed_on",
        noun=Noun.ITEM,
        hazards=("H06", "H55"),
        must=(
            "While somebody outside is asked to take a request, or is still to be rung, the same request "
            "is being passed on, by the same team; and what they gave back, or never answered, has come "
            "back within an hour."
        ),
        says=_("Somebody outside was asked to take this, and the request stands elsewhere."),
        act=_("Ring the team that asked, and settle who looks after the child today."),
        sql="""
select i.id, i.id, i.school_id, i.service_id, i.area_id from referrals_item i
join referrals_item request on request.id = i.about_id
cross join lateral (select max(d.event_id::text) as last from referrals_decision d
  where d.item_id = request.id and d.move = 'redirect') sent
where i.kind = 'outside'
  -- Who is asked whether they have a child is another matter: `receipt_without_a_tick`.
  and not exists (select from referrals_itemevent e where e.item_id = i.id and e.move = 'ask_receipt')
  and case
  when (i.child_id, i.team_id, i.service_id, i.area_id)
    is distinct from (request.child_id, request.team_id, request.service_id, request.area_id) then true
  when i.closed_at is null then request.state <> 'redirected'
    and request.entered_at < %(now)s - interval '1 hour'
  when i.state in ('given_back', 'lapsed') then request.state = 'redirected'
    and i.entered_at < %(now)s - interval '1 hour' and sent.last < i.id::text
  else false end
""",
    ),
    Invariant(
        name="link_opens_too_long",
        noun=Noun.ROW,
        hazards=("H56",),
        must="A link that somebody outside was sent opens only what is still asked, and to its day alone.",
        says=_("A link that was sent outside still opens something that is not asked any more."),
        act=_(
            "Ring the team that sent it: they stop the link. Then tell whoever runs this service."
        ),
        sql="""
select l.id, i.id, i.school_id, i.service_id, i.area_id from referrals_outsidelink l
join referrals_item i on i.id = l.item_id
left join referrals_holding h on h.item_id = i.id and h.ended_at is null
where l.ended_at is null and (i.state not in ('offered_outside', 'receipt_asked')
  or (l.opens_until at time zone 'Europe/London')::date > h.due_on + 1)
""",
    ),
)
