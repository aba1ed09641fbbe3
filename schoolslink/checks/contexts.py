"""What the database gives to nobody in particular, and what it refuses to the application at all.

Asked on a connection that logs in as the application itself, as a thief of its password would.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import psycopg
from django.conf import settings

from schoolslink.access import identity
from schoolslink.access.actor import Actor
from schoolslink.checks.ground import Ground, protected_tables, standing_as
from schoolslink.checks.oracle import Who
from schoolslink.checks.walls import actor_for, token_for
from schoolslink.checks.world import Invented
from schoolslink.kernel import clock
from schoolslink.notices.models import Attempt, Notice, Preference

FORGED = "28000"

# What a door is shown for a pass: the lead's own identity, which is none.
OWN = "current_setting('schoolslink.token')"
# One statement a line; {roles} are filled in. All are tried with a lead's own valid token.
FORBIDDEN = """
set row_security = off; select * from referrals_item
alter table referrals_item disable row level security
alter table referrals_item no force row level security
drop policy app_rows on referrals_item
alter policy app_rows on referrals_item using (true)
set role {owner}
set role {audit}
set role {seed}
set role {backup}
set role {reconciler}
set session authorization {owner}
set session_replication_role = replica
create table public.of_mine (id int)
create temporary table of_mine (id int)
create function public.of_mine() returns int language sql as 'select 1'
create or replace function access.person() returns uuid language sql as 'select null::uuid'
copy (select 1) to program 'true'
select pg_read_file('PG_VERSION')
select * from access.token_key
insert into access.token_key values ('mine', sha256('a') || sha256('a'), sha256('a') || sha256('a'))
select * from keys.child_key
delete from keys.child_key
select * from access_session
update access_session set person_id = null
select * from access_credential
update access_credential set password = ''
select * from access_secondfactor
select * from access_recoverycode
select * from access_providersubject
select * from access.credential_of('a@example.invalid', {own})
select access.password_rehash(gen_random_uuid(), 'a', 'b', {own})
select access.password_link(gen_random_uuid(), 'a@example.invalid', 'a', {own})
select access.invitation_accept('a', gen_random_uuid(), gen_random_uuid(), 'b', null, null, {own})
select * from access.subject_person('nhs', 'mine', 'a@example.invalid', array['example.invalid'], {own})
select access.factor_use(gen_random_uuid(), 9000000000, {own})
select access.factor_set(gen_random_uuid(), 'a', 1, array['a'::bytea], {own})
select access.recovery_use(gen_random_uuid(), array['a'::bytea], {own})
select access.password_put(gen_random_uuid(), 'b')
select access.at_the_door('')
select * from access_familycode
update access_familycode set revoked_at = null
insert into access_membership select * from access_membership limit 1
update access_membership set until_on = null
delete from access_membership
insert into access_persona (id) values (gen_random_uuid())
insert into access.mark values (true)
update access_person set email = 'mine@example.invalid'
update access_person set is_active = true
insert into access_invitation select * from access_invitation
select * from audit.event
insert into audit.event select * from audit.event
update audit.event set body = ''
delete from audit.event
truncate audit.event
update audit.head set seq = 0
select * from audit.child_event
update referrals_item set state = 'closed'
update referrals_item set version = 0
update referrals_item set closed_at = now(), closed_on = current_date
update referrals_item set team_id = null
delete from referrals_item
truncate referrals_item
update referrals_itemevent set reason = ''
delete from referrals_itemevent
insert into referrals_holding select * from referrals_holding
update referrals_holding set due_on = '2099-01-01'
update referrals_holding set ended_at = now()
delete from referrals_holding
update referrals_allowed_move set to_state = 'closed'
insert into referrals_allowed_move select * from referrals_allowed_move
update referrals_threadmessage set words = ''
delete from referrals_decision
update referrals_fault set gone_at = now()
delete from referrals_fault
update referrals_lawfulbasis set basis = ''
""".strip().splitlines()


@dataclass
class Contexts:
    """Rows seen by whoever should see none, and what was not refused."""

    tables: int = 0
    rows_there: dict[str, int] = field(default_factory=dict)
    seen: dict[str, int | str] = field(default_factory=dict)
    refused: int = 0
    not_refused: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Say whether there was something to see, nobody saw it, and every attempt was refused."""
        wanted = {name: "error" if name == "forged" else 0 for name in self.seen}
        return all(self.rows_there.values()) and self.seen == wanted and not self.not_refused


def examine(ground: Ground, invented: Invented) -> Contexts:
    """Return what the database gave and refused, over a world that is already loaded."""
    lead = _a_lead(invented)
    _notices(invented, lead)
    _faults(invented)
    _let_go(invented)
    _own_draft(invented)
    found, tables = Contexts(), _readable(protected_tables())
    found.tables = len(tables)
    with standing_as("seed") as cursor:
        for table in tables:
            cursor.execute(f"select count(*) from {table}")  # noqa: S608 (our own tables)
            (found.rows_there[table],) = cursor.fetchone()
    with psycopg.connect(ground.app_url, autocommit=True) as app:
        for name, token in _tokens(invented, lead):
            found.seen[name] = _rows(app, tables, token)
        _rows(app, tables, _token(lead))
        # The transaction that knew who asked has ended; this one, on the same connection, does not.
        found.seen["reused connection"] = _rows(app, tables, None)
        for statement in FORBIDDEN:
            if _is_refused(app, statement.format(own=OWN, **settings.DATABASE_ROLES), _token(lead)):
                found.refused += 1
            else:
                found.not_refused.append(statement)
    return found


