"""A message is judged when it is sent, sent once to a real server, tried again, and shown stuck."""

from datetime import date, timedelta

import pytest
from django.db import connection

from schoolslink.access import jobs
from schoolslink.access.actor import Actor, Held
from schoolslink.access.roles import Role
from schoolslink.access.unit import acting
from schoolslink.kernel import clock, worker
from schoolslink.kernel.ids import new_id
from schoolslink.notices import commands, delivery, queries
from schoolslink.notices.kinds import Reach
from schoolslink.notices.models import Notice
from schoolslink.notices.rules import Channel, State

from .conftest import free_port
from .sending import NOON, seen, send


@pytest.mark.django_db
def test_an_urgent_message_reaches_a_real_server_with_two_sentences_link_and_code_word(
    world, person, inbox
):
    notice_id = send(to_person=person().pk, code_word="amber kite")

    with clock.fixed(NOON):
        outcome = delivery.deliver(notice_id)

    (mail,) = inbox.mails
    assert outcome.is_sent
    assert (seen(notice_id).state, seen(notice_id).sent_at) == (State.SENT, NOON)
    assert mail["Subject"] == "A message about your question"
    assert mail["To"] == "amira@hillside.example"
    assert mail["Message-ID"].startswith(f"<{notice_id}@")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content().split("\n\n") == [
        "Somebody has answered. Please follow the link to read it.",
        "http://127.0.0.1:8000/open/7",
        "Code word: amber kite\n",
    ]


@pytest.mark.django_db
def test_a_message_is_sent_once_however_often_its_job_runs(world, person, inbox):
    notice_id = send(to_person=person().pk)

    outcomes = [delivery.deliver(notice_id) for _ in range(3)]

    assert [outcome and outcome.is_sent for outcome in outcomes] == [True, None, None]
    assert len(inbox.mails) == 1


@pytest.mark.django_db
def test_a_message_that_is_no_longer_true_is_withdrawn_and_not_sent(world, person, inbox):
    thing = new_id()
    notice_id = send(to_person=person().pk, about_id=thing)
    world.over.add(thing)

    delivery.deliver(notice_id)

    assert (seen(notice_id).state, inbox.mails) == (State.WITHDRAWN, [])


@pytest.mark.django_db
def test_changed_facts_withdraw_what_waits_about_them_and_nothing_else(world, person):
    over, open_still = new_id(), new_id()
    to = person().pk
    first = send(to_person=to, about_id=over)
    second = send(to_person=to, about_id=open_still)
    world.over.add(over)

    with jobs.as_system("t"):
        assert commands.look_again(about_id=over) == 0  # asked when it is to leave

    delivery.deliver_waiting()
    assert (seen(first).state, seen(second).state) == (State.WITHDRAWN, State.SENT)


@pytest.mark.django_db
def test_a_family_contact_is_reached_as_a_job_about_the_child(world, inbox):
    contact, child = new_id(), new_id()
    world.reach[contact] = Reach(email="halina@home.example")

    notice_id = send(kind="tests.news", to_contact=contact, child_id=child, language="pl")
    outcome = delivery.deliver(notice_id, child)

    assert outcome.is_sent
    assert inbox.mails[0]["To"] == "halina@home.example"
    assert inbox.mails[0]["Content-Language"] == "pl"


@pytest.mark.django_db
def test_a_family_message_needs_its_childs_job(world, inbox):
    contact = new_id()
    world.reach[contact] = Reach(email="halina@home.example")
    notice_id = send(to_contact=contact, child_id=new_id())

    assert delivery.deliver(notice_id, new_id()) is None

    assert inbox.mails == []


