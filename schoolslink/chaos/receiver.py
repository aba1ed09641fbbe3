"""A mail server that can be away, slow, wrong or in trouble; it keeps what it took, and forgets nothing.

Enough of SMTP (RFC 5321) for one client that speaks it properly.
"""

from __future__ import annotations

import contextlib
import random
import re
import socket
import socketserver
import threading
import time
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from typing import Any

HOST = "127.0.0.1"
ABOUT = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
WELL, AWAY, SLOW, IN_TROUBLE, WRONG = "well", "away", "slow", "in trouble", "wrong"


@dataclass(frozen=True)
class Received:
    """One mail as it came: what its link is about, its message id, whom it is to, and when."""

    about: str
    message_id: str
    to: str
    number: int


@dataclass
class Receiver:
    """One mail server. mood: how it is; troubled: the share of mails put off while it is well."""

    mood: str = WELL
    troubled: float = 0.0
    slow_seconds: float = 12.0
    received: list[Received] = field(default_factory=list)
    asked: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self) -> int:
        """Begin to listen; return the port."""
        receiver = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                with contextlib.suppress(OSError, ValueError):
                    receiver.speak(self)

        self.server = socketserver.ThreadingTCPServer((HOST, 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return int(self.server.server_address[1])

    def stop(self) -> None:
        """Stop listening."""
        self.server.shutdown()
        self.server.server_close()

    def speak(self, line: Any) -> None:
        """Speak with one client to the end of its session, as the mood is."""
        self.asked += 1
        if self.mood == AWAY:
            # Reset, as where nobody listens.
            line.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            return
        if self.mood == WRONG:
            line.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n<p>Welcome</p>\r\n")
            return
        if self.mood == SLOW:
            time.sleep(self.slow_seconds)
        if self.mood == IN_TROUBLE:
            line.wfile.write(b"554 No service here now\r\n")
            return
        line.wfile.write(b"220 stub\r\n")
        to = ""
        while words := line.rfile.readline(4096):
            verb = words[:4].upper()
            if verb == b"RCPT":
                to = words.decode(errors="replace").partition("<")[2].partition(">")[0]
            if verb == b"QUIT":
                line.wfile.write(b"221 bye\r\n")
                return
            if verb == b"DATA":
                line.wfile.write(b"354 go on\r\n")
                line.wfile.write(self.take(self.content(line), to))
            else:
                line.wfile.write(b"250 ok\r\n")

    def content(self, line: Any) -> bytes:
        """Return the mail that follows, up to the lonely full stop."""
        found = []
        while (words := line.rfile.readline(65_536)) not in (b".\r\n", b""):
            found.append(words[1:] if words.startswith(b"..") else words)
        return b"".join(found)

    def take(self, content: bytes, to: str) -> bytes:
        """Keep a mail and return the answer; or put it off."""
        if random.random() < self.troubled:  # noqa: S311 (no secret)
            return b"451 later\r\n"
        mail = message_from_bytes(content, policy=policy.default)
        body = mail.get_body(("plain",))
        about = ABOUT.search(body.get_content() if body else "")
        with self.lock:
            self.received.append(
                Received(
                    about.group() if about else "",
                    str(mail["Message-ID"]),
                    to,
                    len(self.received),
                )
            )
        return b"250 taken\r\n"
