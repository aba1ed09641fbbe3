"""What was written down of who must not be reached binds every letter, message, code and number shown."""

import re

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from schoolslink.access.jobs import as_job
from schoolslink.access.models import FamilyCode
from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.kernel import clock
from schoolslink.kernel.calendar import add_working_days
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands.contact_bars import bar_contact, lift_bar
from schoolslink.referrals.commands.decide import Answering, decide
from schoolslink.referrals.commands.family import make_sheets
from schoolslink.referrals.errors import NotPossible, NotYours
from schoolslink.referrals.jobs import family_reach
from schoolslink.referrals.models import Carer, ContactBar, Item, Review, Told
from schoolslink.referrals.queries.family_letter import family_letter
from schoolslink.referrals.rules import Move
from schoolslink.referrals.rules.not_to_contact import Asked, Way, names_somebody
from schoolslink.referrals.tests.arrange import acting_as, sent

WHY = "Another parent opens it."


@pytest.fixture
def decided(world, noon):
    """A request accepted by the service; the young person and her mother have codes."""
    item_id = sent(world, noon, carer_phone="020 7946 0018", carer_email="halina@example.invalid")
    with acting(acting_as(world.priya)) as priya:
        answer = Answering(Move.ACCEPT, words="Yes.", level="getting_help", next_step="A talk.")
        decide(actor=priya, item_id=item_id, version=2, answer=answer, at=noon)
        make_sheets(actor=priya, item_id=item_id, at=noon)
    return item_id


def bar(world, item_id, at, *ways, whose="carer", by=None):
    with acting(acting_as(by or world.nadia)) as actor:
        member = Carer.objects.get(item_id=item_id, relationship=whose, replaced=False)
        return bar_contact(
            actor=actor, item_id=item_id, member_id=member.pk, ways=ways, why=WHY,
            asked_by=Asked.YOUNG_PERSON, since_on=clock.local_day(at), at=at,
        ), member.pk  # fmt: skip


@pytest.mark.parametrize(
    ("said", "means"),
    [("No.", False), (" n/a ", False), ("", False), (None, False), ("__not_known", False),
     ("Dad", True), ("No, only her father", True)],
)  # fmt: skip
def test_words_that_are_not_plainly_nobody_are_read_as_a_name(said, means):
    assert names_somebody(said) is means


@pytest.mark.django_db
def test_each_way_is_closed_from_that_moment_and_open_again_when_lifted(
    world, decided, noon, as_seed
):
    with as_seed():
        owed = Told.objects.get(item_id=decided, whom="carer")
        child = Item.objects.get(pk=decided).child_id

    made, member = bar(world, decided, noon, Way.POST, Way.EMAIL, Way.CODE)

    with acting(acting_as(world.priya)) as priya:
        with pytest.raises(NotPossible, match="Do not send post"):
            family_letter(priya, decided, owed.pk)
        sheets = make_sheets(actor=priya, item_id=decided, at=noon)
        assert [one.relationship for one in sheets] == ["self"]
    with as_job(child_id=child, purpose="test"):
        assert family_reach(member) is None

    with acting(acting_as(world.priya)) as priya:
        lift_bar(actor=priya, item_id=decided, bar_id=made, at=noon)
        assert family_letter(priya, decided, owed.pk).name
    with as_job(child_id=child, purpose="test"):
        assert family_reach(member) is not None
    with as_seed():
        row = ContactBar.objects.get(pk=made)
    assert (row.set_by, row.lifted_by) == (world.nadia.pk, world.priya.pk)


@pytest.mark.django_db
def test_whoever_must_not_be_contacted_at_all_has_no_page_and_nobody_is_asked_to_tell_them(
    world, decided, noon, as_seed
):
    made, member = bar(world, decided, noon, Way.PERSON, by=world.priya)

    with as_seed():
        assert FamilyCode.objects.get(relationship="carer").revoked_at is not None
        assert Told.objects.get(item_id=decided, whom="carer").how == "not_contacted"
        review = Review.objects.get(about_id=made)
    assert (review.kind, review.by_id) == ("contact", world.priya.pk)
    assert review.due_on == add_working_days(clock.local_day(noon), 5)
    with acting(acting_as(world.nadia)):
        Carer.objects.filter(pk=member).update(not_by=[])
    with as_seed():
        assert Carer.objects.get(pk=member).not_by == ["person"]


