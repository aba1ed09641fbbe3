"""/readyz says whether this process can do its work, and nothing that helps an attacker."""

import psycopg
import pytest
from django.db import connection

from schoolslink.config import readiness
from schoolslink.web.proxies import networks

ALL_OK = {"database": "ok", "migrations": "ok", "identity": "ok", "audit": "ok"}


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "kept", readiness.Kept())


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


def test_a_flood_of_questions_asks_once(client, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(readiness, "found", lambda: asked.append(1) or ALL_OK)

    answers = {client.get("/readyz").status_code for _ in range(50)}

    assert (answers, len(asked)) == ({200}, 1)


def test_what_was_found_is_forgotten_after_seconds(client, monkeypatch: pytest.MonkeyPatch) -> None:
    said = iter([ALL_OK, ALL_OK | {"audit": "failed"}])
    monkeypatch.setattr(readiness, "found", lambda: next(said))
    now = iter([100.0, 100.0, 102.9, 103.1, 103.1])
    monkeypatch.setattr(readiness.time, "monotonic", lambda: next(now))

    assert [client.get("/readyz").status_code for _ in range(3)] == [200, 200, 503]


@pytest.mark.parametrize(
    ("peer", "forwarded", "status"),
    [
        ("127.0.0.1", "", 200),
        ("::1", "", 200),
        ("10.0.0.7", "", 200),  # the proxy itself asks
        ("10.0.0.7", "10.0.0.9", 200),
        ("10.0.0.7", "203.0.113.9", 404),
        ("10.0.0.7", "127.0.0.1, 203.0.113.9", 404),
        ("203.0.113.9", "", 404),
        ("203.0.113.9", "127.0.0.1", 404),
    ],
)
def test_only_this_machine_and_the_named_proxies_are_answered(
    client, settings, monkeypatch: pytest.MonkeyPatch, peer: str, forwarded: str, status: int
) -> None:
    settings.PROXIES = networks(["10.0.0.0/24"])
    monkeypatch.setattr(readiness, "found", lambda: ALL_OK)
    said = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}

    assert client.get("/readyz", REMOTE_ADDR=peer, **said).status_code == status


@pytest.mark.parametrize("page", ["/healthz", "/readyz"])
def test_this_machine_asks_by_address_and_without_tls(
    client, settings, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    monkeypatch.setattr(readiness, "found", lambda: ALL_OK)
    settings.ALLOWED_HOSTS = ["link.example.org"]
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    by_address = {"HTTP_HOST": "127.0.0.1:8000", "REMOTE_ADDR": "127.0.0.1"}

    assert client.get(page, **by_address).status_code == 200
    assert client.get("/help-now", **by_address).status_code == 400
    away = by_address | {"REMOTE_ADDR": "203.0.113.9"}
    assert client.get("/readyz", **away).status_code == 404
