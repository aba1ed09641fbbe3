"""The second run, on another PostgreSQL, leaves out nothing that asks the database."""

import re

from schoolslink.config.database.locate import ROOT

ASKS = re.compile(r"django_db|own_database|admin_url|as_seed|\(db\b|\bdb,")


def test_the_second_run_leaves_out_only_what_asks_no_database() -> None:
    said = (ROOT / ".ci" / "debian").read_text().replace("$house", "tests/architecture")
    left_out = set(re.findall(r"--ignore=(\S+)", said)) - {"tests/journeys"}

    assert len(left_out) > 3
    assert [name for name in left_out if not (ROOT / name).is_file()] == []
    assert [name for name in left_out if ASKS.search((ROOT / name).read_text())] == []
    assert ASKS.search((ROOT / "tests/architecture/test_walls.py").read_text())
    assert ASKS.search((ROOT / "tests/architecture/test_doors.py").read_text())
