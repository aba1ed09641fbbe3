"""Whether what ends was looked at by somebody else: before a second no, and a month after help."""

from __future__ import annotations

from .invariant import Invariant, Noun
from .invariant import gettext_noop as _

INVARIANTS = (
    Invariant(
        name="second_no_alone",
        noun=Noun.MOVE,
        hazards=("H54", "H86"),
        must="Before a child gets a second no, or advice alone, from one service, a manager has agreed.",
        says=_(
            "This service said no to this child a second time, or gave advice alone, and no manager had "
            "looked at it."
        ),
        act=_(
            "Ring the manager of the service: they look at it with the team today, and ring the school "
            "and the family if it was wrong."
        ),
        sql="""
select e.id, e.item_id, i.school_id, i.service_id, i.area_id from referrals_itemevent e
join referrals_item i on i.id = e.item_id and i.kind = 'referral'
where e.move in ('not_accept', 'advise') and exists (
    select from referrals_itemevent b join referrals_item earlier on earlier.id = b.item_id
    where b.move in ('not_accept', 'advise') and b.child_id = e.child_id and b.service_id = e.service_id
      and earlier.kind = 'referral' and (b.at, b.id::text) < (e.at, e.id::text)
      and not exists (select from referrals_itemevent other where other.item_id = b.item_id
        and other.move = 'take_over' and other.version_seen > b.version_seen))
  and not exists (
    select from referrals_item l join referrals_itemevent agreed on agreed.item_id = l.id
    where l.about_id = i.id and l.kind = 'second_look' and agreed.move = 'agree_to_end'
      and agreed.at <= e.at)
""",
    ),
    Invariant(
        name="not_asked_after_help",
        noun=Noun.ITEM,
        hazards=("H54",),
        must="Within six weeks of the end of help somebody was asked how the child is since.",
        says=_("Help ended more than six weeks ago, and nobody was asked how the child is since."),
        act=_(
            "Ring whoever asked for help, and ask how the child is. Then see that the daily round runs."
        ),
        sql="""
select i.id, i.id, i.school_id, i.service_id, i.area_id from referrals_item i
where i.kind = 'referral' and i.state = 'discharged'
  and i.closed_on between %(today)s - 83 and %(today)s - 42
  and not exists (select from referrals_item c join referrals_itemevent asked on asked.item_id = c.id
    where c.about_id = i.id and asked.move = 'check_in' and asked.at >= i.closed_at)
""",
    ),
)
