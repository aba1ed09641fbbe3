"""What ./link install asks, and what it takes for an answer."""

import ipaddress
from argparse import Namespace
from collections.abc import Iterable
from email.utils import parseaddr
from urllib.parse import urlsplit

from schoolslink.cli.output import tell
from schoolslink.cli.verb import Stopped
from schoolslink.config import mail

QUESTIONS = {
    "public_url": "Address people will type (https://...): ",
    "administrator_name": "Name of the first administrator: ",
    "administrator_email": "Their e-mail address: ",
    "smtp_url": "Mail server (smtp+starttls://USER:PASSWORD@HOST:587): ",
    "mail_from": "Sender of our mails (NAME <ADDRESS>): ",
}


def fault(name: str, said: str) -> str:
    """Return a sentence about an answer that cannot be right; empty for a good one."""
    if name == "public_url":
        return _fault_of_address(said)
    if name == "administrator_name":
        return "" if said.strip() else "Please say a name."
    if name == "administrator_email":
        return "" if _is_mail_address(said) else f"{said!r} is not an e-mail address."
    if name == "smtp_url":
        return "" if mail.is_server(said) else f"A mail server is {mail.FORMS}."
    if name == "mail_from":
        address = parseaddr(said)[1]
        good = _is_mail_address(address)
        return "" if good else "A sender is written as Schools Link <link@example.org>."
    return ""


def _fault_of_address(said: str) -> str:
    try:
        parts = urlsplit(said)
        name = parts.hostname
        parts.port  # noqa: B018 (raises for what is no number)
    except ValueError:
        name = None
    if not name or parts.scheme != "https":
        return "The address must begin with https:// - a proxy in front of us speaks TLS."
    if parts.path.strip("/") or parts.query or parts.fragment or parts.username:
        return "The address is https:// and a name: Schools Link does not lie below a path."
    return ""


def _is_mail_address(said: str) -> bool:
    local, _, domain = said.partition("@")
    return bool(local and domain) and not set("@<>, \t\r\n") & set(local + domain)


def check(options: Namespace) -> None:
    """Raise Stopped with a sentence for the first thing said that cannot be right."""
    for name in QUESTIONS:
        if (said := getattr(options, name)) and (trouble := fault(name, said)):
            raise Stopped(trouble)
    for proxy in options.proxy or []:
        try:
            ipaddress.ip_network(proxy)
        except ValueError as wrong:
            raise Stopped(
                f"--proxy {proxy}: give an address, or a range such as 10.0.0.0/24."
            ) from wrong


def ask(options: Namespace, names: Iterable[str]) -> None:
    """Ask at the terminal, each until the answer can be right."""
    for name in names:
        said = ""
        trouble = "?"
        while trouble:
            try:
                said = input(QUESTIONS[name]).strip()
            except EOFError as gone:
                raise Stopped("Nothing was installed: not all questions were answered.") from gone
            trouble = fault(name, said)
            if trouble:
                tell(trouble)
        setattr(options, name, said)
