"""Every night: sealed files that no row names any more are taken away."""

from __future__ import annotations

import logging

from django.db import connection
from procrastinate.contrib.django import app

from schoolslink.access.jobs import as_system
from schoolslink.kernel import queue
from schoolslink.referrals import storage

log = logging.getLogger(__name__)


@app.task(name="referrals.sweep_files", queue=queue.CHORES)
def sweep_files(timestamp: int) -> None:
    """Take away files of rows that were removed, or never committed, a day after they were written."""
    with as_system("referrals.sweep_files"), connection.cursor() as cursor:
        cursor.execute("select access.files_kept()")
        known = {name for (name,) in cursor.fetchall()}
    if taken := storage.sweep(known):
        log.info("files that nothing names were taken away", extra={"count": taken})
