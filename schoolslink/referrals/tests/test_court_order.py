"""A carer whom a court bars gets nothing by any channel; one whose information it limits, no answer."""

import re
from types import SimpleNamespace

import pytest
from django.urls import reverse

from schoolslink.access.family import open_page
from schoolslink.access.jobs import as_job
from schoolslink.access.models import FamilyCode, Role, Session
from schoolslink.access.tests.arrange import member as membership
from schoolslink.access.tests.arrange import person, sign_in
from schoolslink.access.unit import acting
from schoolslink.kernel import clock
from schoolslink.kernel.calendar import add_working_days
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands.decide import Answering, decide
from schoolslink.referrals.commands.family import make_sheets
from schoolslink.referrals.commands.orders import set_order
from schoolslink.referrals.commands.reviewing import record_review
from schoolslink.referrals.errors import ASecondPerson, NotPossible, NotYours
from schoolslink.referrals.jobs import family_reach
from schoolslink.referrals.models import Carer, CarerOrder, Item, Review, Told
from schoolslink.referrals.queries.family_letter import family_letter
from schoolslink.referrals.recipients import reach_of
from schoolslink.referrals.rules import Move
from schoolslink.referrals.rules.agreement import Decider
from schoolslink.referrals.rules.guarding import Outcome, Responsibility, Seen
from schoolslink.referrals.rules.reach import Carries, Channel
from schoolslink.referrals.rules.sharing import Order, Withheld
from schoolslink.referrals.sharing import decides, said_beside
from schoolslink.referrals.tests.arrange import acting_as, sent
from schoolslink.referrals.tests.test_family_wall import counted, families  # noqa: F401

ITEM = SimpleNamespace(risk_marked=False)


