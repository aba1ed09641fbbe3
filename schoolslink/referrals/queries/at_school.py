"""What a school's own list shows: all that is open, and what has ended with an answer still unread."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from django.db import connection

from schoolslink.access import audit, policy, seal
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action, Group
from schoolslink.kernel import clock
from schoolslink.referrals.models import AdviceRequest
from schoolslink.referrals.permissions import RECORD
from schoolslink.referrals.queries.lists import FIRST, HoldingRow, Place, named
from schoolslink.referrals.rules import Kind

QUESTIONS = AdviceRequest._meta.db_table
# Each relationship by which rows are a school's, and what must be so of them for it.
WAYS = {
    "own-school": "",
    "own-school-risk": "and risk_marked",
    "own-ref": "and opened_by_id = %(me)s",
}

# Two walks of an index for each school, laid together: what is open, and what has ended with the
# latest answer unread; and what is joined with another that goes on, which for a school is open still.
# Whoever asked reads it, while they belong to the school; past its day, whoever was asked last.
_LIST = """
select l.id as holding_id, l.item_id, l.child_id, l.kind, l.state, l.reference, l.duty, l.due_on,
  l.calm, l.side, l.began_at, l.asked_at, l.language, l.interpreter, l.urgent,
  case when l.has_ended and p.id is null then reader.id else p.id end as person_id,
  case when l.has_ended and p.id is null then reader.name else p.name end as person_name,
  o.name as school_name, s.name as service_name, l.has_ended,
  coalesce(l.read_by, unread.due_on) as read_by, reader.id as reader_id, reader.name as reader_name,
  l.beside_on, l.asked_next_at
from (
  select h.id, h.item_id, h.child_id, h.kind, h.state, h.reference, h.duty, h.due_on, h.calm,
    h.side, h.began_at, h.asked_at, h.language, h.interpreter, h.urgent, h.person_id,
    h.school_id, h.service_id, h.opened_by_id, false as has_ended, null::date as read_by,
    h.beside_on, null::timestamptz as asked_next_at
  from unnest(%(places)s::uuid[]) place cross join lateral (
    select * from referrals_holding
    where school_id = place and ended_at is null and kind not in ('redirect', 'outside') {way}
      and (due_on, calm, id) > (%(due_on)s, %(calm)s, %(id)s)
    order by due_on, calm, id limit %(limit)s) h
  union all
  select t.id, t.item_id, t.child_id, i.kind, i.state, i.reference, 'read_answer', t.due_on, true,
    'school', i.closed_at, i.asked_at, i.language, i.interpreter, i.urgent,
    (t.asked_next ->> -1)::uuid, t.school_id, t.service_id, t.opened_by_id, true, t.due_on,
    null::date, t.asked_next_at
  from unnest(%(places)s::uuid[]) place cross join lateral (
    select * from referrals_told
    where school_id = place and whom = 'school' and read_at is null and closed_on is not null {way}
      and not exists (select from access.goes_on_as(array[referrals_told.item_id]) g where g.is_open)
      and due_on >= %(due_on)s and (due_on, true, id) > (%(due_on)s, %(calm)s, %(id)s)
      and not exists (select from referrals_told later where later.item_id = referrals_told.item_id
        and later.whom = 'school' and later.id > referrals_told.id)
    order by due_on, id limit %(limit)s) t
  join referrals_item i on i.id = t.item_id
  union all
  select id, item_id, child_id, 'referral', state, reference, duty, due_on, calm, 'service', began_at,
    asked_at, language, interpreter, urgent, person_id, school_id, service_id, opened_by_id, false,
    null::date, null::date, null::timestamptz
  from access.goes_on_at(%(places)s::uuid[])
  where (due_on, calm, id) > (%(due_on)s, %(calm)s, %(id)s) {way}
  order by due_on, calm, id limit %(limit)s
) l
left join lateral (
  select t.due_on from referrals_told t
  where not l.has_ended and t.item_id = l.item_id and t.whom = 'school' and t.read_at is null
  order by t.id desc limit 1) unread on true
left join access_person reader on reader.id = l.opened_by_id and exists (
  select from access_membership m where m.person_id = l.opened_by_id
    and m.organisation_id = l.school_id and m.from_on <= %(today)s
    and (m.until_on is null or m.until_on > %(today)s))
