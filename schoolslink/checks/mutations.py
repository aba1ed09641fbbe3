"""Breaks one wall at a time, to see whether the comparison notices: a check of the check."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from schoolslink.access import policy
from schoolslink.checks import capacities
from schoolslink.checks.equivalence import Compared, compare
from schoolslink.checks.ground import Ground
from schoolslink.checks.oracle import TABLES
from schoolslink.checks.own_words import compare_own_words
from schoolslink.checks.world import Invented
from schoolslink.checks.writing import Written, compare_writes

# What a hurried hand might do to a policy of the database: let everybody, or nobody.
RULES = ("true", "false")
# Where what a service answered lies, which a school may not be told.
KEEPING = ("referrals_decision", "referrals_decisionwords", "referrals_threadmessage")
# What keeps a family's own word: of the database's triggers, those that a comparison asks about.
OWN_WORD = [
    (table, trigger)
    for table in ("referrals_agreement", "referrals_sharingchoice")
    for trigger in ("stamp", "judge")
]
# The policies of writing, each with the tables of which somebody has an opinion who may.
WRITING = {
    "app_adds": capacities.ADDS,
    "app_changes": capacities.CHANGES,
    "app_removes": capacities.REMOVES,
}


@dataclass(frozen=True)
class Mutation:
    """One wall broken, and whether anybody noticed."""

    what: str
    found: bool


def of_the_database(
    ground: Ground, invented: Invented, only: Collection[str] = TABLES
) -> Iterator[Mutation]:
    """Open and close the policy of every table in turn, and put each back. only: these tables."""
    for table in [table for table in TABLES if table in only]:
        for rule in RULES:
            with _policy_is(ground, "app_rows", table, rule) as statement:
                yield _noticed(statement, _until_wrong(invented))
        # What is closed to one person: a policy of its own on every table, over all others.
        with _policy_is(ground, "closed", table, "true") as statement:
            yield _noticed(statement, _until_wrong(invented))


def of_the_school_not_told(ground: Ground, invented: Invented) -> Iterator[Mutation]:
    """Let the school read an answer that it is not to be told, in each table that holds one."""
    for table in KEEPING:
        with _policy_without(ground, "app_rows", table, "(NOT kept_from_school)") as statement:
            yield _noticed(statement, _until_wrong(invented))


def of_the_writing(
    ground: Ground, invented: Invented, only: Collection[str] = TABLES
) -> Iterator[Mutation]:
    """Open and close each policy of adding, changing and removing in turn. only: these tables."""
    for name, tables in WRITING.items():
        for table in [table for table in tables if table in only]:
            for rule in RULES:
                with _policy_is(ground, name, table, rule) as statement:
                    yield _noticed(
                        statement, compare_writes(invented, only=table, until_wrong=True)
                    )


def of_the_own_word(ground: Ground, invented: Invented) -> Iterator[Mutation]:
    """Switch off each trigger that keeps what a family said itself, and put it back."""
    for table, trigger in OWN_WORD:
        statement = f"alter table {table} disable trigger {trigger}"
        ground.as_admin(statement)
        try:
            yield _noticed(statement, compare_own_words(invented))
        finally:
            ground.as_admin(statement.replace("disable", "enable"))


def of_the_grants(invented: Invented) -> Iterator[Mutation]:
    """Take each grant about a child's record away in turn, and give each a group it has not."""
    whole = policy.grants()
    for number, grant in enumerate(whole):
        if grant.record != "item":
            continue
        name = f"{grant.role} {grant.relationship}"
        less = (*whole[:number], *whole[number + 1 :])
        with grants_are(less):
            yield _noticed(f"without {name}", _until_wrong(invented))
        lacking = sorted(set("RINVWK") - set(grant.groups))
        if lacking:
            more = replace(grant, groups=grant.groups | {policy.Group(lacking[0])})
            with grants_are((*whole[:number], more, *whole[number + 1 :])):
                yield _noticed(f"{name} also reads {lacking[0]}", _until_wrong(invented))


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
def _policy_without(ground: Ground, name: str, table: str, words: str) -> Iterator[str]:
    """Take a condition out of a policy, and put it back at the end; yield the statement."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_get_expr(polqual, polrelid) from pg_policy"
            " where polrelid = %s::regclass and polname = %s",
            [table, name],
        )
        (own,) = cursor.fetchone()
    if words not in own:
        raise LookupError(f"{name} on {table} has no {words}: there is nothing to take out")
    with _policy_is(ground, name, table, own.replace(words, "true")):
        yield f"alter policy {name} on {table} without {words}"


@contextlib.contextmanager
def _policy_is(ground: Ground, name: str, table: str, rule: str) -> Iterator[str]:
    """Put a rule in the place of a policy's own, and that back at the end; yield the statement."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)"
            " from pg_policy where polrelid = %s::regclass and polname = %s",
            [table, name],
        )
        parts = list(zip(("using", "with check"), cursor.fetchone(), strict=True))
    alter = f"alter policy {name} on {table}"
    statement = " ".join([alter, *(f"{word} ({rule})" for word, own in parts if own)])
    ground.as_admin(statement)
    try:
        yield statement
    finally:
        ground.as_admin(" ".join([alter, *(f"{word} ({own})" for word, own in parts if own)]))


def _until_wrong(invented: Invented) -> Compared:
    # One who differs shows that it is noticed; only a break that nobody notices is asked of everybody.
    return compare(invented, until_wrong=True)


def _noticed(what: str, compared: Compared | Written) -> Mutation:
    return Mutation(what, compared.mismatches > 0)
