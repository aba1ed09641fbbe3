"""The pages on which a wrong answer is put right: at the team, at the school, and what the family reads."""

import pytest

from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.kernel import clock, outbox
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.models import Item, PutRight
from schoolslink.referrals.rules import Kind
from schoolslink.referrals.rules.putting_right import mark_of
from schoolslink.referrals.tests.arrange import acting_as, sent
from schoolslink.referrals.tests.test_copy import sign_in_family
from schoolslink.referrals.tests.test_correction import says
from schoolslink.referrals.tests.test_family_truth import family
from schoolslink.referrals.tests.test_putting_right import puts_right
from schoolslink.referrals.tests.turns import text_of

pytestmark = pytest.mark.django_db
BORN = {"birth_date-day": "10", "birth_date-month": "2", "birth_date-year": "2009"}


@pytest.fixture
def noon():
    return clock.real_now()


@pytest.fixture
def item_id(world, noon):
    return sent(world, noon, called="Ellie", birth_date="2009-01-10")


def form(**more):
    return {
        "form_key": str(new_id()), "seen": mark_of("2009-01-10"), "why": "We read the passport.",
    } | BORN | more  # fmt: skip


def read(client, path):
    page = client.get(path)
    assert page.status_code == 200, path
    return text_of(page.content.decode())


def test_the_team_puts_a_birth_date_right_and_reads_what_it_was(world, item_id, client):
    sign_in(client, world.priya)
    page = f"/records/{item_id}/put-right"
    assert f"{page}/birth_date" in client.get(page).content.decode()
    assert page in client.get(f"/queue/{item_id}").content.decode()
    typed = form()

    sent_twice = [client.post(f"{page}/birth_date", typed) for _ in range(2)]

    assert [one.status_code for one in sent_twice] == [302, 302]
    with acting(acting_as(world.priya)):
        assert PutRight.objects.count() == 1
    record = read(client, f"/queue/{item_id}")
    assert "10 February 2009" in record
    assert "What was put right" in record
    assert "Put right by Priya Nair" in record
    assert "We read the passport." in record
    assert "10 January 2009" in read(client, page)
    letter = client.get(f"/queue/{item_id}/copy.txt").content.decode()
    assert "10 January 2009" not in letter


def test_the_school_reads_it_where_it_reads_what_it_sent(world, item_id, client, noon):
    puts_right(world.priya, item_id, "birth_date", "2009-02-10", noon)
    sign_in(client, world.nadia)

    page = read(client, f"/asked/{item_id}/as-sent")

    assert "10 February 2009" in page
    assert "It was so until" in page
    assert "10 January 2009" in page
    assert "Why:" in page
    assert "Polish" in page  # the language that the carer reads, by its name
    listed = client.get(f"/records/{item_id}/put-right").content.decode()
    assert "put-right/concern" in listed  # its own words


def test_what_is_typed_stays_and_says_what_is_wrong(world, item_id, client, noon):
    sign_in(client, world.priya)
    page = f"/records/{item_id}/put-right/birth_date"

    for typed, says_so in (
        (form(why=""), "Say why it was wrong"),
        (form(**{"birth_date-year": "2099"}), "This date is after today"),
        (form(**dict.fromkeys(BORN, "")), "say that it is not known"),
        (form(not_known="on"), "not both"),
        (form(**{"birth_date-month": "1"}), "stands there already"),
        (form(seen="0" * 16), "Somebody else answered this"),
        (form(seen="x' or 1=1 --"), "Somebody else answered this"),
    ):
        answer = client.post(page, typed)
        assert answer.status_code == 200, typed
        assert says_so in text_of(answer.content.decode()), typed
        if typed["why"]:
            assert typed["why"] in answer.content.decode()
    with acting(acting_as(world.priya)):
        assert not PutRight.objects.exists()
    assert client.post(page, {}).status_code == 200


def test_after_somebody_else_was_first_the_same_form_can_be_sent_again(
    world, item_id, client, noon
):
    sign_in(client, world.priya)
    page = f"/records/{item_id}/put-right/birth_date"
    puts_right(world.sam, item_id, "birth_date", "2009-03-10", noon)

    first = client.post(page, form())

    shown = first.content.decode()
    assert "10 March 2009" in text_of(shown)  # what stands there now
    assert mark_of("2009-03-10") in shown
    assert client.post(page, form(seen=mark_of("2009-03-10"))).status_code == 302


def test_what_is_not_to_be_put_right_has_no_page(world, item_id, client, noon):
    sign_in(client, world.priya)
    for name in ("concern", "risk_self_harm", "carer_pr", "no_such"):
        assert client.get(f"/records/{item_id}/put-right/{name}").status_code == 404, name
    for wanted in ("no-uuid", str(new_id()), f"{item_id}"):
        assert client.get(f"/records/{item_id}/put-right?for={wanted}").status_code == 404
    for who in (world.amira, world.stranger):
        sign_in(client, who)
        assert client.get(f"/records/{item_id}/put-right").status_code == 404


def test_whoever_asked_reads_what_stands_now(world, item_id, client, noon):
    them = family(world, item_id, noon)
    says(them["self"], noon, wrong="My birthday is wrong.", should_be="It is in February.")
    with acting(acting_as(world.priya)):
        one = Item.objects.get(about=item_id, kind=Kind.CORRECTION)
    sign_in(client, world.priya)
    page = f"/queue/{one.pk}/correction"
    put = f"/records/{item_id}/put-right?for={one.pk}"
    assert put in client.get(page).content.decode()
    assert f"put-right/birth_date?for={one.pk}" in client.get(put).content.decode()
    answer = {
        "form_key": str(new_id()), "version": str(one.version), "outcome": "put_right",
        "words": "You were right. It is your birthday now.",
    }  # fmt: skip
    too_soon = client.post(page, answer)
    assert "Nothing has been put right yet" in text_of(too_soon.content.decode())

    moved = client.post(f"/records/{item_id}/put-right/birth_date?for={one.pk}", form())
    assert moved["Location"] == page
    shown = read(client, page)
    assert "What was put right because of this" in shown
    assert "10 February 2009" in shown
    assert client.post(page, answer | {"form_key": str(new_id())}).status_code == 302
    outbox.deliver_waiting()

    sign_in_family(client, them["self"])
    told = read(client, "/my-request/rights")
    assert "It was put right." in told
    assert "It says this now: 10 February 2009" in told
    assert "10 January 2009" not in told
    sign_in_family(client, them["carer"])
    assert "10 February 2009" not in read(client, "/my-request/rights")
