"""The nightly counts: how settings stand, and how long each service made people wait."""

import logging

from procrastinate.contrib.django import app

from schoolslink.access.jobs import as_job, as_system
from schoolslink.directory.queries import all_services
from schoolslink.insight import commands, projections
from schoolslink.kernel import clock, heartbeat, queue

ROUND = "insight.coverage"  # when a day's count came to its end
CLOCKS = "insight.clocks"
log = logging.getLogger(__name__)


class NotAllCounted(Exception):
    """The clocks of some services could not be counted; the job is tried again."""


@app.task(name="insight.coverage", queue=queue.CHORES)
def coverage(timestamp: int) -> None:
    """Count how each area's settings stand today."""
    with as_system("insight.coverage"):
        projections.take_coverage(at=clock.now())
        heartbeat.beat(ROUND)


@app.task(name="insight.coverage_if_nobody_did", queue=queue.CHORES)
def coverage_if_nobody_did(timestamp: int) -> None:
    """Count where a worker died of it last night, or none worked: a day is not counted later."""
    if not heartbeat.is_done_today(ROUND):
        coverage(timestamp)


@app.task(name="insight.clocks", queue=queue.CHORES)
def clocks(timestamp: int) -> None:
    """Count the clocks of every service over its last whole weeks: each as a job of its own."""
    at = clock.now()
    with as_system(CLOCKS):
        services = all_services(on=clock.local_day(at))
    failed = 0
    for service_id in services:
        try:
            with as_job(organisation_id=service_id, purpose=CLOCKS) as job:
                commands.count_weeks(actor=job, service_id=service_id, at=at)
                commands.count_groups(actor=job, service_id=service_id, at=at)
        except Exception:
            # One service's trouble must not keep the others from being counted.
            log.exception("clocks not counted")
            failed += 1
    with as_system(CLOCKS):
        heartbeat.beat(CLOCKS)
    if failed:
        raise NotAllCounted(failed)


@app.task(name="insight.clocks_if_nobody_did", queue=queue.CHORES)
def clocks_if_nobody_did(timestamp: int) -> None:
    """Count where a worker died of it last night, or none worked."""
    if not heartbeat.is_done_today(CLOCKS):
        clocks(timestamp)
