"""Every journey is watched: whoever was given a row about a child has a line in the audit."""

import os

import pytest
from psycopg.conninfo import make_conninfo

from schoolslink.checks.watching import watched

OWN = ("own_database", "world_database")


@pytest.fixture(autouse=True)
def every_read_is_audited(request):
    theirs = [name for name in OWN if name in request.fixturenames]
    if not theirs:
        yield
        return
    name = request.getfixturevalue(theirs[0])
    with watched() as watch:
        yield watch
        admin_url = make_conninfo(os.environ["SCHOOLSLINK_TEST_ADMIN"], dbname=name)
        assert watch.without_audit(admin_url) == {}
