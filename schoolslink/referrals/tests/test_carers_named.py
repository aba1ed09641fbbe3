"""Each carer has one row: a name put right is the same person, another person another page."""

import pytest

from schoolslink.access.unit import acting
from schoolslink.kernel import clock
from schoolslink.referrals.commands.family import make_sheets
from schoolslink.referrals.commands.request import save_step, send_request
from schoolslink.referrals.models import Carer, Item
from schoolslink.referrals.queries.team import open_for_team
from schoolslink.referrals.tests.arrange import acting_as, sent
from schoolslink.referrals.tests.test_who_decides import pages_of

pytestmark = pytest.mark.django_db


def waiting(world, noon, **more):
    """Let a request wait for agreement at the school, where its answers can still be changed."""
    return sent(world, noon, **{"called": "Ellie", "carer_agrees": "not_asked"} | more)


def said_anew(world, item_id, noon, **answers):
    with acting(acting_as(world.nadia)) as nadia:
        save_step(actor=nadia, item_id=item_id, step="family", answers=answers, at=noon)
        version = Item.objects.get(pk=item_id).version
        send_request(actor=nadia, item_id=item_id, version=version, at=noon)


def carers(world, item_id) -> list[tuple[str, str, bool]]:
    with acting(acting_as(world.nadia)):
        rows = Carer.objects.filter(item_id=item_id).order_by("whose", "id")
        return [(row.whose, row.parental_responsibility, row.replaced) for row in rows]


def test_a_name_put_right_makes_no_second_carer(world, noon):
    item_id = waiting(world, noon, carer_name="Helina W")

    said_anew(world, item_id, noon, carer_name="Halina W.", carer_agrees="agrees")

    assert carers(world, item_id) == [("carer", "yes", False), ("child", "not_known", False)]
    with acting(acting_as(world.priya)) as priya:
        names = {member.name for member in open_for_team(priya, item_id).family}
    assert names == {"Ellie", "Halina W."}


def test_a_child_and_a_carer_of_one_name_are_two(world, noon):
    item_id = sent(world, noon, called="", first_name="Robin", carer_name="Robin")

    assert [whose for whose, *_ in carers(world, item_id)] == ["carer", "child"]
    said = waiting(world, noon, first_name="Robin", called="", carer_name="Robin")
    said_anew(world, said, noon, carer_pr="no")
    assert carers(world, said) == [("carer", "no", False), ("child", "not_known", False)]


def test_a_name_put_right_keeps_the_page_that_was_handed_out(world, noon):
    item_id = waiting(world, noon, carer_name="Halina W")
    mother = pages_of(item_id, world, noon)["carer"]

    said_anew(world, item_id, noon, carer_name="Halina Wiśniewska", carer_agrees="agrees")

    with clock.fixed(noon):
        assert mother.get("/my-request").status_code == 200
    assert len(carers(world, item_id)) == 2


def test_another_carer_in_her_place_reads_nothing_of_hers_and_her_page_closes(world, noon):
    item_id = waiting(world, noon, carer_name="Halina W.")
    mother = pages_of(item_id, world, noon)["carer"]
    with clock.fixed(noon):
        mother.post("/my-request/own", {"words": "Please not his father."})

    said_anew(world, item_id, noon, carer_name="Marek W.", carer_agrees="agrees")
    father = pages_of(item_id, world, noon)["carer"]
    with acting(acting_as(world.nadia)) as nadia:
        sheets = make_sheets(actor=nadia, item_id=item_id, at=noon)
    with clock.fixed(noon):
        closed, read = mother.get("/my-request").status_code, father.get("/my-request")

    assert [sheet.name for sheet in sheets] == ["Ellie", "Marek W."]
    assert closed != 200
    assert read.status_code == 200
    assert "Please not his father." not in read.content.decode()
    assert carers(world, item_id) == [
        ("carer", "yes", True), ("carer", "yes", False), ("child", "not_known", False),
    ]  # fmt: skip
