"""Whether the history of each thing is one that could have happened."""

from __future__ import annotations

from .invariant import Invariant, Noun
from .invariant import gettext_noop as _
from .items import ASK_OPERATOR

INVARIANTS = (
    Invariant(
        name="move_not_allowed",
        noun=Noun.MOVE,
        hazards=("H14", "H33"),
        must="Every move is in the table of allowed moves.",
        says=_("A step in its history is one that nobody may take."),
        act=ASK_OPERATOR,
        sql="""
select e.id, e.item_id, i.school_id, i.service_id, i.area_id from referrals_itemevent e
join referrals_item i on i.id = e.item_id
left join referrals_allowed_move a
  on (a.kind, a.from_state, a.move) = (i.kind, e.from_state, e.move)
where a.to_state is distinct from e.to_state
""",
    ),
    Invariant(
        name="move_in_the_future",
        noun=Noun.MOVE,
        hazards=("H25", "H33"),
        must="No move is dated in the future.",
        says=_("A step in its history is dated in the future."),
        act=ASK_OPERATOR,
        sql="""
select e.id, e.item_id, e.school_id, e.service_id, e.area_id from referrals_itemevent e
where e.at > %(now)s + interval '5 minutes'
""",
    ),
    Invariant(
        name="moves_out_of_order",
        noun=Noun.MOVE,
        hazards=("H14", "H25", "H33"),
        must="Each move begins where the one before it ended, and not earlier.",
        says=_("The steps of its history do not follow one another."),
        act=ASK_OPERATOR,
        sql="""
select e.id, e.item_id, e.school_id, e.service_id, e.area_id from (
  select id, item_id, school_id, service_id, area_id, at, from_state,
    lag(at) over of_one as before, lag(to_state) over of_one as stood
  from referrals_itemevent window of_one as (partition by item_id order by version_seen)) e
where e.at < e.before or e.from_state <> coalesce(e.stood, 'new')
""",
    ),
)
