"""Everybody comes from any page to their own places, and no further."""

import re

import pytest

from schoolslink.access.models import Role
from schoolslink.access.tests.arrange import member, organisation, person, sign_in
from schoolslink.referrals.tests.arrange import small_world

pytestmark = pytest.mark.django_db


def menu(page: str) -> dict[str, str]:
    """Return the menu of a page: what it says -> where it leads."""
    found = re.search(r"nhsuk-header__navigation-list.*?</ul>", page, re.S)
    links = re.findall(
        r'href="([^"]+)"[^>]*>\s*(?:<strong[^>]*>)?([^<]+)', found[0] if found else ""
    )
    return {text: href for href, text in links}


@pytest.fixture
def world(as_seed):
    with as_seed():
        return small_world()


def test_a_lead_reaches_her_school_and_her_messages(client, world):
    sign_in(client, world.amira)

    shown = menu(client.get("/ask").content.decode())

    assert list(shown) == ["First page", "Your school", "Messages"]
    assert all(client.get(href).status_code == 200 for href in shown.values())


def test_a_contact_reaches_queue_schools_and_service(client, world):
    sign_in(client, world.priya)

    shown = menu(client.get("/queue").content.decode())

    assert list(shown) == ["Queue", "My schools", "Your service", "Messages"]
    assert all(client.get(href).status_code == 200 for href in shown.values())


@pytest.mark.parametrize(
    ("role", "kind", "wanted"),
    [
        (
            Role.SERVICE_MANAGER,
            "service",
            ["What is open", "How long people wait", "Your service", "People", "Messages"],
        ),
        (Role.OPERATOR, "programme", ["Areas", "Schools", "People", "Messages"]),
        (Role.SUPPORT_TEAM_WORKER, "team", ["Queue", "My schools", "Messages"]),
        (Role.TRIAGER, "service", ["Queue", "My schools", "Messages"]),
        (Role.NATIONAL_TEAM, "programme", ["England", "Schools", "Messages"]),
        (Role.TRUST_LEAD, "trust", ["My schools", "Messages"]),
    ],
)
def test_who_runs_something_reaches_it(client, as_seed, role, kind, wanted):
    with as_seed():
        somebody = person("Robin Vale")
        member(somebody, organisation(kind, "Somewhere"), role)
    sign_in(client, somebody)

    shown = menu(client.get("/messages").content.decode())

    assert list(shown) == wanted
    # The invented organisation here is no real service: its own page alone is not there.
    opened = {text: client.get(href).status_code for text, href in shown.items()}
    assert {text for text, status in opened.items() if status != 200} <= {
        "Your service",
        "How long people wait",
    }


def test_a_visitor_has_no_menu(client):
    assert menu(client.get("/").content.decode()) == {}
