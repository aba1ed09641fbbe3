"""What went wrong: held by whoever manages the service and by nobody it may be about, answered by a day."""

from datetime import date, timedelta
from unittest.mock import patch

import pytest
from django.db import DatabaseError, connection

from schoolslink.access.models import Membership, Role
from schoolslink.access.seal import NoKey, open_keys, texts
from schoolslink.access.tests.arrange import member, organisation, person
from schoolslink.access.unit import acting
from schoolslink.kernel import clock, outbox
from schoolslink.kernel.calendar import add_working_days
from schoolslink.notices.models import Notice
from schoolslink.referrals.commands import complaining
from schoolslink.referrals.commands.moving import find, make_move
from schoolslink.referrals.errors import NotPossible
from schoolslink.referrals.jobs import escalate_overdue
from schoolslink.referrals.models import Complaint, Item
from schoolslink.referrals.queries.complaints import (
    complaint_of,
    complaints_due,
    complaints_in_area,
    own_complaints,
    who_would_hear,
)
from schoolslink.referrals.queries.everything import everything
from schoolslink.referrals.queries.own import own_page
from schoolslink.referrals.rules import Move
from schoolslink.referrals.rules.complaint import acknowledge_by, answer_by
from schoolslink.referrals.tests.arrange import acting_as, sent
from schoolslink.referrals.tests.test_copy import ellie_asks, fresh
from schoolslink.referrals.tests.test_family_truth import family

pytestmark = pytest.mark.django_db
WHAT, WISH = "Priya laughed when I cried.", "I would like to see somebody else."
REACH, ANSWER = (
    "Ellie, 07700 900 123",
    "I am sorry. I spoke with everybody, and this is what we do now.",
)


@pytest.fixture
def noon():
    return clock.real_now()


@pytest.fixture
def said(world, noon):
    """Let Ellie, 17, say what went wrong; return her request, the complaint, and her family."""
    item_id = sent(world, noon, called="Ellie", birth_date="2009-01-10")
    them = family(world, item_id, noon)
    return item_id, complains(them["self"], noon), them


def complains(who, noon, what=WHAT, not_to=()):
    with acting(who) as ellie:
        own = own_page(ellie)
        one = complaining.complain(
            actor=ellie, item=own.item, member=own.member, what=what, wish=WISH, reach=REACH,
            not_to=not_to, at=noon,
        )  # fmt: skip
    outbox.deliver_waiting()
    return one


def writes_back(world, one, noon, who=None, day=None):
    with acting(fresh(who or world.lena)) as lena:
        complaining.write_back(
            actor=lena, complaint_id=one, is_agreed=False, at=noon,
            answer_on=day or answer_by(clock.local_day(noon), add_working_days),
        )  # fmt: skip
    outbox.deliver_waiting()


def answers(world, one, noon, words=ANSWER, who=None):
    with acting(fresh(who or world.lena)) as lena:
        complaining.answer(actor=lena, complaint_id=one, words=words, at=noon)
    outbox.deliver_waiting()


def row_of(one, as_seed) -> Complaint:
    with as_seed():
        return Complaint.objects.get(pk=one)


def later(one, as_seed, **facts) -> None:
    with as_seed():
        Complaint.objects.filter(pk=one).update(**facts)


def another_manager(world, as_seed, name="Nell Ward"):
    with as_seed():
        nell = person(name)
        member(nell, world.riverside, Role.SERVICE_MANAGER)
    return nell


def sees(who, one) -> bool:
    """Say whether somebody finds the row at all, past every rule of ours: the database alone."""
    with acting(fresh(who)):
        return Complaint.objects.filter(pk=one).exists()


def test_the_manager_has_it_from_the_moment_it_is_said_for_three_working_days(
    world, said, noon, as_seed
):
    _, one, _ = said

    row = row_of(one, as_seed)

    assert (row.person_id, row.place_id, row.said_as) == (world.lena.pk, world.riverside.pk, "self")
    assert row.due_on == acknowledge_by(clock.local_day(noon), add_working_days)
    with acting(fresh(world.lena)) as lena:
        (due,) = complaints_due(lena)
        heard = complaint_of(lena, one)
    assert (due.id, due.has, due.is_mine) == (one, world.lena.name, True)
    assert (heard.what, heard.wish, heard.reach, heard.by) == (WHAT, WISH, REACH, "self")


def test_neither_team_nor_school_nor_another_manager_finds_it(world, said, as_seed):
    _, one, _ = said
    with as_seed():
        head, elsewhere, far = person("Hal Head"), person("Max Elsewhere"), person("Una Far")
        member(head, world.northgate, Role.SCHOOL_HEAD)
        member(elsewhere, organisation("service", "Other CAMHS"), Role.SERVICE_MANAGER)
        member(far, organisation("area", "Other area"), Role.AREA_COORDINATOR)

    theirs = (world.priya, world.sam, world.nadia, world.amira, world.stranger)
    for who in (*theirs, head, elsewhere, far):
        assert not sees(who, one), who.name
    assert sees(world.lena, one)


