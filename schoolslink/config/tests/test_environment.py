"""What production refuses to start with."""

from pathlib import Path

import pytest

from schoolslink.config.environment import SECRETS, KeyRing, NotConfigured, read


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
    ],
)
def test_production_refuses_a_hole(tmp_path, name, value) -> None:
    with pytest.raises(NotConfigured):
        read(production(tmp_path, **{f"SCHOOLSLINK_{name}": value}))
