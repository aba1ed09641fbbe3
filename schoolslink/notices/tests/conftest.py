"""People, kinds of message and a real mail server for the tests of messages."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import SimpleNamespace
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from schoolslink.access.models import Person
from schoolslink.kernel.ids import new_id
from schoolslink.notices import kinds
from schoolslink.notices.kinds import About, Kind, Reach
from schoolslink.notices.messages import WEEKLY
from schoolslink.notices.rules import Section


@dataclass
class World:
    """What the tests' kinds look at: which things are over, and where families are reached."""

    over: set[UUID | None] = field(default_factory=set)
    reach: dict[UUID, Reach] = field(default_factory=dict)
    breaks: bool = False

    def still_true(self, about: About) -> bool:
        if self.breaks:
            raise LookupError("Ellie Woźniak")
        return about.about_id not in self.over

    def family_reach(self, contact_id: UUID) -> Reach | None:
        return self.reach.get(contact_id)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """Return the facts, with four kinds of message that are judged by them."""
    made = World()
    listed = (
        WEEKLY,
        Kind(
            name="tests.answered",
            subject=_("A message about your question"),
            sentences=(_("Somebody has answered."), _("Please follow the link to read it.")),
            still_true=made.still_true,
            urgent=True,
            section=Section.ANSWERED,
            line=ngettext_lazy("%(count)d answer", "%(count)d answers", "count"),
        ),
        Kind(
            name="tests.waits",
            subject=_("Something waits for you"),
            sentences=(_("Something waits for you."), _("Please follow the link to see it.")),
            still_true=made.still_true,
            section=Section.WAITS,
            line=ngettext_lazy("%(count)d question", "%(count)d questions", "count"),
        ),
        Kind(
            name="tests.asks",
            subject=_("Something waits for you today"),
            sentences=(_("Something waits for you."), _("Please follow the link to see it.")),
            still_true=made.still_true,
            urgent=True,
            section=Section.WAITS,
            line=ngettext_lazy("%(count)d thing", "%(count)d things", "count"),
        ),
        Kind(
            name="tests.news",
            subject=_("News of the programme"),
            sentences=(_("There is news."), _("Please follow the link to read it.")),
            still_true=made.still_true,
        ),
    )
    module = SimpleNamespace(KINDS=listed, family_reach=made.family_reach)
    monkeypatch.setattr(kinds, "listed", lambda: module)
    return made


@pytest.fixture
def person(as_seed) -> Callable[..., Person]:
    """Return a maker of people with an account."""

    def make(name: str = "Amira Khan", email: str = "amira@hillside.example", **more) -> Person:
        with as_seed():
            return Person.objects.create(id=new_id(), name=name, email=email, **more)

    return make


class Inbox:
    """A mail server's hands: keeps what it is given, or answers as it was told to."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.answers: list[str] = []
        self.recipient_answer = ""

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if self.recipient_answer:
            return self.recipient_answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self.answers:
            return self.answers.pop(0)
        self.raw.append(envelope.content)
        plain = envelope.content.replace(b"\r\n", b"\n")
        self.mails.append(message_from_bytes(plain, policy=policy.default))
        return "250 OK"


@pytest.fixture
def inbox(settings) -> Iterator[Inbox]:
    """Start a real mail server, let Django send to it, and return what it was given."""
    hands = Inbox()
    controller = Controller(hands, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = 2
    try:
        yield hands
    finally:
        controller.stop()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def silent_server(settings) -> Iterator[None]:
    """Let Django send to a server that takes connections and never says a word."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = listener.getsockname()
    settings.EMAIL_TIMEOUT = 0.3
    try:
        yield
    finally:
        listener.close()
