"""What one person reads about one thing comes in its order, also after the mail server was away."""

from datetime import timedelta

import pytest

from schoolslink.kernel import clock, ids
from schoolslink.kernel.ids import new_id
from schoolslink.notices import delivery, queries
from schoolslink.notices.rules import Outcome, State

from .sending import seen, send

FOUR_HOURS = timedelta(hours=4)


@pytest.fixture
def server(monkeypatch):
    """Return a mail server that may be away, and what it took."""

    class Server:
        away, taken = True, []

        def send(self, *, notice_id, **_):
            if self.away:
                return Outcome("no_connection")
            self.taken.append(notice_id)
            return Outcome("sent", is_sent=True, is_final=True)

    made = Server()
    made.taken = []
    monkeypatch.setattr(delivery.transport, "send", made.send)
    return made


@pytest.fixture
def later(monkeypatch):
    """Return a way to let time pass."""

    def pass_by(wait):
        moment = clock.real_now() + wait
        monkeypatch.setattr(clock, "real_now", lambda: moment)
        monkeypatch.setattr(clock, "real_milliseconds", lambda: int(moment.timestamp() * 1000))

    ids._forget()
    yield pass_by
    ids._forget()  # identifiers never go back by themselves, and these were of a time to come


@pytest.mark.django_db
def test_a_later_message_waits_for_an_earlier_one_about_the_same(world, person, server, later):
    amira, thing = person().pk, new_id()
    first = send(to_person=amira, about_id=thing)
    delivery.deliver(first)
    later(timedelta(seconds=5))
    second = send(to_person=amira, about_id=thing)

    server.away = False
    assert delivery.deliver(second) is None
    # Fresh news: the earlier one is not left to the hour at which it would have been tried.
    assert seen(first).due_at <= clock.real_now()
    delivery.deliver(first)
    later(timedelta(seconds=11))
    delivery.deliver(second)

    assert server.taken == [first, second]


@pytest.mark.django_db
def test_waiting_behind_another_does_not_hurry_it_again_and_again(world, person, server, later):
    amira, thing = person().pk, new_id()
    first = send(to_person=amira, about_id=thing)
    later(timedelta(seconds=5))
    second = send(to_person=amira, about_id=thing)
    delivery.deliver(second)
    delivery.deliver(first)
    tried_at = seen(first).due_at
    later(timedelta(seconds=11))

    delivery.deliver(second)

    assert seen(first).due_at == tried_at
    assert seen(second).due_at > tried_at


@pytest.mark.django_db
def test_nothing_waits_for_another_persons_or_another_things_or_a_refused_message(
    world, person, server
):
    amira, ben, thing = person().pk, person("Ben", "ben@hillside.example").pk, new_id()
    delivery.deliver(send(to_person=amira, about_id=thing))
    server.away = False

    others = [send(to_person=ben, about_id=thing), send(to_person=amira, about_id=new_id())]

    assert [delivery.deliver(one).is_sent for one in others] == [True, True]


@pytest.mark.django_db
def test_what_fails_by_a_fault_of_our_own_holds_up_nobody(world, person, server):
    amira, thing = person().pk, new_id()
    world.breaks = True
    delivery.deliver(send(to_person=amira, about_id=thing))
    world.breaks, server.away = False, False

    assert delivery.deliver(send(to_person=amira, about_id=thing)).is_sent


@pytest.mark.django_db
def test_after_four_hours_the_operator_sees_how_many_wait(world, person, server, later):
    notice_id = send(to_person=person().pk)
    delivery.deliver(notice_id)

    later(FOUR_HOURS - timedelta(minutes=1))
    assert queries.stuck_total() == 0
    later(timedelta(minutes=2))
    assert queries.stuck_total() == 1
    server.away = False
    delivery.deliver(notice_id)

    assert (seen(notice_id).state, queries.stuck_total()) == (State.SENT, 0)
