"""Every journey is watched: whoever was given a row about a child has a line in the audit."""

import pytest

from schoolslink.checks.watching import watched


@pytest.fixture(autouse=True)
def every_read_is_audited(request):
    if "own_database" not in request.fixturenames:
        yield
        return
    admin_url = request.getfixturevalue("admin_url")
    with watched() as watch:
        yield watch
        assert watch.without_audit(admin_url) == {}
