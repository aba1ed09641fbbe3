"""The pages of a complaint: the family's own, its manager's and the coordinator's list."""

import pytest

from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.queries.complaints import own_complaints
from schoolslink.referrals.queries.own import own_page
from schoolslink.referrals.tests.arrange import sent
from schoolslink.referrals.tests.test_complaint import ANSWER, WHAT, WISH, complains, noon, said
from schoolslink.referrals.tests.test_copy import sign_in_family
from schoolslink.referrals.tests.test_family_truth import family
from schoolslink.referrals.tests.turns import text_of

pytestmark = pytest.mark.django_db
__all__ = ["noon", "said"]


def test_its_page_reads_and_refuses_in_words(client, world, said, noon):
    _, one, them = said
    sign_in_family(client, them["self"])
    shown = text_of(client.get("/my-request/complain").content.decode())
    assert WHAT in shown
    assert f"{world.lena.name} has it, and must write back by" in shown

    for who in (world.priya, world.nadia, world.jo):
        sign_in(client, who)
        assert client.get(f"/service/complaint/{one}").status_code in (403, 404)
    sign_in(client, world.lena)
    page = text_of(client.get("/service").content.decode())
    assert "Somebody says that something went wrong" in page
    assert WHAT not in page
    heard = text_of(client.get(f"/service/complaint/{one}").content.decode())
    assert WHAT in heard
    bad = client.post(
        f"/service/complaint/{one}", {"form_key": str(new_id()), "act": "answer", "words": ""}
    )
    assert "Say what you found" in text_of(bad.content.decode())
    too_late = client.post(
        f"/service/complaint/{one}",
        {"form_key": str(new_id()), "act": "back", "agreed": "ours", "answer_on-day": "1",
         "answer_on-month": "1", "answer_on-year": str(noon.year + 2)},
    )  # fmt: skip
    assert "more than six months after" in text_of(too_late.content.decode())

    key = str(new_id())
    for _ in range(2):  # the same press twice
        done = client.post(
            f"/service/complaint/{one}", {"form_key": key, "act": "answer", "words": ANSWER}
        )
        assert done.status_code == 302
    late = client.post(
        f"/service/complaint/{one}",
        {"form_key": str(new_id()), "act": "answer", "words": "Too late."},
    )
    assert "Too late." in text_of(late.content.decode())

    sign_in_family(client, them["self"])
    after = text_of(client.get("/my-request/complain").content.decode())
    assert ANSWER in after
    assert "Parliamentary and Health Service Ombudsman" in after
    assert "Local Government and Social Care Ombudsman" in after
    assert "Information Commissioner" in after


def test_said_on_the_page_it_is_saved_once_and_keeps_what_was_typed(client, world, noon):
    item_id = sent(world, noon, called="Ellie", birth_date="2009-01-10")
    them = family(world, item_id, noon)
    sign_in_family(client, them["self"])
    page = "/my-request/complain"
    shown = text_of(client.get(page).content.decode())
    assert f"{world.lena.name} reads it." in shown
    assert "Nor do the people who help you." in shown
    typed = {"form_key": str(new_id()), "wish": WISH, "reach": ""}
    bad = client.post(page, typed)
    assert bad.status_code == 200
    assert WISH in bad.content.decode()

    for _ in range(2):
        assert client.post(page, typed | {"what": WHAT}).status_code == 302

    with acting(them["self"]) as ellie:
        assert [row.what for row in own_complaints(own_page(ellie))] == [WHAT]


def test_words_of_danger_show_help_first(client, world, noon):
    item_id = sent(world, noon, called="Ellie", birth_date="2009-01-10")
    them = family(world, item_id, noon)
    sign_in_family(client, them["self"])

    first = client.post(
        "/my-request/complain",
        {"form_key": str(new_id()), "what": "Nobody listens. I want to kill myself.", "wish": ""},
    )

    assert "999" in text_of(first.content.decode())
    with acting(them["self"]) as ellie:
        assert own_complaints(own_page(ellie)) == []


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", "'; drop table x; --", "ع" * 3000])
def test_hostile_words_are_words(client, world, noon, words):
    item_id = sent(world, noon, called="Ellie", birth_date="2009-01-10")
    them = family(world, item_id, noon)
    sign_in_family(client, them["self"])

    came = client.post(
        "/my-request/complain", {"form_key": str(new_id()), "what": words, "wish": ""}
    )

    assert came.status_code == 302
    assert "<script>alert" not in client.get("/my-request/complain").content.decode()
    with acting(them["self"]) as ellie:
        assert own_complaints(own_page(ellie))[0].what == words


def test_a_manager_named_by_hand_who_does_not_exist_is_refused_in_words(client, world, noon):
    item_id = sent(world, noon, called="Ellie", birth_date="2009-01-10")
    them = family(world, item_id, noon)
    sign_in_family(client, them["self"])

    for made_up in (str(new_id()), "priya", "\x00"):
        came = client.post(
            "/my-request/complain",
            {"form_key": str(new_id()), "what": WHAT, "not_to": made_up},
        )
        assert came.status_code == 200


def test_a_coordinator_finds_on_their_list_that_somebody_must_be_named(client, world, noon):
    item_id = sent(world, noon, called="Ellie", birth_date="2009-01-10")
    them = family(world, item_id, noon)
    complains(them["self"], noon, not_to=[world.lena.pk])
    sign_in(client, world.jo)

    home = text_of(client.get(f"/area/{world.area.pk}").content.decode())
    listed = client.get(f"/area/{world.area.pk}/silent").content.decode()

    assert "1 complaint that is late, or that nobody may read yet" in home
    assert "Name somebody who manages" in text_of(listed)
    assert WHAT not in listed
