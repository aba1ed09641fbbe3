"""A reason for a no that the service has not published: shown before it goes, possible, and counted."""

import pytest

from schoolslink.directory.models import ServiceCriteria
from schoolslink.referrals.tests.arrange import sent
from schoolslink.referrals.tests.test_contact import page_of, post

pytestmark = pytest.mark.django_db


def test_a_reason_that_is_not_published_says_so_before_it_goes(priya, world, noon, as_seed):
    item_id = sent(world, noon)
    with as_seed():
        ServiceCriteria.objects.create(
            service_id=world.riverside.pk, version=9, from_on=noon.date(), published_at=noon,
            content={"reasons": ["age"]},
        )  # fmt: skip
    no = {"version": 2, "next_step": "A talk.", "with_whom": "Ms Green", "who_tells": "service",
          "told_by": "tomorrow"}  # fmt: skip

    form = page_of(priya, f"/queue/{item_id}/other-team")
    listed = post(priya, f"/queue/{item_id}/other-team", **no, reason="age").content.decode()
    other = post(priya, f"/queue/{item_id}/other-team", **no, reason="moved").content.decode()

    assert form.count("not on the list that your service has published") > 5
    assert "Outside the ages we see (not" not in form
    assert "This reason is not on the list" not in listed
    assert "This reason is not on the list" in other
    assert post(
        priya, f"/queue/{item_id}/other-team", **no, reason="moved", letters="seen"
    ).status_code == 302  # fmt: skip
