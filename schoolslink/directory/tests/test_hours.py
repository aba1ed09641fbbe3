"""A contact offers times to schools: who may book them, who talks while they are away."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from schoolslink.access.models import Role
from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.directory.commands.hours import AlreadyThen, publish_hours, stop_hours
from schoolslink.directory.models import AdviceHours, NamedContact
from schoolslink.directory.queries import slots_for_school
from schoolslink.directory.rules.slots import Offered
from schoolslink.directory.tests import factories as make

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
THURSDAY = date(2026, 3, 5)


def offer(w, who=None, **fields):
    given = {"starts_at": time(9), "ends_at": time(10), "minutes": 30, "how": "phone",
             "whom": "mine", "from_on": THURSDAY, **fields}  # fmt: skip
    who = who or make.an_actor(w.priya, (w.service, Role.CAMHS_CONTACT))
    with acting(who) as actor:
        return publish_hours(
            actor=actor, contact_id=w.contact.pk, form_key=uuid4(), offered=Offered(**given), at=NOON
        )  # fmt: skip


def booked_by(school, w, now=NOON):
    return slots_for_school(school.pk, service_id=w.service.pk, team_id=w.service.pk, now=now)


def test_a_contact_publishes_a_week_and_stops_it_on_their_page(hillside, client):
    sign_in(client, hillside.priya)
    page = reverse("directory:hours", args=[hillside.contact.pk])
    assert page in client.get("/my-schools").content.decode()
    form = {"from_on": "Thursday", "often": "weekly", "hours": "9 to 10", "minutes": "30",
            "how": "phone", "whom": "mine", "form_key": str(uuid4())}  # fmt: skip
    assert client.post(page, form).status_code == 302
    after = client.get(page).content.decode()
    assert "Every Thursday, 9am to 10am" in after
    assert "9am, 9:30am" in after
    again = client.post(page, {**form, "form_key": str(uuid4())}).content.decode()
    assert "You offer a time then already" in again
    client.post(page, {"stop": str(AdviceHours.objects.get().pk)})
    assert "Every Thursday" not in client.get(page).content.decode()


def test_who_may_book_are_my_schools_every_school_one_cluster_or_one_school(hillside, as_seed):
    with as_seed():
        other = make.a_school("Valley School", area=hillside.area)
        make.a_link(other, hillside.service)
    offer(hillside)
    offer(hillside, whom="all", from_on=THURSDAY + timedelta(days=1))
    offer(hillside, whom="school", place_id=other.pk, from_on=THURSDAY + timedelta(days=4))
    first = {slot.starts_at.date() for slot in booked_by(hillside.school, hillside)[:4]}
    assert first == {date(2026, 3, 5), date(2026, 3, 6)}
    assert {slot.starts_at.weekday() for slot in booked_by(other, hillside)} == {0, 4}


def test_while_somebody_is_away_who_stands_in_talks_and_where_nobody_does_there_is_no_time(
    hillside, as_seed
):
    offer(hillside)
    with as_seed():
        sam = make.a_person("Sam Okoro")
        make.a_member(sam, hillside.service, Role.CAMHS_CONTACT)
        named = make.a_contact(hillside.service, "Sam Okoro", person=sam)
        away = {"from_on": THURSDAY, "until_on": THURSDAY + timedelta(days=7), "is_away": True}
        cover = make.a_cover(hillside.contact, named, **away)
    found = booked_by(hillside.school, hillside)
    assert [(s.person_name, s.instead_of) for s in found[:3:2]] == [
        ("Sam Okoro", "Priya Nair"), ("Priya Nair", ""),
    ]  # fmt: skip
    with as_seed():
        NamedContact.objects.filter(pk=named.pk).update(until_on=THURSDAY)
    assert booked_by(hillside.school, hillside)[0].starts_at.date() == date(2026, 3, 12)
    assert cover.contact_id == hillside.contact.pk


def test_nobody_offers_twice_for_one_time_nor_for_somebody_else(hillside):
    kept = offer(hillside)
    with pytest.raises(AlreadyThen):
        offer(hillside, starts_at=time(9, 30), ends_at=time(11))
    lead = make.an_actor(hillside.amira, (hillside.school, Role.SCHOOL_LEAD))
    with pytest.raises(NamedContact.DoesNotExist):
        offer(hillside, who=lead, from_on=THURSDAY + timedelta(days=1))
    with pytest.raises(AdviceHours.DoesNotExist), acting(lead):
        stop_hours(actor=lead, contact_id=hillside.contact.pk, hours_id=kept.pk, at=NOON)
    assert AdviceHours.objects.get().until_on is None
