"""An import that is killed, or meets another, leaves nothing half."""

import os
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest
from django.db import connection

from schoolslink.access.jobs import as_system
from schoolslink.directory.models import RegisterChangeSet, School
from schoolslink.directory.rules.importing import AnotherImport
from schoolslink.interop.gias.imports import import_planned, plan
from schoolslink.interop.gias.tests import made

AT = datetime(2024, 7, 9, tzinfo=UTC)
# Does everything an import does up to the named place, says so, and waits to be killed.
CHILD = """
import sys, time
import django
django.setup()
from datetime import UTC, datetime
from pathlib import Path
from schoolslink.access.jobs import as_system
from schoolslink.directory.commands import register_import, staging
from schoolslink.interop.gias.imports import import_planned, plan

def stop(*args, **more):
    print("here", flush=True)
    time.sleep(60)

place = {"rows staged": (register_import.register_sql, "count_open_in_stage"),
         "schools written": (register_import.succession, "settle")}[sys.argv[2]]
setattr(*place, stop)
at = datetime(2024, 7, 9, tzinfo=UTC)
with as_system("register") as actor:
    import_planned(plan([Path(sys.argv[1])], at)[0][0], actor=actor, at=at)
"""


@pytest.fixture
def importing(own_database, tmp_path):
    """Start an import of 300 schools in another process, as far as the named place."""
    path = made.composite(tmp_path, [made.a_school(100001 + i) for i in range(300)])
    started = []

    def start(place: str):
        options = connection.settings_dict["OPTIONS"]["options"]
        known = connection.get_connection_params()
        url = (
            f"host='{known['host']}' port='{known['port']}' user='{known['user']}'"
            f" password='{known['password']}' dbname='{own_database}' options='{options}'"
        )
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, str(path), place],
            env=os.environ | {"SCHOOLSLINK_DATABASE_URL": url},
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(child)
        assert child.stdout.readline() == "here\n"
        return child

    yield path, start
    for child in started:
        child.kill()
        child.wait()


def take(path):
    with as_system("register") as actor:
        return import_planned(plan([path], AT)[0][0], actor=actor, at=AT)


@pytest.mark.parametrize("place", ["rows staged", "schools written"])
def test_a_killed_import_leaves_nothing_and_the_next_one_works(place, importing):
    path, start = importing
    child = start(place)

    child.kill()
    child.wait()

    assert not School.objects.exists()
    assert not RegisterChangeSet.objects.exists()
    for _ in range(100):  # the server notices a moment later that its client is gone
        try:
            assert take(path).changes["added"] == 300
            break
        except AnotherImport:
            time.sleep(0.1)
    assert School.objects.count() == 300


def test_a_second_import_at_once_is_told_so(importing):
    path, start = importing
    start("rows staged")

    with pytest.raises(AnotherImport, match="Another import is at work"):
        take(path)

    assert not School.objects.exists()
