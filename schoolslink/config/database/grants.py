"""What each database role may do with each table: one table in code, applied after every migration.

A table without an entry is closed to the application, and a house test finds it. Columns in
brackets narrow a privilege: `update(name, language)`. The reconciler sees routing and clocks alone;
of every table about a child that is not named for it here, the routing that its rows carry.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import psycopg
from psycopg import sql

from schoolslink.config.database.roles import Roles


@dataclass(frozen=True)
class Grant:
    """Privileges on one table, as SQL words."""

    app: str = ""
    reconciler: str = ""


READ = Grant(app="select")
CLOSED = Grant()
CHANGED = Grant(app="select, insert, update")
STAGE = Grant(app="select, insert, update, truncate")
# What every row about a child carries (referrals' ChildRow), and all of it that the reconciler needs.
ROUTING = "item_id, child_id, school_id, team_id, service_id, area_id, opened_by_id, risk_marked, closed_on"
DATED = "from_on, until_on"

GRANTS: dict[str, Grant] = {
    # Django's own
    "django_migrations": READ,
    "django_content_type": CLOSED,
    "auth_group": CLOSED,
    "auth_group_permissions": CLOSED,
    "auth_permission": CLOSED,
    # kernel: identifiers and codes only; what happened is read where it is kept
    "kernel_outboxmessage": Grant(app="select, insert", reconciler="select(id, payload)"),
    "kernel_outboxdelivery": Grant(
        app="select, insert, update(attempts, due_at, last_error, delivered_at)",
        reconciler="select(id, message_id, queued_at, delivered_at)",
    ),
    "kernel_heartbeat": Grant(
        app="select, insert, update(seen_at)", reconciler="select, insert, update(seen_at)"
    ),
    # notices: who is to be told, of what kind, where it leads; no name, no address, no word
    "notices_notice": Grant(
        app="select, insert, update(state, is_counted, sent_at, read_at, due_at, claimed_until,"
        " attempts, last_error)",
        reconciler="select(id, kind, about_id, created_at)",
    ),
    "notices_attempt": Grant(app="select, insert"),
    "notices_preference": Grant(app="select, insert, update(weekly_on, even_when_empty)"),
    # access: read freely to sign people in; none holds a child
    "access_organisation": Grant(app="select, insert, update(name)"),
    "access_person": Grant(
        app="select, update(last_login, language)", reconciler="select(id, is_active)"
    ),
    "access_membership": Grant(
        app="select", reconciler=f"select(person_id, organisation_id, role, {DATED})"
    ),
    "access_invitation": READ,
    "access_session": CLOSED,
    "access_familycode": Grant(
        reconciler="select(id, child_id, item_id, revoked_at, first_used_at)"
    ),
    "access_credential": CLOSED,
    "access_secondfactor": CLOSED,
    "access_recoverycode": CLOSED,
    "access_providersubject": CLOSED,
    "access_persona": CLOSED,
    # django-allauth speaks OpenID Connect for us; its own tables stay empty
    "account_emailaddress": CLOSED,
    "account_emailconfirmation": CLOSED,
    "socialaccount_socialaccount": CLOSED,
    "socialaccount_socialapp": CLOSED,
    "socialaccount_socialtoken": CLOSED,
    # directory: the register, written by its import; stages hold nothing between two imports
    "directory_school": Grant(
        app="select, insert, update",
        reconciler="select(organisation_id, status, closed_on, successor_id)",
    ),
    "directory_schoolhistory": Grant(app="select, insert, update(until_on)"),
    "directory_localauthority": Grant(app="select, insert"),
    "directory_commissioningbody": Grant(app="select, insert, update"),
    "directory_neighbourhood": Grant(app="select, insert, update"),
    "directory_postcode": Grant(app="select, insert, update"),
    "directory_boundary": Grant(app="select, insert, update"),
    "directory_schoolgroup": Grant(app="select, insert, update"),
    "directory_cluster": Grant(app="select, insert, update"),
    "directory_clusterschool": Grant(app="select, insert, update"),
    "directory_gppractice": Grant(app="select, insert, update"),
    "directory_registerchangeset": Grant(app="select, insert, update"),
    "directory_registerchange": Grant(app="select, insert, update"),
    "directory_successionlink": Grant(app="select, insert, update"),
    "directory_succession": Grant(app="select, insert"),
    # directory: who can be reached where; nothing is deleted, what ended keeps its days
    "directory_area": Grant(
        app="select, insert, update", reconciler=f"select(organisation_id, {DATED})"
    ),
    "directory_areamembership": Grant(
        app="select, insert, update(until_on)", reconciler=f"select(school_id, area_id, {DATED})"
    ),
    "directory_helpline": Grant(app="select, insert, update"),
    "directory_outsidereceiver": CHANGED,
    "directory_numbercheck": Grant(app="select, insert"),
    "directory_healthcareservice": Grant(
        app="select, insert, update",
        reconciler=f"select(organisation_id, area_id, pool_manager_id, {DATED})",
    ),
    "directory_servicecriteria": Grant(app="select, insert"),
    "directory_supportteam": CHANGED,
    "directory_namedcontact": CHANGED,
    "directory_cover": Grant(app="select, insert, update(until_on)"),
    "directory_advicehours": Grant(app="select, insert, update(until_on)"),
    "directory_nomination": Grant(app="select, insert, update"),
    "directory_link": CHANGED,
    "directory_workingagreement": Grant(
        app="select, insert, update(school_agreed_on, school_agreed_by, nhs_agreed_on,"
        " nhs_agreed_by)"
    ),
    "directory_sharingagreement": Grant(app="select, insert, update(until_on, area_id)"),
    "directory_sharingparty": Grant(app="select, insert, update(left_on)"),
    "directory_emergencyshare": Grant(app="select, insert"),
    "directory_supportinplace": Grant(app="select, insert, update"),
    "directory_contactfile": Grant(app="select, insert, update(lines, notes, counts, applied_at)"),
    "directory_school_word": READ,
    "directory_stage_school": STAGE,
    "directory_stage_words": STAGE,
    "directory_stage_point": STAGE,
    "directory_stage_pair": STAGE,
    "directory_stage_link": STAGE,
    "directory_stage_postcode": STAGE,
    "directory_stage_neighbourhood": STAGE,
    "directory_stage_body": STAGE,
    "directory_stage_boundary": STAGE,
    "directory_stage_group": STAGE,
    "directory_stage_practice": STAGE,
    "kernel_savedform": Grant(app="select, insert, update(result)"),
    # referrals: rows guarded by policy; a state, a clock or a holder is changed by a move alone
    "referrals_allowed_move": Grant(app="select", reconciler="select"),
    "referrals_move_right": READ,
    "referrals_may_put_right": READ,
    "referrals_youngperson": Grant(app="select, insert"),
    "referrals_item": Grant(
        app="select, insert",
        reconciler="select(id, kind, reference, child_id, school_id, team_id, service_id, area_id,"
        " opened_by_id, about_id, asked_by, state, version, entered_at, asked_at, closed_at, closed_on,"
        " urgent, risk_marked)",
    ),
    "referrals_itemevent": Grant(
        app="select, insert",
        reconciler=f"select({ROUTING}, id, move, version_seen, from_state, to_state, at,"
        " holder_person_id, holder_pool_id, holder_side, duty, due_on, set_risk)",
    ),
    "referrals_holding": Grant(
        app="select",
        reconciler=f"select({ROUTING}, id, event_id, person_id, pool_id, side, duty, due_on,"
        " began_at, ended_at, kind, state, reference, asked_at, urgent, calm)",
    ),
    # written by the reconciler alone, read by those whose area it is
    "referrals_fault": Grant(
        app="select",
        reconciler="select, insert, update(last_seen_at, gone_at, item_id, school_id, service_id,"
        " area_id)",
    ),
    # what somebody types before they ask by themselves; begun by a door, read by its code alone
    "referrals_owndraft": Grant(app="select, update(saved_at, step, words), delete"),
    # written by the moves alone, read by the team that let something go
    "referrals_agelook": CLOSED,
    "referrals_letgo": Grant(app="select"),
    "referrals_consultationslot": Grant(
        app="select, insert",
        reconciler=f"select({ROUTING}, id, person_id, starts_at, ends_at, released_at)",
    ),
    "referrals_consultationnote": Grant(
        app="select, insert", reconciler=f"select({ROUTING}, at, school_by, service_by)"
    ),
    "referrals_post": Grant(
        app="select, insert, update(other_id)",
        reconciler=f"select({ROUTING}, came_at, other_id)",
    ),
    "referrals_postfile": Grant(app="select, insert", reconciler=f"select({ROUTING}, id)"),
    "referrals_advicerequest": Grant(app="select, insert, update(became_id)"),
    "referrals_referral": CHANGED,
    "referrals_childidentity": CHANGED,
    "referrals_answer": CHANGED,
    "referrals_childcontact": CHANGED,
    "referrals_carer": Grant(
        app="select, insert, update", reconciler=f"select({ROUTING}, id, family_code_id)"
    ),
    "referrals_findingtoken": Grant(app="select, insert, delete"),
    "referrals_threadmessage": Grant(app="select, insert"),
    "referrals_decision": Grant(
        app="select, insert", reconciler=f"select({ROUTING}, id, event_id, move)"
    ),
    "referrals_decisionwords": Grant(
        app="select, insert", reconciler=f"select({ROUTING}, decision_id)"
    ),
    "referrals_tellingwords": Grant(app="select, insert"),
    "referrals_familymessage": Grant(app="select, insert"),
    "referrals_familypulse": Grant(app="select, insert"),
    "referrals_told": Grant(
        app="select, insert, update(told_at, how, told_by, read_at, asked_next,"
        " asked_next_at, manager_asked_at)",
        reconciler=f"select({ROUTING}, id, event_id, whom, due_on, told_at, read_at, asked_next_at,"
        " manager_asked_at)",
    ),
    "referrals_agreement": Grant(app="select, insert"),
    "referrals_sharingchoice": Grant(
        app="select, insert", reconciler=f"select({ROUTING}, id, whom, may_be_told, at)"
    ),
    "referrals_lawfulbasis": Grant(app="select, insert"),
    "referrals_carerorder": Grant(app="select, insert"),
    "referrals_conflictblock": Grant(app="select, insert, update(lifted_at, lifted_by)"),
    "referrals_retentiondue": Grant(app="select, update(agreed_at, agreed_by)"),
    "referrals_retentionhold": Grant(
        app="select, insert, update(lifted_at, lifted_by, lifted_why)",
        reconciler=f"select({ROUTING}, id, review_on, lifted_at)",
    ),
    # written by doors alone; the certificates are read by the operator's verb through one
    "referrals_retentionlook": CLOSED,
    "referrals_erasure": Grant(reconciler="select(id, subject, part)"),
    "referrals_chase": Grant(app="select, insert"),
    "referrals_contactbar": Grant(app="select, insert, update(lifted_at, lifted_by)"),
    # found by the database itself; who said what of it, and when, its trigger writes
    "referrals_likeness": Grant(
        app="select, update(verdict, words, judged_at, taken_back_at, taken_back_words)",
        reconciler=f"select({ROUTING}, id, other_id, verdict, taken_back_at)",
    ),
    # as the pairs of one team: the row is this team's, and tells of the other its name alone
    "referrals_elsewhere": Grant(
        app="select, update(verdict, words, judged_at, taken_back_at, taken_back_words)",
        reconciler=f"select({ROUTING}, id, other_id, there_id, verdict, over_at, taken_back_at)",
    ),
    # joined by a person; that they are apart again its trigger writes, with the move by which they are
    "referrals_joining": Grant(
        app="select, insert, update(apart_words)",
        reconciler=f"select({ROUTING}, id, goes_on_id, apart_at, at)",
    ),
    "referrals_glass": Grant(app="select, update(words, kept_until, kept_words)"),
    "referrals_review": Grant(
        app="select, insert, update(done_at, done_by, outcome, asked_next, asked_next_at, for_id, words)",
        reconciler=f"select({ROUTING}, id, due_on, done_at, asked_next_at)",
    ),
    "referrals_rightasked": Grant(
        app="select, insert, update(stands_id, judged, harm, looked_at, looked_by, done_at, done_by,"
        " file, sha256, taken_at, outcome, answer, elsewhere)",
        reconciler=f"select({ROUTING}, id, kind, at, due_on, stands_id, done_at)",
    ),
    # what an answer was, is now, and who put it right why: written once
    "referrals_putright": Grant(
        app="select, insert", reconciler=f"select({ROUTING}, id, name, at, right_id)"
    ),
    # said under a key of its own; who hears it, and who did, its trigger writes
    "referrals_complaint": Grant(
        app="select, insert, update(person_id, due_on, asked_next, asked_next_at, acknowledged_at,"
        " is_agreed, answered_at, answer, given_at, given_how)",
        reconciler=f"select({ROUTING}, id, place_id, person_id, not_to, due_on, answered_at,"
        " asked_next_at, family_member_id, typed_at, acknowledged_at, given_at)",
    ),
    "referrals_servicenote": Grant(app="select, insert"),
    "referrals_schoolnote": Grant(app="select, insert"),
    "referrals_attachment": Grant(app="select, insert, delete", reconciler="select"),
    "referrals_draft": Grant(app="select, insert, update, delete"),
    "referrals_clinicreference": CHANGED,
    "referrals_offerpreview": Grant(app="select, insert"),
    "referrals_offerreply": Grant(app="select, insert"),
    "referrals_arrivalpreview": Grant(app="select, insert"),
    "referrals_transferstep": Grant(
        app="select, insert",
        reconciler=f"select({ROUTING}, id, event_id, receiver_id, to_school_id, why, whom,"
        " next_school)",
    ),
    "referrals_outsideoffer": Grant(app="select, insert, update(agreed_by, handed_at, handed_by)"),
    "referrals_outsidelink": Grant(
        app="select, insert, update(ended_at, why)",
        reconciler=f"select({ROUTING}, id, opens_until, ended_at)",
    ),
    "referrals_outsidereply": Grant(app="select, insert"),
    "referrals_practiceasking": Grant(
        app="select, insert, update(asked, answered_at, how, answered_by, words, sent_again_at, ring_by,"
        " manager_asked_at)",
        reconciler=f"select({ROUTING}, id, made_at, asked, ring_by)",
    ),
    # insight: counts without a row about a child
    "insight_projection": CHANGED,
    "insight_schoolcount": CLOSED,  # reached by doors that count up, and give rounded figures alone
    "insight_coverage": CHANGED,
    "insight_stratum": CHANGED,
    "insight_serviceweek": CHANGED,
    "insight_servicegroup": CHANGED,
}


class NotGranted(Exception):
    """A table has no entry in config/database/grants.py: say there who may read and write it."""


def apply(database: psycopg.Connection, base: str, *, synthetic: bool) -> None:
    """Make every table's privileges what the table above says; raise NotGranted for one it lacks.

    Runs as the owner. Partitions and procrastinate's objects are the owner's too.
    """
    roles = Roles(base)
    app, reconciler = sql.Identifier(roles.app), sql.Identifier(roles.reconciler)
    rows = database.execute(
        "select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace"
        " and c.relkind in ('r', 'p') order by 1"
    ).fetchall()
    tables = [row[0] for row in rows]
    missing = [t for t in tables if t not in GRANTS and not t.startswith("procrastinate_")]
    if missing:
        raise NotGranted(f"{NotGranted.__doc__} ({', '.join(missing)})")
    carrying = _carrying_routing(database)
    for table in tables:
        name = sql.Identifier(table)
        database.execute(sql.SQL("revoke all on {} from {}, {}").format(name, app, reconciler))
        grant = GRANTS.get(table, Grant(app="select, insert, update, delete"))
        if table in carrying and not grant.reconciler:
            grant = replace(grant, reconciler=f"select({ROUTING})")
        for words, role in ((grant.app, app), (grant.reconciler, reconciler)):
            if words:
                database.execute(sql.SQL(f"grant {words} on {{}} to {{}}").format(name, role))
    database.execute(sql.SQL("grant usage on all sequences in schema public to {}").format(app))
    # Backup reads everything but the keys that check identities: these come from the key ring.
    backup = sql.Identifier(roles.backup)
    for kind in ("tables", "sequences"):
        for schema in ("public", "access"):
            database.execute(
                sql.SQL(f"grant select on all {kind} in schema {schema} to {{}}").format(backup)
            )
    database.execute(sql.SQL("revoke all on access.token_key from {}").format(backup))
    _procrastinate(database, app)
    if synthetic:
        _seed(database, sql.Identifier(roles.seed))


def _carrying_routing(database: psycopg.Connection) -> set[str]:
    """Return the tables whose rows carry the routing of the item they belong to."""
    columns = ROUTING.split(", ")
    rows = database.execute(
        "select table_name from information_schema.columns where table_schema = 'public'"
        " and column_name = any(%s) group by 1 having count(*) = %s",
        [columns, len(columns)],
    ).fetchall()
    return {name for (name,) in rows}


def _procrastinate(database: psycopg.Connection, app: sql.Identifier) -> None:
    """Let the application queue jobs: procrastinate's functions are no doors of ours."""
    rows = database.execute(
        "select oid::regprocedure::text from pg_proc where pronamespace = 'public'::regnamespace"
        " and proname like 'procrastinate%'"
    ).fetchall()
    for (signature,) in rows:
        database.execute(sql.SQL("grant execute on function " + signature + " to {}").format(app))


def _seed(database: psycopg.Connection, seed: sql.Identifier) -> None:
    """Let the arranger of invented worlds write every table."""
    for line in (
        "grant usage on schema public to {}",
        "grant select, insert, update, delete, truncate on all tables in schema public to {}",
        "grant usage on all sequences in schema public to {}",
        "grant execute on all functions in schema public to {}",
        "grant execute on all functions in schema access to {}",
        "grant execute on all functions in schema keys to {}",
    ):
        database.execute(sql.SQL(line).format(seed))
