"""A coordinator finds who cannot be reached, names them, brings her own list; a school answers by link.

Every page on the way is looked at: accessible, in its width, with nothing from elsewhere.
"""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from schoolslink.access.models import Role
from schoolslink.access.tests.arrange import sign_in
from schoolslink.directory import tokens
from schoolslink.directory.models import Boundary, HelpLine, Nomination, Postcode
from schoolslink.directory.tests import factories as make
from schoolslink.kernel import clock
from schoolslink.web.testing import DESK, PHONE

LIST = b"""Who we have,,,,,
School,Town,SMHL,E-mail,CAMHS link worker,Days
Hilside Prim,Riverton,Amira Khan,amira@hillside.example,Priya Nair,Tue-Thu
St Mary's,Riverton,Tom Reed,tom@mary.example,Priya Nair,Tue-Thu
"""
OUTLINE = '{"type":"Polygon","coordinates":[[[-1.3,51.4],[-1.1,51.4],[-1.1,51.6],[-1.3,51.6],[-1.3,51.4]]]}'


class World:
    """Riverside, its four schools and one service."""


@pytest.fixture
def world(own_database, as_seed) -> World:
    w = World()
    with as_seed():
        w.area = make.an_area()
        w.lena, w.priya, w.jo = (make.a_person(n) for n in ("Lena Fox", "Priya Nair", "Jo Marsh"))
        w.amira = make.a_person("Amira Khan")
        w.service = make.a_service(
            w.area,
            pool_manager=w.lena,
            who_for="Children and young people who find it hard to cope",
            phone="01632 960 000",
            hours="Monday to Friday, 9 to 5",
            how_to_reach="Ask your school, your GP, or ring us.",
            website="https://riverside.example",
            lat=51.5,
            lon=-1.2,
            wait_weeks_low=6,
            wait_weeks_high=9,
            wait_said_on=clock.today(),
        )
        talk = make.a_service(
            w.area, "Talking Point", kind="voluntary", families_may_ask=True, lat=51.52, lon=-1.18,
            who_for="Anybody from 11 to 25 who wants to talk",
        )  # fmt: skip
        make.criteria(w.service, own_words="We see children who feel low, worried or afraid.",
                      ages={"from": 5, "until": 18}, takes=["low", "worry", "school"],
                      elsewhere={"eating": {"name": "Riverside eating disorder team"}})  # fmt: skip
        make.criteria(talk, ages={"from": 11, "until": 25})
        w.school = make.a_school(area=w.area, lat=51.51, lon=-1.21, phone="01632 960 111",
                                 lad_code="E07000001", postcode="NG22 0EA",
                                 easting=455200, northing=170100)  # fmt: skip
        w.mary = make.a_school("St Mary's Infant School", area=w.area, town="Riverton")
        make.a_school("St Mary's Junior School", area=w.area, town="Riverton")
        w.shaw = make.a_school("Valley Primary", area=w.area, town="Easton", phone="01632 960 222")
        w.contact = make.a_contact(
            w.service, "Priya Nair", person=w.priya, days="tue wed thu", phone="01632 960 001"
        )
        make.a_member(w.jo, w.area, Role.AREA_COORDINATOR)
        make.a_member(w.priya, w.service, Role.CAMHS_CONTACT)
        make.a_member(w.lena, w.service, Role.SERVICE_MANAGER)
        make.a_member(w.amira, w.school, Role.SCHOOL_LEAD)
        w.lead = make.a_contact(w.school, "Amira Khan", person=w.amira, job_title="SENCO")
        w.link = make.a_link(w.school, w.service, nhs_contact=w.contact)
        HelpLine.objects.create(
            area=w.area, name="Riverside crisis line", phone="0800 000 0000",
            hours="Day and night", owner="Lena Fox", checked_on=clock.today(),
        )  # fmt: skip
        Postcode.objects.create(postcode="NG22 0EA", easting=455000, northing=170000)
        Boundary.objects.create(
            layer="district", code="E07000001", name="Riverton", geometry=OUTLINE
        )
        w.nomination = Nomination.objects.create(
            organisation_id=w.shaw.pk,
            side="school",
            email="office@valley.example",
            asked_at=clock.now(),
            expires_at=clock.now() + timedelta(days=365),
            mails_sent=1,
        )
    return w


