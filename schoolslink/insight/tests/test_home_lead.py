"""The lead's home: the contact first, what is open, and what is theirs to do."""

import pytest

from schoolslink.access.tests.arrange import sign_in
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.tests.arrange import QUESTION, asked, small_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(as_seed):
    with as_seed():
        return small_world()


def test_lead_sees_her_contact_and_that_there_is_nothing_to_do(client, world):
    sign_in(client, world.amira)

    page = client.get("/").content.decode()

    assert "Priya Nair" in page
    assert "Nothing to do this week." in page


def test_lead_asks_and_sees_who_has_it_and_by_when(client, world, noon):
    sign_in(client, world.amira)
    with clock.fixed(noon):
        answer = client.post("/ask", QUESTION | {"form_key": str(new_id())}, follow=True)
        home = client.get("/").content.decode()

    assert answer.status_code == 200
    assert "Priya Nair must answer by Thursday 5 March" in answer.content.decode()
    assert "Priya Nair" in home


def test_lead_of_another_school_finds_no_such_page(client, world, noon):
    item_id = asked(world, noon, new_id())
    sign_in(client, world.nadia)

    assert client.get(f"/asked/{item_id}").status_code == 404
    assert client.get(f"/asked/{new_id()}").status_code == 404


def test_reply_on_an_old_version_keeps_the_words(client, world, noon):
    item_id = asked(world, noon, new_id())
    sign_in(client, world.amira)

    page = client.post(
        f"/asked/{item_id}/withdraw",
        {"words": "No longer needed.", "version": "7", "form_key": str(new_id())},
    ).content.decode()

    assert "No longer needed." in page
    assert "Somebody else answered" in page


def test_home_takes_few_statements(client, world, noon, django_assert_max_num_queries):
    for _ in range(7):
        asked(world, noon, new_id())
    sign_in(client, world.amira)

    with django_assert_max_num_queries(20):
        client.get("/")
