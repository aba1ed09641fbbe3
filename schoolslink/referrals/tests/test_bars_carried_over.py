"""Who must not be reached, or is barred by a court, is so too when the same child is asked for again."""

import pytest

from schoolslink.access.unit import acting
from schoolslink.kernel import clock
from schoolslink.kernel.calendar import add_working_days
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands.carried_over import is_same_person
from schoolslink.referrals.commands.contact_bars import bar_contact, lift_bar
from schoolslink.referrals.commands.decide import step
from schoolslink.referrals.commands.orders import set_order
from schoolslink.referrals.commands.request import send_request, start_request
from schoolslink.referrals.commands.reviewing import record_review
from schoolslink.referrals.models import Carer, ContactBar, Item, Review
from schoolslink.referrals.queries.answered import said_before
from schoolslink.referrals.recipients import recipients
from schoolslink.referrals.rules import Move
from schoolslink.referrals.rules.guarding import Outcome, Responsibility, Seen
from schoolslink.referrals.rules.not_to_contact import Asked, Way
from schoolslink.referrals.rules.reach import Channel
from schoolslink.referrals.rules.sharing import Order
from schoolslink.referrals.tests.arrange import KNOWN, acting_as, sent

FATHER = {
    "second_carer_name": "Piotr Wolny", "second_carer_phone": "020 7946 0018",
    "carer_phone": "020 7946 0033",
}  # fmt: skip
ASKED_ANEW = {name: KNOWN[name] for name in KNOWN if "agrees" in name or "hears" in name} | {
    "tell": ["carer"], "holiday_contact": "Mr Reed", "holiday_phone": "01632 960 777",
}  # fmt: skip


@pytest.mark.parametrize(
    ("then", "now", "same"),
    [
        (("carer", "Piotr Wolny", ()), ("second_carer", "PIOTR", ()), True),
        (("carer", "Piotr Wolny", ()), ("carer", "Halina Wolny", ()), False),
        (("carer", "Piotr Wolny", ()), ("second_carer", "Mr Wolny", ()), True),
        (("carer", "Dad", ("02079460018",)), ("carer", "Piotr", ("02079460018",)), True),
        (("carer", "", ()), ("carer", "Piotr", ()), True),
        (("carer", "", ()), ("second_carer", "Piotr", ()), False),
    ],
)
def test_whom_a_name_a_slot_or_a_number_shows_to_be_the_same(then, now, same):
    assert is_same_person(then, now) is same


def the_father(item_id) -> Carer:
    return Carer.objects.get(item_id=item_id, whose="second_carer", replaced=False)


def bars(world, item_id, at):
    with acting(acting_as(world.priya)) as priya:
        bar_contact(
            actor=priya, item_id=item_id, member_id=the_father(item_id).pk, ways=[Way.PERSON],
            why="He waits outside.", asked_by=Asked.YOUNG_PERSON, since_on=clock.local_day(at), at=at,
        )  # fmt: skip


def a_court_bars(world, item_id, at):
    with acting(acting_as(world.nadia)) as nadia:
        set_order(
            actor=nadia, item_id=item_id, member_id=the_father(item_id).pk, at=at,
            responsibility=Responsibility.CONFIRMED, order=Order.BARRED, seen=Seen.PAPER,
        )  # fmt: skip


def asks_again(world, earlier, at, **more):
    with acting(acting_as(world.nadia)) as nadia:
        item_id = start_request(
            actor=nadia, school_id=world.northgate.pk, form_key=new_id(), at=at, again_id=earlier,
            answers=ASKED_ANEW | more, gate={"danger_now": False},
        )  # fmt: skip
        send_request(actor=nadia, item_id=item_id, version=1, at=at)
    return item_id


def reached(world, item_id) -> dict[str, set[Channel]]:
    """Return by which ways anything reaches each carer, by the door that all recipients come through."""
    with acting(acting_as(world.priya)):
        item = Item.objects.get(pk=item_id)
        return {
            whose: {
                channel
                for channel in Channel
                for one in recipients(item, channel)
                if one.member and one.member.whose == whose and not one.reach.is_nothing
            }
            for whose in ("carer", "second_carer")
        }


@pytest.mark.django_db
@pytest.mark.parametrize("barred", [bars, a_court_bars])
def test_who_was_barred_is_reached_by_nothing_when_it_is_asked_again(world, noon, as_seed, barred):
    earlier = sent(world, noon, **FATHER)
    barred(world, earlier, noon)
    with acting(acting_as(world.nadia)) as nadia:
        step(actor=nadia, item_id=earlier, move=Move.WITHDRAW, version=2, words="Later.", at=noon)
        before = said_before(nadia, earlier)
    assert "second_carer_phone" not in before
    assert before["carer_phone"] == "020 7946 0033"

    again = asks_again(world, earlier, noon, second_carer_phone="020 7946 0018")

    ways = reached(world, again)
    assert ways["second_carer"] == set()
    assert ways["carer"]
    with as_seed():
        review = Review.objects.get(item_id=again)
    assert review.due_on == add_working_days(clock.local_day(noon), 5)


@pytest.mark.django_db
def test_what_was_lifted_and_reviewed_lets_the_request_end_and_is_not_carried_over(world, noon):
    earlier = sent(world, noon, **FATHER)
    bars(world, earlier, noon)
    with acting(acting_as(world.nadia)) as nadia:
        bar = ContactBar.objects.get(item_id=earlier)
        lift_bar(actor=nadia, item_id=earlier, bar_id=bar.pk, at=noon)
        review = Review.objects.get(about_id=bar.pk)
        record_review(actor=nadia, review_id=review.pk, outcome=Outcome.RIGHT, at=noon)
        step(actor=nadia, item_id=earlier, move=Move.WITHDRAW, version=2, words="Later.", at=noon)

    assert reached(world, asks_again(world, earlier, noon))["second_carer"]
