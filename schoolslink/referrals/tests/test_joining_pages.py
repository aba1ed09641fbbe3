"""The pages on which a team joins two requests about one child, and takes them apart again."""

import pytest
from django.test import Client

from schoolslink.access.tests.arrange import sign_in
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.models import Item, Joining
from schoolslink.referrals.rules import State
from schoolslink.referrals.tests.arrange import sent
from schoolslink.referrals.tests.joining import joined, last_tuesday, pair_of, said_same
from schoolslink.referrals.tests.turns import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def noon():
    """Noon of last Tuesday."""
    return last_tuesday()


@pytest.fixture
def both(world, noon, as_seed):
    """Two requests for one child, and the page on which they are joined."""
    first, second = sent(world, noon), sent(world, noon)
    said_same(world, first, second, noon)
    with as_seed():
        return first, second, f"/queue/{first}/alike/{pair_of(first, second).pk}"


def read(client, path) -> str:
    return text_of(client.get(path).content.decode())


def joins(client, page, goes_on, **more):
    said = {
        "form_key": str(new_id()), "goes_on": str(goes_on), "why": "Rung both: one child.",
        "version": "2", "other_version": "2",
    }  # fmt: skip
    return client.post(f"{page}/join", said | more)


def test_the_page_suggests_the_earlier_and_the_team_joins_them(both, priya, as_seed):
    first, second, page = both
    assert "/join" in priya.get(page).content.decode()
    shown = read(priya, f"{page}/join")
    with as_seed():
        reference = Item.objects.get(pk=first).reference
    assert f"{reference} is likely to go on: it was asked first." in shown

    done = joins(priya, page, first)

    assert (done.status_code, done["Location"]) == (302, f"/queue/{first}")
    goes_on, over = read(priya, f"/queue/{first}"), read(priya, f"/queue/{second}")
    assert "Another request was joined with this one" in goes_on
    assert "Rung both: one child." in goes_on
    assert "Joined with another request, which goes on" in over
    assert f"Go on in {reference}" in over
    assert "reads the same answer" in read(priya, f"/queue/{first}/help")


def test_who_presses_twice_joins_once_and_who_comes_second_loses_no_word(both, priya, as_seed):
    first, second, page = both
    key = {"form_key": str(new_id())}
    once, again = (joins(priya, page, first, **key) for _ in range(2))
    assert (once.status_code, again.status_code) == (302, 302)
    assert once["Location"] == again["Location"] == f"/queue/{first}"

    late = joins(priya, page, second).content.decode()

    assert "Somebody else answered this" in text_of(late)
    assert "Rung both: one child." in late
    with as_seed():
        assert Joining.objects.get().goes_on_id == first
    assert read(priya, f"{page}/join").count("cannot be joined") == 1


def test_a_stale_page_says_so_and_keeps_what_was_typed(both, priya, as_seed):
    first, _, page = both

    late = joins(priya, page, first, version="1")

    assert "Somebody else answered this" in text_of(late.content.decode())
    assert "Rung both: one child." in late.content.decode()
    with as_seed():
        assert not Joining.objects.exists()


@pytest.mark.parametrize("goes_on", ["", "x", "01900000-0000-7000-8000-000000000000", "0" * 32])
def test_what_is_none_of_both_is_refused_beside_the_field(both, priya, as_seed, goes_on):
    _, _, page = both

    assert joins(priya, page, goes_on).status_code == 200
    with as_seed():
        assert not Joining.objects.exists()


def test_apart_again_by_a_form_with_a_reason(both, priya, world, noon, as_seed):
    first, second, page = both
    joins(priya, page, first)
    with as_seed():
        version = Item.objects.get(pk=second).version
    assert "Take them apart" in read(priya, f"/queue/{second}/apart")
    assert priya.get(f"/queue/{first}/apart").status_code == 404

    said = {"form_key": str(new_id()), "version": str(version)}
    assert priya.post(f"/queue/{second}/apart", said | {"why": ""}).status_code == 200
    done, again = (priya.post(f"/queue/{second}/apart", said | {"why": "Twins."}) for _ in range(2))
    late = priya.post(f"/queue/{second}/apart", said | {"why": "Late.", "form_key": str(new_id())})

    assert (done.status_code, again.status_code, late.status_code) == (302, 302, 200)
    assert "They are not joined any more" in text_of(late.content.decode())
    assert "Late." in late.content.decode()
    with as_seed():
        assert Item.objects.get(pk=second).state == State.IN_TRIAGE
    assert "Not joined any more" in read(priya, f"/queue/{second}")
    assert priya.get(f"/queue/{second}/apart").status_code == 404


def test_only_the_team_finds_these_pages(both, world, noon, as_seed):
    _, second, page = both
    joined_by_priya = [page + "/join", f"/queue/{second}/apart"]
    for who in (world.nadia, world.jo, world.lena, world.amira):
        browser = Client()
        sign_in(browser, who)
        with clock.fixed(noon):
            assert {browser.get(path).status_code for path in joined_by_priya} <= {403, 404}


def test_the_school_sees_an_open_request_and_no_word_of_another(world, noon, client, as_seed):
    first, second = sent(world, noon), sent(world, noon)
    joined(world, second, first, noon)
    sign_in(client, world.nadia)
    with clock.fixed(noon):
        shown = read(client, f"/asked/{second}")
        home = client.get("/").content.decode()
        ended = client.get("/ended").content.decode()

    assert "Being decided" in shown
    assert "Priya Nair" in shown
    for word in ("oined", "nother request"):
        assert word not in shown
    assert f"/asked/{second}" in home
    assert f"/asked/{second}" not in ended
