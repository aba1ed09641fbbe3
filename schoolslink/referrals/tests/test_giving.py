"""What all of a ladder let pass, given by the area's coordinator to somebody else where it is."""

from datetime import timedelta

import pytest

from schoolslink.access.models import Role
from schoolslink.access.tests.arrange import member, person, sign_in
from schoolslink.access.unit import acting
from schoolslink.kernel import clock, outbox
from schoolslink.kernel.ids import new_id
from schoolslink.notices.models import Notice
from schoolslink.referrals import jobs, messages
from schoolslink.referrals.commands import giving
from schoolslink.referrals.commands.advice import say
from schoolslink.referrals.commands.closing import close_to
from schoolslink.referrals.errors import ChangedMeanwhile, NotInThisTeam
from schoolslink.referrals.models import Chase, Holding, Item
from schoolslink.referrals.rules import Move, Side
from schoolslink.referrals.rules.chasing import Chased
from schoolslink.referrals.rules.guarding import Why
from schoolslink.referrals.tests.arrange import acting_as, asked

pytestmark = pytest.mark.django_db


@pytest.fixture
def tom(world, as_seed):
    """Somebody of the team who is on nobody's ladder."""
    with as_seed():
        who = person("Tom Reed")
        member(who, world.riverside, Role.TRIAGER)
    return who


@pytest.fixture
def let_pass(world, noon):
    """Return a question that everybody named let pass, and the day on which its coordinator hears."""
    item_id = asked(world, noon, new_id())
    for days in range(3, 8):
        round_on(noon, days)
    return item_id, noon + timedelta(days=7)


def round_on(noon, days):
    with clock.fixed(noon + timedelta(days=days)):
        jobs.escalate_overdue(0)
        outbox.deliver_waiting()


def held(world, item_id):
    with acting(acting_as(world.priya)):
        return Holding.objects.get(item=item_id, ended_at__isnull=True)


def gives(world, item_id, to, at, version=None):
    with clock.fixed(at), acting(acting_as(world.jo)) as jo:
        seen = giving.to_give(jo, item_id, at=at).version if version is None else version
        return giving.give(actor=jo, item_id=item_id, version=seen, to_person=to.pk, at=at)


def test_it_is_theirs_with_the_same_day_and_they_hear_of_it(world, noon, tom, let_pass, as_seed):
    item_id, at = let_pass
    before = held(world, item_id)

    gives(world, item_id, tom, at)
    with clock.fixed(at):
        outbox.deliver_waiting()

    now = held(world, item_id)
    assert (now.person_id, now.due_on, now.side) == (tom.pk, before.due_on, before.side)
    with as_seed():
        told = Notice.objects.filter(recipient_person=tom.pk, about_id=item_id)
        assert [one.kind for one in told] == [messages.WAITS_FOR_YOU.name]
    with acting(acting_as(world.jo)):
        (made,) = Chase.objects.filter(item=item_id)
        assert (made.how, made.to_person, made.by_id) == (Chased.GAVE, tom.pk, world.jo.pk)


def test_they_have_two_working_days_then_the_ladder_goes_on(world, noon, tom, let_pass):
    item_id, at = let_pass  # a Tuesday
    gives(world, item_id, tom, at)

    round_on(noon, 8)
    assert held(world, item_id).person_id == tom.pk
    round_on(noon, 9)
    assert held(world, item_id).person_id == world.lena.pk


def test_where_a_risk_is_marked_they_have_one(world, noon, tom, let_pass, as_seed):
    item_id, at = let_pass
    gives(world, item_id, tom, at)
    with as_seed():
        Item.objects.filter(pk=item_id).update(risk_marked=True)

    round_on(noon, 8)
    assert held(world, item_id).person_id == world.lena.pk


