"""How mail leaves: by the server that is named, or, in a demonstration, into a folder.

A server is named by one address: `smtp://host:25` (plain, for a relay on the same machine),
`smtp+starttls://user:password@host:587` or `smtps://user:password@host:465`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from schoolslink.config.environment import Environment, NotConfigured

_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
_SMTP = "django.core.mail.backends.smtp.EmailBackend"
_FOLDER = "schoolslink.notices.sink.FolderBackend"


FORMS = "smtp://host, smtp+starttls://user:password@host or smtps://user:password@host"


def is_server(address: str) -> bool:
    """Say whether an address names a mail server in one of the ways we know."""
    try:
        url = urlsplit(address)
        return url.scheme in _PORTS and bool(url.hostname) and (url.port or 1) > 0
    except ValueError:
        return False


@dataclass(frozen=True)
class MailServer:
    """What Django needs to know of a mail server; repr never shows the password."""

    backend: str
    host: str
    port: int
    user: str
    password: str = field(repr=False)
    uses_starttls: bool
    uses_tls: bool
    folder: Path


def server_of(environment: Environment) -> MailServer:
    """Return where mail goes. Raises NotConfigured for an address that names no mail server."""
    folder = environment.home / "mail"
    if not environment.smtp_url:
        backend = _SMTP if environment.is_production else _FOLDER
        return MailServer(backend, "localhost", 25, "", "", False, False, folder)
    if not is_server(environment.smtp_url):
        raise NotConfigured(f"SCHOOLSLINK_SMTP_URL is {FORMS}.")
    url = urlsplit(environment.smtp_url)
    return MailServer(
        backend=_SMTP,
        host=url.hostname or "",
        port=url.port or _PORTS[url.scheme],
        user=unquote(url.username or ""),
        password=unquote(url.password or ""),
        uses_starttls=url.scheme == "smtp+starttls",
        uses_tls=url.scheme == "smtps",
        folder=folder,
    )
