"""The pages of a child who comes to a school: the team chooses the school, its lead answers."""

import pytest

from schoolslink.access.tests.arrange import sign_in
from schoolslink.kernel import outbox
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.forms.arriving import HandToSchoolForm
from schoolslink.referrals.tests.test_arrival import GIVEN, asking_of, college
from schoolslink.referrals.tests.test_transfer import card, noon, two
from schoolslink.referrals.tests.turns import text_of

__all__ = ["card", "college", "noon", "two"]  # fixtures
pytestmark = pytest.mark.django_db


def test_the_pages_of_it(world, noon, card, college, two, client):
    _request_id, card_id = card
    sign_in(client, world.priya)
    two.answers(card_id, "hand-to-school", typed="Nowhere at all", letters="", **GIVEN)
    two.answers(card_id, "hand-to-school", typed="100009", **GIVEN)
    outbox.deliver_waiting()
    asking_id = asking_of(college.hanna)
    sign_in(client, college.hanna)
    home = text_of(client.get("/").content.decode())
    assert "Say whether they have arrived" in home
    assert client.get(f"/asked/{asking_id}").url == f"/arrivals/{asking_id}"
    page = text_of(client.get(f"/arrivals/{asking_id}").content.decode())
    assert "Has this young person arrived?" in page
    assert "Ellie" not in page
    empty = {"form_key": str(new_id()), "version": 1, "answer": "no"}
    assert "Choose why" in client.post(f"/arrivals/{asking_id}", empty).content.decode()
    yes = {"form_key": str(new_id()), "version": 1, "answer": "yes"}
    assert client.post(f"/arrivals/{asking_id}", yes).status_code == 302
    assert client.post(f"/arrivals/{asking_id}", yes).status_code == 302  # the same press
    late = yes | {"form_key": str(new_id())}
    assert "changed" in client.post(f"/arrivals/{asking_id}", late).content.decode()
    outbox.deliver_waiting()
    sign_in(client, world.priya)
    card_page = text_of(client.get(f"/queue/{card_id}").content.decode())
    assert "Hanna Hart, who leads there said so on their own page" in card_page
    sign_in(client, world.amira)
    assert client.get(f"/arrivals/{asking_id}").status_code == 404


def test_a_school_that_is_one_of_several_or_typed_otherwise_is_chosen():
    here, there = new_id(), new_id()
    sent_form = {"form_key": str(new_id()), "version": "1", "typed": "St Mary", **GIVEN}

    def chosen(found, is_exact=True, **more):
        form = HandToSchoolForm(sent_form | more, found=found, is_exact=is_exact)
        return form.to_input().get("school") if form.is_valid() else list(form.errors)

    both = [(here, "St Mary, Leeds"), (there, "St Mary, Hull")]
    assert chosen(both) == ["school"]
    assert chosen(both, school=str(there)) == str(there)
    assert chosen(both, school=str(new_id())) == ["school"]
    assert chosen(both[:1]) == str(here)
    assert chosen(both[:1], is_exact=False) == ["school"]
    assert chosen([]) == ["typed"]
