"""How long to wait before trying again: a minute, then twice as long, an hour at most."""

import random
from datetime import timedelta

from procrastinate.jobs import Job
from procrastinate.retry import BaseRetryStrategy, RetryDecision

FIRST = timedelta(minutes=1)
LONGEST = timedelta(hours=1)
NEVER_LONGER = timedelta(hours=2)  # what waits for more was put off by a clock that was wrong
_DOUBLINGS = 6  # a minute doubled six times is more than an hour


def wait(attempts: int, jitter: float) -> timedelta:
    """Return the wait after a number of failed attempts, one or more.

    jitter: 0 to 1, drawn by the caller; the wait is 3/4 to 5/4 of its plain length, so that what
    failed together does not come back together.
    """
    plain: timedelta = min(FIRST * 2 ** min(attempts - 1, _DOUBLINGS), LONGEST)
    return plain * (0.75 + 0.5 * jitter)


class ForEver(BaseRetryStrategy):
    """Tries a job again for ever: what ends it is that there is nothing left to do."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision:
        """Return when it is tried next."""
        plain = wait(job.attempts + 1, random.random())  # noqa: S311 (no secret)
        return RetryDecision(retry_in={"seconds": int(plain.total_seconds())})
