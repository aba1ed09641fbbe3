"""The one place that reads the process environment: typed, checked, and printable without secrets.

Every setting is SCHOOLSLINK_<NAME>; every secret may instead be named by SCHOOLSLINK_<NAME>_FILE.
A secret is a key ring, newest first: ``2026a:BASE64,2025b:BASE64``. The first key signs and seals,
every key still opens what it once closed, until it is taken out of the ring.
"""

from __future__ import annotations

import base64
import contextlib
import ipaddress
import os
import re
import secrets as randomness
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

SECRETS = {
    "DJANGO_KEY": "signs forms and links",
    "IDENTITY_KEY": "signs who is asking, for the database to check",
    "SESSION_KEY": "binds a session row to its person",
    "CHILD_MASTER_KEY": "wraps each child's own key",
    "BLIND_INDEX_KEY": "makes search tokens that tell nothing",
    "SECOND_FACTOR_KEY": "seals the secrets that people's phones make codes from",
    "CODE_PEPPER": "goes into the hash of access codes and invitations",
    "CHECKPOINT_KEY": "signs the head of the audit chain",
}


class NotConfigured(Exception):
    """Schools Link cannot start: a setting is missing or wrong."""


@dataclass(frozen=True)
class KeyRing:
    """Named keys, newest first; ``repr`` never shows a key."""

    keys: Mapping[str, bytes] = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> KeyRing:
        """Return the ring written as ``kid:base64`` entries; raise NotConfigured when it is not."""
        keys: dict[str, bytes] = {}
        for entry in text.split(","):
            kid, _, encoded = entry.strip().partition(":")
            try:
                key = base64.urlsafe_b64decode(encoded.encode())
            except ValueError as error:
                raise NotConfigured(f"The key called {kid!r} is not base64.") from error
            if not kid.isalnum() or len(key) < 32:
                raise NotConfigured(
                    "A secret is written as NAME:BASE64 with letters and digits in the name and at"
                    " least 32 bytes of key. Make one with: ./link keys new"
                )
            keys[kid] = key
        return cls(keys)

    def __str__(self) -> str:
        """Return the ring as it is written in a file. This shows the keys."""
        encoded = ((k, base64.urlsafe_b64encode(v).decode()) for k, v in self.keys.items())
        return ",".join(f"{kid}:{key}" for kid, key in encoded)

    @classmethod
    def fresh(cls, kid: str = "first") -> str:
        """Return the text of a new ring with one random key."""
        return f"{kid}:{base64.urlsafe_b64encode(randomness.token_bytes(32)).decode()}"

    @property
    def current(self) -> tuple[str, bytes]:
        """Return the name and the bytes of the key that signs and seals now."""
        return next(iter(self.keys.items()))

    def __getitem__(self, kid: str) -> bytes:
        return self.keys[kid]

    def __contains__(self, kid: str) -> bool:
        return kid in self.keys


@dataclass(frozen=True)
class IdentityProvider:
    """An organisation's own sign-in (OpenID Connect), set by SCHOOLSLINK_OIDC_<NAME>_ISSUER,
    _CLIENT_ID, _SECRET or _SECRET_FILE, _LABEL and _DOMAINS: what may stand behind the @ of
    those whom it signs in, for it speaks for its own people and for nobody else's. _ACR and _AMR, where
    they are set, name what its ID token must say of how somebody signed in: one of the classes
    (claim `acr`), one of the methods (claim `amr`), such as mfa.
    """

    name: str
    label: str
    issuer: str
    client_id: str
    secret: str = field(repr=False)
    domains: tuple[str, ...]
    acr: tuple[str, ...] = ()
    amr: tuple[str, ...] = ()

    def speaks_for(self, address: str) -> bool:
        """Say whether an address is of a domain of this provider's: that one, and none below it."""
        return address.strip().lower().rpartition("@")[2] in self.domains

    @property
    def origin(self) -> str:
        """Return the origin to which a sign-in form is sent on."""
        return "/".join(self.issuer.split("/")[:3])


