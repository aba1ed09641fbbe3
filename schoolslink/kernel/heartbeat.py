"""Signs of life of what runs without anybody watching: the worker, each daily round."""

from datetime import datetime, time, timedelta

from django.db import connection

from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.kernel.models import Heartbeat

WORKER = "worker"
_QUIET_TOO_LONG = timedelta(minutes=3)


def beat(name: str) -> None:
    """Note that something is alive now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into kernel_heartbeat (id, name, seen_at) values (%s, %s, %s)"
            " on conflict (name) do update set seen_at = excluded.seen_at",
            [new_id(), name, clock.real_now()],
        )


def age(name: str) -> timedelta | None:
    """Return how long ago something was seen; None when it never was."""
    seen = Heartbeat.objects.filter(name=name).values_list("seen_at", flat=True).first()
    return None if seen is None else clock.real_now() - seen


def is_alive(name: str, *, within: timedelta = _QUIET_TOO_LONG) -> bool:
    """Return whether something was seen lately; the worker beats once a minute."""
    since = age(name)
    return since is not None and since <= within


def is_done_today(name: str) -> bool:
    """Return whether something that beats when it has come to its end did so since midnight."""
    now = clock.real_now()
    begins = datetime.combine(clock.local_day(now), time(), clock.LONDON)
    return is_alive(name, within=now - begins)
