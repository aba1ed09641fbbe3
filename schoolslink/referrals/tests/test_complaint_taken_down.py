"""What went wrong, said by telephone or in the room: written down for them, and opened by nobody for that."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from schoolslink.access.models import Membership, Role
from schoolslink.access.seal import NoKey, texts
from schoolslink.access.tests.arrange import member, person
from schoolslink.access.unit import acting
from schoolslink.kernel import clock, outbox
from schoolslink.kernel.calendar import add_working_days
from schoolslink.notices.models import Notice
from schoolslink.referrals.commands.moving import find, make_move
from schoolslink.referrals.commands.taking_down import take_down
from schoolslink.referrals.errors import NotPossible, NotYours
from schoolslink.referrals.jobs import escalate_overdue
from schoolslink.referrals.models import Carer, Complaint, Item
from schoolslink.referrals.queries.complaints import (
    complaint_of,
    complaints_due,
    own_complaints,
    who_would_hear_of,
)
from schoolslink.referrals.queries.own import own_page
from schoolslink.referrals.queries.taking_down import request_to_take, who_may_complain
from schoolslink.referrals.rules import Move
from schoolslink.referrals.rules.complaint import How, acknowledge_by
from schoolslink.referrals.tests.arrange import acting_as, sent
from schoolslink.referrals.tests.test_complaint import (
    WHAT,
    WISH,
    another_manager,
    complains,
    noon,
    row_of,
    sees,
)
from schoolslink.referrals.tests.test_copy import fresh
from schoolslink.referrals.tests.test_family_truth import family

pytestmark = pytest.mark.django_db
__all__ = ["noon"]
REACH = "Halina W., 07700 900 123, never by post"


@pytest.fixture
def asked(world, noon):
    """Let a school ask for Ellie, 17, ten days ago; return the request."""
    return sent(world, noon - timedelta(days=10), called="Ellie", birth_date="2009-01-10")


def member_of(item_id, as_seed, relationship="carer") -> Carer:
    with as_seed():
        return Carer.objects.get(item_id=item_id, relationship=relationship)


def takes(world, item_id, noon, as_seed, *, who=None, whose="carer", ago=0, **more):
    """Let somebody of the team, or another, take down what one of the family says; return its row."""
    one = member_of(item_id, as_seed, whose)
    with as_seed():
        before = set(Complaint.objects.values_list("pk", flat=True))
    with acting(fresh(who or world.priya)) as actor:
        item = Item.objects.get(pk=item_id)
        given = {"what": WHAT, "wish": WISH, "reach": REACH, "not_to": [], "how": How.PHONE} | more
        made_at = given.pop("made_at", noon - timedelta(days=ago))
        take_down(actor=actor, item=item, member_id=one.pk, made_at=made_at, at=noon, **given)
    outbox.deliver_waiting()
    with as_seed():
        return Complaint.objects.exclude(pk__in=before).first()


def test_the_three_working_days_run_from_when_it_was_said_and_not_from_when_it_was_typed(
    world, asked, noon, as_seed
):
    row = takes(world, asked, noon, as_seed, ago=2)

    said_on = clock.local_day(noon) - timedelta(days=2)
    assert row.due_on == acknowledge_by(said_on, add_working_days)
    assert (row.said_at, row.typed_at) == (noon - timedelta(days=2), noon)
    assert (row.how, row.said_as, row.said_by) == ("phone", "carer", world.priya.pk)
    assert (row.person_id, row.place_id) == (world.lena.pk, world.riverside.pk)


@pytest.mark.parametrize(
    "role",
    [Role.SCHOOL_LEAD, Role.SCHOOL_COVER, Role.SCHOOL_HEAD, Role.TRIAGER, Role.SERVICE_MANAGER],
)
def test_whoever_answers_for_school_team_or_service_takes_it_down(
    world, asked, noon, as_seed, role
):
    place = world.northgate if role.value.startswith("school") else world.riverside
    with as_seed():
        kim = person("Kim Taylor")
        member(kim, place, role)

    row = takes(world, asked, noon, as_seed, who=kim)

    assert row.said_by == kim.pk
    with acting(fresh(world.lena)) as lena:
        heard = complaint_of(lena, row.pk)
    assert (heard.what, heard.reach, heard.how, heard.typed_by) == (
        WHAT, REACH, "phone", "Kim Taylor",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("place", "role"),
    [
        ("northgate", Role.SCHOOL_REFERRER), ("northgate", Role.SAFEGUARDING_LEAD),
        ("hillside", Role.SCHOOL_LEAD), ("area", Role.AREA_COORDINATOR),
    ],
)  # fmt: skip
def test_nobody_else_takes_it_down_and_the_database_says_so_by_itself(
    world, asked, noon, as_seed, place, role
):
    with as_seed():
        kim = person("Kim Taylor")
        member(kim, getattr(world, place), role)
        item = Item.objects.get(pk=asked)
        one = Carer.objects.get(item_id=asked, relationship="carer")

    with acting(fresh(kim)) as actor:
        with pytest.raises(Item.DoesNotExist):
            request_to_take(actor, asked)
        with pytest.raises(NotYours):
            take_down(
                actor=actor, item=item, member_id=one.pk, how=How.PHONE, made_at=noon, what=WHAT,
                wish="", reach=REACH, not_to=[], at=noon,
            )  # fmt: skip
        with pytest.raises(DatabaseError, match="not theirs to take down"), transaction.atomic():
            Complaint(
                item_id=asked, family_member_id=one.pk, said_by=kim.pk, said_as="carer", said_at=noon,
                place_id=world.riverside.pk, reference="CP-X", what=b"x", how="phone", typed_at=noon,
                same_words=b"x", due_on=clock.local_day(noon) + timedelta(days=3),
            ).save(force_insert=True)  # fmt: skip
    with as_seed():
        assert not Complaint.objects.exists()


def test_who_typed_it_opens_it_no_more(world, asked, noon, as_seed):
    for who in (world.priya, world.nadia):
        row = takes(world, asked, noon, as_seed, who=who, what=f"{who.name} laughed.")

        assert not sees(who, row.pk)
        with acting(fresh(who)), pytest.raises(NoKey):
            texts(row, row.pk)


def test_who_typed_it_and_hears_it_reads_on(world, asked, noon, as_seed):
    row = takes(world, asked, noon, as_seed, who=world.lena)

    with acting(fresh(world.lena)) as lena:
        assert complaint_of(lena, row.pk).what == WHAT
        assert [due.id for due in complaints_due(lena)] == [row.pk]


def test_it_never_goes_to_whom_it_is_about_though_they_typed_it(world, asked, noon, as_seed):
    nell = another_manager(world, as_seed)

    row = takes(world, asked, noon, as_seed, who=world.lena, not_to=[world.lena.pk])

    assert row.person_id == nell.pk
    assert not sees(world.lena, row.pk)


def test_the_family_reads_its_copy_on_their_own_page_and_hears_that_there_is_one(
    world, asked, noon, as_seed
):
    them = family(world, asked, noon)
    row = takes(world, asked, noon, as_seed, ago=1)

    with acting(them["carer"]) as halina:
        (mine,) = own_complaints(own_page(halina))
    with acting(them["self"]) as ellie:
        assert own_complaints(own_page(ellie)) == []
    assert (mine.id, mine.what, mine.wish, mine.how) == (row.pk, WHAT, WISH, "phone")


def test_the_same_words_taken_down_by_two_are_one_complaint(world, asked, noon, as_seed):
    first = takes(world, asked, noon, as_seed)

    again = takes(world, asked, noon, as_seed, who=world.nadia, what=f"  {WHAT.upper()}\n")

    assert again is None
    with as_seed():
        assert Complaint.objects.count() == 1
        waits = Notice.objects.filter(about_id=first.pk, kind="referrals.complaint_waits")
        assert waits.count() == 1
    other = takes(world, asked, noon, as_seed, what="Something else.")
    assert other.pk != first.pk


def test_one_that_they_sent_from_their_page_stops_nobody_from_taking_down_another(
    world, asked, noon, as_seed
):
    them = family(world, asked, noon)
    complains(them["carer"], noon, "Nobody rang me back.")

    assert takes(world, asked, noon, as_seed).how == "phone"


def test_a_moment_that_cannot_be_is_said_beside_its_field(world, asked, noon, as_seed):
    for ago, words in (
        (-1, "cannot have come after now"), (11, "there was no request yet"), (400, "a year ago"),
    ):  # fmt: skip
        with pytest.raises(NotPossible, match=words) as refused:
            takes(world, asked, noon, as_seed, ago=ago)
        assert refused.value.field == "made_on"
    with as_seed():
        assert not Complaint.objects.exists()


def test_the_database_too_takes_no_moment_before_the_request_or_after_the_typing(
    world, asked, noon, as_seed
):
    one = member_of(asked, as_seed)
    for said_at in (noon + timedelta(minutes=1), noon - timedelta(days=12)):
        due = acknowledge_by(clock.local_day(said_at), add_working_days)
        row = Complaint(
            item_id=asked, family_member_id=one.pk, said_by=world.priya.pk, said_as="carer",
            said_at=said_at, place_id=world.riverside.pk, reference="CP-X", what=b"x", how="phone",
            typed_at=noon, same_words=b"x", due_on=due,
        )  # fmt: skip
        with (
            acting(fresh(world.priya)),
            pytest.raises(DatabaseError, match="not to be taken down so"),
            transaction.atomic(),
        ):
            row.save(force_insert=True)


@pytest.mark.parametrize("barred", [{"court_order": "barred"}, {"not_by": ["person"]}])
def test_of_a_carer_who_may_not_be_spoken_with_nothing_is_written_down(
    world, asked, noon, as_seed, barred
):
    with as_seed():
        Carer.objects.filter(item_id=asked, relationship="carer").update(**barred)

    with pytest.raises(NotPossible, match="may not be spoken with"):
        takes(world, asked, noon, as_seed)
    for who in (world.priya, world.nadia, world.lena):
        with acting(fresh(who)) as actor:
            found = who_may_complain(actor, Item.objects.get(pk=asked))
        assert [one.relationship for one in found] == ["self"]


def test_a_carer_of_another_request_is_none_of_this_one(world, asked, noon, as_seed):
    other = sent(world, noon, called="Max", birth_date="2009-02-11")

    with as_seed():
        stranger = Carer.objects.get(item_id=other, relationship="self")
    with acting(fresh(world.priya)) as priya, pytest.raises(NotPossible):
        take_down(
            actor=priya, item=Item.objects.get(pk=asked), member_id=stranger.pk, how=How.LETTER,
            made_at=noon, what=WHAT, wish="", reach=REACH, not_to=[], at=noon,
        )  # fmt: skip


def test_of_a_request_that_ended_long_ago_school_and_manager_still_take_one_down(
    world, asked, noon, as_seed
):
    with acting(acting_as(world.nadia)) as nadia:
        request, side = find(nadia, asked)
        make_move(
            actor=nadia, item=request, side=side, move=Move.WITHDRAW, version=request.version,
            at=noon - timedelta(days=9), words="Not needed.",
        )  # fmt: skip
    outbox.deliver_waiting()
    with as_seed():
        long_ago = clock.local_day(noon) - timedelta(days=200)
        Item.objects.filter(pk=asked).update(closed_on=long_ago)

    with acting(fresh(world.priya)) as priya, pytest.raises(Item.DoesNotExist):
        request_to_take(priya, asked)  # the team opens it no more
    for who in (world.nadia, world.lena):
        assert takes(world, asked, noon, as_seed, who=who, what=who.name).person_id == world.lena.pk


def test_where_nobody_at_all_would_have_it_it_is_refused_and_not_kept(world, asked, noon, as_seed):
    with as_seed():
        Membership.objects.filter(role=Role.AREA_COORDINATOR).delete()

    with pytest.raises(NotPossible, match="Nobody at the service"):
        takes(world, asked, noon, as_seed, not_to=[world.lena.pk])

    with as_seed():
        Membership.objects.filter(role=Role.SERVICE_MANAGER).delete()
        assert not Complaint.objects.exists()
    with acting(fresh(world.priya)):
        assert not who_would_hear_of(Item.objects.get(pk=asked)).is_anybody


def test_typed_in_late_it_is_first_with_whoever_hears_it_and_the_next_has_it_in_the_morning(
    world, asked, noon, as_seed
):
    nell = another_manager(world, as_seed)

    row = takes(world, asked, noon, as_seed, ago=9)
    assert row.due_on < clock.local_day(noon)
    assert row_of(row.pk, as_seed).person_id == world.lena.pk
    with clock.fixed(noon):
        escalate_overdue(0)
    assert row_of(row.pk, as_seed).person_id == world.lena.pk
    with clock.fixed(noon + timedelta(days=1)):
        escalate_overdue(0)

    assert row_of(row.pk, as_seed).person_id == nell.pk
