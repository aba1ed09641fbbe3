"""What the team is shown before it sends is what the school and each of the family read after it."""

import html
import re
from typing import NamedTuple

import pytest
from django.test import Client

from schoolslink.access.family import open_page
from schoolslink.access.tests.arrange import enter_family, sign_in
from schoolslink.access.unit import acting
from schoolslink.directory.models import HealthcareService
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands.family import make_sheets
from schoolslink.referrals.models import Item, SharingChoice
from schoolslink.referrals.tests.arrange import KNOWN, World, acting_as, other_service, sent
from schoolslink.referrals.tests.test_help_ends import helped
from schoolslink.referrals.tests.turns import OTHER_TEAM, text_of

pytestmark = pytest.mark.django_db

TOLD = {"who_tells": "service", "told_by": "6 March"}
WORDS = "Sam rings you on Monday.\n\nIt takes an hour."
ACTS = {
    "help": TOLD | {"level": "getting_help", "words": WORDS},
    "help that the school tells": TOLD
    | {"level": "getting_more_help", "words": WORDS, "who_tells": "school"},
    "advise": TOLD | {"words": WORDS, "next_step": "Her tutor.", "with_whom": "At school."},
    "other-team": OTHER_TEAM | TOLD,
    "pass-on": {"reason": "age", "to_them": "Small.", "next_step": "Little Steps rings you."}
    | TOLD,
    "finish": TOLD
    | {
        "reason": "well_enough",
        "words": WORDS,
        "watch": "Two bad nights:\nring us.",
        "plan": "Ms Green, on Fridays.",
    },
    "ask": {"words": "Since when?\nAnd how often?", "due_on": "9 March"},
}
YOUNG, CARER = "Ellie", "Halina W."


class Team(NamedTuple):
    client: Client
    world: World
    little: HealthcareService


@pytest.fixture
def team(world, client, noon, as_seed):
    """Seat Priya, beside whose team there is another to pass a child on to."""
    with as_seed():
        little = other_service(world)
    sign_in(client, world.priya)
    with clock.fixed(noon):
        yield Team(client, world, little)


def said(fragment: str) -> list[str]:
    """Return what stands in a piece of a page, a line for each paragraph, quotation or step."""
    found = re.findall(
        r"<(p|blockquote|span) ?([^>]*)>(.*?)</\1>", re.sub(r"<bdi>|</bdi>", "", fragment), re.S
    )
    return [
        text_of(words).strip() for tag, attributes, words in found
        if (tag != "span" or "sl-steps__title" in attributes) and "nhsuk-hint" not in attributes
    ]  # fmt: skip


def shown(page: str) -> dict[str, list[str]]:
    """Return what a preview says, by whose eyes it is for."""
    parts = re.findall(
        r'<section class="sl-letter" aria-label="What ([^"]*) will read">(.*?)</section>',
        page,
        re.S,
    )
    return {html.unescape(whom): said(words) for whom, words in parts}


def preview(team, item_id, act, given):
    """Return what was typed, and the page that shows what people will read of it."""
    given = given | {"version": version_of(team, item_id), "form_key": str(new_id())}
    given |= {"receiver": str(team.little.pk)} if act == "pass-on" else {}
    came = team.client.post(f"/queue/{item_id}/{act}", given | {"show": "yes"})
    assert came.status_code == 200
    return given, came.content.decode()


def version_of(team, item_id):
    with acting(acting_as(team.world.priya)):
        return Item.objects.get(pk=item_id).version


def families(world, item_id, noon) -> dict[str, Client]:
    """Return a browser for each of the family, in English, with their own code typed in."""
    with acting(acting_as(world.nadia)) as nadia:
        made = make_sheets(actor=nadia, item_id=item_id, at=noon)
    browsers = {}
    for sheet in made:
        client = Client()
        enter_family(client, open_page(sheet.code, machine="192.0.2.7"))
        client.cookies["language"] = "en-gb"
        browsers[sheet.name] = client
    return browsers


