"""What the database lets nobody do with a complaint, whatever the application writes."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from schoolslink.access.unit import acting
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.models import Complaint, ConflictBlock
from schoolslink.referrals.queries.own import own_page
from schoolslink.referrals.tests.test_complaint import answers, noon, row_of, said, sees
from schoolslink.referrals.tests.test_copy import fresh

pytestmark = pytest.mark.django_db
__all__ = ["noon", "said"]

REFUSED = (
    ("what", b"something else"),
    ("not_to", "priya alone"),
    ("due_on", date(2099, 1, 1)),
    ("answered_at", "now"),
    ("person_id", "priya"),
    ("said_as", "carer"),
)


@pytest.mark.parametrize(("column", "value"), REFUSED)
def test_the_database_lets_nobody_of_the_team_or_family_change_it(
    world, said, noon, column, value, as_seed
):
    _, one, them = said
    known = {"now": noon, "priya": world.priya.pk, "priya alone": [world.priya.pk]}
    value = known.get(value, value) if isinstance(value, str) else value

    for who in (fresh(world.priya), them["self"], fresh(world.jo), fresh(world.nadia)):
        with acting(who):
            try:
                with transaction.atomic():
                    changed = Complaint.objects.filter(pk=one).update(**{column: value})
            except DatabaseError:
                changed = 0
            assert changed == 0
    with acting(fresh(world.lena)), pytest.raises(DatabaseError), transaction.atomic():
        Complaint.objects.filter(pk=one).update(**{column: value})
    row = row_of(one, as_seed)
    assert (row.person_id, row.answered_at, row.said_as) == (world.lena.pk, None, "self")


def test_the_database_lets_nobody_complain_in_anothers_name(world, said, noon):
    item_id, one, them = said
    answers(world, one, noon)
    with acting(them["self"]) as ellie:
        own = own_page(ellie)
    fake = Complaint(
        id=new_id(), item_id=item_id, family_member_id=own.member.pk, said_by=new_id(), said_at=noon,
        said_as="self", place_id=world.riverside.pk, reference="CP-X", what=b"x",
        due_on=clock.local_day(noon),
    )  # fmt: skip

    for who in (fresh(world.priya), fresh(world.lena), them["carer"]):
        with acting(who), pytest.raises(DatabaseError), transaction.atomic():
            fake.save(force_insert=True)


def test_whoever_the_record_is_closed_to_does_not_hear_it(world, said, as_seed):
    item_id, one, _ = said
    with as_seed():
        ConflictBlock.objects.create(
            item_id=item_id, person=world.lena, why="relative", set_by=world.nadia.pk,
            at=clock.real_now(),
        )  # fmt: skip

    assert not sees(world.lena, one)
