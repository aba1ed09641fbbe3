"""Whether what was erased stays erased, and what is held is looked at again."""

from __future__ import annotations

from .invariant import Invariant, Noun
from .invariant import gettext_noop as _

INVARIANTS = (
    Invariant(
        name="erased_and_still_there",
        noun=Noun.ROW,
        hazards=("H60",),
        must="Of a child whose record was erased nothing is there.",
        says=_("This was erased, and is there again."),
        act=_(
            "Ring the people who run the service: an old backup was brought back. They run the restore "
            "once more, with the certificates beside the keys."
        ),
        sql="""
select i.id, i.id, i.school_id, i.service_id, i.area_id from referrals_item i
join referrals_erasure e on e.subject = i.child_id and e.part = 'all'
""",
    ),
    Invariant(
        name="hold_not_looked_at_again",
        noun=Noun.ROW,
        hazards=("H59",),
        must="Who holds a record past its time looks at it again by the day they said, or four days after.",
        says=_("A record is held past its time, and nobody looked again whether it still must be."),
        act=_(
            "Ring the head of the school or the service's manager, and ask them to look at it again."
        ),
        sql="""
select h.id, h.item_id, h.school_id, h.service_id, h.area_id from referrals_retentionhold h
where h.lifted_at is null and h.review_on < %(today)s - 4
""",
    ),
)
