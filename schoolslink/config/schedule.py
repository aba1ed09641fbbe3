"""What runs by itself, and when: one list, read by the worker.

Times are UTC, in cron's five fields. A task gets the moment it was meant for as `timestamp`.
"""

from __future__ import annotations

from typing import Any

from schoolslink.kernel import jobs as kernel_jobs

SCHEDULE: tuple[tuple[str, Any], ...] = (
    # every minute: show that the worker lives, wake what lost its job to a crash
    ("* * * * *", kernel_jobs.look_round),
)


def register(app: Any) -> None:
    """Give the schedule to the queue when Django is ready."""
    for cron, task in SCHEDULE:
        app.periodic_registry.register_task(
            task=task, cron=cron, periodic_id="", configure_kwargs={}
        )
