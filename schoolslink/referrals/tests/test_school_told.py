"""The school counts as told when a message has left, or when it has read the page: not before."""

import pytest
from django.core.mail.backends.locmem import EmailBackend

from schoolslink.access.jobs import as_job
from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.kernel import clock
from schoolslink.notices import delivery
from schoolslink.referrals import events, jobs
from schoolslink.referrals.commands.decide import Answering, decide
from schoolslink.referrals.models import ItemEvent, Told
from schoolslink.referrals.rules import Move
from schoolslink.referrals.tests.arrange import acting_as, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def decided(world, noon, as_seed):
    """A request that was decided, and of which the school's message waits to be sent."""
    item_id = sent(world, noon)
    with acting(acting_as(world.priya)) as priya:
        decide(
            actor=priya, item_id=item_id, version=2, at=noon,
            answer=Answering(Move.ACCEPT, level="getting_help"),
        )  # fmt: skip
    with as_seed():
        last = ItemEvent.objects.filter(item_id=item_id).order_by("-version_seen").first()
    with as_job(child_id=last.child_id, purpose="tell"):
        jobs.tell_asker(
            events.ItemMoved(item_id, last.child_id, last.pk, "referral", last.move), at=noon
        )
    return item_id


def told_how(as_seed, item_id) -> str:
    with as_seed():
        return Told.objects.get(item_id=item_id, whom="school").how


class Broken(EmailBackend):
    def send_messages(self, messages):
        raise ConnectionRefusedError


def test_queued_is_not_told_and_a_mail_that_fails_is_not(decided, as_seed, settings):
    assert told_how(as_seed, decided) == ""

    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    delivery.deliver_waiting()
    assert told_how(as_seed, decided) == ""


def test_a_mail_that_left_has_told(decided, as_seed, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    delivery.deliver_waiting()

    assert told_how(as_seed, decided) == "mail"


def test_whoever_opens_the_page_has_been_told(decided, world, as_seed, client, noon):
    sign_in(client, world.nadia)

    with clock.fixed(noon):
        page = client.get(f"/asked/{decided}")

    assert (page.status_code, told_how(as_seed, decided)) == (200, "read")


def test_a_stranger_who_tries_has_been_told_nothing(decided, world, as_seed, client, noon):
    sign_in(client, world.amira)

    with clock.fixed(noon):
        assert client.get(f"/asked/{decided}").status_code == 404

    assert told_how(as_seed, decided) == ""