left join access_person p on p.id = l.person_id
left join access_organisation o on o.id = l.school_id
left join access_organisation s on s.id = l.service_id
order by l.due_on, l.calm, l.id
"""
_ABOUT = """
select item_id, child_id, about, age_or_year from referrals_advicerequest where item_id = any(%s)
"""
# Of the item with this id, that nobody has said that its school hears what is answered.
NOT_TOLD = """not coalesce((select c.may_be_told from referrals_sharingchoice c
  where c.item_id = {item} and c.whom = 'school' order by c.at desc, c.id desc limit 1), false)"""
_MORE = f"""
select row.id, e.at, {NOT_TOLD.format(item="row.item")}, i.entered_at
from unnest(%s::uuid[], %s::uuid[]) row(id, item)
left join referrals_holding h on h.id = row.id
left join referrals_itemevent e on e.id = h.event_id and e.move = 'escalate'
left join referrals_item i on i.id = row.item and i.state in ('draft', 'awaiting_agreement')
"""  # noqa: S608 (our own words)


def open_for_school(actor: Actor, *, after: Place = FIRST, size: int = 25) -> list[HoldingRow]:
    """Return what is open for the actor's schools, whoever holds it, as far as it is theirs.

    With it what has ended, until whoever asked, or leads there, has read the answer. A safeguarding
    lead's are those with a risk marked, a referrer's those they sent themselves. One row more than
    size tells that there are more.
    """
    return told_apart(named(routing_at_school(actor, after=after, size=size)))


def routing_at_school(actor: Actor, *, after: Place, size: int) -> list[HoldingRow]:
    """Return the same rows with nobody's initials and no word; whoever shows them notes the read."""
    found = {
        row.holding_id: row
        for way, places in ways_to(actor).items()
        for row in _walk(actor, way, places, after, size)
    }
    return _with_more(sorted(found.values(), key=lambda row: row.place)[: size + 1])


def ways_to(actor: Actor) -> dict[str, frozenset[UUID]]:
    """Return the schools of the actor by the relationship in which they stand, the widest first."""
    reach = policy.relationships(actor, Action.ADD, RECORD)
    return {way: frozenset(reach[way]) for way in WAYS if reach.get(way)}


def _walk(
    actor: Actor, way: str, places: Iterable[UUID], after: Place, size: int
) -> list[HoldingRow]:
    due_on, calm, last = after
    with connection.cursor() as cursor:
        cursor.execute(
            _LIST.format(way=WAYS[way]),
            {
                "places": sorted(places),
                "due_on": due_on,
                "calm": calm,
                "id": last,
                "limit": size + 1,
                "today": clock.local_day(clock.real_now()),
                "me": actor.person_id,
            },
        )
        columns = [column.name for column in cursor.description]
        return [HoldingRow(**dict(zip(columns, row, strict=True))) for row in cursor.fetchall()]


def _with_more(rows: list[HoldingRow]) -> list[HoldingRow]:
    """Add when something went up the ladder, and whether the school is not told what is answered."""
    if not rows:
        return rows
    with connection.cursor() as cursor:
        cursor.execute(_MORE, [[row.holding_id for row in rows], [row.item_id for row in rows]])
        found = {holding: facts for holding, *facts in cursor.fetchall()}
    more = []
    for row in rows:
        at, kept, since = found[row.holding_id]
        at = at or row.asked_next_at
        kept = kept and row.kind == Kind.REFERRAL
        more.append(replace(row, asked_next_at=at, kept=kept, unsent_since=since))
    return more


def told_apart(rows: list[HoldingRow]) -> list[HoldingRow]:
    """Add to each question what it is about and of what age, which the school itself wrote."""
    said = asked_about([(row.item_id, row.child_id) for row in rows if row.kind == Kind.ADVICE])
    found = []
    for row in rows:
        about, age_or_year = said.get(row.item_id, ("", ""))
        found.append(replace(row, about=about, age_or_year=age_or_year))
    return found


def asked_about(questions: list[tuple[UUID, UUID]]) -> dict[UUID, tuple[str, str]]:
    """Return about what and of what age each of a school's questions is, from pairs of item and child."""
    if not questions:
        return {}
    seal.open_keys(child for _, child in questions)
    ids = [item for item, _ in questions]
    with connection.cursor() as cursor:
        cursor.execute(_ABOUT, [ids])
        found = cursor.fetchall()
    audit.read(
        "question", ids, groups=[Group.NARRATIVE], children={child for _, child in questions}
    )
    return {
        item_id: (
            about,
            seal.unseal(child_id, QUESTIONS, "age_or_year", item_id, sealed) if sealed else "",
        )
        for item_id, child_id, about, sealed in found
    }
