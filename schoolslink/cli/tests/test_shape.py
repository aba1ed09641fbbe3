"""A demonstration built by other migrations is not started: its tables are not those of the code."""

import pytest

from schoolslink.cli import demo, shape
from schoolslink.cli.verb import Stopped

THEN = {
    "schoolslink/directory/migrations/0001_initial.py": "a",
    "schoolslink/directory/migrations/sql/walls.sql": "b",
    "schoolslink/config/database/roles.py": "c",
}


@pytest.mark.parametrize(
    ("now", "is_another"),
    [
        (THEN, False),
        (THEN | {"schoolslink/directory/migrations/0004_more.py": "d"}, False),
        (THEN | {"schoolslink/config/database/roles.py": "other"}, False),
        (THEN | {"schoolslink/directory/migrations/0001_initial.py": "other"}, True),
        (THEN | {"schoolslink/directory/migrations/sql/walls.sql": "other"}, True),
        ({"schoolslink/directory/migrations/0001_initial.py": "a"}, True),
    ],
)
def test_only_a_migration_that_was_applied_otherwise_needs_a_new_database(now, is_another):
    assert shape.cannot_be_brought_up(shape.written(THEN), now) is is_another


@pytest.mark.parametrize("kept", ["", "2a19de469ce61a09"])
def test_a_database_that_says_nothing_of_its_migrations_is_another(kept):
    assert shape.cannot_be_brought_up(kept, THEN)


def test_the_shape_names_migrations_walls_and_roles():
    now = shape.shape_now()

    assert "schoolslink/directory/migrations/0001_initial.py" in now
    assert any(path.endswith("migrations/sql/policies.sql") for path in now)
    assert "schoolslink/config/database/roles.py" in now


def test_whoever_starts_it_is_told_what_to_type(tmp_path):
    (tmp_path / "demo-built-from").write_text(shape.written(THEN))

    with pytest.raises(Stopped) as stopped:
        demo.require_same_migrations(tmp_path / "demo-built-from", {})

    assert "./link demo --reset" in str(stopped.value)
