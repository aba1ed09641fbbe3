"""The kernel's jobs: deliver news, and look once a minute for what was left lying."""

from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app

from schoolslink.kernel import heartbeat, outbox, queue


@app.task(name=outbox.DELIVER, queue=queue.NEWS)
def deliver(delivery_id: str) -> None:
    """Tell one subscriber of one event."""
    outbox.deliver(UUID(delivery_id))


@app.task(name="kernel.look_round", queue=queue.CHORES)
def look_round(timestamp: int) -> None:
    """Show that a worker works, and wake what lost its job to a crash."""
    with transaction.atomic():
        heartbeat.beat(heartbeat.WORKER)
        outbox.wake_lost()
        queue.take_back_of_the_dead()
