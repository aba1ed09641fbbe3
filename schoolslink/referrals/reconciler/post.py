"""Whether all post that came is there to be sorted, or says what became of it."""

from __future__ import annotations

from .invariant import Invariant, Noun
from .invariant import gettext_noop as _

INVARIANTS = (
    Invariant(
        name="post_without_a_trace",
        noun=Noun.ITEM,
        hazards=("H57",),
        must="All post says when it came, and what has become a request says which.",
        says=_("Something that came by post has ended, and nothing says what became of it."),
        act=_("Ring whoever ended it, and find out today where the letter and the child are."),
        sql="""
select i.id, i.id, i.school_id, i.service_id, i.area_id from referrals_item i
left join referrals_post p on p.item_id = i.id
where i.kind = 'post' and (p.item_id is null or (i.state = 'became_request' and p.other_id is null))
""",
    ),
)
