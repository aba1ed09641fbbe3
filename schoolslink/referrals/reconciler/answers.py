"""Whether each answer is whole, and those whom it is for have heard it or are being asked after."""

from __future__ import annotations

from .invariant import Invariant, Noun
from .invariant import gettext_noop as _
from .items import ASK_OPERATOR

_DECIDING = "('accept', 'advise', 'redirect', 'not_accept', 'discharge')"
_LONDON = "at time zone 'Europe/London'"

INVARIANTS = (
    Invariant(
        name="answered_without_an_answer",
        noun=Noun.ANSWER,
        hazards=("H06", "H33"),
        must="Every decision on a request is written down as one, with who tells the family by when.",
        says=_("It was decided, and the decision itself is not there."),
        act=ASK_OPERATOR,
        sql=f"""
select e.id, e.item_id, e.school_id, e.service_id, e.area_id from referrals_itemevent e
join referrals_item i on i.id = e.item_id and i.kind = 'referral'
where e.move in {_DECIDING}
  and not exists (select from referrals_decision d where d.event_id = e.id)
""",
    ),
    Invariant(
        name="refused_without_a_next_step",
        noun=Noun.ANSWER,
        hazards=("H06", "H91"),
        must="Every no, advice in the place of help and every passing on says what happens next.",
        says=_(
            "The answer was no, or advice, or that it goes elsewhere, and no word says what happens next."
        ),
        act=_("Ring the service, and ask what the school and the family should do now."),
        sql="""
select d.id, d.item_id, d.school_id, d.service_id, d.area_id from referrals_decision d
where d.move in ('redirect', 'not_accept', 'advise')
  and not exists (select from referrals_decisionwords w where w.decision_id = d.id)
""",
    ),
    Invariant(
        name="ended_without_a_reason",
        noun=Noun.ANSWER,
        hazards=("H68",),
        must="Help that ended says why, from the list, and in words what to look out for and what is next.",
        says=_("Help ended here, and nobody wrote down why."),
        act=_(
            "Ring the service, and ask them to write to the school and the family why help ended."
        ),
        sql="""
select d.id, d.item_id, d.school_id, d.service_id, d.area_id from referrals_decision d
where d.move = 'discharge' and (d.id in (select e.decision from access.ends_without_a_reason() e)
  or not exists (select from referrals_decisionwords w where w.decision_id = d.id))
""",
    ),
    Invariant(
        name="decided_and_nobody_to_tell",
        noun=Noun.ANSWER,
        hazards=("H23",),
        must="For every decision it is written who is to be told by which day.",
        says=_("It was decided, and nobody is to be told."),
        act=_("Ring the service, and ask them to tell the school and the family."),
        sql="""
select d.id, d.item_id, d.school_id, d.service_id, d.area_id from referrals_decision d
where not exists (select from referrals_told t where t.event_id = d.event_id)
""",
    ),
    Invariant(
        name="ended_and_family_not_told",
        noun=Noun.ANSWER,
        hazards=("H06", "H83"),
        must="Nothing that was decided on ends while somebody of the family is owed word of it.",
        says=_("This has ended, and the family was never told what was decided."),
        act=_("Ring the team that had it last, and ask who tells the family today."),
        sql="""
select t.id, t.item_id, t.school_id, t.service_id, t.area_id from referrals_told t
join referrals_item i on i.id = t.item_id
where t.whom in ('self', 'carer') and t.told_at is null
  and i.state in ('passed_on', 'closed', 'discharged', 'duplicate')
""",
    ),
    Invariant(
        name="taken_over_and_family_not_told",
        noun=Noun.ANSWER,
        hazards=("H06", "H83"),
        must=(
            "Where a request went to another team before the family heard what was decided, whoever has "
            "it must tell them by a day, until they were told or something new is decided."
        ),
        says=_("Another team took this over. Nobody has to tell the family, who wait to hear."),
        act=_("Ring the team that has it now, and ask who tells the family today."),
        sql="""
select t.id, t.item_id, t.school_id, t.service_id, t.area_id from referrals_told t
join referrals_item i on i.id = t.item_id
join referrals_holding h on h.item_id = i.id and h.ended_at is null
where t.whom in ('self', 'carer') and t.told_at is null
  and i.state in ('acknowledged', 'in_triage', 'more_information_asked', 'waiting')
  and h.duty not in ('tell', 'look_again')
  and exists (select from referrals_itemevent came
    where came.item_id = i.id and came.move = 'take_over' and came.id > t.event_id
      and not exists (select from referrals_decision d
        where d.item_id = i.id and d.event_id > came.id))
""",
    ),
    Invariant(
        name="begun_and_family_not_told",
        noun=Noun.ANSWER,
        hazards=("H06", "H89"),
        must=(
            "After a decision, whoever has the request must tell the family by a day while somebody of "
            "them is owed word of it, though they met or help began."
        ),
        says=_("Somebody of the family is owed word of a decision, and nobody has to tell them."),
        act=_("Ring the team that has it now, and ask who tells the family today."),
        sql="""
select t.id, t.item_id, t.school_id, t.service_id, t.area_id from referrals_told t
join referrals_item i on i.id = t.item_id
join referrals_holding h on h.item_id = i.id and h.ended_at is null
where t.whom in ('self', 'carer') and t.told_at is null
  and i.state in ('accepted', 'first_contact', 'help_started', 'help_ended', 'advice_given',
    'not_accepted', 'next_step', 'redirected', 'to_tell_too')
  and h.duty not in ('tell', 'look_again')
""",
    ),
    Invariant(
        name="ended_unread_and_nobody_asked",
        noun=Noun.ANSWER,
        hazards=("H32",),
        must=(
            "Within four days after its day somebody was asked to read the answer with which a thing "
            "ended, or the area's coordinators were told."
        ),
        says=_("This has ended, nobody at the school has read with what, and nobody was asked to."),
        act=_("Ring the school, and say the number of the request."),
        sql=f"""
select t.id, t.item_id, t.school_id, t.service_id, t.area_id from referrals_told t
where t.whom = 'school' and t.read_at is null and t.closed_on is not null
  and t.due_on < %(today)s - 4 and t.closed_on < %(today)s - 4 and t.asked_next_at is null
  and not exists (select from referrals_told later where later.item_id = t.item_id
    and later.whom = 'school' and later.id > t.id)
  and not exists (select from notices_notice n where n.about_id = t.item_id
    and n.kind = 'referrals.past_its_day' and (n.created_at {_LONDON})::date > t.due_on)
""",
    ),
    Invariant(
        name="letter_late_and_nobody_asked",
        noun=Noun.ANSWER,
        hazards=("H23", "H27"),
        must="Within four days after its day the manager was asked about a letter that is not written.",
        says=_("A letter to a GP practice is late, and the service's manager was not asked."),
        act=_("Ring the service's manager, and say the number of the request."),
        sql="""
select t.id, t.item_id, t.school_id, t.service_id, t.area_id from referrals_told t
where t.whom = 'gp' and t.told_at is null and t.due_on < %(today)s - 4
  and t.manager_asked_at is null
  and (t.closed_on is null or t.closed_on > %(real_day)s - 90)
""",
    ),
    Invariant(
        name="review_late_and_nobody_asked",
        noun=Noun.ANSWER,
        hazards=("H18", "H33"),
        must=(
            "Within four days after its day the next person was asked to look again at each exception, "
            "or the area's coordinators were told."
        ),
        says=_("Somebody should have looked again at an exception, and nobody was asked to."),
        act=_("Ring the head of the school or the service's manager, and ask who looks at it."),
        sql="""
select r.id, r.item_id, r.school_id, r.service_id, r.area_id from referrals_review r
where r.done_at is null and r.due_on < %(today)s - 4 and r.asked_next_at is null
  and not exists (select from notices_notice n
    where n.about_id = r.id and n.kind = 'referrals.review_past')
""",
    ),
    Invariant(
        name="risk_and_safeguarding_not_told",
        noun=Noun.ANSWER,
        hazards=("H12",),
        must=(
            "Within a day the school's safeguarding lead was told of every risk that is marked; where "
            "it names none, its head or lead, and the area's coordinators too."
        ),
        says=_("Nobody who leads safeguarding at the school was told of this."),
        act=_(
            "Ring the school's safeguarding lead or head now, and say the number of the request."
        ),
        sql=f"""
select i.id, i.id, i.school_id, i.service_id, i.area_id from referrals_item i
cross join lateral (select max(e.at) as at from referrals_itemevent e
  where e.item_id = i.id and e.set_risk) marked
where i.closed_at is null and i.risk_marked and i.team_id is not null and i.school_id is not null
  and marked.at < %(now)s - interval '1 day'
  and exists (select from access_membership m where m.organisation_id = i.school_id
    and m.role in ('safeguarding_lead', 'school_head', 'school_lead', 'school_cover')
    and m.from_on <= (marked.at {_LONDON})::date
    and (m.until_on is null or m.until_on > %(real_day)s))
  and not exists (select from notices_notice n
    where n.about_id = i.id and n.kind = 'referrals.marked')
""",
    ),
    Invariant(
        name="asked_by_right_and_not_followed",
        noun=Noun.ANSWER,
        hazards=("H58",),
        must=(
            "What a family asked for by right has somebody who answers for it within an hour, and has "
            "ended exactly when it was answered."
        ),
        says=_("A family asked for something by right, and nobody stands for it."),
        act=_(
            "Ring the service's manager (the school's lead, where no service has it), say the number "
            "of the request, and ask who answers for it."
        ),
        sql="""
select r.id, r.item_id, r.school_id, r.service_id, r.area_id from referrals_rightasked r
left join referrals_item i on i.id = r.stands_id
where (r.stands_id is null and r.done_at is null and r.at < %(now)s - interval '1 hour')
  or (i.id is not null and (i.closed_at is not null) <> (r.done_at is not null))
""",
    ),
)
