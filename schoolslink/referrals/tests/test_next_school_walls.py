"""Nobody takes a request to another school by any other way; the card and its page say what was agreed."""

import pytest
from django.db import DatabaseError, connection, transaction

from schoolslink.access.jobs import as_job
from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.kernel import clock, outbox
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.errors import NotPossible
from schoolslink.referrals.models import Item, ItemEvent, TransferStep
from schoolslink.referrals.queries import open_for_team
from schoolslink.referrals.rules import Move
from schoolslink.referrals.tests.arrange import acting_as
from schoolslink.referrals.tests.test_arrival import college, says_yes
from schoolslink.referrals.tests.test_next_school import NO, YES, all_stand, asked, covered, tells
from schoolslink.referrals.tests.test_transfer import card, noon, two

__all__ = ["asked", "card", "college", "covered", "noon", "two"]  # fixtures
pytestmark = pytest.mark.django_db


def test_the_database_takes_it_to_no_school_that_nobody_agreed_to(world, noon, asked, college):
    request_id, card_id, asking_id = asked
    tells(world, card_id, noon, 2, NO)
    says_yes(college.hanna, asking_id, noon)
    outbox.deliver_waiting()
    with acting(acting_as(world.priya)):
        child_id = Item.objects.get(pk=request_id).child_id

    for school in (college.pk, world.hillside.pk):
        with (
            as_job(child_id=child_id, purpose="test"),
            pytest.raises(DatabaseError, match="nobody agreed to it"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                "insert into referrals_itemevent (id, item_id, move, version_seen, from_state, to_state,"
                " at, actor_kind, side, reason, holder_side, duty, to_school_id, child_id,"
                " holder_pool_id, holder_person_id, due_on)"
                " select %s, id, 'change_school', version, '', '', %s, 'job', 'system', '', 'service',"
                " 'review', %s, child_id, team_id, null, current_date from referrals_item where id = %s",
                [new_id(), noon, school, request_id],
            )


def test_nobody_says_yes_on_a_card_of_which_no_school_is_asked(world, noon, card):
    _, card_id = card
    with pytest.raises(NotPossible, match="No school is asked"):
        tells(world, card_id, noon, 1)
    with acting(acting_as(world.priya)):
        event = ItemEvent.objects.filter(item_id=card_id).latest("version_seen")
    with acting(acting_as(world.priya)), pytest.raises(DatabaseError), transaction.atomic():
        TransferStep.objects.create(item_id=card_id, event=event, whom="self", next_school="self")


def test_the_card_and_the_timeline_say_what_was_agreed(world, noon, asked, college):
    request_id, card_id, _ = asked
    all_stand(world, noon, asked, college)

    with acting(acting_as(world.priya)) as priya:
        view = open_for_team(priya, card_id).transfer
        moves = [one.move for one in open_for_team(priya, request_id).opened.history]

    assert view.ticks[2].next_school == YES
    assert moves[-1] == Move.CHANGE_SCHOOL


def test_the_page_asks_it_and_refuses_a_press_without_an_answer(two, world, noon, asked):
    card_id = asked[1]
    with clock.fixed(noon):
        page = two.client
        sign_in(page, world.priya)
        shown = page.get(f"/queue/{card_id}/told-of-it").content.decode()
        assert "agree that Harbour College sees the request from now on?" in shown
        typed = {
            "form_key": str(new_id()), "version": 2, "whom": "self", "words": "On Monday, at school.",
        }  # fmt: skip
        missing = page.post(f"/queue/{card_id}/told-of-it", typed).content.decode()
        assert "Say what they said, or that you have not asked yet" in missing
        assert "On Monday, at school." in missing
        done = page.post(
            f"/queue/{card_id}/told-of-it",
            typed | {"form_key": str(new_id()), "next_school": "self"},
        )
        assert done.status_code == 302
        card_page = page.get(f"/queue/{card_id}").content.decode()
    assert "agrees that the next school sees the request" in card_page
