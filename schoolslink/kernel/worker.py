"""The worker: takes jobs from the queue until it is told to stop."""

import asyncio

from procrastinate.contrib.django import app

_SLOWEST_NOTICE_SECONDS = 5.0  # when PostgreSQL's own notification of a new job is missed


def run(*, concurrency: int = 4, until_idle: bool = False) -> None:
    """Work until a signal says stop, or until the queue is empty.

    concurrency: jobs at once, each in a thread with a connection of its own.
    """
    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
    with app.replace_connector(connector):
        asyncio.run(_work(concurrency=concurrency, until_idle=until_idle))


async def _work(*, concurrency: int, until_idle: bool) -> None:
    async with app.open_async():
        await app.run_worker_async(
            concurrency=concurrency,
            wait=not until_idle,
            listen_notify=not until_idle,
            install_signal_handlers=not until_idle,
            fetch_job_polling_interval=_SLOWEST_NOTICE_SECONDS,
            # A finished job tells nothing that its delivery row does not.
            delete_jobs="successful",
        )
