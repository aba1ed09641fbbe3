"""Each list at a hundred thousand rows: an index is walked, and nothing long is sorted."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection

from schoolslink.access.models import Role
from schoolslink.access.tests.arrange import member, organisation
from schoolslink.access.unit import acting
from schoolslink.bench.statements import taken_down
from schoolslink.kernel import clock
from schoolslink.referrals.queries import (
    Narrowed,
    done_by_team,
    loads,
    open_at_service,
    open_for_school,
    queue_of,
    silent_count,
    silent_in_area,
)
from schoolslink.referrals.queries.ended import ended_at_school
from schoolslink.referrals.queries.lists import last_moves
from schoolslink.referrals.tests.arrange import World, acting_as, small_world

ROWS = 100_000
SIZE = 25
OWN = 2  # organisations of each reader below

# Rows without their triggers: only their number and their places matter here. Each of the own
# organisations has a thousandth of all, as one service among many has.
FILL = """
set session_replication_role = replica;
create temp table places as
  select n, gen_random_uuid() as place from generate_series(0, 999) n;
update places set place = %(team)s where n = 0;
update places set place = %(second)s where n = 1;
create temp table made as
  select gen_random_uuid() as item, gen_random_uuid() as event, gen_random_uuid() as child, place, g,
    g / 1000 as m
  from generate_series(1, %(rows)s) g join places on n = g %% 1000;
insert into referrals_item (id, kind, reference, child_id, school_id, team_id, service_id, area_id,
    opened_at, state, version, asked_at, rounds, urgent, risk_marked, language, interpreter, teller,
    closed_at, closed_on, asked_by)
  select item, case when m %% 4 = 0 then 'advice' else 'referral' end, 'R-' || g, child, place,
    place, place, null, now(), 'submitted', 1, now(), 0, false, m %% 11 = 0, 'en', false, 'service',
    case when m %% 2 = 0 then now() - g * interval '1 second' end,
    case when m %% 2 = 0 then current_date end, 'school'
  from made;
insert into referrals_itemevent (id, item_id, move, version_seen, from_state, to_state, at,
    actor_kind, side, reason, holder_side, duty, child_id, school_id, team_id, service_id,
    risk_marked, due_on, holder_pool_id)
  select event, item, 'submit', 0, 'new', 'submitted', now() - g * interval '1 second', 'person',
    case when m %% 3 = 0 then 'school' else 'service' end, '', 'service', 'look', child, place,
    place, place, m %% 11 = 0, current_date + m %% 9, place
  from made;
insert into referrals_holding (id, item_id, event_id, pool_id, side, duty, due_on, began_at, kind,
    state, reference, asked_at, language, interpreter, urgent, calm, child_id, school_id, team_id,
    service_id, area_id, risk_marked)
  select event, item, event, place, case when m %% 3 = 0 then 'school' else 'service' end, 'look',
    current_date + m %% 9, now(), case when m %% 4 = 0 then 'advice' else 'referral' end,
    'submitted', 'R-' || g, now(), case when m %% 10 = 0 then 'pl' else 'en' end, false, false,
    m %% 11 <> 0, child, place, place, place, place, m %% 11 = 0
  from made;
insert into referrals_childidentity (item_id, first_name, surname, preferred_name, birth_date,
    age_or_year, nhs_number, details, child_id, school_id, team_id, service_id, risk_marked)
  select item, '', '', '', '', '', '', '', child, place, place, place, m %% 11 = 0 from made;
insert into referrals_referral (item_id, intended_service_id, level_asked, missing,
    sent_outside, gate, from_advice, by_phone, decided_by, age_band, sen, child_id, school_id, team_id,
    service_id, risk_marked)
  select item, place, '', '[]', '[]', '{}', false, false, 'carer', '', '',
    child, place, place, place, m %% 11 = 0
  from made;
insert into referrals_sharingchoice (id, item_id, whom, may_be_told, chosen_by, own, at, child_id,
    school_id, team_id, service_id, risk_marked)
  select gen_random_uuid(), item, 'school', m %% 7 > 0, 'carer', '', now(), child, place, place, place,
    m %% 11 = 0 from made;
insert into referrals_advicerequest (item_id, about, how_soon, by_phone, age_or_year, seen, tried,
    question, child_id, school_id, team_id, service_id, risk_marked)
  select item, 'pupil', 'no_hurry', false, '', '', '', '', child, place, place, place, false
  from made;
insert into referrals_answer (id, item_id, block, words, child_id, school_id, team_id, service_id,
    risk_marked)
  select gen_random_uuid(), item, 'risk', '', child, place, place, place, m %% 11 = 0 from made;
-- Of each: the school has read it while it is open, or has not; or it has ended, read or not.
insert into referrals_told (id, item_id, event_id, whom, due_on, how, told_at, read_at, closed_on,
    asked_next, child_id, school_id, team_id, service_id, area_id, risk_marked)
  select gen_random_uuid(), item, event, 'school', current_date + m %% 9, 'mail', now(),
    case when m %% 3 = 0 then now() end, case when m %% 2 = 0 then current_date end,
    '[]', child, place, place, place, place, m %% 11 = 0 from made;
