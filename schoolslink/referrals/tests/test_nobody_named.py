"""Where nobody is named: the team hears, and the coordinator at once, not when the day has passed."""

from datetime import timedelta

import pytest

from schoolslink.access.jobs import as_job
from schoolslink.access.models import Membership, Role
from schoolslink.access.tests.arrange import member, person
from schoolslink.access.unit import acting
from schoolslink.directory.models import HealthcareService, NamedContact
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.notices import delivery
from schoolslink.notices.models import Notice
from schoolslink.referrals import events, jobs, messages
from schoolslink.referrals.commands.decide import step
from schoolslink.referrals.commands.hand_over import reassign
from schoolslink.referrals.models import Holding, Item, ItemEvent
from schoolslink.referrals.rules import Move
from schoolslink.referrals.tests.arrange import acting_as, asked, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def nobody_named(world, as_seed):
    """Riverside with its people, none of whom is named to answer."""
    with as_seed():
        NamedContact.objects.filter(organisation=world.riverside).update(person=None)
        HealthcareService.objects.update(pool_manager=None)
        Membership.objects.filter(person=world.lena).delete()


def heard(as_seed, item_id, noon, tell) -> list[tuple[str, str]]:
    """Let one subscriber hear of the last move; return who was written to, and what."""
    with as_seed():
        Notice.objects.all().delete()
        last = ItemEvent.objects.filter(item_id=item_id).order_by("-version_seen").first()
        kind = Item.objects.get(pk=item_id).kind
    with as_job(child_id=last.child_id, purpose="tell"):
        tell(events.ItemMoved(item_id, last.child_id, last.pk, kind, last.move), at=noon)
    with as_seed():
        rows = Notice.objects.order_by("recipient_person__name")
        return list(rows.values_list("recipient_person__name", "kind"))


def test_team_and_coordinator_hear_at_once(world, noon, as_seed, nobody_named):
    item_id = asked(world, noon, new_id())

    assert heard(as_seed, item_id, noon, jobs.tell_holder) == [
        ("Jo Marsh", "referrals.nobody_named"),
        ("Priya Nair", "referrals.waits_for_team"),
        ("Sam Okoro", "referrals.waits_for_team"),
    ]


def test_with_nobody_in_the_team_the_coordinator_hears_alone(world, noon, as_seed, nobody_named):
    with as_seed():
        Membership.objects.filter(organisation=world.riverside).delete()
    item_id = asked(world, noon, new_id())

    assert heard(as_seed, item_id, noon, jobs.tell_holder) == [
        ("Jo Marsh", "referrals.nobody_named")
    ]


def test_what_a_team_keeps_for_all_of_it_is_no_news_for_a_coordinator(world, noon, as_seed):
    item_id = sent(world, noon)
    with acting(acting_as(world.sam)) as sam:
        reassign(actor=sam, item_id=item_id, version=2, to_person=None, at=noon)

    assert heard(as_seed, item_id, noon, jobs.tell_holder) == []


def test_another_coordinator_hears_on_the_next_working_day_where_it_is_nobodys_still(
    world, noon, as_seed, nobody_named
):
    with as_seed():
        kim = person("Kim Vale")
        member(kim, world.area, Role.AREA_COORDINATOR)
    item_id = asked(world, noon, new_id())
    told = heard(as_seed, item_id, noon, jobs.tell_holder)
    assert {kind for _, kind in told} >= {"referrals.nobody_named", "referrals.still_nobody_named"}

    def sent_by(days: int) -> set[str]:
        with as_seed():
            Notice.objects.update(due_at=clock.real_now())
        with clock.fixed(noon + timedelta(days=days)):
            delivery.deliver_waiting()
        with as_seed():
            rows = Notice.objects.filter(kind__endswith="nobody_named", state="sent")
            return {row.kind.removeprefix("referrals.") for row in rows}

    assert sent_by(0) == {"nobody_named"}
    assert sent_by(1) == {"nobody_named", "still_nobody_named"}


def test_the_message_is_true_only_while_nobody_has_it(world, noon, as_seed, nobody_named):
    item_id = asked(world, noon, new_id())
    about = type("About", (), {"about_id": item_id})

    with acting(acting_as(world.sam)) as sam:
        assert messages.NOBODY_NAMED.still_true(about)
        reassign(actor=sam, item_id=item_id, version=1, to_person=world.sam.pk, at=noon)
        assert not messages.NOBODY_NAMED.still_true(about)


def test_a_request_taken_back_from_a_whole_team_is_told_to_all_of_it(world, noon, as_seed):
    item_id = sent(world, noon)
    with acting(acting_as(world.sam)) as sam:
        reassign(actor=sam, item_id=item_id, version=2, to_person=None, at=noon)
        assert Holding.objects.get(item_id=item_id, ended_at__isnull=True).person is None
    with acting(acting_as(world.nadia)) as nadia:
        step(actor=nadia, item_id=item_id, move=Move.WITHDRAW, version=3, at=noon, words="Moved.")

    told = heard(as_seed, item_id, noon, jobs.tell_asker)

    assert told == [(name, "referrals.taken_back") for name in ("Priya Nair", "Sam Okoro")]
