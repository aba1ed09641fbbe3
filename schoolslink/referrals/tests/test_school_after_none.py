"""A child who had no school comes to one: the council lets the request go along, as a school would."""

import pytest

from schoolslink.kernel import outbox
from schoolslink.referrals.commands.arriving import hand_to_school
from schoolslink.referrals.tests.test_arrival import GIVEN, asking_of, college, says_yes
from schoolslink.referrals.tests.test_leaving_school import leaves, sees
from schoolslink.referrals.tests.test_next_school import covered, school_of, tells
from schoolslink.referrals.tests.test_transfer import as_priya, card, noon, two

__all__ = ["card", "college", "covered", "noon", "two"]  # fixtures
pytestmark = pytest.mark.django_db


def test_a_new_school_takes_it_on_from_the_council_with_their_yes(
    world, noon, council, card, covered, as_seed
):
    request_id, card_id = card
    leaves(world, request_id, noon)
    outbox.deliver_waiting()
    assert school_of(request_id, as_seed) == council.pk

    as_priya(world, hand_to_school, card_id, 1, noon, school_id=covered.pk, **GIVEN)
    outbox.deliver_waiting()
    tells(world, card_id, noon, 2)
    says_yes(covered.hanna, asking_of(covered.hanna), noon)
    outbox.deliver_waiting()

    assert school_of(request_id, as_seed) == covered.pk
    assert [sees(who, request_id) for who in (covered.hanna, council.ada, world.nadia)] == [
        True, False, False,
    ]  # fmt: skip