@pytest.mark.django_db
def test_a_text_goes_through_the_gateway_as_one_line(world, inbox, settings):
    settings.TEXT_GATEWAY_DOMAIN = "texts.example"
    contact, child = new_id(), new_id()
    world.reach[contact] = Reach(mobile="07700 900123")

    notice_id = send(
        to_contact=contact, child_id=child, channel=Channel.TEXT, code_word="amber kite"
    )
    delivery.deliver(notice_id, child)

    assert inbox.mails[0]["To"] == "447700900123@texts.example"
    assert inbox.mails[0].get_content().strip() == (
        "Somebody has answered. Please follow the link to read it. "
        "http://127.0.0.1:8000/open/7 Code word: amber kite"
    )


@pytest.mark.django_db
def test_a_message_without_an_address_fails_for_good_and_is_shown_at_once(world, inbox):
    child = new_id()
    notice_id = send(to_contact=new_id(), child_id=child)

    outcome = delivery.deliver(notice_id, child)

    assert outcome.code == "no_address"
    assert [one.notice_id for one in queries.all_stuck()] == [notice_id]


@pytest.mark.django_db
def test_a_person_who_has_left_gets_no_mail(world, person, inbox):
    notice_id = send(to_person=person(is_active=False).pk)

    assert delivery.deliver(notice_id).code == "no_address"


@pytest.mark.django_db
def test_an_unreachable_server_is_tried_again_until_it_answers(world, person, settings, inbox):
    up, settings.EMAIL_PORT = settings.EMAIL_PORT, free_port()
    notice_id = send(to_person=person().pk)

    first = delivery.deliver(notice_id)
    too_early = delivery.deliver(notice_id)
    settings.EMAIL_PORT = up
    with jobs.as_system("t"):
        Notice.objects.update(due_at=clock.real_now())
    then = delivery.deliver(notice_id)

    assert (first.code, too_early, then.is_sent) == ("no_connection", None, True)
    assert [mail["To"] for mail in inbox.mails] == ["amira@hillside.example"]
    assert (seen(notice_id).attempts, seen(notice_id).last_error) == (2, "")


@pytest.mark.django_db
def test_a_failed_attempt_queues_the_next_one_for_later(world, person, settings, inbox):
    settings.EMAIL_PORT = free_port()
    notice_id = send(to_person=person().pk)

    delivery.deliver(notice_id)

    with connection.cursor() as cursor:
        cursor.execute(
            "select args->>'notice_id', scheduled_at from procrastinate_jobs order by id desc"
        )
        job, scheduled_at = cursor.fetchone()
    assert (job, scheduled_at) == (str(notice_id), seen(notice_id).due_at)
    wait = scheduled_at - clock.real_now()
    assert timedelta(seconds=40) < wait < timedelta(seconds=76)


@pytest.mark.django_db
def test_a_silent_server_holds_nothing_up(world, person, silent_server):
    notice_id = send(to_person=person().pk)
    begun = clock.real_now()

    outcome = delivery.deliver(notice_id)

    assert outcome.code == "disconnected"  # what smtplib calls a server it gave up waiting for
    assert clock.real_now() - begun < timedelta(seconds=2)


@pytest.mark.parametrize(
    ("answer", "code", "state"),
    [
        ("451 Try later", "refused_451", State.QUEUED),
        ("554 No thank you, amira@hillside.example", "refused_554", State.FAILED),
    ],
)
@pytest.mark.django_db
def test_what_a_server_refuses_is_tried_again_or_not(world, person, inbox, answer, code, state):
    inbox.answers.append(answer)
    notice_id = send(to_person=person().pk)

    delivery.deliver(notice_id)

    assert (seen(notice_id).state, seen(notice_id).last_error) == (state, code)


@pytest.mark.parametrize(
    ("answer", "state"),
    [("550 No such user", State.FAILED), ("452 Mailbox full", State.QUEUED)],
)
@pytest.mark.django_db
def test_a_refused_recipient_is_final_from_500_on(world, person, inbox, answer, state):
    inbox.recipient_answer = answer
    notice_id = send(to_person=person().pk)

    delivery.deliver(notice_id)

    assert (seen(notice_id).state, inbox.mails) == (state, [])


