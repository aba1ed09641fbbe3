"""The weekly mail: one a person a week, judged on its day, and it says when nothing waits."""

from datetime import UTC, date, datetime, timedelta

import pytest

from schoolslink.access import jobs
from schoolslink.access.actor import Actor
from schoolslink.access.unit import acting
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.notices import commands, delivery, queries, weekly
from schoolslink.notices.models import Notice
from schoolslink.notices.rules import State

from .sending import seen, send

MONDAY = datetime(2026, 3, 9, 7, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def send_weekly(at=MONDAY):
    """Queue and send the weekly mails of a day; return how many were queued."""
    with clock.fixed(at):
        queued = weekly.queue_all(at=at)
        delivery.deliver_waiting()
    return queued


@pytest.mark.django_db
def test_what_is_not_urgent_waits_for_monday_and_comes_in_one_mail(world, person, inbox):
    to = person().pk
    kept = [
        send("tests.waits", to_person=to, act_by_on=date(2026, 3, 12)),
        send("tests.waits", to_person=to, act_by_on=date(2026, 3, 11)),
        send("tests.news", to_person=to),
    ]

    delivery.deliver_waiting()
    assert inbox.mails == []
    assert send_weekly(MONDAY - DAY) == 0
    assert send_weekly() == 1

    (mail,) = inbox.mails
    assert mail["Subject"] == "Your week"
    parts = mail.get_content().split("\n\n")
    assert parts[:4] == [
        "What waits for you\n- 2 questions",
        "Other news\n- News of the programme (1)",
        "Next date: Wednesday 11 March",
        "http://127.0.0.1:8000/",
    ]
    assert {seen(one).state for one in kept} == {State.SENT}


@pytest.mark.django_db
def test_the_schedule_may_ask_often_and_each_person_has_one_mail_a_week(world, person, inbox):
    send("tests.waits", to_person=person().pk)

    queued = [send_weekly(MONDAY + timedelta(hours=hour)) for hour in range(3)]

    assert (queued, len(inbox.mails)) == ([1, 0, 0], 1)


@pytest.mark.django_db
def test_the_week_after_counts_only_what_still_waits(world, person, inbox):
    to, thing = person().pk, new_id()
    send("tests.waits", to_person=to, about_id=thing)
    send("tests.waits", to_person=to, about_id=new_id())
    send_weekly()
    world.over.add(thing)

    send_weekly(MONDAY + 7 * DAY)

    assert [mail.get_content().split("\n\n")[0] for mail in inbox.mails] == [
        "What waits for you\n- 2 questions",
        "What waits for you\n- 1 question",
    ]


@pytest.mark.django_db
def test_nothing_to_say_sends_nothing(world, person, inbox):
    thing = new_id()
    notice_id = send("tests.waits", to_person=person().pk, about_id=thing)
    world.over.add(thing)

    send_weekly()

    assert (inbox.mails, seen(notice_id).state) == ([], State.WITHDRAWN)
    with jobs.as_system("t"):
        assert set(Notice.objects.values_list("state", flat=True)) == {State.WITHDRAWN}


@pytest.mark.django_db
def test_what_was_found_done_is_counted_no_more_and_no_mail_is_made_for_it(world, person, inbox):
    things = [new_id(), new_id()]
    to = person().pk
    asked = [send("tests.asks", to_person=to, about_id=thing) for thing in things]
    delivery.deliver_waiting()  # it asks at once; the weekly mail counts it while it waits
    first = send_weekly()
    world.over.update(things)
    with jobs.as_system("t"):
        assert commands.look_again(about_id=things[0]) == 1  # whoever saw to it says so

    queued = [first, *(send_weekly(MONDAY + weeks * 7 * DAY) for weeks in (1, 2))]

    assert queued == [1, 1, 0]  # the week after it is found out, and then nobody asks again
    assert [mail["Subject"] for mail in inbox.mails[2:]] == ["Your week"]
    assert {(seen(one).state, seen(one).is_counted) for one in asked} == {(State.SENT, False)}


@pytest.mark.django_db
def test_what_comes_back_on_the_same_day_is_said_once_and_counted_again(world, person, inbox):
    thing, of = new_id(), {"to_person": person().pk, "once_key": "waits:today"}

    def goes_and_comes_back():
        world.over.add(thing)
        with jobs.as_system("t"):
            commands.look_again(about_id=thing)
        world.over.discard(thing)
        assert send("tests.asks", about_id=thing, **of) is None

    asked = send("tests.asks", about_id=thing, **of)
    goes_and_comes_back()  # before the mail has left
    delivery.deliver_waiting()
    goes_and_comes_back()  # and after it

    assert (len(inbox.mails), seen(asked).state) == (1, State.SENT)
    assert seen(asked).is_counted
    assert send("tests.asks", about_id=new_id(), **of) is None  # another thing by the same word
    assert send_weekly() == 1


@pytest.mark.django_db
def test_news_is_said_in_one_weekly_mail_and_what_waits_in_each(world, person, inbox):
    to = person().pk
    news = {"to_person": to, "about_id": new_id(), "once_key": "news"}
    send("tests.news", **news)
    send("tests.waits", to_person=to)

    for weeks in range(2):
        send_weekly(MONDAY + weeks * 7 * DAY)
        send("tests.news", **news)  # as a job does that is tried again

    assert ["News" in mail.get_content() for mail in inbox.mails] == [True, False]
    assert all("1 question" in mail.get_content() for mail in inbox.mails)


@pytest.mark.django_db
def test_after_sixty_days_no_mail_counts_what_was_asked(world, person, inbox):
    asked = send("tests.asks", to_person=person().pk, about_id=new_id())
    delivery.deliver_waiting()

    assert send_weekly(MONDAY + 63 * DAY) == 0
    assert not seen(asked).is_counted


@pytest.mark.django_db
def test_a_mail_with_answers_only_says_that_nothing_is_to_be_done(
    world, person, inbox, monkeypatch
):
    send("tests.news", to_person=person().pk)

    send_weekly()

    assert inbox.mails[0].get_content().startswith("Nothing to do this week.\n\nOther news")


@pytest.mark.django_db
def test_a_person_chooses_the_day_and_a_mail_also_when_nothing_waits(world, person, inbox):
    amira = person()
    actor = Actor(kind="person", subject_id=amira.pk)
    with acting(actor):
        commands.choose(actor=actor, weekly_on=2, even_when_empty=True)

    assert [send_weekly(MONDAY + day * DAY) for day in range(4)] == [0, 0, 1, 0]

    assert inbox.mails[0].get_content().startswith("Nothing to do this week.\n\nhttp")


@pytest.mark.django_db
def test_the_weekly_mail_is_tried_again_like_any_other(world, person, inbox):
    inbox.answers.append("451 Try later")
    kept = send("tests.waits", to_person=person().pk)

    send_weekly()
    assert seen(kept).state == State.QUEUED
    with jobs.as_system("t"):
        Notice.objects.filter(is_weekly=False).update(due_at=clock.real_now())
    delivery.deliver_waiting()

    assert (len(inbox.mails), seen(kept).state) == (1, State.SENT)


@pytest.mark.django_db
def test_a_childs_message_is_judged_as_that_childs_job(world, person, inbox):
    send("tests.waits", to_person=person().pk, child_id=new_id())

    send_weekly()

    assert len(inbox.mails) == 1


@pytest.mark.django_db
def test_my_messages_are_mine_alone_and_newest_first(world, person, inbox):
    amira, tom = person(), person("Tom Reed", "tom@hillside.example")
    mine = [send(to_person=amira.pk), send("tests.news", to_person=amira.pk)]
    send(to_person=tom.pk)
    actor = Actor(kind="person", subject_id=amira.pk)

    with acting(actor):
        listed = queries.my_notices(actor)
        commands.mark_read(actor=actor, notice_ids=[mine[0]], at=MONDAY)
        again = queries.my_notices(actor)
        page = queries.my_notices(actor, before=mine[1])

    assert [one.notice_id for one in listed] == mine[::-1]
    assert [one.is_new for one in listed] == [True, True]
    assert [one.is_new for one in again] == [True, False]
    assert [one.notice_id for one in page] == [mine[0]]


@pytest.mark.django_db
def test_nobody_can_read_or_mark_anothers_messages_in_the_database(world, person):
    amira, tom = person(), person("Tom Reed", "tom@hillside.example")
    send(to_person=amira.pk)
    stranger = Actor(kind="person", subject_id=tom.pk)

    with acting(stranger):
        assert Notice.objects.count() == 0
        assert Notice.objects.update(read_at=MONDAY) == 0
    assert Notice.objects.count() == 0
    with jobs.as_job(child_id=new_id(), purpose="t"):
        assert Notice.objects.count() == 0
    with jobs.as_job(organisation_id=new_id(), purpose="t"):
        assert Notice.objects.count() == 0
    with jobs.as_system("t"):
        assert Notice.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("away", [1, 4, 6])
def test_a_mail_that_nobody_made_on_its_day_is_made_when_somebody_works(world, person, inbox, away):
    send("tests.waits", to_person=person().pk, at=MONDAY - DAY)

    queued = [send_weekly(MONDAY + away * DAY + timedelta(hours=hour)) for hour in range(2)]

    assert (queued, len(inbox.mails)) == ([1, 0], 1)


@pytest.mark.django_db
def test_what_came_after_its_day_waits_for_the_next_week(world, person, inbox):
    send("tests.waits", to_person=person().pk, at=MONDAY + DAY)

    assert send_weekly(MONDAY + 2 * DAY) == 0
    assert send_weekly(MONDAY + 7 * DAY) == 1
