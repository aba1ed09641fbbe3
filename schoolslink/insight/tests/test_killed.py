"""A worker killed in the middle of a nightly chore: the next one does it, the same day where it must be."""

from __future__ import annotations

import contextlib
import os
import signal
from datetime import timedelta

import pytest
from django.db import connection

from schoolslink.access import jobs as access_jobs
from schoolslink.access.models import Session
from schoolslink.access.sessions import key_hash
from schoolslink.access.tests import arrange as people
from schoolslink.directory.tests import factories as make
from schoolslink.insight import jobs, projections
from schoolslink.insight.models import Coverage, Stratum
from schoolslink.kernel import clock
from schoolslink.kernel.tests.killing import dying, killed_in


@pytest.mark.parametrize("after", ["coverage_by_area", "_take_strata"])
def test_a_day_is_counted_the_same_day_when_the_worker_is_killed(
    own_database, noon, monkeypatch, as_seed, after
):
    with as_seed():
        area = make.an_area()
        make.a_school(area=area)
    dying(monkeypatch, projections, after)

    with clock.fixed(noon):
        killed_in(lambda: jobs.coverage(0))
        with as_seed():
            assert not Coverage.objects.exists()
        for _ in range(2):
            jobs.coverage_if_nobody_did(0)

    with as_seed():
        (counted,) = Coverage.objects.filter(area_id=area.pk)
        assert (counted.on_day, counted.settings) == (clock.local_day(noon), 1)
        assert Stratum.objects.exists()


def test_a_day_that_was_counted_is_not_counted_again(own_database, monkeypatch):
    jobs.coverage(0)
    made: list[int] = []
    monkeypatch.setattr(jobs, "coverage", made.append)

    jobs.coverage_if_nobody_did(0)
    assert made == []

    later = clock.real_now() + timedelta(days=1)
    monkeypatch.setattr(clock, "real_now", lambda: later)
    jobs.coverage_if_nobody_did(1)
    assert made == [1]


class LastStatement:
    """The connection of a worker that is gone once a statement was done, before it was kept."""

    def cursor(self) -> contextlib.AbstractContextManager[LastStatement]:
        return contextlib.nullcontext(self)

    def execute(self, statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)
        os.kill(os.getpid(), signal.SIGKILL)


def test_sessions_that_ended_are_swept_by_the_next_round_when_the_worker_is_killed(
    own_database, monkeypatch, as_seed, client
):
    with as_seed():
        amira = people.person()
    here, gone = (key_hash(people.sign_in(client, amira).session_key) for _ in range(2))
    with as_seed():
        Session.objects.filter(key_hash=gone).update(ends_at=clock.real_now() - timedelta(hours=1))

    with monkeypatch.context() as patched:
        patched.setattr(access_jobs, "connection", LastStatement())
        killed_in(lambda: access_jobs.sweep(0))
    with as_seed():
        assert Session.objects.filter(key_hash__in=[here, gone]).count() == 2
    access_jobs.sweep(0)

    with as_seed():
        left = Session.objects.filter(key_hash__in=[here, gone])
        assert [bytes(one.key_hash) for one in left] == [here]
