"""Numbers stand at the gate from the start; a list that nobody looked at is no answer."""

import re
from html import unescape

import pytest

from schoolslink.directory.tests import factories
from schoolslink.kernel import clock
from schoolslink.referrals.queries import open_draft
from schoolslink.referrals.rules.gate import GATE
from schoolslink.referrals.tests.asking import as_amira, begun, key, the_item

pytestmark = pytest.mark.django_db


def test_the_schools_own_list_left_as_it_came_counts_as_no_answer(as_seed, world, amira):
    with as_seed():
        factories.some_support(world.hillside.school)
    part = begun(amira) + "/part/tried"
    untouched = re.search(
        r'<textarea[^>]* name="tried"[^>]*>(.*?)</textarea>', amira.get(part).text, re.S
    )[1]
    given = {"tried": unescape(untouched), "services_now": "A youth club.", "for_empty": "later"}

    amira.post(part, given | key())
    with as_amira(world) as actor:
        looked_at = open_draft(actor, the_item().pk, on=clock.today())
        assert not looked_at.answers.get("tried")
        assert looked_at.answers["services_now"] == "A youth club."
        assert "tried" in looked_at.completeness.missing
    amira.post(part, given | {"tried": unescape(untouched) + "Since May; it helps."} | key())

    with as_amira(world) as actor:
        written = open_draft(actor, the_item().pk, on=clock.today())
        assert written.answers["tried"].endswith("Since May; it helps.")
        assert "tried" not in written.completeness.missing


def test_numbers_to_ring_stand_at_the_gate_before_any_answer(amira):
    page = unescape(amira.get("/help/new").text)

    assert 'href="tel:999"' in page
    assert 'href="tel:111"' in page
    assert page.index('href="tel:111"') < page.index("<fieldset")
    for card in GATE:
        assert f"If yes: {card.if_yes}" in page
