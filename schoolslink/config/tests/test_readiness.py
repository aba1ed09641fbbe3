"""/readyz says whether this process can do its work, and nothing that helps an attacker."""

import psycopg
import pytest
from django.db import connection

from schoolslink.config import readiness

ALL_OK = {"database": "ok", "migrations": "ok", "identity": "ok", "audit": "ok"}


def test_ready(client, own_database: str, admin_url: str) -> None:
    def head() -> object:
        with psycopg.connect(admin_url) as admin:
            return admin.execute("select seq from audit.head where chain = 0").fetchone()

    before = head()

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (200, ALL_OK)
    assert answer["Cache-Control"].startswith("max-age=0")
    assert head() == before  # asking leaves no trace


def test_a_database_behind_the_code_is_not_ready(
    client, own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = frozenset(readiness.known_migrations() | {("referrals", "9999_later")})
    monkeypatch.setattr(readiness, "known_migrations", lambda: newer)

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (503, ALL_OK | {"migrations": "pending"})


def test_without_identity_keys_nobody_is_known_and_nothing_is_ready(
    client, own_database: str, admin_url: str
) -> None:
    with psycopg.connect(admin_url) as admin:
        admin.execute("delete from access.token_key")

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["identity"] == "failed"
    assert answer.json()["database"] == "ok"


def test_a_database_that_is_away_is_said_in_one_word(client, own_database: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = "not_here"

    answer = client.get("/readyz")

    assert (answer.status_code, set(answer.json().values())) == (503, {"failed"})