def test_the_childs_own_key_does_not_open_it(world, said, as_seed):
    item_id, one, _ = said
    row = row_of(one, as_seed)

    with acting(fresh(world.priya)):
        child = Item.objects.get(pk=item_id).child_id
        open_keys([child])
        with pytest.raises(NoKey):
            texts(row, one)
    with acting(fresh(world.lena)):
        assert texts(row, one)["what"] == WHAT
        with pytest.raises(NoKey):
            texts(row, child)


def test_a_coordinator_sees_that_there_is_one_and_opens_no_word(world, said, as_seed, noon):
    _, one, _ = said
    later(one, as_seed, due_on=clock.local_day(noon) - timedelta(days=1))

    with acting(fresh(world.jo)) as jo:
        (due,) = complaints_in_area(jo, world.area.pk, today=clock.local_day(noon))
        row = Complaint.objects.get(pk=one)
        with pytest.raises(NoKey):
            texts(row, one)
        with pytest.raises(Complaint.DoesNotExist):
            complaint_of(jo, one)
    assert (due.has, due.is_mine) == (world.lena.name, False)


def test_a_carers_is_not_the_young_persons_nor_the_reverse(world, said, noon):
    _, _one, them = said
    other = complains(them["carer"], noon, what="Nobody rang me back.")

    with acting(them["self"]) as ellie:
        assert [row.what for row in own_complaints(own_page(ellie))] == [WHAT]
        assert not Complaint.objects.filter(pk=other).exists()
    with acting(them["carer"]) as halina:
        assert [row.what for row in own_complaints(own_page(halina))] == ["Nobody rang me back."]


def test_whom_it_is_about_neither_has_nor_reads_it(world, noon, as_seed):
    nell = another_manager(world, as_seed)
    item_id = sent(world, noon, called="Ellie", birth_date="2009-01-10")
    them = family(world, item_id, noon)

    one = complains(them["self"], noon, not_to=[world.lena.pk])

    assert row_of(one, as_seed).person_id == nell.pk
    assert not sees(world.lena, one)
    assert sees(nell, one)
    with acting(fresh(world.lena)) as lena, pytest.raises(Complaint.DoesNotExist):
        complaining.answer(actor=lena, complaint_id=one, words="I answer myself.", at=noon)


def test_a_manager_who_also_had_the_request_by_name_does_not_hear_it(world, noon, as_seed):
    nell = another_manager(world, as_seed)
    with as_seed():
        member(world.priya, world.riverside, Role.SERVICE_MANAGER, from_on=date(2020, 1, 1))
    item_id = sent(world, noon, called="Ellie", birth_date="2009-01-10")
    them = family(world, item_id, noon)

    with acting(them["self"]):
        hears = [name for _, name in who_would_hear().people]
    one = complains(them["self"], noon)

    assert sorted(hears) == sorted([world.lena.name, nell.name])
    assert not sees(world.priya, one)


def test_where_nobody_may_hear_it_the_coordinator_has_it_until_somebody_may(world, noon, as_seed):
    item_id = sent(world, noon, called="Ellie", birth_date="2009-01-10")
    them = family(world, item_id, noon)
    one = complains(them["self"], noon, not_to=[world.lena.pk])
    assert row_of(one, as_seed).person_id == world.jo.pk
    with acting(them["self"]) as ellie:
        (own,) = own_complaints(own_page(ellie))
        assert (own.has, own.is_heard) == (world.jo.name, False)
    with as_seed():
        told = Notice.objects.get(about_id=one, kind="referrals.complaint_unheard")
    assert told.recipient_person_id == world.jo.pk

    nell = another_manager(world, as_seed)
    with clock.fixed(noon):
        escalate_overdue(0)

    assert row_of(one, as_seed).person_id == nell.pk
    assert sees(nell, one)


def test_where_nobody_at_all_would_have_it_it_is_refused_and_not_kept(world, noon, as_seed):
    item_id = sent(world, noon, called="Ellie", birth_date="2009-01-10")
    them = family(world, item_id, noon)
    with as_seed():
        Membership.objects.filter(role=Role.AREA_COORDINATOR).delete()

    with pytest.raises(NotPossible):
        complains(them["self"], noon, not_to=[world.lena.pk])
    with (
        patch.object(complaining, "_somebody_would_have_it", return_value=True),
        pytest.raises(DatabaseError, match="nobody to hear it"),
    ):
        complains(them["self"], noon, not_to=[world.lena.pk])

    with as_seed():
        assert not Complaint.objects.exists()


