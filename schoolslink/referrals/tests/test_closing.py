"""A record closed to one colleague: page, list, log, messages, moves and the database, at once."""

from types import SimpleNamespace
from uuid import uuid4

import pytest

from schoolslink.access.middleware import actor_of
from schoolslink.access.models import Membership, Role
from schoolslink.access.policy import Action
from schoolslink.access.sessions import PERSON_KEY, SessionStore
from schoolslink.access.tests.arrange import member, person
from schoolslink.access.unit import acting
from schoolslink.kernel import clock
from schoolslink.notices.commands import send
from schoolslink.notices.models import Notice
from schoolslink.referrals import messages, permissions
from schoolslink.referrals.commands.closing import close_to, open_again
from schoolslink.referrals.commands.hand_over import reassign
from schoolslink.referrals.errors import NobodyLeft, NotAmongThem, NotInThisTeam
from schoolslink.referrals.jobs.reaching import to_tell_at_school
from schoolslink.referrals.models import ConflictBlock, Holding, Item, ItemEvent, Review
from schoolslink.referrals.queries import open_at_service, open_item, queue_of
from schoolslink.referrals.rules.guarding import Why
from schoolslink.referrals.tests.arrange import acting_as, asked, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(world, noon):
    with clock.fixed(noon):
        return sent(world, noon)


def closed(world, item_id, who, at, by=None):
    with acting(acting_as(by or world.lena)) as manager:
        close_to(actor=manager, item_id=item_id, person_id=who.pk, why=Why.RELATIVE, at=at)


def by_session(who):
    """Return the actor that the service makes of somebody who has signed in."""
    session = SessionStore()
    session[PERSON_KEY] = str(who.pk)
    session.create()
    fresh = SessionStore(session.session_key)
    return actor_of(SimpleNamespace(session=fresh, request_id=""))


def held(as_seed, item_id):
    with as_seed():
        return Holding.objects.get(item_id=item_id, ended_at__isnull=True)


def test_what_they_held_is_held_by_the_next_at_the_same_moment(world, item, noon, as_seed):
    before = held(as_seed, item)

    closed(world, item, world.priya, noon)

    after = held(as_seed, item)
    assert (before.person_id, after.person_id) == (world.priya.pk, world.lena.pk)
    assert (after.due_on, after.duty) == (before.due_on, before.duty)
    with as_seed():
        last = ItemEvent.objects.filter(item_id=item).order_by("version_seen").last()
    assert (last.move, last.side, last.actor_kind) == ("reassign", "system", "job")


def test_they_find_no_record_no_row_and_no_line_by_the_code_or_the_database(world, item, noon):
    other = asked(world, noon, uuid4())
    closed(world, item, world.priya, noon)

    # As a session would make her, and as one who forgot what is closed: the database says it again.
    for actor in (acting_as(world.priya), by_session(world.priya)):
        with acting(actor) as priya:
            assert {row.item_id for row in queue_of(priya)} == {other}
            with pytest.raises(Item.DoesNotExist):
                open_item(priya, item)
            assert not ItemEvent.objects.filter(item_id=item).exists()
            assert not ConflictBlock.objects.exists()
            assert not Review.objects.exists()


def test_the_code_says_it_apart_from_the_database(world, item, noon, as_seed):
    closed(world, item, world.priya, noon)
    priya = by_session(world.priya)

    with as_seed():
        row = Item.objects.get(pk=item)
        for action in Action:
            assert not permissions.items(priya, action).filter(pk=item).exists()
        assert permissions.groups_of(priya, row) == frozenset()
        assert permissions.side_of(priya, row) is None
        assert permissions.groups_of(acting_as(world.priya), row)