@dataclass(frozen=True)
class Environment:
    """What the process was told. Production unless said otherwise."""

    kind: str
    home: Path
    installation: str
    database_url: str
    rings: Mapping[str, KeyRing] = field(repr=False)
    allowed_hosts: tuple[str, ...]
    proxies: tuple[str, ...]
    public_url: str
    smtp_url: str = field(repr=False)
    mail_from: str
    text_gateway: str
    identity_providers: tuple[str, ...]
    oidc: tuple[IdentityProvider, ...]
    nhs_logo: bool
    clinical_safety_signed_by: str
    real_data: Path
    term_dates: Path
    files: Path
    clamd_socket: str
    failpoints: str = ""

    @property
    def is_production(self) -> bool:
        """Say whether real children's data may be here: true unless the environment says otherwise."""
        return self.kind == "production"

    def printable(self) -> dict[str, str]:
        """Return the settings for `./link status`, secrets and passwords redacted."""
        shown = {
            name: ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
            for name, value in vars(self).items()
            if name not in ("rings", "smtp_url", "database_url")
        }
        shown["database"] = redacted(self.database_url)
        shown["smtp"] = redacted(self.smtp_url)
        shown["keys"] = ", ".join(f"{n.lower()}:{'+'.join(r.keys)}" for n, r in self.rings.items())
        return shown


def redacted(url: str) -> str:
    """Return a URL or connection string without the passwords in it."""
    hidden = re.sub(r"(://[^:/@]*):[^@]*@", r"\1:…@", url)
    return re.sub(r"(password=)('(?:[^'\\]|\\.)*'|\S+)", r"\1…", hidden)


def read(environ: Mapping[str, str] | None = None) -> Environment:
    """Return the settings of this process.

    Raises NotConfigured, with the name of what is missing, when production lacks a secret or a host.
    """
    env = os.environ if environ is None else environ
    kind = env.get("SCHOOLSLINK_ENVIRONMENT", "production")
    if kind not in ("production", "demo", "test"):
        raise NotConfigured("SCHOOLSLINK_ENVIRONMENT is production, demo or test.")
    home = Path(env.get("SCHOOLSLINK_HOME", ".schoolslink")).resolve()
    result = Environment(
        kind=kind,
        home=home,
        installation=env.get("SCHOOLSLINK_INSTALLATION", "schoolslink"),
        database_url=env.get("SCHOOLSLINK_DATABASE_URL", ""),
        rings={name: _ring(env, name, home, kind) for name in SECRETS},
        allowed_hosts=_words(env, "ALLOWED_HOSTS"),
        proxies=_words(env, "PROXIES"),
        public_url=env.get("SCHOOLSLINK_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/"),
        smtp_url=env.get("SCHOOLSLINK_SMTP_URL", ""),
        mail_from=env.get("SCHOOLSLINK_MAIL_FROM", "Link programme <messages@example.invalid>"),
        text_gateway=env.get("SCHOOLSLINK_TEXT_GATEWAY", ""),
        identity_providers=_words(env, "IDENTITY_PROVIDERS"),
        oidc=_providers(env),
        nhs_logo=env.get("SCHOOLSLINK_NHS_LOGO", "no") == "yes",
        clinical_safety_signed_by=env.get("SCHOOLSLINK_CLINICAL_SAFETY_SIGNED_BY", ""),
        real_data=Path(env.get("SCHOOLSLINK_REAL_DATA", "../shared/data")),
        files=Path(env.get("SCHOOLSLINK_FILES", home / "files")),
        clamd_socket=env.get("SCHOOLSLINK_CLAMD_SOCKET", ""),
        term_dates=Path(env.get("SCHOOLSLINK_TERM_DATES", home / "term-dates.json")),
        failpoints=env.get("SCHOOLSLINK_FAILPOINTS", ""),
    )
    if result.is_production:
        _require_for_production(result)
    return result