def test_what_is_at_a_school_goes_to_somebody_of_the_school(world, noon, as_seed):
    item_id = asked(world, noon, new_id())
    with as_seed():
        cover = person("Mr Cover")
        member(cover, world.hillside, Role.SCHOOL_COVER)
    with acting(acting_as(world.priya)) as priya:
        say(
            actor=priya,
            item_id=item_id,
            move=Move.ASK_BACK,
            version=1,
            words="Since when?",
            at=noon,
        )
    at = noon + timedelta(days=30)
    with clock.fixed(at), acting(acting_as(world.jo)) as jo:
        names = [name for _person, name, _role in giving.to_give(jo, item_id, at=at).people]
    assert "Mr Cover" in names
    assert not {"Priya Nair", "Sam Okoro", "Nadia Khan"} & set(names)

    gives(world, item_id, cover, at)

    with acting(acting_as(cover)):
        now = Holding.objects.get(item=item_id, ended_at__isnull=True)
        assert (now.person_id, now.side) == (cover.pk, Side.SCHOOL)


def test_nobody_from_elsewhere_and_nothing_unseen(world, noon, tom, let_pass):
    item_id, at = let_pass
    for nobody in (world.stranger, world.nadia, world.amira):
        with pytest.raises(NotInThisTeam):
            gives(world, item_id, nobody, at)
    with pytest.raises(ChangedMeanwhile):
        gives(world, item_id, tom, at, version=1)
    assert held(world, item_id).person_id == world.lena.pk


@pytest.mark.parametrize("who", ["stranger", "nadia", "priya", "lena"])
def test_only_the_areas_coordinator(world, noon, tom, let_pass, who):
    item_id, at = let_pass
    with (
        clock.fixed(at),
        acting(acting_as(getattr(world, who))) as other,
        pytest.raises(Item.DoesNotExist),
    ):
        giving.to_give(other, item_id, at=at)


def test_what_is_not_past_its_day_is_given_by_nobody(world, noon, tom):
    item_id = asked(world, noon, new_id())
    with acting(acting_as(world.jo)) as jo, pytest.raises(Item.DoesNotExist):
        giving.to_give(jo, item_id, at=noon)


def test_whoever_it_is_closed_to_is_not_offered(world, noon, tom, let_pass):
    item_id, at = let_pass
    with acting(acting_as(world.lena)) as lena:
        close_to(actor=lena, item_id=item_id, person_id=tom.pk, why=Why.KNOWS, at=noon)
    with clock.fixed(at), acting(acting_as(world.jo)) as jo:
        assert tom.pk not in {
            one for one, _name, _role in giving.to_give(jo, item_id, at=at).people
        }


def test_the_page_gives_it_once_and_says_so_on_the_list(world, noon, tom, let_pass, client):
    item_id, at = let_pass
    sign_in(client, world.jo)
    path = f"/area/{world.area.pk}/silent/{item_id}/give"
    with clock.fixed(at):
        page = client.get(path).content.decode()
        assert "Tom Reed, " in page
        assert "Ellie" not in page
        unsaid = client.post(path, {"seen": "3", "form_key": str(new_id())})
        assert "Choose somebody" in unsaid.content.decode()
        stale = client.post(path, {"seen": "1", "person": str(tom.pk), "form_key": str(new_id())})
        assert "This is how it stands now" in stale.content.decode()
        unmarked = client.post(path, {"person": str(tom.pk), "form_key": str(new_id())})
        assert "This is how it stands now" in unmarked.content.decode()
        said = {
            "seen": str(_version(world, item_id)),
            "person": str(tom.pk),
            "form_key": str(new_id()),
        }
        for _twice in range(2):
            assert client.post(path, said).status_code == 302
        listed = client.get(f"/area/{world.area.pk}/silent").content.decode()

    assert "Given to Tom Reed by you on" in listed
    with acting(acting_as(world.jo)):
        assert Chase.objects.filter(item=item_id).count() == 1


def _version(world, item_id):
    with acting(acting_as(world.priya)):
        return Item.objects.get(pk=item_id).version
