"""Places at which a process can be made to die, as by kill -9, to prove that nothing is lost there.

Which of them, and how often, says one variable (`config.environment`), which a real installation
refuses to start with. Without it a place is a look into an empty mapping.
"""

import os
import random
import signal

from django.conf import settings

# What a worker does with news and with a mail, in the order in which it does it.
POINTS = (
    "news.claimed",  # marked as told, its subscriber not yet asked
    "news.heard",  # the subscriber has done its work, nothing is committed
    "news.kept",  # committed, the job not yet finished
    "news.before_defer",  # it failed, and the next try is not queued yet
    "mail.claimed",  # ours to send, nothing sent
    "mail.before_post",  # written, the server not yet spoken to
    "mail.posted",  # the server has it, and nothing says so
    "mail.noted",  # noted as sent, not committed
    "mail.before_defer",  # refused for now, and the next try is not queued yet
    "mail.kept",  # committed, the job not yet finished
)
ALL = "all"


class NoSuchPoint(ValueError):
    """There is no place of this name to die at."""


def parse(text: str) -> dict[str, float]:
    """Return the share of passes at which each point kills: "mail.posted=0.5" or "all=0.01".

    Raises NoSuchPoint, and ValueError for what is no share.
    """
    found: dict[str, float] = {}
    for entry in text.replace(",", " ").split():
        name, _, share = entry.partition("=")
        if name != ALL and name not in POINTS:
            raise NoSuchPoint(name)
        found |= dict.fromkeys(POINTS if name == ALL else [name], float(share))
    return found


def reach(point: str) -> None:
    """Die here, if this point is to kill now."""
    share = settings.FAILPOINTS.get(point, 0.0)
    if share and random.random() < share:  # noqa: S311 (no secret)
        os.kill(os.getpid(), signal.SIGKILL)
