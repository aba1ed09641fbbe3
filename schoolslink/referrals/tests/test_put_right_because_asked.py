"""What a family asked to be put right is, before that is said; and what the database refuses to anybody."""

import pytest
from django.db import DatabaseError, connection, transaction

from schoolslink.access import seal
from schoolslink.access.unit import acting
from schoolslink.kernel import clock, outbox
from schoolslink.referrals.commands import correcting
from schoolslink.referrals.commands.moving import find, make_move
from schoolslink.referrals.errors import NotPossible
from schoolslink.referrals.models import (
    Answer,
    Carer,
    ChildIdentity,
    FindingToken,
    Holding,
    Item,
    PutRight,
    Referral,
    RightAsked,
)
from schoolslink.referrals.queries.everything import everything
from schoolslink.referrals.rules import Kind, Move
from schoolslink.referrals.rules import putting_right as rules
from schoolslink.referrals.rules.request import FIELDS
from schoolslink.referrals.rules.rights import Corrected
from schoolslink.referrals.tests.arrange import acting_as, begun, sent
from schoolslink.referrals.tests.asking_own import asked as asked_own
from schoolslink.referrals.tests.test_copy import ellie_asks, fresh
from schoolslink.referrals.tests.test_correction import says
from schoolslink.referrals.tests.test_family_truth import family
from schoolslink.referrals.tests.test_putting_right import WHY, puts_right

pytestmark = pytest.mark.django_db


@pytest.fixture
def noon():
    return clock.real_now()


@pytest.fixture
def asked(world, noon):
    """Let Ellie, 17, say that her birth date is wrong; return her request, what stands for it, her family."""
    item_id = sent(world, noon, called="Ellie", birth_date="2009-01-10")
    them = family(world, item_id, noon)
    says(them["self"], noon, wrong="My birthday is wrong.", should_be="10 February 2009.")
    with acting(acting_as(world.priya)):
        return item_id, Item.objects.get(about=item_id, kind=Kind.CORRECTION), them


def answers(world, one, outcome, noon, words="Done.", **more):
    with acting(fresh(world.priya)) as priya:
        correcting.answer_correction(
            actor=priya, item_id=one.pk, version=one.version, outcome=outcome, words=words, at=noon,
            **more,
        )  # fmt: skip
    outbox.deliver_waiting()


def test_put_right_is_not_said_before_something_was(world, asked, noon):
    item_id, one, _ = asked
    with pytest.raises(NotPossible, match="Nothing has been put right yet"):
        answers(world, one, Corrected.PUT_RIGHT, noon)
    with acting(fresh(world.priya)):
        right = RightAsked.objects.get(stands=one)
        with pytest.raises(DatabaseError, match="nothing was put right"), transaction.atomic():
            RightAsked.objects.filter(pk=right.pk).update(
                done_at=noon, outcome="put_right", answer=b"x"
            )

    puts_right(world.priya, item_id, "birth_date", "2009-02-10", noon, correction_id=one.pk)
    with pytest.raises(NotPossible, match="was put right because of this"):
        answers(world, one, Corrected.AS_IT_IS, noon)
    answers(world, one, Corrected.PUT_RIGHT, noon)

    with acting(acting_as(world.priya)):
        assert RightAsked.objects.get().outcome == "put_right"


def test_in_another_system_says_in_which(world, asked, noon):
    _, one, _ = asked
    answers(world, one, Corrected.PUT_RIGHT, noon, elsewhere="The clinic's record")
    with acting(acting_as(world.priya)):
        right = RightAsked.objects.get()
        seal.open_keys([right.child_id])
        assert seal.texts(right, right.child_id)["elsewhere"] == "The clinic's record"


def test_another_childs_correction_carries_nothing(world, asked, noon):
    _, one, _ = asked
    other = sent(world, noon, first_name="Adam")
    with pytest.raises(Item.DoesNotExist):
        puts_right(world.priya, other, "birth_date", "2011-04-05", noon, correction_id=one.pk)


def test_a_carer_who_asked_reads_their_own_and_not_the_childs_number(world, noon):
    item_id = sent(world, noon, called="Ellie", birth_date="2014-01-10")
    them = family(world, item_id, noon)
    says(them["carer"], noon, wrong="Two things are wrong.", should_be="See below.")
    with acting(acting_as(world.priya)):
        one = Item.objects.get(about=item_id, kind=Kind.CORRECTION)
    for name, answer in (("carer_phone", "01632 960 111"), ("address", "1 Other Street")):
        puts_right(world.priya, item_id, name, answer, noon, correction_id=one.pk)

    with acting(them["carer"]):
        assert list(PutRight.objects.values_list("name", flat=True)) == ["carer_phone"]
    with acting(them["self"]):
        assert not PutRight.objects.exists()