def stand_in_order(sentences, page) -> bool:
    """Say whether a page has these sentences, one after another."""
    here = 0
    for sentence in sentences:
        here = page.find(sentence, here)
        if here < 0:
            return False
    return True


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize("hears", ["yes", "no"])
def test_what_is_shown_before_is_what_is_read_after(team, world, noon, name, hears):
    if hears == "no" and ACTS[name].get("who_tells") == "school":
        pytest.skip("a school that is not told tells nobody: see test_school_not_told")
    act = name.split()[0]
    item_id = sent(world, noon, called="Ellie", school_hears=hears)
    homes = families(world, item_id, noon)
    if act == "finish":
        helped(world, item_id, noon)

    given, page = preview(team, item_id, act, ACTS[name])
    before = shown(page)
    assert set(before) == {"Northgate High", *homes}
    assert (
        team.client.post(f"/queue/{item_id}/{act}", given | {"letters": "seen"}).status_code == 302
    )

    sign_in(team.client, world.nadia)
    school = team.client.get(f"/asked/{item_id}").content.decode()
    answer = re.search(r'aria-labelledby="answer">(.*?)</section>', school, re.S)
    assert said(answer[1]) == before["Northgate High"]
    for whom, home in homes.items():
        theirs = text_of(home.get("/my-request", follow=True).content.decode())
        assert len(before[whom]) >= 4  # asked, what was decided, and what comes next
        assert stand_in_order(before[whom], theirs), (before[whom], theirs)


def test_the_words_are_shown_only_to_whom_they_will_be_read_by(team, world, noon):
    item_id = sent(world, noon, called="Ellie", birth_date="2009-01-10", tell="")

    _given, page = preview(team, item_id, "help", ACTS["help"])

    before = shown(page)
    words = "Sam rings you on Monday. It takes an hour."
    assert words in before[YOUNG]
    assert words not in before[CARER]
    assert "nobody has said yet that they may" in page


def test_who_reads_nothing_is_named_with_the_reason(team, world, noon):
    item_id = sent(world, noon, called="Ellie", birth_date="2009-01-10")
    with acting(acting_as(world.nadia)) as nadia:
        SharingChoice.objects.create(
            item_id=item_id, whom="carer", may_be_told=False, chosen_by="presumed",
            at=noon, recorded_by=nadia.subject_id,
        )  # fmt: skip

    _given, page = preview(team, item_id, "help", ACTS["help"])

    assert CARER not in shown(page)
    assert f"{CARER} : The young person decides, and chose that they are not told." in text_of(page)


def test_a_page_in_another_language_is_shown_in_english_and_says_so(team, world, noon):
    polish, none = sent(world, noon), sent(world, noon, carer_language="so")

    with_page = preview(team, polish, "help", ACTS["help"])[1]
    without = preview(team, none, "help", ACTS["help"])[1]

    assert KNOWN["carer_language"] == "pl"
    assert "Their page is in Polish. This is the English of it; nobody has checked" in with_page
    assert "They read Somali best, and there is no page in it yet" in without


def test_nothing_is_sent_by_looking_and_a_stale_look_is_told(team, world, noon):
    item_id = sent(world, noon)
    given, _page = preview(team, item_id, "help", ACTS["help"])
    assert version_of(team, item_id) == 2

    team.client.post(f"/queue/{item_id}/help", given | {"letters": "seen"})
    stale = OTHER_TEAM | TOLD | {"version": 2, "form_key": str(new_id())}
    again = team.client.post(f"/queue/{item_id}/other-team", stale)

    assert "Check what they will read" not in again.content.decode()
    assert "changed while you were here" in again.content.decode()


def test_it_asks_the_database_no_more_than_a_page_may(
    team, world, noon, django_assert_max_num_queries
):
    item_id = sent(world, noon)

    given = ACTS["help"] | {"version": 2, "form_key": str(new_id()), "show": "yes"}

    with django_assert_max_num_queries(20):
        team.client.post(f"/queue/{item_id}/help", given)
