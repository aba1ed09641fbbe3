"""The manager's page and the page of who looked: routing and names of staff, never a child's word."""

from __future__ import annotations

import re

import pytest

from schoolslink.access.jobs import as_job
from schoolslink.access.models import Role
from schoolslink.access.tests.arrange import member, sign_in
from schoolslink.access.unit import acting
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.referrals import jobs
from schoolslink.referrals.commands.hand_over import reassign
from schoolslink.referrals.errors import NotInThisTeam, NotPossible, NotYours
from schoolslink.referrals.models import Carer, Item
from schoolslink.referrals.queries import open_item, queue_of, who_looked
from schoolslink.referrals.rules.family.sentences import READ_BY
from schoolslink.referrals.rules.text import Sentence
from schoolslink.referrals.tests.arrange import (
    acting_as,
    asked,
    begun,
    sent,
)
from schoolslink.referrals.tests.test_family_truth import family, page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def lena(client, world, noon):
    sign_in(client, world.lena)
    with clock.fixed(noon):
        yield client


def test_manager_sees_who_holds_what_and_nothing_of_a_child(lena, world, noon):
    sent(world, noon, concern="The secret words.", risk_self_harm="yes")
    asked(world, noon, new_id())

    page = lena.get("/service").content.decode()

    for words in ("Priya Nair", "2 open", "Northgate High", "Risk", "Thursday 5 March"):
        assert words in page
    for words in (">EW<", "Ellie", "secret", "hurts"):
        assert words not in page


def test_manager_gives_several_over_and_each_says_what_came_of_it(lena, world, noon):
    first, second = sent(world, noon), sent(world, noon)
    page = lena.get("/service").content.decode()
    held = re.findall(r'name="held" value="([0-9a-f-]+)"', page)
    with acting(acting_as(world.priya)) as priya:
        reassign(actor=priya, item_id=second, version=2, to_person=None, at=noon)

    answer = lena.post(
        "/service", {"held": held, "to": str(world.sam.pk), "form_key": str(new_id())}, follow=True
    ).content.decode()

    assert "Northgate High: done." in answer
    assert "not changed. Priya Nair" in answer
    with acting(acting_as(world.sam)) as sam:
        assert open_item(sam, first).holds.name == "Sam Okoro"


@pytest.mark.parametrize("who", ["priya", "amira", "jo", "stranger"])
def test_the_page_is_the_managers(client, world, who):
    sign_in(client, getattr(world, who))

    assert client.get("/service").status_code == 404


def test_only_a_colleague_of_the_team_is_given_something(world, noon):
    item_id = sent(world, noon)

    for person in (world.stranger.pk, world.lena.pk, new_id()):
        with pytest.raises(NotInThisTeam), acting(acting_as(world.lena)) as lena:
            reassign(actor=lena, item_id=item_id, version=2, to_person=person, at=noon)


def test_a_manager_elsewhere_a_lead_and_what_the_school_holds(world, noon, as_seed):
    item_id, draft = sent(world, noon), begun(world, noon)
    with as_seed():
        from schoolslink.access.tests.arrange import organisation, person

        other = person("Another Manager")
        member(other, organisation("service", "Elsewhere CAMHS"), Role.SERVICE_MANAGER)

    with pytest.raises(Item.DoesNotExist), acting(acting_as(other)) as actor:
        reassign(actor=actor, item_id=item_id, version=2, to_person=None, at=noon)
    with pytest.raises(NotYours), acting(acting_as(world.nadia)) as actor:
        reassign(actor=actor, item_id=item_id, version=2, to_person=None, at=noon)
    with pytest.raises(Item.DoesNotExist), acting(acting_as(world.lena)) as actor:
        reassign(actor=actor, item_id=draft, version=1, to_person=None, at=noon)


def test_what_the_school_must_do_cannot_be_given_to_a_colleague(world, noon):
    from schoolslink.referrals.commands.decide import step
    from schoolslink.referrals.rules import Move

    item_id = sent(world, noon)
    with acting(acting_as(world.priya)) as priya:
        step(actor=priya, item_id=item_id, move=Move.ASK_MORE, version=2, at=noon, words="?")

    with pytest.raises(NotPossible), acting(acting_as(world.lena)) as lena:
        reassign(actor=lena, item_id=item_id, version=3, to_person=None, at=noon)


def test_who_looked_says_who_where_and_what_for(client, world, noon):
    item_id = sent(world, noon)
    with acting(acting_as(world.priya)) as priya:
        open_item(priya, item_id)
    sign_in(client, world.nadia)

    page = client.get(f"/records/{item_id}/who-looked").content.decode()

    for words in (
        "Priya Nair",
        "named contact",
        "Riverside CAMHS",
        "Read what was said",
        "Sent it",
    ):
        assert words in page


def test_who_looked_says_how_one_of_the_family_stands_to_the_child_and_no_name(client, world, noon):
    item_id = sent(world, noon, called="Ellie")
    for actor in family(world, item_id, noon).values():
        page_of(actor, noon)
    with as_job(child_id=actor.child_id, purpose="tell"):
        jobs.family_reach(Carer.objects.get(item_id=item_id, whose="carer").pk)
    sign_in(client, world.nadia)

    page = client.get(f"/records/{item_id}/who-looked").content.decode()
    who = set(re.findall(r"<strong><bdi>([^<]+)</bdi></strong>", page))

    assert who == {"Nadia Stone", "The young person", "A parent or carer", "Schools Link itself"}
    assert "Halina" not in page


def test_a_marked_row_of_a_list_is_no_reading_of_the_other_rows(world, noon):
    marked, calm = sent(world, noon, risk_self_harm="yes"), sent(world, noon, first_name="Tom")
    with acting(acting_as(world.sam)) as sam:
        assert {row.item_id: row.calm for row in queue_of(sam)} == {marked: False, calm: True}

    def groups_of(item_id):
        with acting(acting_as(world.nadia)) as nadia:
            return [
                look.groups for look in who_looked(nadia, item_id)[1] if look.who == "Sam Okoro"
            ]

    assert (groups_of(marked), groups_of(calm)) == (["INR"], ["IR"])


def test_who_opened_one_record_with_anothers_line_beside_it_has_not_read_the_other(world, noon):
    opened, beside = sent(world, noon), sent(world, noon, first_name="Tom")
    with acting(acting_as(world.sam)) as sam:
        open_item(sam, opened)
        queue_of(sam)

    def readers(item_id):
        return page_of(family(world, item_id, noon)["self"], noon).who_knows

    read = Sentence(READ_BY[0], {}, READ_BY[1], 1)
    assert (read in readers(opened), read in readers(beside)) == (True, False)


@pytest.mark.parametrize(
    ("who", "status"), [("nadia", 200), ("priya", 200), ("lena", 200), ("sam", 404),
                        ("amira", 404), ("jo", 404)],
)  # fmt: skip
def test_the_log_is_for_those_who_may_see_it(client, world, noon, who, status):
    item_id = sent(world, noon)
    sign_in(client, getattr(world, who))

    assert client.get(f"/records/{item_id}/who-looked").status_code == status
    assert client.get(f"/records/{new_id()}/who-looked").status_code == 404
