"""The GP practice is chosen from the list: found by typing, kept with its name, sealed with the child."""

import re
from html import unescape

import pytest
from django.db import connection
from django.urls import reverse

from schoolslink.access.tests.arrange import sign_in
from schoolslink.directory.tests import factories
from schoolslink.kernel import clock
from schoolslink.referrals.models import ChildContact
from schoolslink.referrals.queries import open_draft
from schoolslink.referrals.tests.asking import as_amira, begun, key, the_id, the_item

pytestmark = pytest.mark.django_db
LATER = {"for_empty": "later"}


@pytest.fixture
def surgery(as_seed, world):
    with as_seed():
        factories.a_practice("Old Mill Surgery", postcode="ZE1 3AB", closed_on=clock.today())
        return factories.a_practice("River Street Surgery")


def radios(html):
    """Return (value, label, chosen) of each radio of the practice."""
    found = re.findall(
        r'<input[^>]*?name="gp_practice"[^>]*?value="([^"]+)"([^>]*)>\s*<label[^>]*>\s*([^<]+?)\s*<',
        html,
    )
    return [(value, unescape(label), "checked" in rest) for value, rest, label in found]


def audited():
    with connection.cursor() as cursor:
        cursor.execute("select seq from audit.head_now()")
        return cursor.fetchone()[0]


def kept(world):
    with as_amira(world) as actor:
        return open_draft(actor, the_item().pk, on=clock.today()).answers.get("gp_practice")


def test_without_the_list_the_practice_is_asked_for_in_words(amira):
    page = amira.get(begun(amira) + "/part/gp").text

    assert radios(page) == []
    assert 'name="gp_practice"' in page


def test_found_by_typing_then_chosen_then_kept_with_its_name(world, amira, surgery):
    part = begun(amira) + "/part/gp"
    first = amira.get(part).text
    assert [label for _, label, _ in radios(first)] == [
        "It is not in this list", "Not known", "Please ask the family",
    ]  # fmt: skip

    found = amira.post(part, {"gp_practice_find": "river st", "find": "yes"} | LATER | key())

    assert found.status_code == 200
    assert radios(found.text)[0] == (str(surgery.pk), "River Street Surgery", False)
    assert "1 practice is found." in found.text
    assert "12 River Street, Riverton, ZE1 2AB" in found.text
    assert "There is a problem" not in found.text
    assert kept(world) is None
    amira.post(part, {"gp_practice": str(surgery.pk), "gp_practice_find": "river"} | LATER | key())
    written = "River Street Surgery, 12 River Street, Riverton, ZE1 2AB"
    assert kept(world) == [str(surgery.pk), written]
    again = amira.get(part).text
    assert (str(surgery.pk), "River Street Surgery", True) in radios(again)
    check = amira.get(part.replace("/part/gp", "/check")).text
    assert written in check
    assert str(surgery.pk) not in check


def test_the_search_keeps_what_else_was_typed(amira, surgery):
    part = begun(amira) + "/part/gp"

    page = amira.post(
        part,
        {"gp_practice_find": "nothing like it", "find": "yes", "gp_name": "Dr Vale"}
        | LATER
        | key(),
    ).text

    assert "No open practice is found by “nothing like it”." in page
    assert 'value="Dr Vale"' in page


def test_a_closed_practice_is_neither_found_nor_taken(world, amira, surgery):
    part = begun(amira) + "/part/gp"
    closed = factories.GpPractice.objects.get(name="Old Mill Surgery")

    found = amira.post(part, {"gp_practice_find": "mill", "find": "yes"} | LATER | key()).text
    sent = amira.post(part, {"gp_practice": str(closed.pk)} | LATER | key())

    assert len(radios(found)) == 3
    assert "Choose one of these answers" in sent.text
    assert kept(world) is None


