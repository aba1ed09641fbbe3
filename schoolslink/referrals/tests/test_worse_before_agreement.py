"""What got worse while a request waits for agreement does not wait: a service has it at once."""

import pytest
from django.test import Client

from schoolslink.access.family import open_page
from schoolslink.access.jobs import as_job
from schoolslink.access.tests.arrange import enter_family, sign_in
from schoolslink.access.unit import acting
from schoolslink.directory.models import EmergencyShare, SharingParty
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.kernel.models import OutboxMessage
from schoolslink.referrals import events, jobs
from schoolslink.referrals.commands.advice import say
from schoolslink.referrals.commands.family import make_sheets
from schoolslink.referrals.models import Item, LawfulBasis
from schoolslink.referrals.queries import open_item, queue_of
from schoolslink.referrals.rules import Move
from schoolslink.referrals.tests.arrange import acting_as, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(world, noon):
    """A request that waits for agreement at the school; no service has it."""
    item_id = sent(world, noon, carer_agrees="not_asked", called="Ellie")
    with acting(acting_as(world.priya)) as priya:
        assert queue_of(priya) == []
    return item_id


def in_the_queue(world) -> list[tuple[object, str, str]]:
    with acting(acting_as(world.priya)) as priya:
        return [(row.item_id, row.person_name, row.duty) for row in queue_of(priya)]


def told_of(as_seed, item_id) -> list[str]:
    with as_seed():
        news = OutboxMessage.objects.filter(payload__item_id=str(item_id)).order_by("id")
        return [one.event.rpartition(".")[2] for one in news]


def test_the_school_says_so(world, waiting, noon, as_seed):
    with acting(acting_as(world.nadia)) as nadia:
        version = open_item(nadia, waiting).item.version
        say(actor=nadia, item_id=waiting, move=Move.SAY_WORSE, version=version,
            words="She hurt herself last night.", at=noon)  # fmt: skip

    assert in_the_queue(world) == [(waiting, "Priya Nair", "look_again")]
    assert "ReferralSubmitted" in told_of(as_seed, waiting)


def test_the_young_person_says_so_and_the_team_reads_it(world, waiting, noon):
    with acting(acting_as(world.nadia)) as nadia:
        sheets = make_sheets(actor=nadia, item_id=waiting, at=noon)
    code = next(sheet.code for sheet in sheets if sheet.relationship == "self")
    ellie, priya = Client(), Client()
    enter_family(ellie, open_page(code, machine="192.0.2.9"))
    sign_in(priya, world.priya)
    said = {"version": 2, "form_key": str(new_id()), "words": "I cannot sleep."}
    with clock.fixed(noon):
        answer = ellie.post("/my-request/worse", said)
        page = priya.get(f"/queue/{waiting}").content.decode()

    assert answer.status_code == 302
    assert in_the_queue(world) == [(waiting, "Priya Nair", "look_again")]
    assert "I cannot sleep." in page


@pytest.mark.parametrize(("signed", "reason", "shares"), [(True, "", 0), (False, "waiting", 1)])
def test_why_it_was_shared_is_recorded_once(world, waiting, noon, as_seed, signed, reason, shares):
    if not signed:
        with as_seed():
            SharingParty.objects.all().delete()
    with acting(acting_as(world.nadia)) as nadia:
        version = open_item(nadia, waiting).item.version
        say(actor=nadia, item_id=waiting, move=Move.SAY_WORSE, version=version,
            words="Worse.", at=noon)  # fmt: skip
    with as_seed():
        child = Item.objects.get(pk=waiting).child_id
    event = events.ReferralSubmitted(item_id=waiting, child_id=child)

    for _ in range(2):
        with as_job(child_id=child, purpose="tell"):
            jobs.record_basis(event, at=noon)

    with as_seed():
        kept = list(
            LawfulBasis.objects.filter(item_id=waiting).values_list("basis", "emergency_reason")
        )
        assert kept == [("safeguarding", reason)]
        assert EmergencyShare.objects.count() == shares
