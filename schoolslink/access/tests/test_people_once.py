"""What is sent again is done once: forms and buttons of the people's page."""

from django.db import connection
from django.test import Client

from schoolslink.access import second_step
from schoolslink.access.commands import SEND_LINK
from schoolslink.access.models import Invitation, Membership, Role, SecondFactor
from schoolslink.access.tests import arrange
from schoolslink.access.tests.test_people import invite, key
from schoolslink.kernel import clock


def links_queued() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs where task_name = %s", [SEND_LINK])
        return cursor.fetchone()[0]


def test_form_sent_twice_invites_once_and_sends_one_message(lead, hillside):
    one = key()

    answers = [invite(lead, hillside, **one)["Location"] for _ in range(2)]

    assert answers == [f"/people/{hillside.pk}"] * 2
    assert (Invitation.objects.count(), links_queued()) == (1, 1)


def test_form_with_the_key_of_another_invitation_makes_one_of_its_own(lead, hillside):
    invite(lead, hillside)
    before = Invitation.objects.get().pk

    answer = invite(lead, hillside, email="second@example.invalid", form_key=str(before))

    assert answer["Location"] == f"/people/{hillside.pk}"
    assert Invitation.objects.exclude(pk=before).get().email == "second@example.invalid"


def test_each_button_pressed_twice_does_its_work_once(lead, hillside, as_seed):
    with as_seed():
        tom = arrange.person("Tom Reed")
        membership = arrange.member(tom, hillside, Role.SCHOOL_COVER)
        SecondFactor.objects.create(
            person=tom, secret=second_step.seal(tom.pk, b"secret"), confirmed_at=clock.now()
        )
    invite(lead, hillside)
    here, invited = f"/people/{hillside.pk}", Invitation.objects.get().pk
    buttons = {
        f"{here}/invited/{invited}/again": links_queued,
        f"{here}/invited/{invited}/withdraw": lambda: Invitation.objects.get().withdrawn_at,
        f"{here}/{membership.pk}/second-step": lambda: second_step.has_one(tom.pk),
        f"{here}/{membership.pk}/end": lambda: Membership.objects.get(pk=membership.pk).until_on,
    }
    for button, state in buttons.items():
        one, before = key(), state()
        first, after = lead.post(button, one), state()
        second = lead.post(button, one)

        assert (first.status_code, first["Location"]) == (302, here), button
        assert (second.status_code, second["Location"]) == (302, here), button
        assert before != after == state(), button
        assert lead.post(button).status_code in (200, 404, 409), button


def test_button_of_another_is_refused(lead, hillside, as_seed):
    with as_seed():
        head = arrange.person("Mr Shaw")
        arrange.member(head, hillside, Role.SCHOOL_HEAD)
    invite(lead, hillside)
    button = f"/people/{hillside.pk}/invited/{Invitation.objects.get().pk}/again"
    other, one = Client(), key()
    arrange.sign_in(other, head)
    lead.post(button, one)

    answer = other.post(button, one)

    assert (answer.status_code, "sent by somebody else" in answer.text) == (409, True)
    assert links_queued() == 2


def test_lost_phone_is_taken_off_by_whoever_looks_after_the_school(lead, hillside, as_seed):
    with as_seed():
        tom = arrange.person("Tom Reed")
        membership = arrange.member(tom, hillside, Role.SCHOOL_COVER)
        SecondFactor.objects.create(
            person=tom, secret=second_step.seal(tom.pk, b"secret"), confirmed_at=clock.now()
        )
    response = lead.post(f"/people/{hillside.pk}/{membership.pk}/second-step", key())

    assert (response.status_code, second_step.has_one(tom.pk)) == (302, False)


def test_own_phone_cannot_be_taken_off_that_way(lead, amira, hillside):
    mine = Membership.objects.get(person=amira)

    assert lead.post(f"/people/{hillside.pk}/{mine.pk}/second-step", key()).status_code == 404
