"""Two lines close a record to a colleague; reviews stand on first pages and go up a ladder."""

from datetime import timedelta

import pytest
from django.urls import reverse

from schoolslink.access.models import Role
from schoolslink.access.tests.arrange import member, person, sign_in
from schoolslink.kernel import clock
from schoolslink.kernel.calendar import add_working_days
from schoolslink.kernel.ids import new_id
from schoolslink.notices.models import Notice
from schoolslink.referrals.jobs.overdue import escalate_overdue
from schoolslink.referrals.models import ConflictBlock, Review
from schoolslink.referrals.rules.guarding import REVIEW_DAYS
from schoolslink.referrals.tests.arrange import sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(world, noon):
    with clock.fixed(noon):
        return sent(world, noon)


def fresh() -> str:
    return str(new_id())


def close(client, item, who):
    address = reverse("referrals:closed", args=[item])
    assert client.get(address).status_code == 200
    return client.post(
        address, {"form_key": fresh(), "person": str(who.pk), "why": "relative"}, follow=True
    )


def test_a_manager_closes_it_and_the_colleague_finds_nothing(world, item, client, noon):
    with clock.fixed(noon):
        sign_in(client, world.lena)
        page = close(client, item, world.priya).content.decode()
        assert "Priya Nair" in page
        assert "They are a relative of the child" in page
        assert (
            "closed it to a colleague"
            in client.get(reverse("referrals:who-looked", args=[item])).content.decode().lower()
        )

        sign_in(client, world.priya)
        assert client.get(reverse("referrals:record", args=[item])).status_code == 404
        assert str(item) not in client.get(reverse("referrals:queue")).content.decode()
        assert client.get(reverse("referrals:closed", args=[item])).status_code == 404


def test_the_setter_looks_again_and_lets_them_open_it(world, item, client, noon, as_seed):
    with clock.fixed(noon):
        sign_in(client, world.lena)
        close(client, item, world.priya)
        with as_seed():
            review = Review.objects.get()
        address = reverse("referrals:review", args=[review.pk])
        assert address in client.get(reverse("referrals:service")).content.decode()
        page = client.get(address)
        assert "Priya Nair" in page.content.decode()
        client.post(address, {"form_key": fresh(), "outcome": "not_right"})

        assert client.get(address).status_code == 404
        sign_in(client, world.priya)
        assert client.get(reverse("referrals:record", args=[item])).status_code == 200
    with as_seed():
        assert ConflictBlock.objects.get().lifted_by == world.lena.pk


def test_what_is_right_is_asked_again_and_what_is_unsure_soon(world, item, client, noon, as_seed):
    with clock.fixed(noon):
        sign_in(client, world.lena)
        close(client, item, world.priya)
        for outcome, days in (("look_into", REVIEW_DAYS), ("right", 60)):
            with as_seed():
                review = Review.objects.get(done_at__isnull=True)
            address = reverse("referrals:review", args=[review.pk])
            client.post(address, {"form_key": fresh(), "outcome": outcome})
            with as_seed():
                again = Review.objects.get(done_at__isnull=True)
            assert again.due_on == add_working_days(clock.local_day(noon), days)


def test_a_late_review_is_asked_of_the_next_and_at_the_end_of_the_coordinator(
    world, item, client, noon, as_seed
):
    with as_seed():
        head = person("Hana Head")
        member(head, world.northgate, Role.SCHOOL_HEAD)
    with clock.fixed(noon):
        sign_in(client, world.lena)
        close(client, item, world.priya)
    asked = []
    day = noon + timedelta(days=9)
    for ahead in range(8):
        with clock.fixed(day + timedelta(days=ahead)):
            escalate_overdue(0)
        with as_seed():
            news = Notice.objects.filter(kind__startswith="referrals.review").order_by("id")
            asked = list(news.values_list("recipient_person_id", flat=True))
    assert asked == [head.pk, world.nadia.pk, world.lena.pk, world.jo.pk]
    with clock.fixed(day):
        sign_in(client, world.jo)
        shown = client.get(reverse("silent", args=[world.area.pk])).content.decode()
        assert "still right that a colleague may not open" in shown
        assert "Priya" not in shown
        assert "1 exception" in client.get(reverse("area", args=[world.area.pk])).content.decode()
        sign_in(client, head)
        home = client.get(reverse("home"), follow=True).content.decode()
        assert "still right that a colleague may not open" in home
