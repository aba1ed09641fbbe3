"""Whether a GP practice that asked without an account is asked whether it did, and is owed the answer."""

from __future__ import annotations

from .invariant import Invariant, Noun
from .invariant import gettext_noop as _

INVARIANTS = (
    Invariant(
        name="practice_owed_no_answer",
        noun=Noun.ANSWER,
        hazards=("H94",),
        must=(
            "Where a GP practice asked, and whoever decides lets it hear, the latest decision is owed to "
            "it, by a day, within an hour."
        ),
        says=_(
            "A GP practice asked for this and may hear what was decided, and nobody has to tell it."
        ),
        act=_("Ring the practice on the number of the NHS's list, and tell it what was decided."),
        sql="""
select p.id, i.id, i.school_id, i.service_id, i.area_id from referrals_practiceasking p
join referrals_item i on i.id = p.item_id
cross join lateral (select d.event_id from referrals_decision d where d.item_id = i.id
  order by d.id desc limit 1) decided
join referrals_itemevent e on e.id = decided.event_id
cross join lateral (select c.may_be_told from referrals_sharingchoice c
  where c.item_id = i.id and c.whom = 'gp' order by c.at desc, c.id desc limit 1) chosen
where chosen.may_be_told and i.state not in ('withdrawn', 'discarded')
  and e.at < %(now)s - interval '1 hour'
  and not exists (select from referrals_told t where t.event_id = decided.event_id and t.whom = 'gp')
""",
    ),
    Invariant(
        name="practice_never_confirmed_and_nobody_rang",
        noun=Noun.ITEM,
        hazards=("H103",),
        must=(
            "Of what is open and came in the name of a GP practice that has not said whether it asked, "
            "somebody of the service is to ring it, by a day, within two weeks; and a week after that day "
            "it is written down what it said."
        ),
        says=_(
            "This came in the name of a GP practice, nobody there has said that it asked, and nobody rang."
        ),
        act=_(
            "Ring whoever manages the service: somebody there must ring the practice, and decide what is due."
        ),
        sql="""
select p.id, i.id, i.school_id, i.service_id, i.area_id from referrals_practiceasking p
join referrals_item i on i.id = p.item_id
where p.asked is null and i.closed_at is null
  and (p.ring_by < %(today)s - 7
    or (p.ring_by is null and p.made_at < %(now)s - interval '14 days'))
""",
    ),
    Invariant(
        name="asked_in_a_name_and_nobody_wrote_there",
        noun=Noun.ITEM,
        hazards=("H94",),
        must=(
            "Within an hour a GP practice is written to about each request that came in its name, so that "
            "none is made unnoticed."
        ),
        says=_(
            "This came in the name of a GP practice, and the practice was not asked whether it did."
        ),
        act=_(
            "Ring the practice on the number of the NHS's list, ask, and write down what it says."
        ),
        sql="""
select p.id, i.id, i.school_id, i.service_id, i.area_id from referrals_practiceasking p
join referrals_item i on i.id = p.item_id
where p.asked is null and p.made_at < %(now)s - interval '1 hour'
  and not exists (select from notices_notice n
    where n.about_id = i.id and n.kind = 'referrals.did_you_ask')
""",
    ),
)
