"""The jobs of messages: send one, wake what was lost, make today's weekly mails."""

from uuid import UUID

from procrastinate.contrib.django import app

from schoolslink.access.jobs import as_system
from schoolslink.kernel import clock, queue
from schoolslink.notices import commands, delivery, weekly


@app.task(name=commands.DELIVER, queue=queue.MAIL)
def deliver(notice_id: str, child_id: str | None = None) -> None:
    """Send one message."""
    delivery.deliver(UUID(notice_id), UUID(child_id) if child_id else None)


@app.task(name="notices.look_round", queue=queue.CHORES)
def look_round(timestamp: int) -> None:
    """Wake what lost its job to a crash."""
    with as_system("notices.look_round"):
        delivery.wake_lost()


@app.task(name="notices.weekly", queue=queue.CHORES)
def weekly_mails(timestamp: int) -> None:
    """Make today's weekly mails; the schedule asks several times a day, each person gets one."""
    weekly.queue_all(at=clock.now())
