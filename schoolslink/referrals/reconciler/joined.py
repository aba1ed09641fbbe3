"""Whether what is joined is still seen to by another, and who asked for it hears what was decided."""

from __future__ import annotations

from .invariant import Invariant, Noun
from .invariant import gettext_noop as _
from .items import ASK_OPERATOR

INVARIANTS = (
    Invariant(
        name="over_and_joined_to_nothing",
        noun=Noun.ITEM,
        hazards=("H70",),
        must="What is over because another goes on is joined to that one.",
        says=_("This is over as joined with another request, and there is no other."),
        act=ASK_OPERATOR,
        sql="""
select i.id, i.id, i.school_id, i.service_id, i.area_id from referrals_item i
where i.state in ('duplicate', 'to_tell_too') and not exists (select from referrals_joining j
  where j.item_id = i.id and j.apart_at is null)
""",
    ),
    Invariant(
        name="joined_and_left_alone",
        noun=Noun.ITEM,
        hazards=("H70",),
        must=(
            "What goes on for another is with the same team, and is neither taken back nor joined itself; "
            "else the other goes on by itself within four hours."
        ),
        says=_("This was joined with another request, and nobody goes on with that one."),
        act=_("Ring the team that has it: they take the two apart today, and decide on this one."),
        sql="""
select j.id, j.item_id, j.school_id, j.service_id, j.area_id from referrals_joining j
join referrals_item t on t.id = j.goes_on_id
where j.apart_at is null and (t.state in ('withdrawn', 'discarded', 'duplicate', 'to_tell_too')
    or t.team_id is distinct from j.team_id)
  and (select max(e.at) from referrals_itemevent e where e.item_id = t.id)
    < %(now)s - interval '4 hours'
""",
    ),
    Invariant(
        name="decided_and_not_told_to_the_joined",
        noun=Noun.ANSWER,
        hazards=("H71",),
        must="What is decided on a request is written on all that is joined to it, for who asked there.",
        says=_("Somebody who asked for this child too was not told what was decided."),
        act=_("Ring the team that has it: they tell everybody who asked for this one today."),
        sql="""
select d.id, j.item_id, j.school_id, j.service_id, j.area_id from referrals_joining j
join referrals_decision d on d.item_id = j.goes_on_id
join referrals_itemevent e on e.id = d.event_id and e.at > j.at
where j.apart_at is null and not exists (select from referrals_decision own
  join referrals_itemevent heard on heard.id = own.event_id and heard.at >= e.at
  where own.item_id = j.item_id and own.move = d.move)
""",
    ),
)
