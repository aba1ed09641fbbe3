"""The nightly count of coverage."""

from procrastinate.contrib.django import app

from schoolslink.access.jobs import as_system
from schoolslink.insight import projections
from schoolslink.kernel import clock, heartbeat, queue

ROUND = "insight.coverage"  # when a day's count came to its end


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