def test_no_message_is_queued_for_them_and_none_waiting_is_sent(world, item, noon, as_seed):
    def news(who, once):
        with as_seed():
            row = Item.objects.get(pk=item)
        with acting(acting_as(world.lena)) as lena:
            return send(
                actor=lena, kind=messages.ANSWERED.name, link_path="/", at=noon, to_person=who.pk,
                about_id=item, child_id=row.child_id, once_key=once,
            )  # fmt: skip

    waiting = news(world.nadia, "a")
    closed(world, item, world.nadia, noon, by=_head(world, as_seed))

    assert news(world.nadia, "b") is None
    assert news(world.sam, "c") is not None
    with as_seed():
        notice = Notice.objects.get(pk=waiting)
    with acting(by_session(world.nadia)):
        assert not Notice.objects.filter(pk=waiting).exists()
    from schoolslink.access.jobs import as_job
    from schoolslink.notices.commands import is_true

    with as_job(child_id=notice.child_id, purpose="test"):
        assert not is_true(notice)


def _head(world, as_seed):
    with as_seed():
        head = person("Hana Head")
        member(head, world.northgate, Role.SCHOOL_HEAD)
    return head


def test_where_the_asker_is_closed_out_those_who_lead_hear(world, item, noon, as_seed):
    from schoolslink.access.jobs import as_job

    head = _head(world, as_seed)
    with as_seed():
        cover = person("Cora Cover")
        member(cover, world.northgate, Role.SCHOOL_COVER)
    closed(world, item, world.nadia, noon, by=head)

    with as_seed():
        child = Item.objects.get(pk=item).child_id
    with as_job(child_id=child, purpose="test"):
        assert cover.pk in to_tell_at_school(Item.objects.get(pk=item))


def test_it_cannot_be_given_back_to_them(world, item, noon, as_seed):
    closed(world, item, world.priya, noon)

    with acting(by_session(world.lena)) as lena:
        version = permissions.items(lena, Action.VIEW).get(pk=item).version
        with pytest.raises(NotInThisTeam):
            reassign(actor=lena, item_id=item, version=version, to_person=world.priya.pk, at=noon)

    assert held(as_seed, item).person_id != world.priya.pk


def test_only_head_lead_and_manager_close_and_somebody_must_be_left(world, item, noon, as_seed):
    for who in (world.priya, world.sam, world.jo, world.amira):
        with acting(acting_as(who)) as actor, pytest.raises(Item.DoesNotExist):
            close_to(actor=actor, item_id=item, person_id=world.priya.pk, why=Why.KNOWS, at=noon)
    with acting(acting_as(world.nadia)) as nadia:
        with pytest.raises(NobodyLeft):
            close_to(actor=nadia, item_id=item, person_id=world.nadia.pk, why=Why.KNOWS, at=noon)
        with pytest.raises(NotAmongThem):
            close_to(actor=nadia, item_id=item, person_id=world.stranger.pk, why=Why.KNOWS, at=noon)
    head = _head(world, as_seed)
    closed(world, item, world.nadia, noon, by=world.nadia)  # to oneself, once a head is there
    with acting(by_session(world.nadia)) as nadia, pytest.raises(Item.DoesNotExist):
        open_item(nadia, item)
    with acting(by_session(head)) as actor:
        assert open_item(actor, item).item.pk == item


def test_it_is_opened_again_and_the_review_is_over(world, item, noon, as_seed):
    closed(world, item, world.priya, noon)
    with as_seed():
        block, review = ConflictBlock.objects.get(), Review.objects.get()
    assert (block.set_by, review.by_id, review.kind) == (world.lena.pk, world.lena.pk, "block")
    assert review.due_on > clock.local_day(noon)

    with acting(by_session(world.lena)) as lena:
        open_again(actor=lena, item_id=item, block_id=block.pk, at=noon)

    with acting(by_session(world.priya)) as priya:
        assert open_item(priya, item).item.pk == item
    with as_seed():
        block.refresh_from_db()
        review.refresh_from_db()
    assert (block.lifted_by, review.done_by) == (world.lena.pk, world.lena.pk)


def test_a_manager_still_sees_the_line_and_another_closes_nothing_twice(world, item, noon, as_seed):
    closed(world, item, world.priya, noon)
    closed(world, item, world.priya, noon)

    with as_seed():
        assert (
            ConflictBlock.objects.count() == Membership.objects.filter(person=world.priya).count()
        )
    with acting(by_session(world.lena)) as lena:
        assert [row.item_id for row in open_at_service(lena)] == [item]
