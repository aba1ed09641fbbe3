"""After a no a child is asked for again: what was said then comes along, and the team sees what is new."""

import pytest
from django.urls import reverse

from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.kernel import clock
from schoolslink.referrals.models import Item, Referral
from schoolslink.referrals.queries.answered import may_ask_again
from schoolslink.referrals.rules.again import ASKED_ANEW, Since, compared
from schoolslink.referrals.tests.arrange import acting_as, sent
from schoolslink.referrals.tests.asking import key, through_the_gate
from schoolslink.referrals.tests.test_asked_page import _next_step
from schoolslink.referrals.tests.turns import text_of

pytestmark = pytest.mark.django_db
AGREED = {"young_person_agrees": "agrees", "carer_agrees": "agrees", "school_hears": "yes"}


def test_each_question_says_what_became_of_its_answer():
    then = {("Worry", "What"): "Cries", ("Worry", "Since"): "May", ("Sleep", "Now"): "Bad"}
    now = {("Worry", "What"): "Cries", ("Worry", "Since"): "March", ("School", "Days"): "2"}

    rows = {(row.title, row.label): row.since for row in compared(then, now)}

    assert rows == {
        ("Worry", "What"): Since.UNCHANGED,
        ("Worry", "Since"): Since.CHANGED,
        ("School", "Days"): Since.NEW,
        ("Sleep", "Now"): Since.GONE,
    }


def test_a_yes_and_a_risk_are_never_taken_over_from_last_time():
    assert {"young_person_agrees", "carer_agrees", "school_hears", "tell"} <= ASKED_ANEW
    assert not ASKED_ANEW & {"concern", "first_name", "birth_date", "worry"}


def _asks_again(two, item_id, **typed) -> Item:
    """Let Nadia follow the link of her page through the gate, and send what stands there."""
    page = two.reads(item_id)
    link = reverse("referrals:gate") + f"?again={item_id}"
    assert link in page
    onward = through_the_gate(two.client, query=f"?again={item_id}")
    form = two.client.get(onward).text
    assert "Wiśniewska" in form
    came = two.client.post(
        onward,
        {"first_name": "Ellie", "surname": "Wiśniewska", "birth_date-day": "4",
         "birth_date-month": "5", "birth_date-year": "2010", "worry": "3", "carer_pr": "yes",
         "tell": ["carer"], "concern": "She has stopped coming to school at all.",
         "then": "send"} | AGREED | typed | key(),
    )  # fmt: skip
    assert came.status_code == 302, text_of(came.text)
    with acting(acting_as(two.world.nadia)):
        return Item.objects.exclude(pk=item_id).get(kind="referral")


def test_asking_again_is_of_the_same_child_and_the_team_reads_new_beside_old(
    two, world, noon, django_assert_max_num_queries
):
    item_id, _ = _next_step(two, world, noon)

    again = _asks_again(two, item_id)

    with acting(acting_as(world.nadia)):
        assert again.child_id == Item.objects.get(pk=item_id).child_id
        assert Referral.objects.get(item=again).again_of_id == item_id
    sign_in(two.client, world.priya)
    beside = reverse("referrals:again", args=[again.pk])
    assert beside in two.client.get(reverse("referrals:record", args=[again.pk])).text
    with django_assert_max_num_queries(20):
        page = two.client.get(beside).text
    rows = [text_of(row) for row in page.split("<tr")[2:]]
    (concern,) = [row for row in rows if "stopped coming to school at all" in row]
    assert "says she feels sick every morning" in concern
    assert "Changed" in concern
    assert "Unchanged" not in rows[0]


def test_nobody_else_sees_both_and_what_a_team_still_has_is_not_asked_for_again(
    two, world, noon, as_seed
):
    item_id, _ = _next_step(two, world, noon)
    again = _asks_again(two, item_id)
    with clock.fixed(noon):
        other = sent(world, noon, first_name="Tom", surname="Ash")

    sign_in(two.client, world.priya)
    assert two.client.get(reverse("referrals:again", args=[other])).status_code == 404
    sign_in(two.client, world.stranger)
    assert two.client.get(reverse("referrals:again", args=[again.pk])).status_code == 404
    with acting(acting_as(world.nadia)) as nadia, pytest.raises(Item.DoesNotExist):
        may_ask_again(nadia, other, world.northgate.pk)
    with acting(acting_as(world.amira)) as amira, pytest.raises(Item.DoesNotExist):
        may_ask_again(amira, item_id, world.hillside.pk)


def test_the_right_to_ask_again_stands_where_a_no_stands(two, world, noon):
    item_id, _ = _next_step(two, world, noon)

    page = text_of(two.reads(item_id))

    assert "can ask again at any time" in page
    assert "at once if you fear for somebody's safety" in page
