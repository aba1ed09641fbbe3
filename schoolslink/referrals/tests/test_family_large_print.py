"""Large print on a family's page: one link, kept for the visit, without scripts."""

import re

import pytest

from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.tests.arrange import sent
from schoolslink.referrals.tests.test_who_decides import pages_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ellie(world, noon):
    browser = pages_of(sent(world, noon, called="Ellie"), world, noon)["self"]
    with clock.fixed(noon):
        yield browser


def is_large(page) -> bool:
    return "sl-large" in re.search(r"<body[^>]*>", page.content.decode())[0]


def link(page) -> str:
    return re.search(r'sl-languages__print"><a href="([^"]+)"', page.content.decode())[1]


def test_one_link_makes_the_letters_large_and_the_next_page_keeps_them(ellie):
    first = ellie.get("/my-request")
    large = ellie.get("/my-request" + link(first))
    next_page = ellie.get("/my-request")
    back = ellie.get("/my-request" + link(next_page))

    assert [is_large(page) for page in (first, large, next_page, back)] == [
        False, True, True, False,
    ]  # fmt: skip
    assert large.cookies["letters"]["max-age"] == ""
    assert "Larger letters" in first.content.decode()
    assert "Usual letters" in large.content.decode()


def test_a_form_that_came_back_keeps_them_and_its_links_lead_to_the_page(ellie):
    ellie.get("/my-request?letters=large")
    given = {"words": "", "version": "2", "form_key": str(new_id())}
    refused = ellie.post("/my-request/ask", given)
    there = ellie.get("/my-request/ask" + link(refused).replace("&amp;", "&"), follow=True)

    assert is_large(refused)
    assert there.status_code == 200
    assert not is_large(there)


def test_where_to_turn_offers_it_too_and_a_page_for_staff_does_not(world, client):
    assert is_large(client.get("/where-to-turn?letters=large"))
    poster, cards = (
        client.get(f"/where-to-turn/school/100001/{paper}?letters=large")
        for paper in ("poster", "card")
    )

    assert is_large(poster)
    assert not is_large(cards)  # eight to a page
    assert "sl-languages__print" not in client.get("/sign-in").content.decode()


def test_nonsense_is_no_choice(ellie):
    page = ellie.get("/my-request?letters=<huge>")

    assert not is_large(page)
    assert "letters" not in page.cookies
