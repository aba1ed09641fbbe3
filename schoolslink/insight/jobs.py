"""The nightly count of coverage."""

from procrastinate.contrib.django import app

from schoolslink.access.jobs import as_system
from schoolslink.insight import projections
from schoolslink.kernel import clock, queue


@app.task(name="insight.coverage", queue=queue.CHORES)
def coverage(timestamp: int) -> None:
    """Count how each area's settings stand today."""
    with as_system("insight.coverage"):
        projections.take_coverage(at=clock.now())