def _require_for_production(environment: Environment) -> None:
    """Refuse to start with a hole that only development may have."""
    if environment.failpoints:
        raise NotConfigured("SCHOOLSLINK_FAILPOINTS kills on purpose: never where real data is.")
    if not environment.database_url:
        raise NotConfigured("SCHOOLSLINK_DATABASE_URL is not set. ./link demo needs none.")
    if not environment.allowed_hosts:
        raise NotConfigured("SCHOOLSLINK_ALLOWED_HOSTS is not set: the names people type.")
    if not environment.public_url.startswith("https://"):
        raise NotConfigured("SCHOOLSLINK_PUBLIC_URL must start with https:// in production.")
    if not environment.proxies:
        raise NotConfigured(
            "SCHOOLSLINK_PROXIES is not set: the addresses whose word on TLS holds."
        )
    for proxy in environment.proxies:
        try:
            ipaddress.ip_network(proxy)
        except ValueError as error:
            raise NotConfigured(
                f"SCHOOLSLINK_PROXIES holds {proxy!r}: give addresses, or ranges such as 10.0.0.0/24."
            ) from error


def _providers(env: Mapping[str, str]) -> tuple[IdentityProvider, ...]:
    """Return the identity providers, by name; raise NotConfigured for one that is half there."""
    found = []
    for variable in sorted(env):
        match = re.fullmatch(r"SCHOOLSLINK_OIDC_([A-Z0-9]+)_ISSUER", variable)
        if not match or not env[variable]:
            continue
        start = variable.removesuffix("ISSUER")
        secret = env.get(f"{start}SECRET", "")
        if not secret and (file := env.get(f"{start}SECRET_FILE")):
            secret = Path(file).read_text(encoding="utf-8").strip()
        client_id = env.get(f"{start}CLIENT_ID", "")
        if not client_id or not secret:
            raise NotConfigured(f"{start}CLIENT_ID and {start}SECRET are needed beside {variable}.")
        domains = tuple(d.lower().lstrip("@") for d in _words(env, f"OIDC_{match[1]}_DOMAINS"))
        if not domains:
            raise NotConfigured(
                f"{start}DOMAINS is needed beside {variable}: the e-mail domains of those whom"
                " this provider may sign in, such as hillside.sch.uk."
            )
        found.append(
            IdentityProvider(
                name=match[1].lower(),
                label=env.get(f"{start}LABEL", match[1].title()),
                issuer=env[variable].rstrip("/"),
                client_id=client_id,
                secret=secret,
                domains=domains,
                acr=_words(env, f"OIDC_{match[1]}_ACR"),
                amr=_words(env, f"OIDC_{match[1]}_AMR"),
            )
        )
    return tuple(found)


def _words(env: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(env.get(f"SCHOOLSLINK_{name}", "").replace(",", " ").split())


def _ring(env: Mapping[str, str], name: str, home: Path, kind: str) -> KeyRing:
    """Return a key ring from the variable, the file it names, or (never in production) the home."""
    text = env.get(f"SCHOOLSLINK_{name}", "")
    named = env.get(f"SCHOOLSLINK_{name}_FILE", "")
    if not text and named:
        text = Path(named).read_text(encoding="utf-8").strip()
    if not text and kind != "production":
        text = kept_secret(home, name.lower(), KeyRing.fresh)
    if not text:
        raise NotConfigured(f"SCHOOLSLINK_{name} is not set; it {SECRETS[name]}.")
    return KeyRing.parse(text)


def kept_secret(home: Path, name: str, make=lambda: randomness.token_urlsafe(24)) -> str:
    """Return the secret kept in the home under this name, made on first use and readable to us alone.

    It is there whole or not at all: of two who make it at once the first is kept, and nobody reads half,
    nor after one was killed.
    """
    folder = home / "secrets"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / name
    if not path.exists():
        handle, beside = tempfile.mkstemp(prefix=f".{name}-", dir=folder)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(make())
            with contextlib.suppress(FileExistsError):
                os.link(beside, path)
        finally:
            os.unlink(beside)
    return path.read_text(encoding="utf-8").strip()
