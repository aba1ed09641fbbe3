"""Whose hearer leaves is the next one's at once; where nobody is left to hear, the page says so first."""

import pytest

from schoolslink.access.commands import end_membership
from schoolslink.access.models import Membership, Role
from schoolslink.access.tests.arrange import member
from schoolslink.access.unit import acting
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.notices.models import Notice
from schoolslink.referrals.tests.arrange import acting_as, sent
from schoolslink.referrals.tests.test_complaint import (
    another_manager,
    answers,
    complains,
    noon,
    row_of,
    said,
    sees,
)
from schoolslink.referrals.tests.test_copy import sign_in_family
from schoolslink.referrals.tests.test_family_truth import family
from schoolslink.referrals.tests.turns import text_of

pytestmark = pytest.mark.django_db
__all__ = ["noon", "said"]


def ends_role_of(who, world, as_seed, role=Role.SERVICE_MANAGER) -> None:
    """Let another manager end a role of somebody, as their page does; nothing is delivered after it."""
    nell = another_manager(world, as_seed)
    with as_seed():
        theirs = Membership.objects.get(person=who, role=role)
    with acting(acting_as(nell)) as manager:
        end_membership(actor=manager, membership_id=theirs.pk, at=clock.now())


def test_whoever_leaves_has_it_no_more_once_the_end_of_their_role_is_kept(
    world, said, noon, as_seed
):
    _, one, _ = said
    assert row_of(one, as_seed).person_id == world.lena.pk

    ends_role_of(world.lena, world, as_seed)

    with as_seed():
        nell = Membership.objects.get(person__name="Nell Ward").person_id
        told = set(
            Notice.objects.filter(about_id=one).values_list("recipient_person_id", flat=True)
        )
    assert row_of(one, as_seed).person_id == nell
    assert nell in told
    assert not sees(world.lena, one)


def test_it_goes_with_the_role_though_another_is_kept_and_an_answered_one_stays(
    world, said, noon, as_seed
):
    _item_id, one, them = said
    answers(world, one, noon)
    other = complains(them["self"], noon)
    with as_seed():
        member(world.lena, world.riverside, Role.TRIAGER)

    ends_role_of(world.lena, world, as_seed)

    assert row_of(one, as_seed).person_id == world.lena.pk
    assert row_of(other, as_seed).person_id != world.lena.pk


def test_where_nobody_would_have_it_the_page_says_so_before_they_type(client, world, noon, as_seed):
    item_id = sent(world, noon, called="Ellie", birth_date="2009-01-10")
    them = family(world, item_id, noon)
    sign_in_family(client, them["self"])
    assert 'name="what"' in client.get("/my-request/complain").content.decode()
    with as_seed():
        Membership.objects.filter(role__in=[Role.AREA_COORDINATOR, Role.SERVICE_MANAGER]).delete()

    page = client.get("/my-request/complain").content.decode()
    shown = text_of(page)

    assert 'name="what"' not in page
    assert "No one here can read it now. These people can. It is free." in shown
    assert "0345 015 4033" in shown
    assert "Ask your council for an advocate." in shown
    assert "must write back" not in shown
    late = client.post(
        "/my-request/complain", {"form_key": str(new_id()), "what": "Nobody rang.", "wish": ""}
    )
    assert "Nobody rang." in late.content.decode()  # typed before the last of them left
