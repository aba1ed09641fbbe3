"""Every invariant of the reconciler is broken in turn, and found; the rest of it holds over real records."""

from __future__ import annotations

import pytest
from django.conf import settings

from conftest import seeding
from schoolslink.checks.invariants.mutate import mutate
from schoolslink.checks.invariants.planting import plant
from schoolslink.checks.invariants.violations import VIOLATIONS
from schoolslink.referrals.reconciler.every import BY_NAME, INVARIANTS


@pytest.fixture
def planted(ground):
    with seeding():
        return plant()


def test_every_invariant_has_a_violation_of_its_own() -> None:
    assert set(VIOLATIONS) == set(BY_NAME)
    assert len(BY_NAME) == len(INVARIANTS) >= 14


def test_each_violation_is_found_and_nothing_else(ground, planted) -> None:
    reconciler = settings.DATABASE_ROLES["reconciler"]

    tried = mutate(ground.admin_url, reconciler, planted, tell=lambda line: None)

    assert tried.before == {}
    assert tried.missed == []
    assert tried.also == {}
    assert tried.found == tried.seeded == len(INVARIANTS)
