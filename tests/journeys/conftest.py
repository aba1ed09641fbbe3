"""Every journey is watched: whoever was given a row about a child has a line in the audit."""

import os
import shutil
import subprocess

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


@pytest.fixture(scope="session")
def letters_as_wide_as_arial():
    """Skip what counts printed sheets on a machine whose letters are wider than most people's."""
    if not shutil.which("fc-match"):
        return
    ask = ["fc-match", "Arial", "family"]
    found = subprocess.run(ask, check=True, stdout=subprocess.PIPE, text=True).stdout
    if not any(name in found for name in ("Arial", "Liberation Sans", "Arimo", "Nimbus Sans")):
        pytest.skip("No letters as wide as Arial's are here: apt-get install fonts-liberation")