def carer(order: Order) -> SimpleNamespace:
    return SimpleNamespace(
        relationship="carer", parental_responsibility="yes", replaced=False, language="",
        court_order=order.value, not_by=(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("order", "page", "why", "decides_it"),
    [
        (Order.NONE, Carries.ANSWER, None, True),
        (Order.LIMITS_CONTACT, Carries.ANSWER, None, True),
        (Order.LIMITS_INFORMATION, Carries.HOLDER, Withheld.LIMITED, False),
        (Order.BARRED, Carries.NOTHING, Withheld.BARRED, False),
    ],
)
def test_an_order_outweighs_responsibility_and_a_yes(order, page, why, decides_it):
    one, yes = carer(order), {"carer": True}

    found = reach_of(ITEM, one, Channel.PAGE, yes, Decider.CARER)
    assert (found.carries, found.why) == (page, why)
    assert decides(one, ITEM, Decider.CARER) is decides_it


@pytest.mark.django_db
def test_the_database_gives_a_barred_carer_no_row_with_a_code_that_was_good(families, as_seed):  # noqa: F811
    tables = ("item", "told", "carer", "childidentity", "familymessage")
    before = counted(families["carer"], *tables)
    with as_seed():
        code = FamilyCode.objects.get(relationship="carer")
        Carer.objects.filter(family_code_id=code.pk).update(court_order=Order.BARRED.value)

    assert before["item"] == before["carer"] == 1
    assert counted(families["carer"], *tables) == dict.fromkeys(tables, 0)
    with as_seed():
        assert Item.objects.count() == 1


def say(world, item_id, at, *, order=Order.BARRED, right=Responsibility.CONFIRMED, by=None):
    with acting(acting_as(by or world.nadia)) as actor:
        member = Carer.objects.get(item_id=item_id, relationship="carer", replaced=False)
        set_order(
            actor=actor, item_id=item_id, member_id=member.pk, responsibility=right, order=order,
            seen=Seen.PAPER, at=at,
        )  # fmt: skip
        return member.pk


@pytest.fixture
def decided(world, noon):
    """A request accepted by the service; the young person and her mother have codes."""
    item_id = sent(world, noon)
    with acting(acting_as(world.priya)) as priya:
        answer = Answering(Move.ACCEPT, words="Yes.", level="getting_help", next_step="A talk.")
        decide(actor=priya, item_id=item_id, version=2, answer=answer, at=noon)
        sheets = make_sheets(actor=priya, item_id=item_id, at=noon)
    codes = {one.relationship: open_page(one.code, machine="192.0.2.7") for one in sheets}
    return item_id, codes["carer"]


@pytest.mark.django_db
def test_from_that_moment_nothing_reaches_a_barred_carer_by_any_channel(
    world, decided, noon, as_seed
):
    item_id, code = decided
    with as_seed():
        member = Carer.objects.get(item_id=item_id, relationship="carer")
        owed = Told.objects.get(item_id=item_id, family_member_id=member.pk)

    say(world, item_id, noon)

    with as_seed():
        assert FamilyCode.objects.get(pk=code).revoked_at is not None
        assert not Session.objects.filter(family_code_id=code).exists()
        owed.refresh_from_db()
    assert owed.how == "not_told"
    with acting(acting_as(world.priya)) as priya:
        with pytest.raises(NotPossible):
            family_letter(priya, item_id, owed.pk)
        sheets = make_sheets(actor=priya, item_id=item_id, at=noon)
        assert [one.relationship for one in sheets] == ["self"]
        assert said_beside(Item.objects.get(pk=item_id))[0] == {"carer"}
    with as_seed():
        child = Item.objects.get(pk=item_id).child_id
    with as_job(child_id=child, purpose="test"):
        assert family_reach(member.pk) is None


@pytest.mark.django_db
def test_no_other_hand_lifts_it_and_a_second_person_looks(world, decided, noon, as_seed):
    item_id, _code = decided
    member = say(world, item_id, noon)

    with acting(acting_as(world.nadia)):
        Carer.objects.filter(pk=member).update(court_order="none", parental_responsibility="no")
    with as_seed():
        assert Carer.objects.get(pk=member).court_order == "barred"
        said, review = CarerOrder.objects.get(), Review.objects.get(kind="order")
        head = person("Hana Head")
        membership(head, world.northgate, Role.SCHOOL_HEAD)
    assert (said.set_by, review.by_id) == (world.nadia.pk, world.nadia.pk)
    assert review.due_on == add_working_days(clock.local_day(noon), 5)
    with acting(acting_as(world.nadia)) as nadia, pytest.raises(ASecondPerson):
        record_review(actor=nadia, review_id=review.pk, outcome=Outcome.RIGHT, at=noon)
    with acting(acting_as(head)) as actor:
        record_review(actor=actor, review_id=review.pk, outcome=Outcome.RIGHT, at=noon)
    with as_seed():
        review.refresh_from_db()
    assert review.done_by == head.pk


@pytest.mark.django_db
def test_a_disputed_right_counts_for_nothing_and_stays_disputed(world, decided, noon, as_seed):
    item_id, _code = decided

    member = say(world, item_id, noon, order=Order.NONE, right=Responsibility.DISPUTED)

    with acting(acting_as(world.nadia)):
        Carer.objects.filter(pk=member).update(parental_responsibility="yes")
        assert said_beside(Item.objects.get(pk=item_id))[0] == {"carer"}
    with as_seed():
        assert Carer.objects.get(pk=member).parental_responsibility == "disputed"
        assert not Review.objects.filter(kind="order").exists()


@pytest.mark.django_db
def test_only_those_who_answer_for_either_side_say_it(world, decided, noon):
    item_id, _code = decided
    for who in (world.lena, world.jo, world.amira):
        with acting(acting_as(who)) as actor, pytest.raises((Item.DoesNotExist, NotYours)):
            set_order(
                actor=actor, item_id=item_id, member_id=new_id(), order=Order.BARRED,
                responsibility=Responsibility.NONE, seen=Seen.FAMILY, at=noon,
            )  # fmt: skip


@pytest.mark.django_db
def test_the_pages_say_it_and_save_it(world, decided, noon, client):
    item_id, _code = decided
    with clock.fixed(noon):
        sign_in(client, world.nadia)
        listed = client.get(reverse("referrals:carers", args=[item_id])).content.decode()
        assert "Halina W." in listed
        assert (
            reverse("referrals:carers", args=[item_id])
            in client.get(reverse("referrals:asked", args=[item_id])).content.decode()
        )
        address = re.search(r"/records/[^\"]+/carers/[^\"]+", listed)[0]
        assert client.get(address).status_code == 200
        said = {"responsibility": "yes", "order": "barred", "seen": "paper"}
        shown = client.post(address, said | {"form_key": str(new_id())}, follow=True)
        assert "nothing may reach them" in shown.content.decode()
        asked = client.get(reverse("referrals:asked", args=[item_id])).content.decode()
        assert "Not told: a court order bars them." in asked
        sign_in(client, world.priya)
        record = client.get(reverse("referrals:record", args=[item_id])).content.decode()
        assert "Not told: a court order bars them." in record