def _readable(tables: list[str]) -> list[str]:
    """Return the tables that the application may ask at all; of the others it has no row to see."""
    with standing_as("app") as cursor:
        cursor.execute(
            "select t from unnest(%s::text[]) t where has_table_privilege(t, 'select') order by t",
            [tables],
        )
        return [name for (name,) in cursor.fetchall()]


def _faults(invented: Invented) -> None:
    """Write what the reconciler might have found of a record in each area."""
    now = clock.real_now()
    with standing_as("seed") as cursor:
        for area in invented.places["area"]:
            cursor.execute(
                "insert into referrals_fault (invariant, about_id, area_id, first_seen_at,"
                " last_seen_at) values ('open_without_holder', %s, %s, %s, %s)",
                [uuid4(), area, now, now],
            )


def _let_go(invented: Invented) -> None:
    """Write what a team might have let go to each service."""
    with standing_as("seed") as cursor:
        for service in invented.places["service"]:
            cursor.execute(
                "insert into referrals_letgo (event_id, item_id, child_id, reference, from_team_id,"
                " to_service_id, let_go_at) values (%s, %s, %s, 'RE-0000', %s, %s, %s)",
                [uuid4(), uuid4(), uuid4(), service, service, clock.real_now()],
            )


def _own_draft(invented: Invented) -> None:
    """Write what somebody of a family has begun and not sent."""
    code = next(iter(invented.world.codes.values()))
    with standing_as("seed") as cursor:
        cursor.execute(
            "insert into referrals_owndraft (id, child_id, family_code_id, service_id, started_at,"
            " saved_at, step, words) values (%s, %s, %s, %s, %s, %s, '', '')",
            [uuid4(), code.child, code.id, invented.places["service"][0]] + [clock.real_now()] * 2,
        )


def _a_lead(invented: Invented) -> UUID:
    """Return somebody who sees many records: whoever leads the school where most is asked."""
    place = invented.places["school"][0]
    return next(
        b.person
        for b in invented.world.belongings
        if b.place == place and ("school_lead", b.place) in invented.world.roles_of(b.person)
    )


def _token(person: UUID) -> str:
    who = Who("person", person)
    return token_for(who, actor_for(who))


def _tokens(invented: Invented, lead: UUID) -> Iterator[tuple[str, str | None]]:
    """Yield every identity with which nothing may be seen."""
    valid = _token(lead)
    last = "0" if valid[-1] != "0" else "1"
    person = actor_for(Who("person", lead))
    yield "none", None
    yield "expired", identity.mint(person, expires=int(time.time()) - 1)
    yield "forged", valid[:-1] + last
    yield "job of another child", identity.mint(Actor(kind="job", child_id=uuid4()))
    yield "job of another place", identity.mint(Actor(kind="job", subject_id=uuid4()))
    revoked = next(code for code in invented.world.codes.values() if code.revoked)
    yield "revoked family code", identity.mint(Actor(kind="family", subject_id=revoked.id))
    yield "unknown family code", identity.mint(Actor(kind="family", subject_id=uuid4()))
    yield "person without a role", identity.mint(Actor(kind="person", subject_id=uuid4()))
    yield "machine", identity.mint(Actor(kind="machine", subject_id=lead))


def _rows(app: psycopg.Connection, tables: list[str], token: str | None) -> int | str:
    """Return how many rows of all tables somebody sees; "error" when the database refuses them."""
    seen = 0
    for table in tables:
        try:
            with app.transaction():
                if token is not None:
                    app.execute("select set_config('schoolslink.token', %s, true)", [token])
                row = app.execute(f"select count(*) from {table}").fetchone()  # noqa: S608
                seen += row[0] if row else 0
        except psycopg.Error as refused:
            if refused.sqlstate != FORGED:
                raise
            return "error"
    return seen


def _is_refused(app: psycopg.Connection, statement: str, token: str) -> bool:
    """Say whether the database refuses a statement for want of a right."""
    try:
        with app.transaction(force_rollback=True):
            app.execute("select set_config('schoolslink.token', %s, true)", [token])
            for one in statement.split("; "):
                app.execute(one)
    except psycopg.errors.InsufficientPrivilege:
        return True
    except psycopg.Error:
        return False
    return False


def _notices(invented: Invented, lead: UUID) -> None:
    """Write a message to somebody, so that there is one to be seen."""
    now, area = clock.real_now(), invented.places["area"][0]
    with standing_as("seed"):
        notice = Notice.objects.create(
            kind="invented",
            recipient_person_id=lead,
            channel="email",
            state="queued",
            is_weekly=False,
            code_word="amber kite",
            link_path="/",
            language="en",
            area_id=area,
            created_at=now,
            due_at=now,
        )
        Attempt.objects.create(notice=notice, area_id=area, tried_at=now, outcome="sent")
        Preference.objects.create(person_id=lead)
