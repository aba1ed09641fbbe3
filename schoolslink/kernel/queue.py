"""The queue of jobs: a job is put into it by the caller's own transaction, or not at all.

Jobs are procrastinate's; the arguments of a job are identifiers only.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from procrastinate import exceptions
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import JobDeferrer
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task
from procrastinate.types import JSONValue

NEWS = "news"  # what one part has to tell another
MAIL = "mail"  # what waits for a mail server, which may be slow
CHORES = "chores"  # what the schedule starts

_MAX_IN_ONE_STATEMENT = 1_000


_is_worked: ContextVar[bool] = ContextVar("is_worked", default=True)


@contextmanager
def without_worker() -> Iterator[None]:
    """Keep no job for a while: in a simulated life no worker runs, and what waits is delivered by hand."""
    mark = _is_worked.set(False)
    try:
        yield
    finally:
        _is_worked.reset(mark)


def enqueue(
    task: str, *, queue: str, jobs: Sequence[Mapping[str, UUID | None]], at: datetime | None = None
) -> None:
    """Put a job for each set of identifiers into the queue, within the caller's transaction.

    at: the machine's moment before which none of them starts; now by default.
    """
    if not _is_worked.get():
        return
    arguments = [_in_words(job) for job in jobs]
    for start in range(0, len(arguments), _MAX_IN_ONE_STATEMENT):
        deferrer = _deferrer(task, queue=queue, at=at)
        deferrer.batch_defer(*arguments[start : start + _MAX_IN_ONE_STATEMENT])


def enqueue_once(task: str, *, queue: str, key: str, **ids: UUID | None) -> bool:
    """Put a job into the queue unless one with this key waits there; return whether it was put."""
    deferrer = _deferrer(task, queue=queue, key=key)
    try:
        with transaction.atomic():
            deferrer.defer(**_in_words(ids))
    except exceptions.AlreadyEnqueued:
        return False
    return True


def take_back_of_the_dead() -> int:
    """Queue again the jobs that a worker had begun and did not live to finish; return how many.

    Not chores: the schedule brings them again. A worker shows every ten seconds that it lives.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select procrastinate_retry_job_v2(j.id, now(), null, null, null)"
            " from procrastinate_jobs j left join procrastinate_workers w on w.id = j.worker_id"
            " where j.status = 'doing' and j.queue_name in (%s, %s)"
            " and (w.id is null or w.last_heartbeat < now() - interval '60 seconds')"
            " order by j.id limit 1000",
            [NEWS, MAIL],
        )
        return len(cursor.fetchall())


def _in_words(ids: Mapping[str, UUID | None]) -> dict[str, JSONValue]:
    return {name: None if value is None else str(value) for name, value in ids.items()}


def _deferrer(
    task: str, *, queue: str, at: datetime | None = None, key: str | None = None
) -> JobDeferrer:
    # Not through procrastinate's own application: inside a worker that one holds a connection of
    # its own, outside the transaction that must decide whether there is a job.
    return configure_task(
        name=task,
        job_manager=JobManager(DjangoConnector()),
        queue=queue,
        schedule_at=at,
        queueing_lock=key,
    )
