"""People who send a request for help, again and again with the same key until they are answered.

What each was told is written to a log of their own, as they are told it: the log is all they have when
they ask afterwards where their request is.
"""

from __future__ import annotations

import contextlib
import json
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from django.middleware.csrf import _get_new_csrf_string as new_csrf_secret

from schoolslink.bench.load import Answer, Line, request_text
from schoolslink.bench.people import Person
from schoolslink.bench.submit import ANSWERS, address
from schoolslink.chaos.compare import Ack
from schoolslink.kernel.ids import new_id

PAUSE_SECONDS = 0.05  # between two tries of the same form


@dataclass
class Clients:
    """People at their browsers. port: of the web server; folder: where their logs are written."""

    people: list[Person]
    port: int
    folder: Path
    acks: list[Ack] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    away: int = 0
    ending: threading.Event = field(default_factory=threading.Event)
    threads: list[threading.Thread] = field(default_factory=list)
    last_answer: float = 0.0

    def start(self, count: int) -> None:
        """Let so many of them begin."""
        self.path, self.secret = address(), new_csrf_secret()
        for number in range(count):
            person = self.people[number % len(self.people)]
            thread = threading.Thread(target=self._send_for_ever, args=(person, number))
            self.threads.append(thread)
            thread.start()

    def finish(self) -> None:
        """Let each finish the form they are at, however long it takes them, and no new one."""
        self.ending.set()
        for thread in self.threads:
            thread.join(timeout=180)

    def abandon(self) -> None:
        """Stop all at once, with forms unanswered: what nobody was told is not promised."""
        self.ending.set()
        self.given_up = True
        for thread in self.threads:
            thread.join(timeout=60)

    given_up: bool = False

    def _send_for_ever(self, person: Person, number: int) -> None:
        with (self.folder / f"acks-{number}.jsonl").open("w", encoding="utf-8") as log:
            line: Line | None = None
            while not self.ending.is_set():
                key = str(new_id())
                form = {**ANSWERS, "form_key": key, "csrfmiddlewaretoken": self.secret}
                cookies = {**person.cookies, "csrftoken": self.secret}
                body = urlencode(form, doseq=True).encode()
                request = request_text("POST", self.path, cookies=cookies, body=body)
                ack, line = self._until_answered(line, key, request)
                if ack is None:
                    return
                log.write(json.dumps(ack.__dict__) + "\n")
                log.flush()
                self.acks.append(ack)
                self.last_answer = ack.answered_at

    def _until_answered(
        self, line: Line | None, key: str, request: bytes
    ) -> tuple[Ack | None, Line | None]:
        tries = 0
        while not self.given_up:
            tries += 1
            began = time.time()
            try:
                line = line or Line(self.port)
                answer = line.ask(request)
                if made := what_was_made(answer):
                    return Ack(key, made, tries, began, time.time()), line
                if answer.status == 503:
                    self.away += 1
                else:
                    self.refused.append(f"{answer.status}: {answer.body[:300]!r}")
            except OSError:
                self.away += 1
            # Begun anew as a browser would: what was not read of an answer is not the next one.
            if line is not None:
                with contextlib.suppress(OSError):
                    line.socket.close()
            line = None
            time.sleep(PAUSE_SECONDS)
        return None, line


def what_was_made(answer: Answer) -> str:
    """Return the id that a confirmation names, "" for any other answer."""
    location = answer.headers.get("location", "")
    if answer.status != 302 or not location.endswith("/sent"):
        return ""
    return location.rsplit("/", 2)[1].replace("-", "")
