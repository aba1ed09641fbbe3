"""Whether all post that came is there to be sorted, or says what became of it."""

from __future__ import annotations

from .invariant import Invariant, Noun
from .invariant import gettext_noop as _

INVARIANTS = (
    Invariant(
        name="post_without_a_trace",
        noun=Noun.ITEM,
        hazards=("H57",),
        must="All post says when it came, and what has become a request, or was put to one, says which.",
        says=_("Something that came by post has ended, and nothing says what became of it."),
        act=_("Ring whoever ended it, and find out today where the letter and the child are."),
        sql="""
select i.id, i.id, i.school_id, i.service_id, i.area_id from referrals_item i
left join referrals_post p on p.item_id = i.id
where i.kind = 'post' and (p.item_id is null
  or (i.state in ('became_request', 'put_to_request')) <> (p.other_id is not null))
""",
    ),
    Invariant(
        name="put_to_no_request",
        noun=Noun.ITEM,
        hazards=("H78",),
        must="What came by post and was put to a request is put to one that is there.",
        says=_("Something that came by post was put to a request that is not there."),
        act=_("Ring whoever put it there, and find out today which child it is about."),
        sql="""
select i.id, i.id, i.school_id, i.service_id, i.area_id from referrals_item i
join referrals_post p on p.item_id = i.id
where i.state = 'put_to_request'
  and not exists (select from referrals_item r where r.id = p.other_id and r.kind = 'referral')
""",
    ),
)
