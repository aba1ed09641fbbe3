"""Every page opens for whom it is, and is not there for anybody else."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from schoolslink.access.models import Role
from schoolslink.access.tests.arrange import sign_in
from schoolslink.directory import tokens
from schoolslink.directory.commands.places_fill import fill_services
from schoolslink.directory.models import HelpLine, NamedContact, Nomination, Postcode
from schoolslink.directory.rules.grid import latitude_longitude
from schoolslink.directory.tests import factories as make
from schoolslink.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(as_seed):
    """Jo coordinates Riverside; Priya, Amira and Lena have their roles; Coastal is elsewhere."""

    class World:
        pass

    w = World()
    with as_seed():
        w.area, w.elsewhere = make.an_area(), make.an_area("Coastal")
        w.lena, w.priya = make.a_person("Lena Fox"), make.a_person("Priya Nair")
        w.jo, w.amira = make.a_person("Jo Marsh"), make.a_person("Amira Khan")
        w.service = make.a_service(
            w.area, pool_manager=w.lena, phone="01632 960 000", lat=51.5, lon=-1.2
        )
        w.school = make.a_school(area=w.area, lat=51.51, lon=-1.21, phone="01632 960 111")
        w.foreign = make.a_school("Cliff Top", area=w.elsewhere)
        w.contact = make.a_contact(w.service, "Priya Nair", person=w.priya, days="tue wed thu")
        w.lead = make.a_contact(w.school, "Amira Khan", person=w.amira)
        w.link = make.a_link(w.school, w.service, nhs_contact=w.contact)
        make.criteria(w.service, own_words="We see school-age children.", takes=["low", "worry"])
        make.a_sharing_agreement(w.area, w.service)
        make.a_member(w.jo, w.area, Role.AREA_COORDINATOR)
        make.a_member(w.priya, w.service, Role.CAMHS_CONTACT)
        make.a_member(w.lena, w.service, Role.SERVICE_MANAGER)
        make.a_member(w.amira, w.school, Role.SCHOOL_LEAD)
        HelpLine.objects.create(
            area=w.area,
            name="Riverside crisis line",
            phone="0800 000 0000",
            hours="Day and night",
            owner="Lena Fox",
            checked_on=clock.today(),
        )
        Postcode.objects.create(
            postcode="NG22 0EA", easting=450000, northing=360000, lad_code="", lsoa_code=""
        )
        w.nomination = Nomination.objects.create(
            organisation_id=w.foreign.pk,
            side="school",
            email="office@cliff.example",
            asked_at=clock.now(),
            expires_at=clock.now() + timedelta(days=365),
        )
    return w


BACK = r'class="nhsuk-back-link"[^>]*href="([^"]*)"'


def address(w, name: str) -> str:
    given = {
        "school": [w.school.pk],
        "card": [w.school.pk],
        "link": [w.school.pk],
        "support": [w.school.pk],
        "add-support": [w.school.pk],
        "agreement": [w.link.pk],
        "write-agreement": [w.link.pk],
        "add-contact": [w.school.pk],
        "ask-school": [w.school.pk],
        "edit-contact": [w.lead.pk],
        "cover": [w.lead.pk],
        "replace-contact": [w.lead.pk],
        "leave-contact": [w.lead.pk],
        "service": [w.service.pk],
        "service-schools": [w.service.pk],
        "edit-service": [w.service.pk],
        "publish-criteria": [w.service.pk],
        "my-schools": [],
    }
    return reverse(f"directory:{name}", args=given.get(name, [w.area.pk]))


COORDINATOR = (
    "schools schools-csv phone phone-csv contacts people new-service sharing sharing-csv register-sharing"
    " help-lines add-help-line import school card link support add-support agreement add-contact"
    " ask-school edit-contact cover replace-contact leave-contact service service-schools edit-service"
    " publish-criteria my-schools"
).split()
LEAD = (
    "school card support add-support agreement write-agreement add-contact edit-contact cover"
    " replace-contact leave-contact my-schools"
).split()
CONTACT = "school card support agreement write-agreement service service-schools my-schools".split()


@pytest.mark.parametrize("name", COORDINATOR)
def test_coordinator_opens(name, world, client):
    sign_in(client, world.jo)

    assert client.get(address(world, name)).status_code == 200


@pytest.mark.parametrize(("name", "more"), [("replace-contact", 1), ("leave-contact", 0)])
def test_form_that_is_sent_again_is_answered_alike_and_does_its_work_once(
    name, more, world, client
):
    sign_in(client, world.jo)
    form = {"form_key": str(uuid4()), "name": "Nadia Stone", "email": "nadia@example.invalid"}
    before = NamedContact.objects.count()

    first, second = [client.post(address(world, name), form) for _ in range(2)]

    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    assert NamedContact.objects.count() == before + more
    stale = client.post(address(world, "replace-contact"), form | {"form_key": str(uuid4())})
    assert (stale.status_code, NamedContact.objects.count()) == (404, before + more)


def test_button_that_sends_no_id_leads_nowhere(world, client):
    sign_in(client, world.amira)
    sent = (
        client.post("/directory/confirm", {"contact": "' or true"}),
        client.post(address(world, "support"), {"end": "../x"}),
    )

    assert {answer.status_code for answer in sent} == {404}


def test_coordinator_finds_a_persons_place_and_goes_to_its_people(world, client):
    sign_in(client, world.jo)

    page = client.get(address(world, "people") + "?q=amira").content.decode()

    assert "Priya Nair" not in page
    assert f'href="/people/{world.school.pk}"' in page
    assert client.get(f"/people/{world.school.pk}").status_code == 200
    every = client.get(address(world, "people")).content.decode()
    for organisation in (world.area, world.service, world.school):
        assert f'href="/people/{organisation.pk}"' in every
    assert "Cliff Top" not in every


def test_a_coordinator_finds_the_way_back_to_each_list(world, client, as_seed):
    with as_seed():
        alone = make.a_school("Alone", area=world.area)
    sign_in(client, world.jo)
    ways = [
        (reverse("people", args=[world.school.pk]), "people"),
        (reverse("directory:school", args=[alone.pk]), "schools"),
        (reverse("directory:add-help-line", args=[world.area.pk]), "help-lines"),
        (reverse("directory:register-sharing", args=[world.area.pk]), "sharing"),
    ]

    back = [re.search(BACK, client.get(path).content.decode())[1] for path, _to in ways]

    assert back == [reverse(f"directory:{to}", args=[world.area.pk]) for _path, to in ways]


def test_people_take_few_statements(world, client, django_assert_max_num_queries):
    sign_in(client, world.jo)

    with django_assert_max_num_queries(20):
        client.get(address(world, "people"))


@pytest.mark.parametrize("name", LEAD)
def test_lead_opens(name, world, client):
    sign_in(client, world.amira)

    assert client.get(address(world, name)).status_code == 200


@pytest.mark.parametrize("name", CONTACT)
def test_contact_opens(name, world, client):
    sign_in(client, world.priya)

    assert client.get(address(world, name)).status_code == 200


@pytest.mark.parametrize("name", sorted(set(COORDINATOR) - set(LEAD)))
def test_lead_finds_no_such_page(name, world, client):
    sign_in(client, world.amira)

    assert client.get(address(world, name)).status_code == 404


def test_a_school_is_asked_by_the_coordinator_and_not_by_itself(world, client, as_seed):
    with as_seed():
        asked = Nomination.objects.create(
            organisation_id=world.school.pk,
            side="school",
            email="office@hillside.example",
            asked_at=clock.now(),
            expires_at=clock.now() + timedelta(days=365),
        )
    page, button = address(world, "school"), reverse("directory:phoned", args=[asked.pk])

    sign_in(client, world.amira)
    assert button not in client.get(page).content.decode()
    assert client.post(button, {"withdraw": "yes"}).status_code == 404
    sign_in(client, world.jo)
    assert button in client.get(page).content.decode()
    assert client.post(button, {"withdraw": "yes"}).status_code == 302

    assert address(world, "ask-school") in client.get(page).content.decode()
    sign_in(client, world.amira)
    assert address(world, "ask-school") not in client.get(page).content.decode()


def test_schools_of_a_service_come_page_by_page_each_once(world, client, as_seed):
    with as_seed():
        for _ in range(27):
            make.a_link(make.a_school("Mill Lane Primary", area=world.area), world.service)
    sign_in(client, world.lena)

    assert "28 schools are joined" in client.get(address(world, "service")).content.decode()
    first = client.get(address(world, "service-schools")).content.decode()
    following = re.search(r'href="(\?after=[^"]+)"', first)[1].replace("&amp;", "&")
    second = client.get(address(world, "service-schools") + following).content.decode()

    shown = [
        re.findall(r'href="/directory/school/([0-9a-f-]{36})"', one) for one in (first, second)
    ]
    assert [len(set(one)) for one in shown] == [25, 3]
    assert len({*shown[0], *shown[1]}) == 28


@pytest.mark.parametrize("name", ["school", "card", "support", "add-contact", "link"])
def test_coordinator_of_another_area_finds_no_such_school(name, world, client):
    sign_in(client, world.jo)

    page = reverse(f"directory:{name}", args=[world.foreign.pk])

    assert client.get(page).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/help-now",
        "/where-to-turn",
        "/where-to-turn?q=hillside",
        "/where-to-turn?q=NG22%200EA&lang=ur",
        "/where-to-turn?q=%3Cscript%3E%F0%9F%98%80%E2%80%AE",
        "/where-to-turn/postcode/NG220EA",
        "/help-now?lang=ar",
    ],
)
def test_anybody_opens(path, world, client):
    assert client.get(path, follow=True).status_code == 200


def test_school_page_names_roles_numbers_and_services_but_no_person(world, client):
    page = client.get(reverse("directory:school-turn", args=[world.school.urn])).content.decode()

    for said in ("999", "0800 000 0000", "senior mental health lead", "Riverside CAMHS"):
        assert said in page
    assert "Amira" not in page
    assert "Priya" not in page
    assert page.index("999") < page.index("senior mental health lead") < page.index("Near you")


@pytest.mark.parametrize("name", ["poster", "pocket-card"])
def test_printed_pages_open_with_a_code(name, world, client):
    page = client.get(reverse(f"directory:{name}", args=[world.school.urn]))

    assert page.status_code == 200
    assert b"<svg" in page.content


def test_unknown_places_are_not_found(world, client):
    for path in (
        "/where-to-turn/school/1",
        "/where-to-turn/school/99999999999999999999",
        "/where-to-turn/postcode/2036",
        "/where-to-turn/outline/icb/E54000001",
        f"/where-to-turn/service/{uuid4()}",
    ):
        assert client.get(path).status_code == 404, path


def test_link_in_a_mail_opens_the_form_without_an_account_and_an_altered_one_does_not(
    world, client
):
    token = tokens.token(tokens.NOMINATION, world.nomination.pk)

    page = client.get(reverse("directory:nominate", args=[token]))
    altered = client.get(reverse("directory:nominate", args=[token[:-3] + "abc"]))

    assert b"Cliff Top" in page.content
    assert altered.status_code == 410
    assert b"no longer opens" in altered.content


@pytest.mark.parametrize(("position", "chosen"), [("head", "head"), ("lead", "lead")])
def test_whoever_is_asked_whether_all_is_right_reads_all_that_is_known(
    world, as_seed, client, position, chosen
):
    with as_seed():
        shaw = make.a_contact(
            world.foreign,
            "Mr Shaw",
            position=position,
            phone="01632 960 108",
            best_way="Before 8.30",
        )
        Nomination.objects.filter(pk=world.nomination.pk).update(contact=shaw)
    token = tokens.token(tokens.NOMINATION, world.nomination.pk)

    page = client.get(reverse("directory:nominate", args=[token])).content.decode()

    shown = page.partition("This is whom we have")[2].partition("Yes, this is right")[0]
    assert "01632 960 108" in shown
    assert "Before 8.30" in shown
    ticked = re.findall(r'name="position"[^>]*value="([^"]*)"[^>]*checked', page)
    assert ticked == [chosen]


def test_every_page_leads_to_whose_facts_these_are(client, world):
    front = client.get("/where-to-turn").content.decode()

    said = client.get("/sources").content.decode()

    assert 'href="/sources"' in front
    assert "Open Government Licence v3.0" in said
    assert "contains OS data © Crown copyright" in said


def test_a_lead_stands_once_under_their_role(client, world, as_seed):
    with as_seed():
        world.lead.job_title = "Senior mental health lead and SENCO"
        world.lead.save()

    page = client.get(reverse("directory:school-turn", args=[world.school.urn])).content.decode()

    assert page.lower().count("senior mental health lead") == 1


def edited(client, world, as_seed, postcode: str):
    """Change a service's postcode on its page; return the service as it is now."""
    sign_in(client, world.lena)
    sent = {"name": "Riverside CAMHS", "schools_cap": "35", "postcode": postcode,
            "form_key": str(uuid4())}  # fmt: skip
    assert client.post(address(world, "edit-service"), sent).status_code == 302
    with as_seed():
        world.service.refresh_from_db()
    return world.service


