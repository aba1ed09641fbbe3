"""Where to turn shows the numbers and services of the place one asked about, or none."""

from datetime import timedelta

import pytest
from django.utils import translation
from django.utils.translation import gettext

from schoolslink.directory.models import HelpLine, Neighbourhood, Postcode, School
from schoolslink.directory.queries.turn import place_of_postcode
from schoolslink.directory.tests import factories as make
from schoolslink.kernel import clock
from schoolslink.web import dates
from schoolslink.web.languages import COOKIE, TRANSLATED

pytestmark = pytest.mark.django_db

HERE = {"easting": 450000, "northing": 310000}


def a_postcode(sub_icb: str = "", icb: str = "") -> None:
    """Put LE12 6AA a kilometre from Hillside, in these NHS bodies or in nobody knows which."""
    code = "E01000001" if sub_icb or icb else ""
    Postcode.objects.create(postcode="LE12 6AA", easting=451000, northing=310000, lsoa_code=code)
    if code:
        Neighbourhood.objects.create(lsoa_code=code, sub_icb_code=sub_icb, icb_code=icb)


@pytest.fixture
def riverside(as_seed):
    """Make an area of the body 04C with a crisis line, a service and Hillside."""
    with as_seed():
        area = make.an_area(kind="icb", code="04C")
        make.a_service(area)
        make.a_school(area=area, sub_icb_code="04C", icb_code="QK1", **HERE)
        HelpLine.objects.create(
            area=area, name="Riverside crisis line", phone="01632 960 999", hours="", owner="Duty"
        )
    return area


def local(client) -> list[str]:
    page = client.get("/where-to-turn/postcode/LE126AA").content.decode()
    return [said for said in ("Riverside crisis line", "Riverside CAMHS", "999") if said in page]


def test_postcode_shows_the_area_made_from_its_own_nhs_body(riverside, client, as_seed):
    with as_seed():
        a_postcode("04C", "QK1")
        other = make.an_area("Coastal", kind="icb", code="04V")
        make.a_school(area=other, easting=451000, northing=310000, sub_icb_code="04V")

    assert local(client) == ["Riverside crisis line", "Riverside CAMHS", "999"]


@pytest.mark.parametrize("bodies", [("04V", "QK1"), ("52R", "QT1")])
def test_postcode_of_another_nhs_body_shows_no_neighbours_numbers(
    bodies, riverside, client, as_seed
):
    with as_seed():
        a_postcode(*bodies)

    assert local(client) == ["999"]
    page = client.get("/where-to-turn/postcode/LE126AA").content.decode()
    assert "No area of this service covers here yet" in page


def test_postcode_whose_nearest_school_lies_in_no_area_shows_none(riverside, client, as_seed):
    with as_seed():
        a_postcode()
        make.a_school("Beacon Primary", easting=451500, northing=310000)

    assert local(client) == ["999"]


def test_postcode_of_no_known_body_shows_the_area_of_the_nearest_school(riverside, as_seed):
    with as_seed():
        a_postcode()
        make.a_school("Beacon Primary", easting=457000, northing=310000)

    assert place_of_postcode("LE12 6AA", on=clock.today()).area_id == riverside.pk


def test_postcode_of_no_known_body_shows_no_other_districts_numbers(riverside, client, as_seed):
    with as_seed():
        a_postcode()
        Postcode.objects.update(lad_code="E07000134")
        School.objects.update(lad_code="E06000016")

    assert local(client) == ["999"]


def test_a_postcode_nobody_knows_here_is_said_to_be_one(client):
    page = client.get("/where-to-turn", {"q": "eh1 1aa"}).content.decode()

    assert "We do not know the postcode EH1 1AA. It may be new, or outside England." in page
    assert "We found no school" not in page


@pytest.mark.parametrize("typed", ["2036", "\U0001f600", "x" * 10_000, "\x00", "%"])
def test_whatever_is_typed_gets_a_sentence_and_the_numbers_that_hold_everywhere(client, typed):
    page = client.get("/where-to-turn", {"q": typed}).content.decode()

    assert "We found no school or postcode like" in page or not typed.strip("\x00 ")
    assert "999" in page


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_page_in_another_language_says_that_nobody_has_checked_its_words(
    riverside, client, as_seed, language
):
    with as_seed():
        a_postcode("04C", "QK1")
    client.cookies[COOKIE] = language

    page = client.get("/where-to-turn/postcode/LE126AA").content.decode()

    with translation.override(language):
        assert gettext("No one has checked these words in your language yet.") in page
    assert "If nobody answers, ring 111" not in page
    assert "No one has checked" not in page


def test_postcode_in_an_area_without_a_code_follows_its_own_bodys_schools(as_seed):
    with as_seed():
        a_postcode("04V", "QK1")
        made = make.an_area("Valley")
        make.a_school(area=made, easting=455000, northing=310000, sub_icb_code="04V")
        elsewhere = make.an_area("Coastal")
        make.a_school(area=elsewhere, easting=451000, northing=310000, sub_icb_code="04C")

    assert place_of_postcode("LE12 6AA", on=clock.today()).area_id == made.pk


def test_area_that_has_ended_shows_nothing_more(riverside, client, as_seed):
    with as_seed():
        a_postcode("04C", "QK1")
        riverside.until_on = clock.today()
        riverside.save()
        riverside.schools.update(until_on=clock.today())

    assert local(client) == ["999"]


def test_schools_read_what_is_new_and_what_comes_on_its_day(riverside, client, as_seed):
    soon = clock.today() + timedelta(days=9)
    with as_seed():
        service = riverside.services.get()
        make.criteria(service, own_words="We see them all.", what_changed="Eating is new here")
        make.criteria(
            service, 2, from_on=soon, own_words="We see fewer.", what_changed="Sleep goes"
        )

    page = client.get(f"/where-to-turn/service/{service.pk}").content.decode()

    told = ("Eating is new here", "We see them all.", dates.day_with_year(soon), "Sleep goes",
            "We see fewer.", "Version 2, from")  # fmt: skip
    assert [said for said in told if said not in page] == []
    assert page.index("This changes on") < page.index("Eating is new") < page.index("Sleep goes")


def test_of_two_versions_for_one_day_the_page_shows_the_one_that_will_hold(
    riverside, client, as_seed
):
    soon = clock.today() + timedelta(days=9)
    with as_seed():
        service = riverside.services.get()
        make.criteria(service, 1, from_on=soon, own_words="Never true.")
        make.criteria(service, 2, from_on=soon, own_words="True then.")

    page = client.get(f"/where-to-turn/service/{service.pk}").content.decode()

    assert "True then." in page
    assert "Never true." not in page
    assert "has not published" not in page


@pytest.mark.parametrize("language", ["en-gb", *TRANSLATED])
def test_what_is_said_in_english_alone_is_marked_as_english(language, client):
    client.cookies[COOKIE] = language
    page = client.get("/sources").content.decode()

    english = page.split('<div lang="en" dir="ltr">')[1].split("</div>")[0]

    assert "Open Government Licence" in english
    assert "Deprivation" in english


def test_the_card_for_the_pocket_says_what_to_choose_at_111(riverside, client):
    urn = School.objects.values_list("urn", flat=True)[0]

    card = client.get(f"/where-to-turn/school/{urn}/card").content.decode()

    assert card.count("NHS 111, mental health option. Choose option 2.") == 8
