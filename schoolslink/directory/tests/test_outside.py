"""The list of who helps near by without an account: kept by coordinator and manager, checked by ringing."""

import pytest
from django.urls import reverse

from schoolslink.access.models import Role
from schoolslink.access.tests.arrange import sign_in
from schoolslink.directory import queries
from schoolslink.directory.models import OutsideReceiver
from schoolslink.directory.tests import factories as make
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id

pytestmark = pytest.mark.django_db

ENTRY = {
    "name": "Talk Time", "kind": "voluntary", "what_they_do": "Counselling from 11 to 18.",
    "phone": "01632 960 123", "email": "talk@example.invalid", "owner": "Jo Marsh",
}  # fmt: skip


@pytest.fixture
def world(hillside, as_seed):
    with as_seed():
        make.a_member(hillside.lena, hillside.service, Role.SERVICE_MANAGER)
    return hillside


def save(client, w, **changed) -> OutsideReceiver:
    known = OutsideReceiver.objects.filter(area=w.area).first()
    args = [w.area.pk, known.pk] if known else [w.area.pk]
    address = reverse(f"directory:{'outside-entry' if known else 'add-outside'}", args=args)
    answer = client.post(address, ENTRY | {"form_key": new_id()} | changed)
    assert answer.status_code == 302, answer.content.decode()
    return OutsideReceiver.objects.get(area=w.area)


@pytest.mark.parametrize("keeper", ["jo", "lena"])
def test_its_keepers_enter_check_and_end_an_entry(world, client, keeper):
    sign_in(client, getattr(world, keeper))

    assert save(client, world).checked_on is None
    page = client.get(reverse("directory:outside", args=[world.area.pk])).content.decode()
    assert "Talk Time" in page
    assert "Not yet checked by anybody here." in page
    assert save(client, world, is_checked="on").checked_on == clock.today()
    # Other words leave the check as it was; another address is one that nobody has rung about.
    assert save(client, world, owner="Ade Bello").checked_on == clock.today()
    assert save(client, world, email="other@example.invalid").checked_on is None
    assert [one.name for one in queries.outside_of_area(world.area.pk, on=clock.today())] == [
        "Talk Time"
    ]
    gone = save(client, world, has_ended="on")
    assert gone.until_on == clock.today()
    assert queries.outside_of_area(world.area.pk, on=clock.today()) == []
    assert queries.outside_receiver(gone.pk, on=clock.today()) is None
    assert queries.names_of_outside([gone.pk, None]) == {gone.pk: "Talk Time"}


def test_nobody_else_opens_the_list_and_no_entry_of_another_area(world, client, as_seed):
    sign_in(client, world.jo)
    entry = save(client, world)
    with as_seed():
        other = make.an_area("Elsewhere")
    for who, area in ((world.priya, world.area), (world.amira, world.area), (world.jo, other)):
        sign_in(client, who)
        for name, more in (("outside", []), ("add-outside", []), ("outside-entry", [entry.pk])):
            address = reverse(f"directory:{name}", args=[area.pk, *more])
            assert client.get(address).status_code == 404
            assert client.post(address, ENTRY | {"form_key": new_id()}).status_code == 404


def test_who_can_be_asked_only_by_telephone_is_not_sent_a_link(world, client):
    sign_in(client, world.lena)
    save(client, world, email="")
    (one,) = queries.outside_of_area(world.area.pk, on=clock.today())
    assert not one.can_be_asked
