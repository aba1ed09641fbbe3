"""What runs by itself, and when: one list, read by the worker.

Times are UTC, in cron's five fields. A task gets the moment it was meant for as `timestamp`.
"""

from __future__ import annotations

from typing import Any

from schoolslink.access import jobs as access_jobs
from schoolslink.directory import jobs as directory_jobs
from schoolslink.insight import jobs as insight_jobs
from schoolslink.kernel import jobs as kernel_jobs
from schoolslink.notices import jobs as notices_jobs
from schoolslink.referrals import jobs as referrals_jobs

SCHEDULE: tuple[tuple[str, Any], ...] = (
    # every minute: show that the worker lives, wake what lost its job to a crash
    ("* * * * *", kernel_jobs.look_round),
    ("* * * * *", notices_jobs.look_round),
    # every minute: the head of the audit, signed, to a file outside the database
    ("* * * * *", access_jobs.witness),
    # every night: sessions that ended, counts of tries that no longer matter
    ("20 2 * * *", access_jobs.sweep),
    # every night: is anything without a holder or a day; and where that night was missed
    ("50 2 * * *", referrals_jobs.reconcile),
    ("50 3-23 * * *", referrals_jobs.reconcile_if_nobody_did),
    # on weekday mornings: what is overdue goes to the next person
    ("0 6 * * 1-5", referrals_jobs.escalate_overdue),
    # each hour after that, as of the others: only where no worker came to its end that morning
    ("0 7-18 * * 1-5", referrals_jobs.escalate_if_nobody_did),
    # on weekdays at the twentieth minute of each hour: whoever waits is asked after, once a month
    ("20 6-18 * * 1-5", referrals_jobs.check_in_on_waiting),
    # every morning, again each hour: who grows out of a team or a school is handed over in time
    ("35 4-18 * * *", referrals_jobs.look_at_ages),
    # every morning, again each hour: what a school that ended leaves behind is its council's
    ("25 4-20 * * *", referrals_jobs.ask_councils),
    # every night: how each area's settings stand
    ("40 2 * * *", insight_jobs.coverage),
    ("40 3-22 * * *", insight_jobs.coverage_if_nobody_did),
    # every night: the clocks of each service, over its last whole weeks
    ("50 2 * * *", insight_jobs.clocks),
    ("50 3-22 * * *", insight_jobs.clocks_if_nobody_did),
    # every night: copies that nobody took in their thirty days
    ("45 2 * * *", referrals_jobs.drop_copies),
    # every night: what has been kept long enough is listed; nothing is deleted by itself
    ("35 2 * * *", referrals_jobs.look_at_retention),
    # every night: sealed files that no row names any more
    ("55 2 * * *", referrals_jobs.sweep_files),
    # every night: what was begun without an account and not sent in four weeks
    ("25 2 * * *", referrals_jobs.forget_drafts),
    # on weekday mornings: chase nominations, end those who left, ask once a term
    ("10 6 * * 1-5", directory_jobs.every_day),
    ("10 7-18 * * 1-5", directory_jobs.every_day_if_nobody_did),
    # every morning: what those who left still hold goes to others
    ("15 5 * * *", referrals_jobs.every_morning),
    ("15 6-18 * * *", referrals_jobs.every_morning_if_nobody_did),
    # on weekdays from half past six, again each hour in case nobody worked then: weekly mails
    ("30 6-18 * * 1-5", notices_jobs.weekly_mails),
)


def register(app: Any) -> None:
    """Give the schedule to the queue when Django is ready."""
    for cron, task in SCHEDULE:
        app.periodic_registry.register_task(
            task=task, cron=cron, periodic_id="", configure_kwargs={}
        )
