"""Whether each thing that was asked is open with a holder, or ended with an outcome, as its moves say."""

from __future__ import annotations

from .invariant import Invariant, Noun
from .invariant import gettext_noop as _
from .outside import OUTSIDE
from .transfers import TRANSFERS

ASK_OPERATOR = _(
    "Ring whoever should have it, so that the child is looked after today. Then tell whoever runs "
    "this service: the record itself has to be put right."
)
_ENDS = "(select distinct kind, to_state, ends from referrals_allowed_move)"

INVARIANTS = (
    Invariant(
        name="open_without_holder",
        noun=Noun.ITEM,
        hazards=("H01", "H33"),
        must="Whatever is open has exactly one holder.",
        says=_("Nobody holds this, though it is still open."),
        act=ASK_OPERATOR,
        sql=f"""
select i.id, i.id, i.school_id, i.service_id, i.area_id from referrals_item i
left join {_ENDS} a on a.kind = i.kind and a.to_state = i.state
left join (select item_id, count(*) as held from referrals_holding
  where ended_at is null group by item_id) h on h.item_id = i.id
where i.closed_at is null and i.version > 0 and coalesce(a.ends, false) = false
  and coalesce(h.held, 0) <> 1
""",
    ),
    Invariant(
        name="ended_and_held",
        noun=Noun.ITEM,
        hazards=("H33",),
        must="Whatever has ended has no holder.",
        says=_("This has ended, and somebody is still asked to act on it."),
        act=ASK_OPERATOR,
        sql="""
select i.id, i.id, i.school_id, i.service_id, i.area_id from referrals_item i
join referrals_holding h on h.item_id = i.id and h.ended_at is null
where i.closed_at is not null
""",
    ),
    Invariant(
        name="ended_without_outcome",
        noun=Noun.ITEM,
        hazards=("H06", "H33"),
        must="Whatever has ended ended by a move that ends it, and whatever did is marked as ended.",
        says=_("This is marked as ended without an outcome, or has an outcome and is still open."),
        act=ASK_OPERATOR,
        sql=f"""
select i.id, i.id, i.school_id, i.service_id, i.area_id from referrals_item i
left join {_ENDS} a on a.kind = i.kind and a.to_state = i.state
where i.version > 0 and (i.closed_at is not null) <> coalesce(a.ends, false)
""",
    ),
    Invariant(
        name="history_not_whole",
        noun=Noun.ITEM,
        hazards=("H19", "H33"),
        must="Each thing has as many moves as its version says, and at least one.",
        says=_("A part of its history is missing."),
        act=ASK_OPERATOR,
        sql="""
select i.id, i.id, i.school_id, i.service_id, i.area_id from referrals_item i
left join (select item_id, count(*) as moves, max(version_seen) as last from referrals_itemevent
  group by item_id) e on e.item_id = i.id
where i.version = 0 or e.moves is distinct from i.version or e.last is distinct from i.version - 1
""",
    ),
    Invariant(
        name="state_not_last_move",
        noun=Noun.ITEM,
        hazards=("H14", "H33"),
        must="Each thing stands where its last move brought it.",
        says=_("It is shown in another state than its last step brought it to."),
        act=ASK_OPERATOR,
        sql="""
select i.id, i.id, i.school_id, i.service_id, i.area_id from referrals_item i
join referrals_itemevent e on e.item_id = i.id and e.version_seen = i.version - 1
where e.to_state <> i.state
""",
    ),
    Invariant(
        name="clocks_not_its_moves",
        noun=Noun.ITEM,
        hazards=("H25", "H33"),
        must="The moments of each thing are those of its moves.",
        says=_("Its days differ from what its history says, so that its clocks may be wrong."),
        act=ASK_OPERATOR,
        sql="""
select i.id, i.id, i.school_id, i.service_id, i.area_id from referrals_item i
join (select item_id, max(at) as latest, max(at) filter (where from_state <> to_state) as entered
  from referrals_itemevent group by item_id) e on e.item_id = i.id
where i.entered_at is distinct from e.entered or i.asked_at > e.latest
  or (i.closed_at is not null and i.closed_at <> e.entered)
""",
    ),
    Invariant(
        name="waits_too_long_for_agreement",
        noun=Noun.ITEM,
        hazards=("H03",),
        must="Nothing waits eight weeks for somebody's agreement.",
        says=_("This has waited eight weeks or longer for somebody to agree."),
        act=_(
            "Ring the school. A person decides now: ask them together with the service, ask the "
            "service for advice without a name, or take it back and tell the family why."
        ),
        sql="""
select i.id, i.id, i.school_id, i.service_id, i.area_id from referrals_item i
where i.closed_at is null and i.state = 'awaiting_agreement'
  and i.entered_at < %(now)s - interval '56 days'
""",
    ),
    Invariant(
        name="redirected_without_receipt",
        noun=Noun.ITEM,
        hazards=("H06",),
        must="Within four weeks somebody has confirmed each thing that was passed on, or it came back.",
        says=_(
            "This was passed on to somebody else four weeks ago, and nobody has said they have it."
        ),
        act=_(
            "Ring the service that passed it on. It confirms by telephone that the other has it, or "
            "takes it back."
        ),
        sql="""
select i.id, i.id, i.school_id, i.service_id, i.area_id from referrals_item i
where i.closed_at is null and i.state = 'redirected'
  and i.entered_at < %(now)s - interval '28 days'
""",
    ),
    Invariant(
        name="offered_and_not_passed_on",
        noun=Noun.ITEM,
        hazards=("H06", "H47"),
        must=(
            "What another service has before it is being passed on, to that service; and what it has "
            "taken or given back has reached it or come back, within an hour."
        ),
        says=_("Another service was asked to take this, and it stands where that service is not."),
        act=_("Ring both services, and settle which of them looks after the child today."),
        sql="""
select i.id, i.id, i.school_id, i.service_id, i.area_id from referrals_item i
join referrals_item request on request.id = i.about_id
cross join lateral (select max(d.event_id::text) as last from referrals_decision d
  where d.item_id = request.id and d.move = 'redirect') sent
where i.kind = 'redirect' and case when i.child_id <> request.child_id then true else case i.state
  when 'offered' then request.state <> 'redirected' and request.entered_at < %(now)s - interval '1 hour'
    and not exists (select from referrals_item card where card.about_id = request.id
      and card.kind = 'transfer' and card.state in ('handed_over', 'handed_and_known'))
  when 'closed' then false
  else request.state = 'redirected' and i.entered_at < %(now)s - interval '1 hour'
    and sent.last < i.id::text end end
""",
    ),
    *TRANSFERS,
    *OUTSIDE,
)