def bare(actor, item_id, noon, **more):
    """Write the row itself, past every check of ours."""
    with transaction.atomic():
        PutRight.objects.create(
            **{"item_id": item_id, "name": "birth_date", "at": noon, "side": "service", "why": b"x",
               "now": b"x"} | more
        )  # fmt: skip


def test_the_database_takes_no_answer_of_the_teams_without_what_it_was(world, noon):
    item_id = sent(world, noon)
    with acting(acting_as(world.priya)):
        for model in (ChildIdentity, Answer, Referral):
            assert model.objects.filter(item_id=item_id).exists()
            found = model.objects.filter(item_id=item_id).update(risk_marked=False)
            assert found == 0
        assert FindingToken.objects.filter(item_id=item_id).delete()[0] == 0


def test_the_database_lets_nobody_put_right_what_is_not_theirs(
    world, asked, noon, open_door, as_seed
):
    unsent = begun(world, noon)
    own = asked_own(open_door, noon, as_seed, school_hears="yes").item_id
    outbox.deliver_waiting()
    item_id, one, _ = asked
    unrelated = sent(world, noon)
    with acting(acting_as(world.priya)) as priya:
        right = RightAsked.objects.get(stands=one).pk
        for name in ("concern", "risk_self_harm", "carer_pr", "no_such"):
            with pytest.raises(DatabaseError, match="not theirs to put right"):
                bare(priya, item_id, noon, name=name)
        told = Carer.objects.get(item_id=item_id, relationship="carer")
        with pytest.raises(DatabaseError, match="not theirs to read"):
            bare(priya, item_id, noon, told_id=told.pk, right_id=right)
        with pytest.raises(DatabaseError, match="nobody asks for this"):
            bare(priya, unrelated, noon, right_id=right)
    with acting(acting_as(world.nadia)) as nadia:
        with pytest.raises(DatabaseError, match="nothing was sent yet"):
            bare(nadia, unsent, noon)
        with pytest.raises(DatabaseError, match="not theirs to put right"):
            bare(nadia, own, noon)
    for who in (world.lena, world.jo, world.stranger):
        with acting(acting_as(who)) as actor, pytest.raises(DatabaseError, match="row-level"):
            bare(actor, item_id, noon)


def test_the_database_stamps_who_it_was_and_changes_no_row_afterwards(world, noon):
    item_id = sent(world, noon)
    with acting(acting_as(world.priya)) as priya:
        bare(priya, item_id, noon, by=world.sam.pk, by_name="Sam Okoro")
        row = PutRight.objects.get()
        assert (row.by, row.by_name) == (world.priya.pk, "Priya Nair")
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            PutRight.objects.update(why=b"y")
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            PutRight.objects.all().delete()


def test_every_question_is_judged_and_the_database_knows_the_same(db):
    with connection.cursor() as cursor:
        cursor.execute("select name, held, reader from referrals_may_put_right order by name")
        kept = cursor.fetchall()
    of_pages = {
        field.name
        for block in rules.BLOCKS
        if block.name in rules.NO_PAGE
        for field in block.fields
    }
    assert kept == [
        (name, held.value, rules.reader_of(name).value) for name, held in sorted(rules.HELD.items())
    ]
    assert {*rules.HELD, *rules.HAS_ITS_OWN_WAY, *of_pages} == set(FIELDS)


@pytest.mark.parametrize("name", sorted(FIELDS))
def test_no_carer_reads_what_is_the_childs_own(name):
    for member_of in ("carer", "second_carer"):
        if rules.may_read(name, member_of):
            theirs = name.startswith(f"{member_of}_")
            assert theirs or name in ("first_name", "surname", "birth_date", "age")


def test_a_young_persons_copy_has_what_it_was(world, noon):
    item_id, right_id, _ = ellie_asks(world, noon)
    puts_right(world.priya, item_id, "address", "1 Other Street", noon)

    with acting(fresh(world.sam)) as sam:
        lines = everything(sam, right_id).lines().values()
    assert WHY in [line.text for line in lines]


def test_an_ended_request_is_put_right_without_beginning_again(world, noon):
    item_id = sent(world, noon)
    with acting(acting_as(world.nadia)) as nadia:
        request, side = find(nadia, item_id)
        make_move(
            actor=nadia, item=request, side=side, move=Move.WITHDRAW, version=request.version,
            at=noon, words="Not needed.",
        )  # fmt: skip
    puts_right(world.priya, item_id, "birth_date", "2011-04-05", noon)

    with acting(acting_as(world.priya)):
        item = Item.objects.get(pk=item_id)
        assert item.closed_at is not None
        assert not Holding.objects.filter(item=item, ended_at__isnull=True).exists()
