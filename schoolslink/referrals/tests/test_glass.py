"""A record opened in an emergency: who may, for how long, what of it, and who hears of it."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from schoolslink.access import doors, second_step
from schoolslink.access.jobs import as_job
from schoolslink.access.models import Role
from schoolslink.access.tests.arrange import member, organisation, person, sign_in
from schoolslink.access.unit import acting
from schoolslink.directory.models import HealthcareService
from schoolslink.kernel import clock, outbox
from schoolslink.kernel.ids import new_id
from schoolslink.notices.models import Notice
from schoolslink.referrals.commands.closing import close_to
from schoolslink.referrals.commands.glass import Wanted, break_glass
from schoolslink.referrals.commands.reviewing import record_review
from schoolslink.referrals.errors import ASecondPerson, NothingFound
from schoolslink.referrals.models import Answer, Carer, Glass, Item, Review
from schoolslink.referrals.queries import open_item, who_looked
from schoolslink.referrals.queries.glass import open_glass
from schoolslink.referrals.rules.guarding import Emergency, Outcome, Why
from schoolslink.referrals.tests.arrange import LONG_AGO, acting_as, sent
from schoolslink.referrals.tests.test_closing import by_session

pytestmark = pytest.mark.django_db
NUMBER = "943 476 5919"


@pytest.fixture
def item(world, noon, as_seed):
    with clock.fixed(noon):
        item_id = sent(world, noon, nhs_number=NUMBER)
    with as_seed():
        Item.objects.filter(pk=item_id).update(area_id=world.area.pk)
        return Item.objects.get(pk=item_id)


@pytest.fixture
def clinician(world, as_seed):
    """A clinician of another service in the same area."""
    with as_seed():
        service = organisation("service", "Little Steps")
        HealthcareService.objects.create(
            organisation=service, area_id=world.area.pk, from_on=LONG_AGO
        )
        who = person("Dr Ida Byrne")
        member(who, service, Role.TRIAGER)
    return who


def opened(who, noon, **wanted):
    with acting(by_session(who)) as actor:
        return break_glass(
            actor=actor, wanted=Wanted(**wanted), reason=Emergency.AE, words="In A and E.", at=noon
        )


def test_it_is_read_for_an_hour_and_nothing_else(world, item, clinician, noon, as_seed):
    glass_id = opened(clinician, noon, reference=item.reference)

    with acting(by_session(clinician)) as actor:
        found = open_glass(actor, glass_id)
        assert found.record.opened.identity["first_name"] == "Ellie"
        assert "concern" in found.record.opened.answers
        assert found.record.opened.moves == ()
        with pytest.raises(Item.DoesNotExist):
            open_item(actor, item.pk)  # no other page knows of it
        assert not Carer.objects.filter(item=item).exists()
        assert not Answer.objects.filter(item=item).update(block="x")
    forgetful = acting_as(clinician)  # the code alone says it, too
    with acting(forgetful), pytest.raises(Glass.DoesNotExist):
        open_glass(forgetful, glass_id)
    with as_seed():
        Glass.objects.update(ends_at=clock.real_now() - timedelta(seconds=1))
    with acting(by_session(clinician)) as actor:
        with pytest.raises(Glass.DoesNotExist):
            open_glass(actor, glass_id)
        assert not Item.objects.filter(pk=item.pk).exists()


def test_number_and_birth_date_find_it_and_one_of_them_does_not(item, clinician, noon):
    born = date(2010, 5, 4)
    for wanted in (
        {"nhs_number": NUMBER},
        {"nhs_number": NUMBER, "birth_date": born + timedelta(days=1)},
        {"reference": item.reference[:-1]},
        {},
    ):
        with pytest.raises(NothingFound):
            opened(clinician, noon, **wanted)

    assert opened(clinician, noon, nhs_number=NUMBER.replace(" ", ""), birth_date=born)


def test_another_area_another_role_and_a_closed_record_find_nothing(
    world, item, clinician, noon, as_seed
):
    with as_seed():
        elsewhere = organisation("service", "Far CAMHS")
        far = person("Far Away")
        member(far, elsewhere, Role.CAMHS_CONTACT)
    for who in (far, world.lena, world.jo, world.amira, world.stranger):
        with pytest.raises(NothingFound):
            opened(who, noon, reference=item.reference)
    with acting(acting_as(world.lena)) as lena:
        close_to(actor=lena, item_id=item.pk, person_id=world.sam.pk, why=Why.RELATIVE, at=noon)
    with pytest.raises(NothingFound):
        opened(world.sam, noon, reference=item.reference)


def test_what_is_closed_meanwhile_closes_the_glass_too(world, item, noon, as_seed):
    glass_id = opened(world.sam, noon, reference=item.reference)
    with acting(acting_as(world.lena)) as lena:
        close_to(actor=lena, item_id=item.pk, person_id=world.sam.pk, why=Why.RELATIVE, at=noon)

    with acting(by_session(world.sam)) as sam, pytest.raises(Glass.DoesNotExist):
        open_glass(sam, glass_id)


def test_both_sides_hear_at_once_and_a_second_person_looks(world, item, clinician, noon, as_seed):
    glass_id = opened(clinician, noon, reference=item.reference)
    outbox.deliver_waiting()

    with as_seed():
        news = Notice.objects.filter(kind="referrals.glass_opened")
        assert set(news.values_list("recipient_person_id", flat=True)) == {
            world.nadia.pk,
            world.lena.pk,
        }
        review = Review.objects.get(kind="glass")
        member(clinician, world.riverside, Role.SERVICE_MANAGER)
    assert (review.by_id, review.about_id) == (clinician.pk, glass_id)
    with acting(acting_as(clinician)) as actor, pytest.raises(ASecondPerson):
        record_review(actor=actor, review_id=review.pk, outcome=Outcome.RIGHT, at=noon)
    with acting(acting_as(world.nadia)) as nadia:
        record_review(
            actor=nadia, review_id=review.pk, outcome=Outcome.NOT_RIGHT, words="No need.", at=noon
        )
        _item, looks = who_looked(nadia, item.pk)
    assert "glass.opened.hospital" in {look.kind for look in looks}


def test_without_the_pass_of_a_fresh_proof_the_database_opens_nothing(item, clinician):
    with (
        acting(by_session(clinician)),
        pytest.raises(DatabaseError, match="at the door"),
        transaction.atomic(),
    ):
        doors.value(
            "select access.break_glass(%s, %s, %s, '{}', 'life', current_date,"
            " current_setting('schoolslink.token'))",
            *(new_id(), new_id(), item.reference),
        )


def test_the_page_asks_for_a_proof_and_shows_the_record(
    world, item, clinician, client, noon, monkeypatch
):
    monkeypatch.setattr(second_step, "has_one", lambda who: True)
    monkeypatch.setattr(second_step, "check", lambda who, code: "phone" if code == "1" else "")
    said = {"reference": item.reference.lower(), "reason": "hospital", "words": "In A and E."}
    with clock.fixed(noon):
        sign_in(client, clinician)
        page = reverse("referrals:emergency")
        assert "call 999 first" in client.get(page).content.decode()
        wrong = client.post(page, said | {"proof": "2", "form_key": str(new_id())})
        assert "Nothing was opened" in wrong.content.decode()
        shown = client.post(page, said | {"proof": "1", "form_key": str(new_id())}, follow=True)
        text = shown.content.decode()
        assert "Ellie" in text
        assert "She has stopped coming to lessons" in text
        sign_in(client, world.sam)
        assert client.get(shown.request["PATH_INFO"]).status_code == 404
        sign_in(client, world.nadia)
        assert client.get(page).status_code == 404
        home = client.get(reverse("home"), follow=True).content.decode()
        assert "Was it right to open this record in an emergency?" in home
    with as_job(child_id=item.child_id, purpose="test"), connection.cursor() as cursor:
        cursor.execute("select count(*) from referrals_glass")
        assert cursor.fetchone() == (1,)
