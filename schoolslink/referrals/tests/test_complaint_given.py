"""What was taken down for somebody who has no page: given on paper or by voice, each time that it changes."""

from datetime import timedelta
from itertools import product

import pytest
from django.db import DatabaseError, connection, transaction

from schoolslink.access.models import FamilyCode
from schoolslink.access.unit import acting
from schoolslink.referrals.commands import complaining
from schoolslink.referrals.errors import NotPossible
from schoolslink.referrals.models import Carer, Complaint, Item, Referral, SharingChoice
from schoolslink.referrals.queries.complaints import complaints_due, how_to_give
from schoolslink.referrals.recipients import reach_of
from schoolslink.referrals.rules.complaint import Given
from schoolslink.referrals.rules.reach import Channel
from schoolslink.referrals.sharing import latest_choices
from schoolslink.referrals.tests.test_complaint import answers, noon, row_of, writes_back
from schoolslink.referrals.tests.test_complaint_taken_down import asked, takes
from schoolslink.referrals.tests.test_copy import fresh
from schoolslink.referrals.tests.test_family_truth import family

pytestmark = pytest.mark.django_db
__all__ = ["asked", "noon"]


def gives(world, one, at, how=Given.PHONE, who=None) -> None:
    with acting(fresh(who or world.lena)) as lena:
        complaining.give(actor=lena, complaint_id=one, how=how, at=at)


def is_owed(world, one) -> bool:
    with acting(fresh(world.lena)):
        return how_to_give(one).is_owed


def test_whoever_has_no_page_is_owed_it_when_taken_down_written_back_to_and_answered(
    world, asked, noon, as_seed
):
    one = takes(world, asked, noon, as_seed).pk
    steps = [is_owed(world, one)]

    for after, change in ((2, writes_back), (4, answers)):
        gives(world, one, noon + timedelta(minutes=after - 1))
        steps.append(is_owed(world, one))
        change(world, one, noon + timedelta(minutes=after))
        steps.append(is_owed(world, one))
    with acting(fresh(world.lena)) as lena:
        (due,) = complaints_due(lena)
    gives(world, one, noon + timedelta(minutes=5))

    assert steps == [True, False, True, False, True]
    assert (due.id, due.is_answered) == (one, True)
    with acting(fresh(world.lena)) as lena:
        assert complaints_due(lena) == []
    row = row_of(one, as_seed)
    assert (row.given_by, row.given_how) == (world.lena.pk, "phone")


def test_whoever_has_opened_their_page_is_given_nothing_on_paper(world, asked, noon, as_seed):
    them = family(world, asked, noon)
    one = takes(world, asked, noon, as_seed).pk
    assert is_owed(world, one)  # a code that nobody has opened is no page yet
    with as_seed():
        FamilyCode.objects.filter(pk=them["carer"].subject_id).update(first_used_at=noon)

    assert not is_owed(world, one)
    with pytest.raises(NotPossible, match="They have it already"):
        gives(world, one, noon)
    with as_seed():
        FamilyCode.objects.filter(pk=them["carer"].subject_id).update(revoked_at=noon)
    assert is_owed(world, one)


def test_of_whoever_has_no_page_somebody_writes_down_how_to_reach_them(world, asked, noon, as_seed):
    with pytest.raises(NotPossible, match="how an answer safely comes to them") as refused:
        takes(world, asked, noon, as_seed, reach=" ")
    assert refused.value.field == "reach"

    them = family(world, asked, noon)
    with as_seed():
        FamilyCode.objects.filter(pk=them["carer"].subject_id).update(first_used_at=noon)
    assert takes(world, asked, noon, as_seed, reach="") is not None


def test_a_letter_may_go_to_whom_any_other_letter_may_go(world, asked, noon, as_seed):
    """The database's rule for who hears no name, held against the rule of every letter."""
    row = takes(world, asked, noon, as_seed)
    differ = []
    for responsible, order, ways, choice, decider, risk in product(
        ("yes", "not_known"), ("none", "limits_contact", "limits_information", "barred"),
        ([], ["post"], ["email"], ["person"]), (None, True, False), ("carer", "adult"), (False, True),
    ):  # fmt: skip
        with as_seed(), transaction.atomic():
            Carer.objects.filter(pk=row.family_member_id).update(
                parental_responsibility=responsible, court_order=order, not_by=ways
            )
            Referral.objects.filter(item_id=asked).update(decided_by=decider)
            Item.objects.filter(pk=asked).update(risk_marked=risk)
            SharingChoice.objects.filter(item_id=asked, whom="carer").delete()
            if choice is not None:
                SharingChoice.objects.create(
                    item_id=asked, whom="carer", may_be_told=choice, chosen_by="self",
                    said_on=noon.date(), at=noon, recorded_by=world.priya.pk,
                )  # fmt: skip
            item, carer = Item.objects.get(pk=asked), Carer.objects.get(pk=row.family_member_id)
            rule = reach_of(item, carer, Channel.LETTER, latest_choices(item)).is_answer
            page = not reach_of(item, carer, Channel.PAGE, latest_choices(item)).is_nothing
        with acting(fresh(world.lena)):
            by_post = how_to_give(row.pk).by_post
        with as_seed(), connection.cursor() as cursor:
            cursor.execute(
                "select public.referrals_may_complain(c) from referrals_carer c where c.id = %s",
                [row.family_member_id],
            )
            (may,) = cursor.fetchone()
        if (by_post, may) != (rule, page):
            differ.append(
                (responsible, order, ways, choice, decider, risk, by_post, rule, may, page)
            )

    assert differ == []


def test_to_whom_no_letter_may_go_none_is_written_down_as_gone(world, asked, noon, as_seed):
    one = takes(world, asked, noon, as_seed, whose="self").pk
    with as_seed():
        Carer.objects.filter(item_id=asked, relationship="self").update(not_by=["post"])

    with pytest.raises(NotPossible, match="No letter may go to them"):
        gives(world, one, noon, Given.LETTER)
    gives(world, one, noon + timedelta(minutes=1), Given.IN_PERSON)

    assert not is_owed(world, one)


def test_nobody_but_who_hears_it_writes_down_that_it_was_given(world, asked, noon, as_seed):
    one = takes(world, asked, noon, as_seed).pk
    for who in (world.priya, world.nadia, world.jo):
        with pytest.raises(Complaint.DoesNotExist):
            gives(world, one, noon, who=who)
        with acting(fresh(who)):
            assert not how_to_give(one).is_owed
            assert not Complaint.objects.filter(pk=one).update(given_at=noon, given_how="phone")
    with (
        acting(fresh(world.lena)),
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
    ):
        Complaint.objects.filter(pk=one).update(typed_at=None, how="", same_words=None)