@pytest.mark.django_db
def test_a_kind_that_cannot_be_asked_is_asked_again_and_its_words_are_not_kept(
    world, person, inbox
):
    notice_id = send(to_person=person().pk)
    world.breaks = True

    outcome = delivery.deliver(notice_id)

    assert (outcome.code, seen(notice_id).state) == ("LookupError", State.QUEUED)


@pytest.mark.django_db
def test_what_lost_its_job_is_queued_again_once(world, person, monkeypatch):
    send(to_person=person().pk)
    send(kind="tests.news", to_person=person("Tom Reed", "tom@hillside.example").pk)
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs")
    later = clock.real_now() + timedelta(minutes=1)
    monkeypatch.setattr(clock, "real_now", lambda: later)

    with jobs.as_system("t"):
        assert (delivery.wake_lost(), delivery.wake_lost()) == (1, 0)


@pytest.mark.django_db
def test_a_message_of_a_worker_that_died_while_sending_waits_for_the_claim_to_end(
    world, person, inbox, monkeypatch
):
    notice_id = send(to_person=person().pk)
    with jobs.as_system("t"):
        delivery._claim(notice_id)

    assert delivery.deliver(notice_id) is None
    later = clock.real_now() + delivery.CLAIM + timedelta(seconds=1)
    monkeypatch.setattr(clock, "real_now", lambda: later)

    assert delivery.deliver(notice_id).is_sent


@pytest.mark.django_db
def test_after_four_hours_a_message_is_on_the_coordinators_list_of_its_own_area(
    world, person, monkeypatch, settings, as_seed
):
    area, elsewhere = new_id(), new_id()
    settings.EMAIL_PORT = free_port()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    here, there = _coordinator(area, person, as_seed), _coordinator(elsewhere, person, as_seed)
    notice_id = send(to_person=person().pk, area_id=area)
    delivery.deliver(notice_id)

    with acting(here):
        assert queries.stuck_in_area(here, area) == []
    later = clock.real_now() + timedelta(hours=4, minutes=1)
    monkeypatch.setattr(clock, "real_now", lambda: later)

    with acting(here):
        (stuck,) = queries.stuck_in_area(here, area)
        log = queries.delivery_log(here, notice_id=notice_id)
    assert (stuck.notice_id, stuck.last_error, stuck.to) == (notice_id, "no_connection", "person")
    assert [line.outcome for line in log] == ["no_connection"]
    with acting(there):
        assert queries.stuck_in_area(there, area) == []
        with pytest.raises(Notice.DoesNotExist):
            queries.delivery_log(there, notice_id=notice_id)


def _coordinator(area, person, as_seed):
    """Return a coordinator of an area, as the database knows them too."""
    from schoolslink.access.models import Membership, Organisation

    jo = person(f"Jo {area}", f"jo-{area}@area.example")
    with as_seed():
        Organisation.objects.create(id=area, kind="area", name="Area")
        membership = Membership.objects.create(
            person=jo,
            organisation_id=area,
            role=Role.AREA_COORDINATOR,
            from_on=date(2020, 1, 1),
        )
    held = Held(membership.pk, area, "area", "Area", Role.AREA_COORDINATOR)
    return Actor(kind="person", subject_id=jo.pk, memberships=(held,), acting=membership.pk)


def test_a_worker_sends_what_was_committed(own_database, world, inbox):
    from conftest import seeding
    from schoolslink.access.models import Person

    with seeding():
        to = Person.objects.create(id=new_id(), name="Amira Khan", email="amira@hillside.example")
    ids = [send(to_person=to.pk) for _ in range(5)]

    worker.run(until_idle=True)

    assert len(inbox.mails) == 5
    assert {mail["Message-ID"].strip("<").split("@")[0] for mail in inbox.mails} == {
        str(one) for one in ids
    }
