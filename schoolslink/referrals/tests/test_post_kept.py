"""What was put to a request is kept, closed to a colleague and erased with that child's record."""

from datetime import timedelta

import pytest

from schoolslink.access.unit import acting
from schoolslink.kernel import clock
from schoolslink.referrals.jobs.retention import look_round
from schoolslink.referrals.models import (
    ConflictBlock,
    Item,
    Post,
    PostFile,
    RetentionDue,
    RetentionHold,
    ServiceNote,
)
from schoolslink.referrals.queries.everything import HELD
from schoolslink.referrals.queries.post import post_of
from schoolslink.referrals.tests.arrange import acting_as
from schoolslink.referrals.tests.test_post import TEXT, logged
from schoolslink.referrals.tests.test_post_put_to import at, number, puts, request_id
from schoolslink.referrals.tests.test_retention import agreed, anywhere, ended, erase, shelf

__all__ = ["at", "request_id", "shelf"]  # fixtures
pytestmark = pytest.mark.django_db


@pytest.fixture
def put_long_ago(world, at, as_seed, request_id):
    """A letter that was put to Ellie's request twenty-two years ago; return both items with their child."""
    item_id = logged(world, world.priya, at, file=TEXT)
    puts(world, world.priya, item_id, number(world, request_id), at)
    ended(as_seed, request_id, years=22)
    with as_seed():
        day = clock.local_day(at) - timedelta(days=round(365.25 * 22))
        Item.objects.filter(pk=item_id).update(closed_on=day)
        return [(one.pk, one.child_id) for one in Item.objects.filter(pk__in=[item_id, request_id])]


def test_it_is_not_kept_on_its_own(world, at, put_long_ago, as_seed):
    look_round(at)

    with as_seed():
        due = set(RetentionDue.objects.values_list("child_id", flat=True))
        assert due == {Item.objects.get(kind="referral").child_id}
        assert Item.objects.get(kind="post").child_id not in due


def test_it_goes_with_the_childs_record_each_with_a_certificate(
    world, at, put_long_ago, as_seed, shelf
):
    look_round(at)
    agreed(world, at)

    done = erase(at)

    assert done.refused == {}
    assert {line["subject"] for line in done.certificates} == {str(c) for _i, c in put_long_ago}
    with as_seed():
        assert not Post.objects.exists()
        assert not PostFile.objects.exists()
    for item_id, child_id in put_long_ago:
        left = {one for one in anywhere(child_id, item_id) if "referrals" in one or "keys" in one}
        assert left == set()


def test_a_hold_on_what_was_put_to_it_keeps_both(world, at, put_long_ago, as_seed, shelf):
    look_round(at)
    agreed(world, at)
    with as_seed():
        letter = Item.objects.get(kind="post")
        RetentionHold.objects.create(
            item=letter, reason="court", review_on=clock.local_day(at) + timedelta(days=30), at=at,
            set_by=world.lena.pk,
        )  # fmt: skip

    done = erase(at)

    assert (done.certificates, done.waiting) == ([], 1)
    with as_seed():
        assert Post.objects.exists()


def test_the_copy_of_everything_has_what_came_by_post(world, at, request_id):
    item_id = logged(world, world.priya, at, file=TEXT)
    puts(world, world.priya, item_id, number(world, request_id), at)

    with acting(acting_as(world.priya)):
        child = Item.objects.get(pk=request_id).child_id
        of_child = {
            model: model.objects.filter(child_id=child).count()
            for model, *_rest in HELD
            if model in (PostFile, ServiceNote)
        }
    assert of_child == {PostFile: 1, ServiceNote: 1}


def test_closed_to_a_colleague_with_the_child_is_what_was_put_to_its_request(
    world, at, request_id, as_seed
):
    item_id = logged(world, world.priya, at)
    puts(world, world.priya, item_id, number(world, request_id), at)
    with acting(acting_as(world.sam)) as actor:
        assert post_of(actor, item_id).other_id == request_id
    with as_seed():
        ConflictBlock.objects.create(
            item_id=request_id, person_id=world.sam.pk, why="relative", at=at,
            set_by=world.lena.pk,
        )  # fmt: skip

    with acting(acting_as(world.sam)) as actor:
        with pytest.raises(Item.DoesNotExist):
            post_of(actor, item_id)
        assert not Post.objects.filter(item_id=item_id).exists()