@pytest.mark.parametrize("mark", ["__not_known__", "__ask_family__"])
def test_not_known_and_ask_the_family_are_answers(world, amira, surgery, mark):
    part = begun(amira) + "/part/gp"

    amira.post(part, {"gp_practice": mark} | LATER | key())

    assert kept(world) == mark
    assert [value for value, _, chosen in radios(amira.get(part).text) if chosen] == [mark]


def test_what_is_not_in_the_list_is_kept_in_words(world, amira, surgery):
    part = begun(amira) + "/part/gp"
    said = {"gp_practice": "__not_listed__", "gp_practice_in_words": "Dr Vale in Oldtown"}

    amira.post(part, said | LATER | key())

    assert kept(world) == "Dr Vale in Oldtown"
    page = amira.get(part).text
    assert [value for value, _, chosen in radios(page) if chosen] == ["__not_listed__"]
    assert 'value="Dr Vale in Oldtown"' in page


def test_one_that_closed_after_it_was_chosen_is_to_be_found_anew(world, amira, surgery, as_seed):
    part = begun(amira) + "/part/gp"
    amira.post(part, {"gp_practice": str(surgery.pk)} | LATER | key())
    with as_seed():
        factories.GpPractice.objects.filter(pk=surgery.pk).update(closed_on=clock.today())

    page = amira.get(part).text

    assert [value for value, _, chosen in radios(page) if chosen] == ["__not_listed__"]
    assert "River Street Surgery, 12 River Street" in page


def test_sent_it_lies_sealed_with_the_contacts_and_the_team_reads_the_name(
    world, amira, surgery, client
):
    tasks = begun(amira)
    amira.post(tasks + "/part/gp", {"gp_practice": str(surgery.pk)} | LATER | key())
    amira.post(tasks + "/check", {"version": "1"} | key())
    item_id = the_id(world)

    with as_amira(world):
        rows = ChildContact.objects.filter(item_id=item_id)
        assert rows
        assert all(b"River Street" not in bytes(row.words) for row in rows)
    sign_in(client, world.priya)
    page = client.get(reverse("referrals:record", args=[item_id])).text
    assert "River Street Surgery, 12 River Street, Riverton, ZE1 2AB" in page
    assert str(surgery.pk) not in page


def test_it_can_be_chosen_after_the_request_was_sent(world, amira, surgery):
    amira.get(begun(amira, then="send"))
    add = reverse("referrals:add", args=[the_id(world), "gp"])
    version = re.search(r'name="version" value="(\d+)"', amira.get(add).text)[1]
    typed = {"gp_practice_find": "riverton", "find": "yes", "version": version}

    found = amira.post(add, typed | LATER | key())
    done = amira.post(
        add, {"gp_practice": str(surgery.pk), "version": version} | LATER | key()
    )  # fmt: skip

    assert radios(found.text)[0][0] == str(surgery.pk)
    assert done.url == reverse("referrals:asked", args=[the_id(world)])


def test_what_follows_the_typing_is_public_and_reads_no_child(world, amira, surgery):
    begun(amira)
    before = audited()

    page = amira.get(
        reverse("referrals:practices"), {"gp_practice_find": "ZE1", "gp_practice": "__not_known__"}
    )

    assert next(label for _, label, _ in radios(page.text)) == "River Street Surgery"
    assert [value for value, _, chosen in radios(page.text) if chosen] == ["__not_known__"]
    assert page.text.strip().startswith('<div id="practices"')
    assert audited() == before


@pytest.mark.parametrize("typed", ["'&", "x" * 5000, "ZE1 2AB OR 1=1", "💚"])
def test_whatever_is_typed_is_answered(amira, surgery, typed):
    found = amira.get(
        reverse("referrals:practices"), {"gp_practice_find": typed, "gp_practice": typed}
    )

    assert found.status_code == 200


def test_nobody_else_asks_for_practices(world, client, surgery):
    assert client.get(reverse("referrals:practices")).status_code in (302, 404)
    sign_in(client, world.jo)
    assert client.get(reverse("referrals:practices")).status_code == 404
