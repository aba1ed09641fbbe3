"""Breaks one wall at a time, to see whether the comparison notices: a check of the check."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from schoolslink.access import policy
from schoolslink.checks.equivalence import Compared, compare
from schoolslink.checks.ground import Ground
from schoolslink.checks.oracle import TABLES
from schoolslink.checks.world import Invented

# What a hurried hand might do to a policy of the database, table by table.
OPENED = "alter policy app_rows on {table} using (true)"
CLOSED = "alter policy app_rows on {table} using (false)"


@dataclass(frozen=True)
class Mutation:
    """One wall broken, and whether anybody noticed."""

    what: str
    found: bool
    mismatches: int


def of_the_database(ground: Ground, invented: Invented) -> Iterator[Mutation]:
    """Open and close the policy of every table in turn, and put each back."""
    for table in TABLES:
        for change in (OPENED, CLOSED):
            statement = change.format(table=table)
            with _policy_put_back(ground, table):
                ground.as_admin(statement)
                yield _noticed(statement, compare(invented))


def of_the_grants(invented: Invented) -> Iterator[Mutation]:
    """Take each grant about a child's record away in turn, and give each a group it has not."""
    whole = policy.grants()
    for number, grant in enumerate(whole):
        if grant.record != "item":
            continue
        name = f"{grant.role} {grant.relationship}"
        less = (*whole[:number], *whole[number + 1 :])
        with grants_are(less):
            yield _noticed(f"without {name}", compare(invented))
        lacking = sorted(set("RINVWK") - set(grant.groups))
        if lacking:
            more = replace(grant, groups=grant.groups | {policy.Group(lacking[0])})
            with grants_are((*whole[:number], more, *whole[number + 1 :])):
                yield _noticed(f"{name} also reads {lacking[0]}", compare(invented))


@contextlib.contextmanager
def grants_are(grants: tuple[policy.Grant, ...]) -> Iterator[None]:
    """Put another grants table in the place of the real one, in this process alone."""
    real = policy.grants
    policy.grants = lambda: grants  # type: ignore[assignment]
    try:
        yield
    finally:
        policy.grants = real


@contextlib.contextmanager
def _policy_put_back(ground: Ground, table: str) -> Iterator[None]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_get_expr(polqual, polrelid) from pg_policy"
            " where polrelid = %s::regclass and polname = 'app_rows'",
            [table],
        )
        (rule,) = cursor.fetchone()
    try:
        yield
    finally:
        ground.as_admin(f"alter policy app_rows on {table} using ({rule})")


def _noticed(what: str, compared: Compared) -> Mutation:
    return Mutation(what, compared.mismatches > 0, compared.mismatches)