"""


@pytest.fixture
def crowded(own_database, as_seed, admin_url) -> World:
    """Give a database with a hundred thousand open things, a few of them ours."""
    with as_seed():
        world = small_world()
        second = organisation("team", "Support team")
        for who, role in (
            (world.priya, Role.SUPPORT_TEAM_WORKER),
            (world.lena, Role.SERVICE_MANAGER),
            (world.amira, Role.SCHOOL_LEAD),
        ):
            member(who, second, role)
        member(world.amira, world.riverside, Role.SCHOOL_LEAD)
        member(world.jo, world.riverside, Role.AREA_COORDINATOR)
    with psycopg.connect(admin_url, autocommit=True, cursor_factory=psycopg.ClientCursor) as admin:
        admin.execute(FILL, {"team": world.riverside.pk, "second": second.pk, "rows": ROWS})
        admin.execute("analyze")
    return world


LONGEST_SORT = (SIZE + 1) * OWN  # a page of each own organisation, laid together


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


def plans_of(who: Any, ask: Callable[[Any], object]) -> list[dict[str, Any]]:
    """Return the plan, as it ran, of every statement that reads a table about children."""
    with taken_down() as said, acting(acting_as(who)) as actor:
        found = ask(actor)
    assert found, "a list that shows nothing proves nothing"
    plans = []
    with acting(acting_as(who)), connection.cursor() as cursor:
        for statement in said:
            if "referrals_" in statement and statement.lstrip().lower().startswith("select"):
                cursor.execute("explain (analyze, format json) " + statement)
                plan = cursor.fetchone()[0]
                plans.append((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"])
    assert plans
    return plans


def check(plans: list[dict[str, Any]], longest_sort: int = LONGEST_SORT) -> None:
    for plan in plans:
        for node in nodes(plan):
            table = node.get("Relation Name", "")
            assert not (node["Node Type"] == "Seq Scan" and table.startswith("referrals_")), node
            # The walk of the holdings must not sort them all; the page's own few rows may be joined.
            of_children = any(n.get("Relation Name") == "referrals_holding" for n in nodes(node))
            if node["Node Type"] in ("Sort", "Incremental Sort") and of_children:
                rows = sum(n["Actual Rows"] * n["Actual Loops"] for n in node["Plans"])
                assert rows <= longest_sort, node


def everything_by_reference(_actor: Any) -> object:
    with connection.cursor() as cursor:
        cursor.execute("select * from referrals_holding where ended_at is null order by reference")
        return cursor.fetchall()


def test_every_list_walks_an_index_and_sorts_little(crowded):
    now = clock.now()
    today = now.date()
    school = crowded.riverside.pk
    day = timedelta(days=1)

    for who, ask in (
        (crowded.priya, lambda a: queue_of(a)),
        (crowded.priya, lambda a: queue_of(a, waits_for="school")),
        (crowded.priya, lambda a: queue_of(a, after=queue_of(a)[SIZE - 1].place)),
        (crowded.priya, lambda a: queue_of(a, narrowed=Narrowed(marked=True))),
        (crowded.priya, lambda a: queue_of(a, narrowed=Narrowed(language="pl", kind="referral"))),
        (crowded.priya, lambda a: queue_of(a, narrowed=Narrowed(school_id=school))),
        (crowded.priya, lambda a: done_by_team(a, since=now - day, until=now)),
        (crowded.priya, lambda a: last_moves(a, [r.item_id for r in queue_of(a)[:SIZE]])),
        (crowded.lena, lambda a: open_at_service(a)),
    ):
        check(plans_of(who, ask))
    # A school's own list lays two walks together: what is open, and what has ended unread.
    check(plans_of(crowded.amira, lambda a: open_for_school(a)), 2 * LONGEST_SORT)
    check(
        plans_of(
            crowded.amira, lambda a: open_for_school(a, after=open_for_school(a)[SIZE - 1].place)
        ),
        2 * LONGEST_SORT,
    )
    check(plans_of(crowded.amira, lambda a: ended_at_school(a, until=now + day)))
    # A coordinator's too: what is open past its day, and what has ended unread; and how many.
    later = today + 20 * day
    silent = plans_of(crowded.jo, lambda a: silent_in_area(a, school, today=later, most=SIZE))
    check(silent, 2 * LONGEST_SORT)
    check(plans_of(crowded.jo, lambda a: silent_count(a, school, today=later)))
    # A sum over one's own service is no list: it may sort what is open there, and nothing more.
    own = ROWS // 1000 * OWN
    check(plans_of(crowded.lena, lambda a: loads(a, today=today)), longest_sort=own)
    with pytest.raises(AssertionError):  # a list without an index would be found
        check(plans_of(crowded.priya, everything_by_reference))
