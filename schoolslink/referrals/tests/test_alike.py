"""Two open requests about one child are shown to the team as such, and to nobody who asked for one."""

import pytest

from schoolslink.access.unit import acting
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands.typed_in import type_in
from schoolslink.referrals.models import Item
from schoolslink.referrals.queries import open_item
from schoolslink.referrals.queries.alike import alike_of
from schoolslink.referrals.tests.arrange import KNOWN, acting_as, sent
from schoolslink.referrals.tests.asking_own import asked

pytestmark = pytest.mark.django_db
SAME = {
    "first_name": "Elly", "surname": KNOWN["surname"], "birth_date": KNOWN["birth_date"],
}  # fmt: skip


def other_of(world, item_id) -> list:
    with acting(acting_as(world.priya)) as priya:
        return [one.item_id for one in alike_of(open_item(priya, item_id).item)]


def test_a_school_and_the_young_person_ask_and_the_team_sees_both(open_door, noon, as_seed, priya):
    school_asked = sent(open_door, noon)
    own = asked(open_door, noon, as_seed, **SAME).item_id

    assert other_of(open_door, own) == [school_asked]
    assert other_of(open_door, school_asked) == [own]
    page = priya.get(f"/queue/{school_asked}").content.decode()
    assert "This may be the same child" in page
    assert f"/queue/{own}" in page
    with acting(acting_as(open_door.nadia)):
        assert list(Item.objects.values_list("pk", flat=True)) == [school_asked]


def test_a_doctor_asks_on_paper_for_the_same_child(open_door, noon):
    school_asked = sent(open_door, noon)
    with acting(acting_as(open_door.priya)) as priya:
        typed = type_in(
            actor=priya, service_id=open_door.riverside.pk, school_id=None, form_key=new_id(),
            asked_by="gp", said=SAME | {"concern": "Low mood."}, gate={}, made_at=noon, at=noon,
        )  # fmt: skip

    assert other_of(open_door, typed) == [school_asked]


@pytest.mark.parametrize("differs", [{"surname": "Brown"}, {"birth_date": "2012-01-01"}])
def test_another_child_is_none(open_door, noon, as_seed, differs):
    sent(open_door, noon)
    own = asked(open_door, noon, as_seed, **SAME | differs).item_id

    assert other_of(open_door, own) == []