@pytest.fixture
def seat(world, live_site, visit):
    """Seat somebody at a browser, signed in when named."""

    def seated(who=None, **kwargs):
        visitor = visit(live_site, **kwargs)
        if who is not None:
            session = sign_in(Client(), who)
            cookie = {
                "name": settings.SESSION_COOKIE_NAME,
                "value": session.session_key,
                "url": live_site,
            }
            visitor.page.context.add_cookies([cookie])
        return visitor

    return seated


def sides(printer) -> int:
    """Return how many sides of A4 the page takes that this visitor prints."""
    return len(re.findall(rb"/Type /Page\b", printer.page.pdf(format="A4")))


def test_anybody_finds_where_to_turn_by_a_misspelt_school(seat, world):
    visitor = seat(width=PHONE)
    page = visitor.open("/where-to-turn")
    visitor.check("turn-1-search")

    page.fill("[name=q]", "Hilside")
    page.get_by_role("link", name="Hillside Primary").click()
    page.wait_for_selector(".leaflet-container")

    assert page.locator("h1").inner_text() == "Hillside Primary"
    visitor.check("turn-2-school")
    page.get_by_role("link", name="Riverside CAMHS").first.click()
    visitor.check("turn-3-service")


def test_where_to_turn_without_scripts_by_postcode(seat, world):
    visitor = seat(scripts=False)
    page = visitor.open("/where-to-turn")

    page.fill("[name=q]", "ng22 0ea")
    page.get_by_role("button", name="Search").click()

    assert page.locator("h1").inner_text() == "NG22 0EA"
    assert page.get_by_text("0800 000 0000").count() == 1
    visitor.picture("turn-4-postcode")


@pytest.mark.usefixtures("letters_as_wide_as_arial")
def test_where_to_turn_in_urdu_and_on_paper(seat, world):
    reader = seat(width=PHONE)
    reader.open(f"/where-to-turn/school/{world.school.urn}?lang=ur")
    reader.check("turn-5-urdu")
    printer = seat(paper=True)
    printer.open(f"/where-to-turn/school/{world.school.urn}/poster")
    printer.check("turn-6-poster")
    assert sides(printer) == 1
    printer.open(f"/where-to-turn/school/{world.school.urn}/poster?letters=large")
    assert sides(printer) == 1
    printer.open(f"/where-to-turn/school/{world.school.urn}/card")
    printer.check("turn-7-cards")
    printer.open("/help-now")
    printer.check("turn-8-help-now")


def test_coordinator_names_a_lead_and_joins_the_school(seat, world):
    visitor = seat(world.jo, width=PHONE)
    page = visitor.open("/area")
    visitor.check("coordinator-1-area")
    page.get_by_role("link", name="Not asked yet").click()
    visitor.check("coordinator-2-schools")
    page.get_by_role("link", name="St Mary's Infant School").click()
    visitor.check("coordinator-3-school")
    page.get_by_role("button", name="Name somebody").click()
    visitor.check("coordinator-4-name")

    page.fill("[name=name]", "Tom Reed")
    page.get_by_label("Monday").check(force=True)
    page.fill("[name=hours]", "8.30 to 3")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Join with a service").click()
    page.select_option("[name=with_whom]", label="Priya Nair, Riverside CAMHS")
    page.get_by_role("button", name="Save").click()

    assert page.get_by_text("Monday, 8.30 to 3").count() == 1
    assert page.get_by_text("Tuesday to Thursday").count() == 1
    visitor.check("coordinator-5-joined")


def test_own_list_is_read_looked_through_and_makes_pairs(seat, world):
    visitor = seat(world.jo)
    page = visitor.open(f"/area/{world.area.pk}/import")
    visitor.check("list-1-send")
    files = {"name": "contacts.csv", "mimeType": "text/csv", "buffer": LIST}
    page.set_input_files("[name=file]", files)
    page.get_by_role("button", name="Read the list").click()
    visitor.check("list-2-review")

    page.select_option("#row-4", label="St Mary's Infant School, Riverton")
    page.get_by_role("button", name="Name these people and make the pairs").click()

    assert page.locator("h1").inner_text() == "Your list is in"
    visitor.check("list-3-done")


