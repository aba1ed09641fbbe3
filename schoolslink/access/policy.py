"""May this actor do this? One table of grants, read by one small pure module.

A grant is role held now x relationship x record x action x field groups. There are no deny rows, no
hierarchy and nobody above the table. Relationships are only named here: each part says, in its
`permissions`, which rows a relationship means. The database's policies are written by hand apart
from this; `checks/` compares the two with a third.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from uuid import UUID

from schoolslink.access.actor import Actor
from schoolslink.access.roles import Role


class Action(StrEnum):
    """What can be asked for. Moves of one record are listed in its part's rules, each under one of these."""

    VIEW = "view"
    CREATE = "create"
    ADD = "add"  # information, an answer to a question, a school's or a service's note
    DECIDE = "decide"  # acknowledge, ask, advise, accept, redirect
    WITHDRAW = "withdraw"
    TELL = "tell"  # record that somebody was told
    REASSIGN = "reassign"
    CHASE = "chase"
    CHOOSE = "choose"  # who may be told
    SEE_LOG = "see_log"
    GUARD = "guard"  # close a record to one member of staff, and look again at such exceptions
    ANSWER = "answer"  # read all that is held of a child, to answer a family that asked for it
    GIVE = "give"  # give it to them
    GLANCE = "glance"  # read for an hour, in an emergency, on a page of its own
    DELAY = "delay"  # let the young person read later that it was opened in an emergency
    MANAGE = "manage"  # contacts, criteria, memberships: no child


READING = frozenset({Action.VIEW, Action.GLANCE, Action.ANSWER})


class Group(StrEnum):
    """Field groups of a child's record."""

    ROUTING = "R"
    IDENTITY = "I"
    NARRATIVE = "N"
    SERVICE_NOTES = "V"
    SCHOOL_NOTES = "W"
    CONTACTS = "K"
    LOG = "L"
    COUNTS = "C"


# Families, links, jobs and machines hold no membership; the table names them by what they are.
FAMILY_ROLES = {"self": "young_person", "carer": "carer", "gp": "practice"}
LINK_ROLE = "outside_receiver"
NO_ORGANISATIONS: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class Grant:
    """One row of the table."""

    role: str
    relationship: str
    record: str
    actions: frozenset[Action]
    groups: frozenset[Group]


@cache
def grants() -> tuple[Grant, ...]:
    """Return the table; raise ValueError on a role, action or group that does not exist."""
    known = {*Role, *FAMILY_ROLES.values(), LINK_ROLE, "job"}
    with (Path(__file__).parent / "grants.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            Grant(
                row["role"],
                row["relationship"],
                row["record"],
                frozenset(Action(a) for a in row["actions"].split()),
                frozenset(Group(g) for g in row["groups"]),
            )
            for row in csv.DictReader(file)
        ]
    unknown = {row.role for row in rows} - known
    if unknown:
        raise ValueError(f"Grants name roles that do not exist: {sorted(unknown)}")
    return tuple(rows)


def relationships(actor: Actor, action: Action, record: str) -> dict[str, frozenset[UUID]]:
    """Return the relationships that let this actor do this to such a record.

    Each comes with the organisations through which it is held; for a family or a job, with none.
    Empty means: not found, whatever the record.
    """
    found: dict[str, frozenset[UUID]] = {}
    for grant in _of(actor, record):
        if action in grant.actions:
            held = _organisations(actor, grant.role)
            found[grant.relationship] = found.get(grant.relationship, NO_ORGANISATIONS) | held
    return found


def groups(
    actor: Actor, record: str, related: Iterable[tuple[str, UUID | None]]
) -> frozenset[Group]:
    """Return the field groups this actor may read of one record.

    related: the relationships that are true of this record, each with the organisation of the
    record through which it is (None where it is not through an organisation).
    """
    true = set(related)
    allowed: set[Group] = set()
    for grant in _of(actor, record):
        if READING & grant.actions and stands(actor, grant.role, grant.relationship, true):
            allowed |= grant.groups
    return frozenset(allowed)


# What names a child or is said of one; routing and counts are not.
_ABOUT_A_CHILD = frozenset("INVWK")


def roles_that(relationship: str, action: Action, record: str) -> frozenset[str]:
    """Return the roles that may do this to such records through this relationship."""
    return frozenset(
        grant.role
        for grant in grants()
        if (grant.relationship, grant.record) == (relationship, record) and action in grant.actions
    )


def reads_children(role: str) -> bool:
    """Say whether a role reads who a child is, or a word about one."""
    return any(
        grant.role == role and grant.record == "item" and grant.groups & _ABOUT_A_CHILD
        for grant in grants()
    )


def stands(
    actor: Actor, role: str, relationship: str, true: AbstractSet[tuple[str, UUID | None]]
) -> bool:
    """Say whether this actor holds a role, and through it stands so to a record.

    true: the relationships that are true of the record, as in `groups`.
    """
    if role not in _roles(actor):
        return False
    held = _organisations(actor, role)
    ways = {(relationship, organisation) for organisation in held or {None}}
    return bool(ways & true) or (relationship, None) in true


def _of(actor: Actor, record: str) -> list[Grant]:
    roles = _roles(actor)
    return [grant for grant in grants() if grant.record == record and grant.role in roles]


def _roles(actor: Actor) -> frozenset[str]:
    if actor.kind == "person":
        return frozenset(held.role for held in actor.memberships)
    if actor.kind == "family":
        return frozenset({FAMILY_ROLES[actor.relationship]})
    if actor.kind == "link":
        return frozenset({LINK_ROLE})
    return frozenset({"job"}) if actor.kind == "job" else frozenset()


def _organisations(actor: Actor, role: str) -> frozenset[UUID]:
    return frozenset(h.organisation_id for h in actor.memberships if h.role == role)
