"""Database roles and the schemas that are no Django model: versioned, idempotent, before migrations.

Runs on the connection of an administrator (a superuser: only one may create a role that passes row
security, which backup needs). Every role carries the installation's name, so that any
number of its databases (template, clone, restored copy) share them and two installations do not.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib import resources

import psycopg
from psycopg import sql

from schoolslink.config.environment import KeyRing


@dataclass(frozen=True)
class Roles:
    """The names of one installation's database roles."""

    base: str

    def __getattr__(self, name: str) -> str:
        if name not in ROLES:
            raise AttributeError(name)
        return f"{self.base}_{name}"

    def names(self) -> dict[str, str]:
        """Return every role's name, and the base, for the placeholders of SQL files."""
        return {"base": self.base} | {role: f"{self.base}_{role}" for role in ROLES}


# role -> how it is created; `synthetic` ones exist only beside databases marked synthetic
ROLES = {
    "owner": "nologin",
    "audit": "nologin",
    "app": "login noinherit",
    "reconciler": "login noinherit",
    "backup": "login noinherit bypassrls",
    "seed": "nologin bypassrls",
    "test": "login noinherit",
}
SYNTHETIC_ONLY = ("seed", "test")


def create_roles(
    admin: psycopg.Connection, base: str, passwords: dict[str, str], *, synthetic: bool
) -> None:
    """Create or correct the installation's roles. passwords: role -> password of those that log in."""
    names = Roles(base)
    for role, kind in ROLES.items():
        if role in SYNTHETIC_ONLY and not synthetic:
            continue
        name = getattr(names, role)
        exists = admin.execute("select 1 from pg_roles where rolname = %s", [name]).fetchone()
        verb = "alter" if exists else "create"
        statement = sql.SQL(f"{verb} role {{}} {kind}").format(sql.Identifier(name))
        if role in passwords:
            statement += sql.SQL(" password {}").format(sql.Literal(passwords[role]))
        admin.execute(statement)
    if synthetic:
        admin.execute(
            sql.SQL("grant {}, {}, {} to {}").format(
                sql.Identifier(names.app),
                sql.Identifier(names.seed),
                sql.Identifier(names.reconciler),
                sql.Identifier(names.test),
            )
        )


def create_database(admin: psycopg.Connection, base: str, name: str) -> bool:
    """Create the database, owned by the installation's owner; return False when it was there."""
    if admin.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
        return False
    admin.execute(
        sql.SQL(
            "create database {} owner {} template template0 encoding 'UTF8'"
            " lc_collate 'C' lc_ctype 'C.UTF-8'"
        ).format(sql.Identifier(name), sql.Identifier(Roles(base).owner))
    )
    return True


def grant_database(admin: psycopg.Connection, base: str, name: str, *, synthetic: bool) -> None:
    """Grant what belongs to the database itself. CREATE DATABASE ... TEMPLATE does not copy it."""
    roles = Roles(base)
    admin.execute(sql.SQL("revoke all on database {} from public").format(sql.Identifier(name)))
    admin.execute(sql.SQL("alter database {} set timezone = 'UTC'").format(sql.Identifier(name)))
    entering = ["app", "reconciler", "backup"] + (["test"] if synthetic else [])
    for role in entering:
        admin.execute(
            sql.SQL("grant connect on database {} to {}").format(
                sql.Identifier(name), sql.Identifier(getattr(roles, role))
            )
        )


def bootstrap(database: psycopg.Connection, base: str, *, synthetic: bool) -> None:
    """Build, in the database itself, the schemas that are no Django model, and the mark.

    Raises NotSynthetic when a synthetic set-up meets a database with tables and without the mark.
    """
    if synthetic:
        refuse_unless_synthetic(database)
    names = Roles(base).names()
    for file in ("schemas.sql", "identity.sql", "audit.sql", "keys.sql"):
        text = resources.files(__package__).joinpath("sql", file).read_text(encoding="utf-8")
        database.execute(fill(text, names))
    if synthetic:
        database.execute(
            "insert into access.mark (synthetic) select true where not exists (select from access.mark)"
        )
        database.execute(fill(SYNTHETIC_GRANTS, names))


def install_identity_keys(database: psycopg.Connection, ring: KeyRing) -> None:
    """Store the padded keys that check tokens, and retire those no longer in the ring."""
    for kid, key in ring.keys.items():
        inner, outer = pads(key)
        database.execute(
            "insert into access.token_key (kid, inner_pad, outer_pad) values (%s, %s, %s)"
            " on conflict (kid) do update set inner_pad = excluded.inner_pad,"
            " outer_pad = excluded.outer_pad, valid_until = null",
            [kid, inner, outer],
        )
    database.execute(
        "update access.token_key set valid_until = clock_timestamp()"
        " where kid <> all(%s) and valid_until is null",
        [list(ring.keys)],
    )


def pads(key: bytes) -> tuple[bytes, bytes]:
    """Return the two padded keys of HMAC-SHA-256 (RFC 2104), 64 bytes each, as the database stores them."""
    key = (hashlib.sha256(key).digest() if len(key) > 64 else key).ljust(64, b"\0")
    return bytes(b ^ 0x36 for b in key), bytes(b ^ 0x5C for b in key)


class NotSynthetic(Exception):
    """This database holds data and is not marked as invented. Nothing was changed."""


def is_synthetic(database: psycopg.Connection) -> bool:
    """Say whether the database carries the mark, a row written when it was made."""
    known = database.execute("select to_regclass('access.mark')").fetchone()
    if known is None or known[0] is None:
        return False
    return database.execute("select 1 from access.mark where synthetic").fetchone() is not None


def refuse_unless_synthetic(database: psycopg.Connection) -> None:
    """Raise NotSynthetic unless the database is empty or marked."""
    tables = database.execute(
        "select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema')"
    ).fetchone()
    if tables and tables[0] and not is_synthetic(database):
        raise NotSynthetic(NotSynthetic.__doc__)


def fill(text: str, names: dict[str, str]) -> str:
    """Return an SQL file with its {role} placeholders filled; other braces stay as they are."""
    for placeholder, name in names.items():
        text = text.replace("{" + placeholder + "}", name)
    return text


SYNTHETIC_GRANTS = """
grant usage on schema access, audit, keys to {seed};
grant select, insert, update, delete on all tables in schema keys to {seed};
grant execute on all functions in schema access, audit, keys to {seed};
grant select on access.mark to {seed}, {test};
grant update (world, pretended_on) on access.mark to {seed};
"""
