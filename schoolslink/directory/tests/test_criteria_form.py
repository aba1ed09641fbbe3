"""Publishing what a service takes: what the page does not show stays, and promises are kept."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from schoolslink.access.models import Role
from schoolslink.access.tests.arrange import sign_in
from schoolslink.directory import queries
from schoolslink.directory.forms.services import CriteriaForm
from schoolslink.directory.models import ServiceCriteria
from schoolslink.directory.tests import factories as make
from schoolslink.kernel import clock
from schoolslink.referrals.limits import limits_of, reasons_published
from schoolslink.referrals.rules.dues import decide_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def lena(as_seed):
    """Return the manager of a service that takes no eating difficulties."""
    with as_seed():
        person = make.a_person("Lena Fox")
        person.service = make.a_service(make.an_area(), wait_weeks_low=6, wait_weeks_high=9,
                                        wait_said_on=clock.today())  # fmt: skip
        person.other = make.a_service(person.service.area, "Eating Disorder Service")
        make.a_member(person, person.service, Role.SERVICE_MANAGER)
        make.criteria(
            person.service,
            own_words="We see school-age children.",
            elsewhere={"eating": {"name": "Eating service", "service": str(person.other.pk)}},
            limits={"told_wd": 3},
            local_note="Kept by another system",
        )
    return person


def published(client, lena, **typed) -> ServiceCriteria:
    """Publish what the page shows, with some answers typed over; return the latest version."""
    page = reverse("directory:publish-criteria", args=[lena.service.pk])
    content = queries.criteria_of(lena.service.pk, on=clock.today()).content
    form = CriteriaForm(content=content)
    assert client.get(page).status_code == 200
    shown = {field.html_name: field.value() for field in form}
    given = {name: value for name, value in shown.items() if value is not None}
    sent = given | {"what_changed": "Clearer", "from_on": "today",
                    "key": str(uuid4())} | typed  # fmt: skip
    lena.answer = client.post(page, sent)
    return ServiceCriteria.objects.filter(service=lena.service).order_by("-version").first()


def test_a_new_version_keeps_what_the_page_does_not_show(client, lena):
    sign_in(client, lena)

    now = published(client, lena)

    assert now.version == 2
    assert now.content["elsewhere"]["eating"]["service"] == str(lena.other.pk)
    assert now.content["local_note"] == "Kept by another system"
    assert now.content["limits"] == {"told_wd": 3}


def test_another_name_is_another_service(client, lena):
    sign_in(client, lena)

    now = published(client, lena, elsewhere_eating="The hospital")

    assert now.content["elsewhere"]["eating"] == {"name": "The hospital"}


def test_the_wait_said_is_that_of_the_service_and_of_no_old_version(client, lena, as_seed):
    sign_in(client, lena)
    published(client, lena)
    said = queries.criteria_of(lena.service.pk, on=clock.today()).content["wait_weeks"]
    with as_seed():
        for column in ("wait_weeks_low", "wait_weeks_high", "wait_said_on"):
            setattr(lena.service, column, None)
        lena.service.save()

    after = queries.criteria_of(lena.service.pk, on=clock.today()).content["wait_weeks"]

    assert (said, after) == ([6, 9], None)


def test_a_service_promises_its_own_days_and_they_hold(client, lena):
    sign_in(client, lena)

    published(client, lena, within_look_wd="1", within_decide_days="5")

    today = clock.today()
    limits = limits_of(lena.service.pk, on=today)
    assert (limits.look_wd, limits.decide_days, limits.told_wd) == (1, 5, 3)
    assert decide_by(today, limits=limits) == today + timedelta(days=5)
    page = client.get(reverse("directory:service-turn", args=[lena.service.pk])).content.decode()
    assert re.search(r"Decide about a request: within 5 calendar days", page)


@pytest.mark.parametrize("days", ["0", "22", "x", ""])
def test_no_service_promises_what_makes_no_sense(client, lena, days):
    sign_in(client, lena)

    now = published(client, lena, within_decide_days=days)

    assert (now.version, lena.answer.status_code) == (1, 200)


def test_the_reasons_for_a_no_are_published_from_a_day_and_read_by_everybody(client, lena):
    sign_in(client, lena)

    now = published(client, lena, reasons=["age", "out_of_area"])

    assert sorted(now.content["reasons"]) == ["age", "out_of_area"]
    assert reasons_published(lena.service.pk, on=clock.today()) == {"age", "out_of_area"}
    yesterday = clock.today() - timedelta(days=1)
    assert len(reasons_published(lena.service.pk, on=yesterday)) > 5
    client.logout()
    page = client.get(reverse("directory:service-turn", args=[lena.service.pk])).content.decode()
    said = page[page.index("Why it may say that it is not the right team") :]
    assert "Lives outside our area" in said
    assert "Needs less than this team gives" not in said


def test_a_list_of_no_reasons_is_not_published(client, lena):
    sign_in(client, lena)

    now = published(client, lena, reasons=[])

    assert now.version == 1
    assert "Tick every reason that you give" in lena.answer.content.decode()