@pytest.mark.parametrize("scripts", [True, False])
def test_school_without_an_account_answers_by_its_link(seat, world, scripts):
    visitor = seat(width=PHONE, scripts=scripts)
    token = tokens.token(tokens.NOMINATION, world.nomination.pk)
    page = visitor.open(f"/name/{token}")
    if scripts:
        visitor.check("link-1-nominate")

    page.fill("[name=name]", "Mr Shaw")
    page.check("[name=position][value=head]", force=True)
    page.fill("[name=phone]", "01632 960 222")
    page.fill("[name=cover_name]", "Mrs Webb")
    page.get_by_role("button", name="Send").click()

    assert page.locator("h1").inner_text() == "Thank you. Valley Primary can be reached."
    if scripts:
        visitor.check("link-2-thanks")
    connection.close()
    assert Nomination.objects.get(pk=world.nomination.pk).state == "answered"


def test_both_sides_agree_how_they_work(seat, world):
    lead = seat(world.amira)
    page = lead.open(f"/directory/link/{world.link.pk}/agreement")
    lead.check("agreement-1-usual")
    page.get_by_role("button", name="Change what is different").click()
    lead.check("agreement-2-write")
    page.get_by_role("button", name="Save and agree for our side").click()

    contact = seat(world.priya)
    page = contact.open(f"/directory/link/{world.link.pk}/agreement")
    contact.check("agreement-3-waits")
    page.get_by_role("button", name="We agree").click()

    assert page.get_by_text("Agreed by Priya Nair").count() == 1
    contact.check("agreement-4-agreed")


def test_contact_confirms_every_school_with_one_click(seat, world):
    visitor = seat(world.priya, width=PHONE)
    page = visitor.open("/my-schools")
    visitor.check("contact-1-schools")

    page.get_by_role("button", name="This is all still right, for every school").click()

    assert page.get_by_role("button", name="This is all still right").count() == 0
    visitor.check("contact-2-confirmed")


def test_lead_enters_support_that_is_there_already(seat, world):
    visitor = seat(world.amira)
    page = visitor.open(f"/directory/school/{world.school.pk}/support")
    visitor.check("support-1-empty")
    page.get_by_role("button", name="Add support").click()
    visitor.check("support-2-form")
    page.check("[name=kind][value=counsellor]", force=True)
    page.fill("[name=days]", "Mondays")
    page.get_by_role("button", name="Save").click()

    assert page.get_by_text("Mondays").count() == 1
    visitor.check("support-3-there")


def test_manager_publishes_a_new_version_and_the_old_one_stays(seat, world):
    visitor = seat(world.lena)
    page = visitor.open(f"/directory/service/{world.service.pk}")
    visitor.check("service-1-page")
    page.get_by_role("button", name="Publish a new version").click()
    visitor.check("service-2-criteria")
    page.fill("[name=what_changed]", "We now see children from four.")
    page.fill("[name=age_from]", "4")
    page.get_by_role("button", name="Publish").click()

    assert page.get_by_text("Version 2", exact=True).count() == 1
    assert page.get_by_text("Version 1", exact=True).count() == 1
    visitor.check("service-3-versions")
    visitor.open(f"/directory/service/{world.service.pk}/edit")
    visitor.check("service-4-edit")


