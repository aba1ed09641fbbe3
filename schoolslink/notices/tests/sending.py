"""Queues messages as the system would, and looks at what became of them."""

from datetime import UTC, datetime

from schoolslink.access import jobs
from schoolslink.notices import commands
from schoolslink.notices.models import Notice

NOON = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)


def send(kind="tests.answered", **more):
    """Queue a message as the system would; one about a child as that child's job."""
    child_id = more.get("child_id")
    unit = jobs.as_job(child_id=child_id, purpose="t") if child_id else jobs.as_system("t")
    with unit as actor:
        asked = {"actor": actor, "kind": kind, "link_path": "/open/7", "at": NOON}
        return commands.send(**asked | more)


def seen(notice_id):
    """Return a message as the system sees it."""
    with jobs.as_system("t"):
        return Notice.objects.get(pk=notice_id)