@pytest.mark.parametrize(("weeks", "status"), [("260", 302), ("261", 200), ("9" * 20, 200)])
def test_a_wait_of_more_than_five_years_is_a_slip_and_no_server_error(weeks, status, client, world):
    sign_in(client, world.lena)
    sent = {"name": "Riverside CAMHS", "schools_cap": "35", "wait_weeks_low": weeks,
            "wait_weeks_high": weeks, "form_key": str(uuid4())}  # fmt: skip

    page = client.post(address(world, "edit-service"), sent)

    assert page.status_code == status
    assert ("260" in page.content.decode()) == (status == 200)


def test_the_postcode_puts_a_service_on_the_map(client, world, as_seed):
    with as_seed():
        world.service.lat = world.service.lon = None
        world.service.save()

    known = edited(client, world, as_seed, "ng220ea")

    assert (known.lat, known.lon) == pytest.approx(latitude_longitude(450000, 360000))
    page = client.get(reverse("directory:school-turn", args=[world.school.urn])).content.decode()
    assert f"{known.lat}" in page


def test_a_postcode_we_do_not_know_is_no_place_until_it_is_known(client, world, as_seed):
    before = edited(client, world, as_seed, "ZE1 2AB")
    assert (before.lat, before.lon) == (None, None)

    with as_seed():
        Postcode.objects.create(
            postcode="ZE1 2AB", easting=447000, northing=1141000, lad_code="", lsoa_code=""
        )
        assert fill_services() == 1
        world.service.refresh_from_db()

    expected = latitude_longitude(447000, 1141000)
    assert (world.service.lat, world.service.lon) == pytest.approx(expected)
