"""A carer's name is put right to another person's: nothing that was said of the first is theirs."""

import pytest

from schoolslink.access import seal
from schoolslink.access.jobs import as_job
from schoolslink.access.unit import acting
from schoolslink.kernel import clock
from schoolslink.referrals.errors import NotPossible
from schoolslink.referrals.jobs.family import family_reach
from schoolslink.referrals.models import Carer, PutRight, Told
from schoolslink.referrals.rules import Move
from schoolslink.referrals.tests.arrange import acting_as, sent
from schoolslink.referrals.tests.test_family_truth import decided, family
from schoolslink.referrals.tests.test_putting_right import puts_right, stands
from schoolslink.referrals.tests.test_told_at_once import owed, tick
from schoolslink.referrals.tests.test_told_at_once import stands as world_stands

pytestmark = pytest.mark.django_db


@pytest.fixture
def noon():
    return clock.real_now()


def test_nothing_said_of_a_carer_is_said_of_another_in_their_place(world, noon):
    item_id = sent(world, noon, carer_phone="0161 496 0001", carer_email="first@example.invalid",
                   carer_language="Polish", carer_relationship="Mother")  # fmt: skip
    family(world, item_id, noon)
    puts_right(world.priya, item_id, "carer_name", "Robert Stone", noon)

    with acting(acting_as(world.priya)) as priya:
        now = Carer.objects.get(item_id=item_id, whose="carer", replaced=False)
        said = stands(priya, item_id)
        rows = {row.name for row in PutRight.objects.filter(item_id=item_id)}
    assert (now.parental_responsibility, now.language) == ("not_known", "")
    of_the_first = {"carer_phone", "carer_email", "carer_language", "carer_relationship"}
    assert {said[name] for name in of_the_first | {"carer_pr"}} == {"__not_known__"}
    assert rows == of_the_first | {"carer_name"}
    with as_job(child_id=now.child_id, purpose="test"):
        assert family_reach(now.pk) is None


@pytest.mark.parametrize("said", [{}, {"carer_pr": "", "carer_language": ""}])
def test_who_stands_in_their_place_is_told_by_the_same_day_and_nobody_the_first(world, noon, said):
    item_id = sent(world, noon, **said)
    family(world, item_id, noon)
    decided(world, item_id, noon, Move.ACCEPT, level="getting_help", words="Priya rings you.")
    with acting(acting_as(world.priya)):
        first = Told.objects.get(item_id=item_id, whom="carer")
    puts_right(world.priya, item_id, "carer_name", "Robert Stone", noon)

    with acting(acting_as(world.priya)):
        now = Carer.objects.get(item_id=item_id, whose="carer", replaced=False)
        duties = {
            duty.family_member_id: (duty.how, duty.due_on)
            for duty in Told.objects.filter(item_id=item_id, whom="carer")
        }
        words = seal.texts(Told.objects.get(family_member_id=now.pk).words, now.child_id)
    assert duties == {
        first.family_member_id: ("another_now", first.due_on), now.pk: ("", first.due_on),
    }  # fmt: skip
    assert words["words"] == "Priya rings you."


def test_whom_the_first_was_taken_for_is_told_while_the_family_is_being_told(world, noon):
    item_id = sent(world, noon)
    family(world, item_id, noon)
    decided(world, item_id, noon, Move.ACCEPT, level="getting_help", words="Priya rings you.")
    tick(world, item_id, next(one for one in owed(world, item_id) if one.whom == "carer"), noon)
    with pytest.raises(NotPossible, match="Ask the service"):
        puts_right(world.nadia, item_id, "carer_name", "Robert Stone", noon)
    puts_right(world.priya, item_id, "carer_name", "Robert Stone", noon)

    with acting(acting_as(world.priya)):
        now = Carer.objects.get(item_id=item_id, whose="carer", replaced=False)
    first, second = (one for one in owed(world, item_id) if one.whom == "carer")
    assert (first.how, second.how) == ("phone", "")
    assert (second.family_member_id, second.due_on) == (now.pk, first.due_on)
    tick(world, item_id, next(one for one in owed(world, item_id) if one.whom == "self"), noon)
    assert world_stands(world, item_id) == "accepted"
    tick(world, item_id, second, noon)
    assert world_stands(world, item_id) == "waiting"


def test_once_the_family_was_told_another_name_begins_no_telling(world, noon):
    item_id = sent(world, noon)
    family(world, item_id, noon)
    decided(world, item_id, noon, Move.ACCEPT, level="getting_help", words="Priya rings you.")
    for duty in owed(world, item_id):
        tick(world, item_id, duty, noon)
    puts_right(world.priya, item_id, "carer_name", "Robert Stone", noon)

    assert {one.how for one in owed(world, item_id)} == {"phone"}
    assert world_stands(world, item_id) == "waiting"


def test_a_school_names_nobody_else_while_the_first_is_to_be_told(world, noon):
    item_id = sent(world, noon)
    family(world, item_id, noon)
    puts_right(world.nadia, item_id, "carer_name", "Robert Stone", noon)  # nothing was decided yet
    family(world, item_id, noon)
    decided(world, item_id, noon, Move.ACCEPT, level="getting_help", words="Priya rings you.")

    with pytest.raises(NotPossible, match="Ask the service"):
        puts_right(world.nadia, item_id, "carer_name", "Marek W.", noon)

    with acting(acting_as(world.priya)) as priya:
        assert stands(priya, item_id)["carer_name"] == "Robert Stone"
