"""No English is left on a family's page in another language: forms, errors, frame and all."""

import re
from html.parser import HTMLParser

import pytest

from schoolslink.access.unit import acting
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands.decide import Answering, decide
from schoolslink.referrals.rules import Move
from schoolslink.referrals.tests.arrange import acting_as, sent
from schoolslink.referrals.tests.test_who_decides import pages_of
from schoolslink.web.languages import LANGUAGES, TRANSLATED

pytestmark = pytest.mark.django_db

# Names, and the name of each language in itself, are the same in every language.
NAMES = {"Schools Link", "Priya", "Priya Nair", "NHS", *(name for _, name in LANGUAGES)}
SAID = ("alt", "aria-label", "title", "placeholder")


class Read(HTMLParser):
    """Collects what a reader, or a screen reader, is told."""

    def __init__(self) -> None:
        super().__init__()
        self.inside: list[str] = []
        self.texts: set[str] = set()

    def handle_starttag(self, tag, attrs):
        if tag in ("script", "style"):
            self.inside.append(tag)
        self.texts |= {value for name, value in attrs if name in SAID and value}

    def handle_endtag(self, tag):
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data):
        text = re.sub(r"\s+", " ", data).strip()
        if text and not self.inside:
            self.texts.add(text)


def told(page: str) -> set[str]:
    read = Read()
    read.feed(page)
    return {text for text in read.texts if re.search("[A-Za-z]{2}", text)} - NAMES


@pytest.fixture
def item(world, noon):
    return sent(
        world,
        noon,
        called="Ellie",
        birth_date="2009-01-10",
        tell=["carer", "gp"],
        interpreter="yes",
    )


def every_page(browsers, noon) -> dict[str, set[str]]:
    """Return what each page says: as it is, and after each form was sent empty or refused."""
    found = {}
    for whose, browser in browsers.items():
        with clock.fixed(noon):
            pages = [browser.get("/my-request")]
            for act in ("ask", "worse", "stop", "put-right", "disagree"):
                for words, version in (("", "2"), ("x", "99")):
                    given = {"words": words, "version": version, "form_key": str(new_id())}
                    pages.append(browser.post(f"/my-request/{act}", given))
            if whose == "self":
                pages.append(browser.post("/my-request/choose", {"told": "nobody"}))
                pages.append(browser.get("/my-request/who-has-looked"))
        found[whose] = set().union(*(told(page.content.decode()) for page in pages))
    return found


@pytest.mark.parametrize("code", TRANSLATED)
@pytest.mark.parametrize("move", [None, Move.ACCEPT])
def test_no_english_is_left_on_a_page_in_another_language(world, noon, item, code, move):
    browsers = pages_of(item, world, noon)
    if move:
        with acting(acting_as(world.priya)) as priya:
            answer = Answering(move, level="getting_help", words="...")
            decide(actor=priya, item_id=item, version=2, at=noon, answer=answer)
    english = every_page(browsers, noon)
    for browser in browsers.values():
        browser.cookies["language"] = code
    other = every_page(browsers, noon)

    assert all(len(texts) > 60 for texts in english.values())
    assert {whose: other[whose] & english[whose] for whose in other} == {
        "self": set(),
        "carer": set(),
    }
