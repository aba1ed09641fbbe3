"""Whose copy opens what, and to whom: one request of a carer's, the child's all, and the team that has it."""

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from schoolslink.access.policy import Action
from schoolslink.access.roles import Role
from schoolslink.access.tests.arrange import member, organisation, person
from schoolslink.access.unit import acting
from schoolslink.kernel import clock, outbox, references
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands import judging, rights
from schoolslink.referrals.commands.moving import make_move
from schoolslink.referrals.models import Item, RightAsked
from schoolslink.referrals.queries.everything import everything
from schoolslink.referrals.queries.own import own_page
from schoolslink.referrals.queries.rights import owed_at_service
from schoolslink.referrals.rules import Kind, Move, Side
from schoolslink.referrals.tests.arrange import sent
from schoolslink.referrals.tests.test_copy import fresh, manager
from schoolslink.referrals.tests.test_family_truth import family

pytestmark = pytest.mark.django_db
CHILD = "2016-02-01"


@pytest.fixture
def noon():
    return clock.real_now()


@pytest.fixture
def two_requests(world, noon, as_seed):
    """Ellie's mother decides on the old request; the newer is not hers. Return them, and the family."""
    old = sent(world, noon, birth_date=CHILD)
    with as_seed():
        was = Item.objects.get(pk=old)
        new = new_id()
        Item(
            id=new, kind=Kind.REFERRAL, reference=references.new("SL"), child_id=was.child_id,
            school_id=was.school_id, team_id=was.team_id, service_id=was.service_id,
            area_id=was.area_id, opened_by_id=was.opened_by_id, opened_at=noon, state="closed", version=1,
            closed_at=noon, closed_on=noon.date(),
        ).save(force_insert=True)  # fmt: skip
    return old, new, family(world, old, noon)


def asks(who, noon):
    """Let one of the family ask for a copy; return what was asked."""
    with acting(who) as asking:
        own = own_page(asking)
        right_id = rights.ask_copy(
            actor=asking, item=own.item, member=own.member, asked_on=clock.local_day(noon), at=noon
        )
    outbox.deliver_waiting()
    return right_id


def test_a_carers_copy_is_of_the_one_request_on_which_they_may_have_it(world, two_requests, noon):
    old, new, them = two_requests
    right_id = asks(them["carer"], noon)

    with acting(manager(world)) as lena:
        found = everything(lena, right_id)
        items = {e.id for s in found.sections if s.name == "item" for e in s.entries}
        assert old in items
        assert new not in items
        assert new not in lena.answers


def test_the_young_persons_copy_is_of_all_that_the_service_holds(world, two_requests, noon):
    old, new, them = two_requests
    right_id = asks(them["self"], noon)

    with acting(manager(world)) as lena:
        found = everything(lena, right_id)
        items = {e.id for s in found.sections if s.name == "item" for e in s.entries}
        assert {old, new} <= items


def test_a_clinician_of_a_support_team_looks_through_it(world, noon, as_seed):
    item_id = sent(world, noon)
    them = family(world, item_id, noon)
    with as_seed():
        team = organisation("service", "Northgate support team")
        kim = person("Kim of the team")
        member(kim, team, Role.TRIAGER)
        Item.objects.filter(pk=item_id).update(team_id=team.pk)
    right_id = asks(them["self"], noon)

    with acting(fresh(kim)) as looking:
        found = everything(looking, right_id)
        judging.look_through(actor=looking, held=found, of=found.to_look_at(), at=noon)
        assert not owed_at_service(looking)


def test_a_manager_gives_only_at_the_service_that_they_manage(world, noon, as_seed):
    item_id = sent(world, noon)
    them = family(world, item_id, noon)
    with as_seed():
        elsewhere = organisation("service", "Elsewhere CAMHS")
        both = person("Clinician here, manager there")
        member(both, world.riverside, Role.TRIAGER)
        member(both, elsewhere, Role.SERVICE_MANAGER)
    right_id = asks(them["self"], noon)

    with acting(fresh(both)) as looking:
        assert everything(looking, right_id)
        assert not owed_at_service(looking)
        with pytest.raises(RightAsked.DoesNotExist):
            everything(looking, right_id, Action.GIVE)


@transaction.atomic
def written_alone(actor, stands, noon):
    """Write that the copy was given, and nothing else."""
    make_move(
        actor=actor, item=stands, side=Side.SERVICE, move=Move.GIVE_COPY, version=stands.version,
        at=noon,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")


def test_nothing_is_written_as_given_without_a_copy(world, noon):
    item_id = sent(world, noon)
    them = family(world, item_id, noon)
    asks(them["self"], noon)

    with acting(manager(world)) as lena:
        stands = Item.objects.get(about=item_id, kind=Kind.COPY)
        with pytest.raises(DatabaseError, match="nothing says why"):
            written_alone(lena, stands, noon)
