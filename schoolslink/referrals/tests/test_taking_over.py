"""A service that works through a support team takes a child, with whatever stands beside the request."""

import pytest

from schoolslink.access.roles import Role
from schoolslink.access.tests.arrange import member
from schoolslink.access.unit import acting
from schoolslink.directory.models import HealthcareService, Link
from schoolslink.directory.tests import factories
from schoolslink.kernel import clock, outbox
from schoolslink.referrals.commands import rights
from schoolslink.referrals.commands.missed import record_missed
from schoolslink.referrals.models import Item
from schoolslink.referrals.queries.own import own_page
from schoolslink.referrals.rules import Kind, State
from schoolslink.referrals.tests.arrange import LONG_AGO, acting_as
from schoolslink.referrals.tests.test_family_truth import family
from schoolslink.referrals.tests.test_offers import held, little, take
from schoolslink.referrals.tests.test_transfer import card, hand, tell

__all__ = ["card", "little"]  # fixtures
pytestmark = pytest.mark.django_db


@pytest.fixture
def noon():
    return clock.real_now()


@pytest.fixture
def team(world, little, as_seed):
    """The support team through which Little Steps works with Northgate; Tom is in it."""
    with as_seed():
        service = HealthcareService.objects.get(pk=little.pk)
        made = factories.a_team(service)
        Link.objects.create(
            school_id=world.northgate.pk, service=service, team=made, linked_from=LONG_AGO,
            is_main=False,
        )  # fmt: skip
        member(little.tom, made.organisation, Role.TRIAGER)
    return made


def test_a_copy_and_a_managers_look_go_along_to_whoever_manages_there(
    world, noon, little, team, card
):
    request_id, card_id = card
    with acting(family(world, request_id, noon)["self"]) as ellie:
        own = own_page(ellie)
        rights.ask_copy(
            actor=ellie, item=own.item, member=own.member, asked_on=clock.local_day(noon), at=noon
        )
    for _ in range(3):
        with acting(acting_as(world.priya)) as priya:
            version = Item.objects.get(pk=request_id).version
            record_missed(
                actor=priya, item_id=request_id, version=version, words="Tuesday.", at=noon
            )
    outbox.deliver_waiting()

    take(little, hand(world, little, card_id, noon), noon)
    outbox.deliver_waiting()
    tell(world, card_id, noon, 3)
    outbox.deliver_waiting()

    there = held(little.tom, request_id)
    assert (there.state, there.pool_id) == (State.WAITING, team.pk)
    with acting(acting_as(little.una)):
        copy = Item.objects.get(about_id=request_id, kind=Kind.COPY)
        look = Item.objects.get(about_id=request_id, kind=Kind.SECOND_LOOK)
    for beside in (copy, look):
        now = held(little.una, beside.pk)
        assert (now.person_id, now.pool_id) == (little.una.pk, little.pk)
