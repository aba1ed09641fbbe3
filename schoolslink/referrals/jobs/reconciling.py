"""The reconciler's night, the nights it missed, and the coordinators' word of what is new."""

from __future__ import annotations

from django.urls import reverse
from procrastinate.contrib.django import app

from schoolslink.access.jobs import as_system
from schoolslink.directory.jobs import coordinators_to_tell
from schoolslink.kernel import clock, heartbeat, queue
from schoolslink.notices import commands as notices
from schoolslink.referrals import messages
from schoolslink.referrals.queries.faults import areas_with_new_faults
from schoolslink.referrals.reconciler import run


@app.task(name="referrals.reconcile", queue=queue.CHORES)
def reconcile(timestamp: int) -> None:
    """Prove afresh that nothing is without a holder and a day; tell coordinators of what is not so."""
    with run.own_connection() as connection:
        run.reconcile(connection, now=clock.now())
    tell_of_faults()


@app.task(name="referrals.reconcile_if_nobody_did", queue=queue.CHORES)
def reconcile_if_nobody_did(timestamp: int) -> None:
    """Make up for a night in which a worker died of it, or none worked; and for news that did not go."""
    if heartbeat.is_done_today(run.HEARTBEAT):
        tell_of_faults()
    else:
        reconcile(timestamp)


def tell_of_faults() -> None:
    """Tell the coordinators of each area in which something new was found: one message a day."""
    at = clock.now()
    day = clock.local_day(at).isoformat()
    with as_system("referrals.reconcile") as system:
        for area_id in areas_with_new_faults(at=at):
            for person_id in sorted(coordinators_to_tell(area_id, at=at)):
                notices.send(
                    actor=system,
                    kind=messages.RECORDS_WRONG.name,
                    link_path=reverse("faults", args=[area_id]),
                    at=at,
                    to_person=person_id,
                    about_id=area_id,
                    area_id=area_id,
                    once_key=f"faults:{person_id}:{day}",
                )