@pytest.mark.django_db
def test_only_those_who_answer_for_either_side_say_it_and_never_of_the_young_person_whole(
    world, decided, noon
):
    for who in (world.lena, world.jo, world.amira):
        with acting(acting_as(who)) as actor, pytest.raises((Item.DoesNotExist, NotYours)):
            bar_contact(
                actor=actor, item_id=decided, member_id=new_id(), ways=[Way.RING], why=WHY,
                asked_by=Asked.SCHOOL, since_on=clock.local_day(noon), at=noon,
            )  # fmt: skip
    with pytest.raises(NotYours):
        bar(world, decided, noon, Way.PERSON, whose="self")
    with acting(acting_as(world.nadia)):
        member = Carer.objects.get(item_id=decided, relationship="self")
        with pytest.raises(DatabaseError, match="nobody of this request"), transaction.atomic():
            ContactBar.objects.create(
                item_id=decided, carer=member, ways=["person"], asked_by="school", at=noon,
                since_on=clock.local_day(noon), set_by=world.nadia.pk,
            )  # fmt: skip


@pytest.mark.django_db
def test_pages_say_it_in_place_of_the_number_and_take_it_back(world, decided, noon, client):
    with clock.fixed(noon):
        sign_in(client, world.nadia)
        listed = client.get(reverse("referrals:not-contact", args=[decided])).content.decode()
        addresses = re.findall(r"/records/[^\"]+/not-contact/[^\"]+", listed)
        assert len(addresses) == 2
        said = {"ways": ["ring", "post"], "why": WHY, "asked_by": "carer", "since_on": "today"}
        for address in addresses:
            assert client.get(address).status_code == 200
            shown = client.post(address, said | {"form_key": str(new_id())}, follow=True)
            assert "Do not ring" in shown.content.decode()

        sign_in(client, world.priya)
        record = client.get(reverse("referrals:record", args=[decided])).content.decode()
        assert f"Do not ring: {WHY}" in record
        assert "020 7946 0018" not in record
        assert "Print the letter" not in record
        sign_in(client, world.nadia)
        copy = client.get(reverse("referrals:as-sent", args=[decided])).content.decode()
        assert f"Do not ring: {WHY}" in copy
        assert "020 7946 0018" not in copy

        listed = client.get(reverse("referrals:not-contact", args=[decided])).content.decode()
        for again in re.findall(r"/records/[^\"]+/again", listed):
            client.post(again, {"form_key": str(new_id())})
        sign_in(client, world.priya)
        record = client.get(reverse("referrals:record", args=[decided])).content.decode()
        assert "020 7946 0018" in record


@pytest.mark.django_db
def test_words_of_the_request_hold_for_every_carer_until_somebody_says_whom_they_mean(
    world, noon, as_seed
):
    item_id = sent(
        world, noon, not_to_contact="Not her step-father", second_carer_name="Piotr W."
    )  # fmt: skip

    with as_seed():
        bars = list(ContactBar.objects.filter(item_id=item_id))
        held = {one.whose: one.not_by for one in Carer.objects.filter(item_id=item_id)}
    assert {one.asked_by for one in bars} == {"request"}
    assert held["child"] == []
    assert held["carer"] == held["second_carer"] == ["code", "email", "message", "post", "ring"]
    with acting(acting_as(world.priya)) as priya:
        first = next(one for one in bars if Carer.objects.get(pk=one.carer_id).whose == "carer")
        lift_bar(actor=priya, item_id=item_id, bar_id=first.pk, at=noon)
        assert Carer.objects.get(item_id=item_id, whose="carer").not_by == []
        assert Carer.objects.get(item_id=item_id, whose="second_carer").not_by
