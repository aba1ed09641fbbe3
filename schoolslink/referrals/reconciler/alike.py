"""Whether rows that repeat each other still agree, and news that was published has arrived."""

from __future__ import annotations

from .invariant import EACH_TABLE, Invariant, Noun
from .invariant import gettext_noop as _
from .items import ASK_OPERATOR

INVARIANTS = (
    Invariant(
        name="row_goes_elsewhere",
        noun=Noun.ROW,
        hazards=("H18", "H33"),
        must="Every row about a child carries the routing of what it belongs to.",
        says=_("A part of this record is shown to other people than the rest of it."),
        act=ASK_OPERATOR,
        sql=f"""
select r.item_id, r.item_id, i.school_id, i.service_id, i.area_id
from {EACH_TABLE} r join referrals_item i on i.id = r.item_id
where (r.child_id, r.school_id, r.team_id, r.service_id, r.area_id, r.opened_by_id, r.risk_marked,
    r.closed_on) is distinct from (i.child_id, i.school_id, i.team_id, i.service_id, i.area_id,
    i.opened_by_id, i.risk_marked, i.closed_on)
""",
    ),
    Invariant(
        name="code_of_another_child",
        noun=Noun.ROW,
        hazards=("H20", "H33"),
        must="A family's code opens the request of its own child, and of nobody else.",
        says=_("A family's code belongs to another request than the one it opens."),
        act=_(
            "Ring the school or the service that has it: they take the code back and give a new one. "
            "Then tell whoever runs this service."
        ),
        sql="""
select c.id, i.id, i.school_id, i.service_id, i.area_id from access_familycode c
join referrals_item i on i.id = c.item_id
left join referrals_carer m on m.family_code_id = c.id
where c.revoked_at is null and (c.child_id <> i.child_id or m.item_id <> c.item_id)
""",
    ),
    Invariant(
        name="code_of_a_barred_carer",
        noun=Noun.ROW,
        hazards=("H11", "H20"),
        must="Whoever is barred by a court's order has no code that opens anything.",
        says=_("A carer who may not know of this still has a code."),
        act=_("Ring the school or the service that has it: they take the code back today."),
        sql="""
select c.id, i.id, i.school_id, i.service_id, i.area_id from access.barred_codes() b
join access_familycode c on c.id = b.code and c.revoked_at is null
join referrals_item i on i.id = c.item_id
""",
    ),
    Invariant(
        name="beside_another_child",
        noun=Noun.ROW,
        hazards=("H18", "H33"),
        must="What stands beside a request is about the same child, at the same team and service.",
        says=_("Something stands beside a request of another child, or of another team."),
        act=ASK_OPERATOR,
        sql="""
select b.id, b.id, b.school_id, b.service_id, b.area_id from referrals_item b
join referrals_item i on i.id = b.about_id
where b.kind not in ('redirect', 'outside', 'arrival')  -- asked of others: compared with it there
  -- What a manager answers is at no team.
  and (b.child_id, case when b.kind <> 'copy' then b.team_id end, b.service_id, b.area_id)
    is distinct from (i.child_id, case when b.kind <> 'copy' then i.team_id end, i.service_id, i.area_id)
""",
    ),
    Invariant(
        name="news_does_not_arrive",
        noun=Noun.ROW,
        hazards=("H23", "H34"),
        must="All news has reached whoever must hear of it within four hours.",
        says=_("News of this has not arrived for hours, so that somebody was not told."),
        act=_("Ring whoever holds it now. Whoever runs this service looks at the worker."),
        sql="""
select d.id, i.id, i.school_id, i.service_id, i.area_id from kernel_outboxdelivery d
join kernel_outboxmessage m on m.id = d.message_id
left join referrals_item i on i.id = (m.payload ->> 'item_id')::uuid
where d.delivered_at is null and d.queued_at < %(real_now)s - interval '4 hours'
""",
    ),
)
