"""What production refuses to start with."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from schoolslink.config.environment import SECRETS, KeyRing, NotConfigured, kept_secret, read


def production(home: Path, **changed: str) -> dict[str, str]:
    """Return the variables of a production that would start."""
    return {
        **{f"SCHOOLSLINK_{name}": KeyRing.fresh() for name in SECRETS},
        "SCHOOLSLINK_HOME": str(home),
        "SCHOOLSLINK_DATABASE_URL": "postgresql://app@db.invalid/link",
        "SCHOOLSLINK_ALLOWED_HOSTS": "link.example.org",
        "SCHOOLSLINK_PUBLIC_URL": "https://link.example.org",
        "SCHOOLSLINK_PROXIES": "127.0.0.1, 10.0.0.0/24",
    } | changed


def test_production_starts_with_everything(tmp_path) -> None:
    assert read(production(tmp_path)).proxies == ("127.0.0.1", "10.0.0.0/24")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", ""),
        ("ALLOWED_HOSTS", ""),
        ("PUBLIC_URL", "http://link.example.org"),
        ("PROXIES", ""),
        ("PROXIES", "our-proxy"),
        ("PROXIES", "10.0.0.1/24"),
        ("IDENTITY_KEY", "short:YQ=="),
        ("FAILPOINTS", "mail.posted=0.5"),
    ],
)
def test_production_refuses_a_hole(tmp_path, name, value) -> None:
    with pytest.raises(NotConfigured):
        read(production(tmp_path, **{f"SCHOOLSLINK_{name}": value}))


PROVIDER = {
    "SCHOOLSLINK_OIDC_HILLSIDE_ISSUER": "https://login.hillside.example",
    "SCHOOLSLINK_OIDC_HILLSIDE_CLIENT_ID": "schoolslink",
    "SCHOOLSLINK_OIDC_HILLSIDE_SECRET": "a secret for the tests alone",
}


def test_provider_of_nobodys_domain_is_refused(tmp_path) -> None:
    with pytest.raises(NotConfigured, match="SCHOOLSLINK_OIDC_HILLSIDE_DOMAINS"):
        read(production(tmp_path, **PROVIDER))


def test_provider_speaks_for_its_own_domains_and_for_none_below_or_beside(tmp_path) -> None:
    domains = {"SCHOOLSLINK_OIDC_HILLSIDE_DOMAINS": "Hillside.sch.uk, @trust.example"}
    (one,) = read(production(tmp_path, **PROVIDER | domains)).oidc

    assert all(map(one.speaks_for, ["a@hillside.sch.uk", "A@Trust.Example", " a@trust.example "]))
    assert not any(
        map(
            one.speaks_for,
            [
                "a@sub.hillside.sch.uk", "a@evilhillside.sch.uk", "a@hillside.sch.uk.evil.example",
                "a@hillside.sch.uk@evil.example", "hillside.sch.uk@evil.example", "", "@",
            ],
        )
    )  # fmt: skip


def test_provider_asks_for_a_second_step_where_that_is_set(tmp_path) -> None:
    domains = {"SCHOOLSLINK_OIDC_HILLSIDE_DOMAINS": "hillside.sch.uk"}
    asked = {
        "SCHOOLSLINK_OIDC_HILLSIDE_ACR": "https://refeds.org/profile/mfa",
        "SCHOOLSLINK_OIDC_HILLSIDE_AMR": "mfa, otp",
    }

    (without,) = read(production(tmp_path, **PROVIDER | domains)).oidc
    (one,) = read(production(tmp_path, **PROVIDER | domains | asked)).oidc

    assert (without.acr, without.amr) == ((), ())
    assert (one.acr, one.amr) == (("https://refeds.org/profile/mfa",), ("mfa", "otp"))


def test_two_who_make_a_secret_at_once_have_the_same_whole_one(tmp_path):
    both = threading.Barrier(2, timeout=10)

    def slowly() -> str:
        both.wait()
        return f"made by {threading.get_ident()}"

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda _: kept_secret(tmp_path, "password", slowly), range(2))

    assert first == second == kept_secret(tmp_path, "password")
    assert first.startswith("made by")


def test_a_secret_that_is_being_made_is_not_read_as_an_empty_one(tmp_path):
    read = []

    def while_another_looks() -> str:
        read.append(kept_secret(tmp_path, "password", lambda: "theirs"))
        return "ours"

    assert kept_secret(tmp_path, "password", while_another_looks) == "theirs"
    assert read == ["theirs"]


def test_a_secret_that_could_not_be_made_leaves_nothing(tmp_path):
    def killed() -> str:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        kept_secret(tmp_path, "password", killed)

    assert list((tmp_path / "secrets").iterdir()) == []
    assert kept_secret(tmp_path, "password", lambda: "whole") == "whole"
    (kept,) = (tmp_path / "secrets").iterdir()
    assert kept.stat().st_mode & 0o777 == 0o600
