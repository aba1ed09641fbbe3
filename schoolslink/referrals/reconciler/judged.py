"""Whether what a team may not end alone was looked at by somebody else first."""

from __future__ import annotations

from .invariant import Invariant, Noun
from .invariant import gettext_noop as _

INVARIANTS = (
    Invariant(
        name="second_no_alone",
        noun=Noun.MOVE,
        hazards=("H54",),
        must="Before a child is refused a second time by the same service, a manager has agreed to it.",
        says=_(
            "This service said no to this child a second time, and no manager had looked at it."
        ),
        act=_(
            "Ring the manager of the service: they look at it with the team today, and ring the school "
            "and the family if it was wrong."
        ),
        sql="""
select e.id, e.item_id, i.school_id, i.service_id, i.area_id from referrals_itemevent e
join referrals_item i on i.id = e.item_id and i.kind = 'referral'
where e.move = 'not_accept' and exists (
    select from referrals_itemevent b join referrals_item earlier on earlier.id = b.item_id
    where b.move = 'not_accept' and b.child_id = e.child_id and b.service_id = e.service_id
      and earlier.kind = 'referral' and (b.at, b.id::text) < (e.at, e.id::text)
      and not exists (select from referrals_itemevent other where other.item_id = b.item_id
        and other.move = 'take_over' and other.version_seen > b.version_seen))
  and not exists (
    select from referrals_item l join referrals_itemevent agreed on agreed.item_id = l.id
    where l.about_id = i.id and l.kind = 'second_look' and agreed.move = 'agree_to_end'
      and agreed.at <= e.at)
""",
    ),
)