def test_past_its_day_the_other_manager_has_it_then_the_coordinators_hear(
    world, said, noon, as_seed
):
    _, one, _ = said
    nell = another_manager(world, as_seed)
    due = row_of(one, as_seed).due_on
    morning = noon + timedelta(days=(due - clock.local_day(noon)).days + 1)

    with clock.fixed(morning):
        escalate_overdue(0)
        escalate_overdue(0)  # once a day
    first = row_of(one, as_seed)
    with clock.fixed(morning + timedelta(days=5)):
        escalate_overdue(0)

    assert (first.person_id, first.due_on) == (nell.pk, due)
    assert first.asked_next == [str(world.lena.pk), str(nell.pk)]
    with as_seed():
        kinds = list(
            Notice.objects.filter(about_id=one).order_by("id")
            .values_list("kind", "recipient_person_id")
        )  # fmt: skip
    assert kinds == [
        ("referrals.complaint_waits", world.lena.pk),
        ("referrals.complaint_waits", nell.pk),
        ("referrals.complaint_past", world.jo.pk),
    ]


def test_whoever_leaves_has_it_no_more_in_the_morning(world, said, noon, as_seed):
    _, one, _ = said
    nell = another_manager(world, as_seed)
    with as_seed(), connection.cursor() as cursor:
        cursor.execute(
            "update access_membership set until_on = current_date where person_id = %s",
            [world.lena.pk],
        )

    with clock.fixed(noon):
        escalate_overdue(0)

    assert row_of(one, as_seed).person_id == nell.pk
    assert not sees(world.lena, one)


def test_it_is_written_back_with_a_day_then_answered_and_the_family_is_told_each_time(
    world, said, noon, as_seed
):
    _, one, them = said
    day = clock.local_day(noon) + timedelta(days=20)

    writes_back(world, one, noon, day=day)
    with acting(them["self"]) as ellie:
        (seen,) = own_complaints(own_page(ellie))
    answers(world, one, noon)

    assert (seen.is_seen, seen.due_on, seen.is_answered) == (True, day, False)
    with acting(them["self"]) as ellie:
        (done,) = own_complaints(own_page(ellie))
    assert (done.answer, done.answered_by) == (ANSWER, world.lena.name)
    row = row_of(one, as_seed)
    assert (row.acknowledged_by, row.answered_by) == (world.lena.pk, world.lena.pk)


def test_a_day_that_is_over_or_half_a_year_away_is_refused(world, said, noon):
    _, one, _ = said
    today = clock.local_day(noon)

    with pytest.raises(NotPossible, match="That day is over"):
        writes_back(world, one, noon, day=today - timedelta(days=1))
    with pytest.raises(NotPossible, match="six months"):
        writes_back(world, one, noon, day=today + timedelta(days=190))


def test_of_two_managers_the_second_is_told_and_changes_nothing(world, said, noon, as_seed):
    _, one, _ = said
    nell = another_manager(world, as_seed)
    writes_back(world, one, noon)

    with pytest.raises(NotPossible, match="written back to them already"):
        writes_back(world, one, noon, who=nell, day=clock.local_day(noon) + timedelta(days=3))
    answers(world, one, noon)
    with pytest.raises(NotPossible, match="answered this already"):
        answers(world, one, noon, "Something else.", who=nell)

    with acting(fresh(nell)) as actor:
        assert complaint_of(actor, one).answer == ANSWER


def test_one_at_a_time_so_that_each_is_answered(world, said, noon):
    _, one, them = said
    with pytest.raises(NotPossible, match="complained before"):
        complains(them["self"], noon, "And again.")
    answers(world, one, noon)

    complains(them["self"], noon, "And again.")

    with acting(them["self"]) as ellie:
        found = {row.what for row in own_complaints(own_page(ellie))}
    assert found == {WHAT, "And again."}


def test_it_outlives_the_request_and_may_be_made_after_it(world, said, noon):
    item_id, one, them = said
    with acting(acting_as(world.nadia)) as nadia:
        request, side = find(nadia, item_id)
        make_move(
            actor=nadia, item=request, side=side, move=Move.WITHDRAW, version=request.version,
            at=noon, words="Not needed.",
        )  # fmt: skip
    outbox.deliver_waiting()

    answers(world, one, noon)
    again = complains(them["self"], noon, "Still not right.")

    assert sees(world.lena, one)
    assert sees(world.lena, again)


def test_what_no_service_has_cannot_be_complained_of(world, said, noon, as_seed):
    _, one, them = said
    answers(world, one, noon)
    with acting(them["self"]) as ellie:
        own = own_page(ellie)
        own.item.service_id = None
        with pytest.raises(NotPossible, match="No service has this request"):
            complaining.complain(
                actor=ellie, item=own.item, member=own.member, what=WHAT, wish="", reach="",
                not_to=[], at=noon,
            )  # fmt: skip


def test_its_words_are_in_the_copy_and_no_clinician_who_looks_sees_them(world, noon):
    _, right_id, them = ellie_asks(world, noon)
    one = complains(them["self"], noon)
    answers(world, one, noon)

    with acting(fresh(world.sam)) as sam:
        looked = [line.text for line in everything(sam, right_id).lines().values()]
    with acting(fresh(world.lena)) as lena:
        held = everything(lena, right_id)
    given = [line.text for line in held.lines().values()]

    assert WHAT not in looked
    assert {WHAT, WISH, REACH, ANSWER} <= set(given)
    assert len(held.not_a_clinicians()) >= 4
