"""A database of the check's own, as ./link check would build one."""

import os

import pytest
from django.conf import settings

from schoolslink.checks.ground import Ground


@pytest.fixture
def ground(own_database: str, admin_url: str) -> Ground:
    from schoolslink.config.database.installation import Installation

    here = Installation(
        base=settings.ENVIRONMENT.installation,
        database=own_database,
        admin=os.environ["SCHOOLSLINK_TEST_ADMIN"],
        home=settings.ENVIRONMENT.home,
        synthetic=True,
    )
    return Ground(admin_url, here.url())