def test_coordinator_registers_a_sharing_agreement(seat, world):
    visitor = seat(world.jo)
    page = visitor.open(f"/area/{world.area.pk}/sharing")
    visitor.check("sharing-1-none")
    page.get_by_role("button", name="Enter an agreement").click()
    page.fill("[name=name]", "Riverside agreement 2026")
    page.fill("[name=purpose]", "Asking for help and giving it")
    page.fill("[name=lawful_basis]", "Public task")
    page.fill("[name=from_on]", "today")
    page.get_by_role("button", name="Save").click()
    visitor.check("sharing-2-parties")
    page.check("[name=who][value=all]", force=True)
    page.fill("[name=signed_on]", "today")
    page.fill("[name=signed_by]", "as listed on the paper")
    page.get_by_role("button", name="Save").click()

    assert page.get_by_text("6 parties, 6 controllers").count() == 1
    visitor.check("sharing-3-registered")
    visitor.open(f"/area/{world.area.pk}/help-lines")
    visitor.check("sharing-4-help-lines")
    visitor.open(f"/area/{world.area.pk}/contacts")
    visitor.check("sharing-5-contacts")
    visitor.open(f"/area/{world.area.pk}/phone")
    visitor.check("sharing-6-phone")


def test_coordinator_finds_somebody_and_what_is_not_signed(seat, world):
    visitor = seat(world.jo, width=PHONE)
    page = visitor.open(f"/area/{world.area.pk}/people")
    visitor.check("people-1-area")
    page.get_by_role("searchbox").fill("amira")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Hillside Primary").click()
    assert page.get_by_role("link", name="End this role").is_visible()

    visitor.open(f"/area/{world.area.pk}/sharing")
    visitor.check("people-2-sharing")
    page.get_by_role("link", name="Enter an agreement").first.click()
    assert page.get_by_label("Name of the agreement").is_visible()


def test_national_team_checks_a_number(seat, world, as_seed):
    with as_seed():
        ade = make.a_person("Ade Bello")
        make.a_member(ade, world.area, Role.NATIONAL_TEAM)
    visitor = seat(ade, width=PHONE)
    page = visitor.open("/help-now/checks")
    visitor.check("numbers-1-to-check")
    page.get_by_role("button", name="Childline").click()
    assert page.get_by_text("by Ade Bello").is_visible()
    visitor.check("numbers-2-one-checked")


@pytest.mark.parametrize(("width", "scripts"), [(DESK, True), (PHONE, False)])
def test_coordinator_makes_a_cluster_and_a_school_of_it_chooses_it(
    seat, world, as_seed, width, scripts
):
    with as_seed():
        make.a_contact(world.mary, "Olu Thackray", phone="01632 960 107")
    visitor = seat(world.jo, width=width, scripts=scripts)
    page = visitor.open(f"/area/{world.area.pk}/clusters")
    visitor.check("cluster-1-none")
    page.get_by_role("button", name="Make a cluster").click()
    page.get_by_label("Name of the cluster").fill("Mill Valley cluster")
    visitor.check("cluster-2-new")
    page.get_by_role("button", name="Continue").click()
    for typed, name in (("hillside", "Hillside Primary"), (str(world.mary.urn), "St Mary's Inf")):
        page.get_by_role("searchbox").fill(typed)
        page.get_by_role("button", name="Search").click()
        page.get_by_role("button", name=f"Add {name}").click()
    page.get_by_role("link", name="Change the name, or who answers").click()
    page.get_by_label("Who answers when").select_option(
        label="Olu Thackray, St Mary's Infant School"
    )
    visitor.check("cluster-3-who-answers")
    page.get_by_role("button", name="Save").click()
    assert page.get_by_text("Olu Thackray of St Mary's Infant School answers for it").is_visible()
    visitor.open(f"{urlsplit(page.url).path}?q=st mary")
    visitor.check("cluster-4-whole")

    visitor.open(f"/directory/contact/{world.lead.pk}/cover")
    page.get_by_label("Who answers instead?").select_option(
        label="Mill Valley cluster (Olu Thackray)"
    )
    page.get_by_role("button", name="Save").click()
    assert page.get_by_text("When away: Mill Valley cluster (Olu Thackray)").is_visible()
    visitor.open(f"/area/{world.area.pk}/clusters")
    assert page.get_by_text("It covers for 1 person").is_visible()
    visitor.check("cluster-5-list")
    page.get_by_role("link", name="Mill Valley cluster").click()
    page.get_by_role("link", name="End this cluster").click()
    visitor.check("cluster-6-end")
    page.get_by_role("button", name="End this cluster today").click()
    assert page.get_by_text("No cluster yet").is_visible()
