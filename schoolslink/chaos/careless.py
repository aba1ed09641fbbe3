"""The controls: the same work done carelessly. Each must lose, or a check that finds nothing proves nothing.

Nothing of the product imports this, and it refuses to run where real data may be.
"""

from __future__ import annotations

import io
import queue
import sys
import threading
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

Start = Callable[[str, list[tuple[str, str]]], Any]


class NotHere(Exception):
    """A control runs in an invented installation only."""


def application(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
    """Answer a form at once, and save it afterwards: an acceptor that says yes before the commit.

    What waits to be saved is in memory only, twenty forms at most; undisturbed, all of it is saved.
    """
    real = _real()
    if environ["REQUEST_METHOD"] != "POST":
        return real(environ, start_response)
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    _waiting.put({**environ, "wsgi.input": io.BytesIO(body)})
    start_response("302 Found", [("Location", "/help/00000000/sent"), ("Content-Length", "0")])
    return [b""]


_waiting: queue.Queue[dict[str, Any]] = queue.Queue(maxsize=20)


def _save() -> None:
    while True:
        for _ in _real()(_waiting.get(), lambda *_: None):
            pass


_application: list[Callable[..., Iterable[bytes]]] = []


def _real() -> Callable[..., Iterable[bytes]]:
    if not _application:
        from schoolslink.config.wsgi import application as made

        _refuse_real_data()
        _application.append(made)
        threading.Thread(target=_save, daemon=True).start()
    return _application[0]


def _refuse_real_data() -> None:
    from django.conf import settings

    if not settings.SERVICE_SYNTHETIC:
        raise NotHere(NotHere.__doc__)


def work(how: str) -> None:
    """Work as the worker does, but send mail carelessly: "early" or "nameless"."""
    import django

    django.setup()
    _refuse_real_data()
    from schoolslink.kernel import failpoints, worker
    from schoolslink.kernel.ids import new_id
    from schoolslink.notices import delivery, rules, transport

    def marked_before_it_is_sent(notice_id: UUID, child_id: UUID | None = None) -> None:
        with delivery._unit(child_id):
            claimed = delivery._claim(notice_id)
            if isinstance(claimed, delivery.Claimed):
                delivery._note(claimed.notice, rules.SENT)
        if isinstance(claimed, delivery.Claimed):
            delivery._send(claimed, None)

    well = transport.send

    def under_another_id_each_time(**said: Any) -> rules.Outcome:
        outcome = well(**{**said, "notice_id": new_id()})
        failpoints.reach("mail.posted")
        return outcome

    if how == "early":
        delivery.deliver = marked_before_it_is_sent  # type: ignore[assignment]
    else:
        transport.send = under_another_id_each_time
    worker.run(concurrency=2)


if __name__ == "__main__":
    work(sys.argv[1])
