"""Every school on a coordinator's list has one button that does the next thing."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from schoolslink.access.models import Role
from schoolslink.access.tests.arrange import sign_in
from schoolslink.directory.models import Link, NamedContact, Nomination
from schoolslink.directory.queries.coverage import coverage_by_area
from schoolslink.directory.queries.standings import standings_of
from schoolslink.directory.rules.way_in import Standing
from schoolslink.directory.tests import factories as make
from schoolslink.kernel import clock

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
AUGUST = datetime(2026, 8, 12, 12, tzinfo=UTC)


def asking(school, state: str, email: str = "office@school.example") -> Nomination:
    return Nomination.objects.create(
        organisation_id=school.pk, side="school", state=state, email=email,
        asked_at=NOON - timedelta(days=90), expires_at=NOON + timedelta(days=20),
        answered_at=NOON if state == "answered" else None,
    )  # fmt: skip


@pytest.fixture
def world(as_seed):
    class World:
        pass

    w = World()
    with as_seed(), clock.fixed(NOON):
        w.area = make.an_area()
        w.jo = make.a_person("Jo Marsh")
        make.a_member(w.jo, w.area, Role.AREA_COORDINATOR)
        w.service = make.a_service(w.area, pool_manager=make.a_person("Lena Fox"))

        def school(name, **fields):
            return make.a_school(name, area=w.area, **fields)

        w.never = school("Never")
        w.again = school("Again")
        asking(w.again, "withdrawn")
        w.ring = school("Ringwood", phone="01632 960 333")
        asking(w.ring, "phone")
        w.mute = school("Mute")
        asking(w.mute, "phone", email="")
        w.apart = school("Apart")
        make.a_contact(w.apart, "Una Day")
        w.old = school("Old", phone="01632 960 444")
        w.lead = make.a_contact(w.old, "Amira Khan", email="amira@old.example")
        w.signs_in = school("Signs", phone="01632 960 555")
        make.a_contact(w.signs_in, "Tom Reed", person=make.a_person("Tom Reed"))
        for one in (w.old, w.signs_in):
            make.a_link(one, w.service)
    return w


def listed(client, w, at=NOON, standing: str = "") -> dict[str, str]:
    """Return the words of the next thing for each school."""
    with clock.fixed(at):
        page = client.get(
            reverse("directory:schools", args=[w.area.pk]) + standing
        ).content.decode()
    rows = re.findall(r"<tr class=\"nhsuk-table__row.*?</tr>", page, re.DOTALL)
    said = {}
    for row in rows:
        name = re.search(r'href="/directory/school/[^"]+">([^<]+)<', row)[1]
        said[name] = " ".join(re.sub(r"<[^>]+>", " ", row.rpartition("<td")[2]).split())
    return said


def test_each_standing_has_its_button(client, world):
    sign_in(client, world.jo)

    said = listed(client, world)

    for name, words in {
        "Never": "Ask the school",
        "Again": "Ask by mail",
        "Ringwood": "Ring 01632 960 333",
        "Mute": "Name somebody",
        "Apart": "Join with a service",
        "Old": "Ask by mail",
        "Signs": "Ring 01632 960 555",
    }.items():
        assert words in said[name], (name, said[name])
    name_somebody = reverse("directory:add-contact", args=[world.mute.pk])
    with clock.fixed(NOON):
        page = client.get(reverse("directory:schools", args=[world.area.pk])).content.decode()
    assert f'href="{name_somebody}"' in page


def test_one_click_asks_again_and_comes_back_to_the_list(client, world):
    sign_in(client, world.jo)
    here = reverse("directory:schools", args=[world.area.pk])
    with clock.fixed(NOON):
        for school in (world.again, world.old):
            for _twice in range(2):
                answer = client.post(reverse("directory:nudge", args=[school.pk]), {"next": here})
                assert (answer.status_code, answer["location"]) == (302, here)

    (again,) = Nomination.objects.filter(organisation_id=world.again.pk, state="waiting")
    (old,) = Nomination.objects.filter(organisation_id=world.old.pk)
    assert (again.email, again.contact_id) == ("office@school.example", None)
    assert (old.email, old.contact_id) == ("amira@old.example", world.lead.pk)
    said = listed(client, world)
    assert "Asked on Tuesday 3 March" in said["Again"]
    assert "Ring 01632 960 444" in said["Old"]


def test_nobody_else_asks(client, world, as_seed):
    with as_seed():
        kim = make.a_person("Kim Coast")
        make.a_member(kim, make.an_area("Coastal"), Role.AREA_COORDINATOR)
    sign_in(client, kim)

    assert client.post(reverse("directory:nudge", args=[world.again.pk])).status_code == 404


def test_in_august_no_school_alarms(client, world):
    sign_in(client, world.jo)

    def tones(at):
        with clock.fixed(at):
            page = client.get(reverse("directory:schools", args=[world.area.pk])).content.decode()
        return set(re.findall(r"sl-queue__row--(\w+)", page))

    assert tones(NOON) == {"urgent", "soon"}
    assert tones(AUGUST) == set()


@pytest.mark.parametrize(
    ("ours", "theirs", "words"),
    [
        (NOON.date(), NOON.date(), ""),
        (NOON.date(), None, "Ring 01632 960 777"),
        (NOON.date(), date(2025, 6, 1), "Ring 01632 960 777"),
        (None, NOON.date(), "Ring 01632 960 444"),
    ],
)
def test_confirmed_needs_both_sides_and_the_one_that_has_not_is_rung(
    client, world, as_seed, ours, theirs, words
):
    with as_seed(), clock.fixed(NOON):
        contact = make.a_contact(world.service, phone="01632 960 777", confirmed_on=theirs)
        Link.objects.filter(school=world.old).update(nhs_contact=contact)
        NamedContact.objects.filter(pk=world.lead.pk).update(confirmed_on=ours, email="")
        make.a_contact(world.old, "Tom Reed", position="cover", confirmed_on=ours)
        [row] = standings_of([world.old], NOON.date())
        [area] = coverage_by_area(on=NOON.date())
    sign_in(client, world.jo)

    assert row.standing == (Standing.TO_CONFIRM if words else Standing.CONFIRMED)
    assert area.confirmed == (0 if words else 1)
    assert words in listed(client, world)["Old"]


def test_where_nobody_is_named_at_the_service_somebody_is_to_be(client, world, as_seed):
    with as_seed():
        NamedContact.objects.filter(pk=world.lead.pk).update(confirmed_on=NOON.date())
    sign_in(client, world.jo)

    assert "Say who answers" in listed(client, world)["Old"]
