"""A complaint is with somebody who may hear it, never with whom it is about, and does not lie."""

from __future__ import annotations

from .invariant import Invariant, Noun
from .invariant import gettext_noop as _

INVARIANTS = (
    Invariant(
        name="complaint_with_whom_it_is_about",
        noun=Noun.ANSWER,
        hazards=("H74",),
        must=(
            "Every complaint that is not answered is with somebody who manages the service and is not "
            "who it is about, or with a coordinator who finds one; within a day after that changes."
        ),
        says=_("A complaint is with nobody who may read it."),
        act=_("Open the service's page and name somebody else who manages it."),
        sql="""
select c.id, c.item_id, c.school_id, c.service_id, c.area_id from referrals_complaint c
where c.answered_at is null
  and (c.person_id is null or c.person_id = any(c.not_to) or not exists (
    select from access_membership m join access_person p on p.id = m.person_id and p.is_active
    where m.person_id = c.person_id and m.from_on <= %(real_day)s
      and (m.until_on is null or m.until_on > %(real_day)s - 1)
      and (m.role = 'service_manager' and m.organisation_id = c.place_id
        or m.role = 'area_coordinator' and m.organisation_id = c.area_id))
    or exists (select from referrals_holding h join referrals_item i on i.id = h.item_id
      join access_membership w on w.person_id = h.person_id
        and w.role in ('camhs_contact', 'triager', 'support_team_worker')
        and w.organisation_id in (c.place_id, i.team_id)
      where h.person_id = c.person_id and c.item_id in (i.id, i.about_id)
        and h.began_at < %(now)s - interval '1 day'))
""",
    ),
    Invariant(
        name="complaint_late_and_nobody_asked",
        noun=Noun.ANSWER,
        hazards=("H74",),
        must=(
            "Within four days after its day the next person was given each complaint, or the area's "
            "coordinators were told."
        ),
        says=_("Somebody complained, and nobody was asked after their day had passed."),
        act=_("Ring the service's manager, say the number, and ask who writes to them."),
        sql="""
select c.id, c.item_id, c.school_id, c.service_id, c.area_id from referrals_complaint c
where c.answered_at is null and c.asked_next_at is null
  and greatest(c.due_on, (c.typed_at at time zone 'Europe/London')::date) < %(today)s - 4
  and not exists (select from notices_notice n
    where n.about_id = c.id and n.kind = 'referrals.complaint_past')
""",
    ),
    Invariant(
        name="complaint_taken_down_and_not_given",
        noun=Noun.ANSWER,
        hazards=("H82",),
        must=(
            "Within fourteen days after a complaint was typed in, written back to or answered, whoever made "
            "it had a page of their own that they had opened, or was given what stands there."
        ),
        says=_(
            "Somebody complained by telephone or on paper, and nobody gave them what was written."
        ),
        act=_(
            "Ring the service's manager, say the number, and ask them to give it to whoever complained."
        ),
        sql="""
select c.id, c.item_id, c.school_id, c.service_id, c.area_id from referrals_complaint c
where greatest(c.typed_at, c.acknowledged_at, c.answered_at) < %(now)s - interval '14 days'
  and c.typed_at is not null
  and (c.given_at is null or c.given_at < greatest(c.typed_at, c.acknowledged_at, c.answered_at))
  and not exists (select from referrals_carer m join access_familycode f on f.id = m.family_code_id
    where m.id = c.family_member_id and f.first_used_at is not null and f.revoked_at is null)
""",
    ),
)
