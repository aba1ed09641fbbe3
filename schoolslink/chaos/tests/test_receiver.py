"""The mail server of the checks, in each of its moods, as the product's own transport meets it."""

import pytest

from schoolslink.chaos.receiver import AWAY, IN_TROUBLE, SLOW, WELL, WRONG, Receiver
from schoolslink.kernel.ids import new_id
from schoolslink.notices import transport
from schoolslink.notices.rendering import Rendered


@pytest.fixture
def receiver(settings):
    """Start a mail server, and let the product send to it."""
    made = Receiver(slow_seconds=2.0)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", made.start()
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = 0.5
    yield made
    made.stop()


def send(notice_id):
    rendered = Rendered("Something waits for you", f"Open http://127.0.0.1/asked/{notice_id}")
    return transport.send(
        to="priya@example.invalid", rendered=rendered, notice_id=notice_id, language="en"
    )


def test_a_mail_is_kept_under_its_id_with_what_it_is_about(receiver):
    notice_id = new_id()

    assert send(notice_id).is_sent
    (kept,) = receiver.received
    assert (kept.about, kept.to) == (str(notice_id), "priya@example.invalid")
    assert kept.message_id.startswith(f"<{notice_id}@")


@pytest.mark.parametrize("mood", [AWAY, SLOW, IN_TROUBLE, WRONG])
def test_what_a_server_in_trouble_did_not_take_is_tried_again(receiver, mood):
    receiver.mood = mood

    outcome = send(new_id())

    assert not outcome.is_sent
    assert not outcome.is_final
    assert receiver.received == []
    receiver.mood = WELL
    assert send(new_id()).is_sent


def test_a_mail_that_is_put_off_is_not_kept(receiver):
    receiver.troubled = 1.0

    outcome = send(new_id())

    assert (outcome.is_sent, outcome.is_final, receiver.received) == (False, False, [])
