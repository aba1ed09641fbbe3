"""Every invariant of the reconciler is broken in turn, and found; the rest of it holds over real records."""

from __future__ import annotations

import psycopg
import pytest
from django.conf import settings

from conftest import seeding
from schoolslink.checks.invariants.mutate import broken, mutate
from schoolslink.checks.invariants.planting import plant
from schoolslink.checks.invariants.violations import VIOLATIONS, statements
from schoolslink.referrals.reconciler.every import BY_NAME, INVARIANTS

TURNED = "update referrals_itemevent set move = '{}' where version_seen = {} and item_id = '{}'"


@pytest.fixture
def planted(ground):
    with seeding():
        return plant()


def test_every_invariant_has_a_violation_of_its_own() -> None:
    assert set(VIOLATIONS) == set(BY_NAME)
    assert len(BY_NAME) == len(INVARIANTS) >= 14


@pytest.mark.parametrize("moves", [("advise", "not_accept"), ("not_accept", "advise")])
def test_advice_alone_is_one_of_two_noes_of_which_a_manager_looks_at_the_second(
    ground, planted, moves
) -> None:
    """Both ways round: nothing where a manager agreed, found where none did."""
    turned = [
        TURNED.format(move, version, planted.ids["refused_twice"])
        for version, move in zip((1, 3), moves, strict=True)
    ]
    reconciler = settings.DATABASE_ROLES["reconciler"]
    with psycopg.connect(ground.admin_url, autocommit=True) as admin:
        agreed = broken(admin, reconciler, planted, turned)
        alone = broken(
            admin, reconciler, planted, [*turned, *statements("second_no_alone", planted.ids)]
        )

    assert "second_no_alone" not in agreed
    assert alone["second_no_alone"] == 1


def test_each_violation_is_found_and_nothing_else(ground, planted) -> None:
    reconciler = settings.DATABASE_ROLES["reconciler"]

    tried = mutate(ground.admin_url, reconciler, planted, tell=lambda line: None)

    assert tried.before == {}
    assert tried.missed == []
    assert tried.also == {}
    assert tried.found == tried.seeded == len(INVARIANTS)
