"""The coordinator's home: four numbers, each with its list; of a child neither a name nor a word."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.db import connection

from schoolslink.access.models import Role
from schoolslink.access.tests.arrange import member, organisation, person, sign_in
from schoolslink.access.unit import acting, current
from schoolslink.directory.models import (
    Area,
    AreaMembership,
    HealthcareService,
    NamedContact,
    School,
)
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.notices.models import Notice
from schoolslink.referrals import messages
from schoolslink.referrals.queries import silent_in_area
from schoolslink.referrals.tests.arrange import (
    LONG_AGO,
    World,
    acting_as,
    asked,
    begun,
    sent,
    signed_paper,
    small_world,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(as_seed) -> World:
    with as_seed():
        world = small_world()
        signed_paper(world)
        HealthcareService.objects.filter(pk=world.riverside.pk).update(phone="01632 960 000")
    return world


@pytest.fixture
def elsewhere(world, as_seed):
    """Return the coordinator of another area."""
    with as_seed():
        area = organisation("area", "Coastal")
        Area.objects.create(organisation=area, from_on=LONG_AGO)
        kim = person("Kim Coast")
        member(kim, area, Role.AREA_COORDINATOR)
    return kim


def home(world) -> str:
    return f"/area/{world.area.pk}"


def test_four_numbers_open_their_lists(client, world, noon):
    asked(world, noon, new_id())
    sign_in(client, world.jo)
    with clock.fixed(noon + timedelta(days=7)):
        page = client.get(home(world)).content.decode()

    assert [
        (label, number)
        for number, label in re.findall(
            r'sl-figure__number">(\d+)</p>\s*<p class="sl-figure__label"><a [^>]+>([^<]+)</a>', page
        )
    ] == [("No way in", "0"), ("To confirm", "0"), ("Past their day", "1"), ("Messages stuck", "0")]
    for href in re.findall(r'class="sl-figure__link" href="([^"]+)"', page):
        assert client.get(href.replace("&amp;", "&")).status_code == 200


def test_in_august_only_what_is_past_its_day_alarms(client, world, noon, as_seed):
    asked(world, noon, new_id())
    with as_seed():
        AreaMembership.objects.create(
            school_id=world.hillside.pk, area_id=world.area.pk, from_on=LONG_AGO
        )
        NamedContact.objects.filter(organisation=world.hillside).delete()
        NamedContact.objects.create(
            side="school", position="lead", organisation=world.hillside, name="Amira Khan",
            from_on=LONG_AGO,
        )  # fmt: skip
    sign_in(client, world.jo)

    def tags(at):
        with clock.fixed(at):
            page = client.get(home(world)).content.decode()
        return [
            re.sub(r"<[^>]+>|\s+", " ", card.partition("<h2")[0]).split()
            for card in page.split("sl-figure__label")[1:5]
        ]

    june, august = tags(noon + timedelta(days=100)), tags(noon.replace(month=8))
    assert ["week" in words for words in june[:2]] == [False, True]
    assert ["September" in words for words in august[:2]] == [False, True]
    assert ["now" in words for words in august] == [False, False, True, False]


def test_silent_names_school_holder_and_whom_to_ring_and_nothing_of_a_child(client, world, noon):
    sent(world, noon, concern="The secret words.", risk_self_harm="yes")
    asked(world, noon, new_id())
    sign_in(client, world.jo)
    with clock.fixed(noon + timedelta(days=30)):
        page = client.get(home(world) + "/silent").content.decode()

    assert page.count("Ring Dr Lena Fox") == 2
    for words in ("Priya Nair", "Northgate High", "Hillside Primary", 'href="tel:01632960000"'):
        assert words in page
    for words in ("Ellie", ">EW<", "secret", "Risk", "Very quiet", "Year 4"):
        assert words not in page


def test_on_its_last_day_nothing_is_silent(client, world, noon):
    asked(world, noon, new_id())  # due on Thursday
    sign_in(client, world.jo)
    with clock.fixed(noon + timedelta(days=2)):
        due_today = client.get(home(world) + "/silent").content.decode()
    with clock.fixed(noon + timedelta(days=3)):
        after = client.get(home(world) + "/silent").content.decode()

    assert "Nothing is past its day" in due_today
    assert "Hillside Primary" in after


def test_what_the_school_holds_is_asked_of_its_head(client, world, noon, as_seed):
    with as_seed():
        School.objects.filter(pk=world.northgate.pk).update(phone="01632 960 222")
        NamedContact.objects.create(
            side="school", position="head", organisation=world.northgate, name="Mr Shaw",
            from_on=LONG_AGO,
        )  # fmt: skip
    begun(world, noon)
    sign_in(client, world.jo)
    with clock.fixed(noon + timedelta(days=60)):
        page = client.get(home(world) + "/silent").content.decode()

    assert "Ring Mr Shaw" in page
    assert 'href="tel:01632960222"' in page


def test_each_row_that_is_shown_is_noted_as_a_read_of_routing(world, noon):
    item_id = asked(world, noon, new_id())
    with acting(acting_as(world.jo)) as jo:
        rows = silent_in_area(jo, world.area.pk, today=clock.local_day(noon) + timedelta(days=9))
        unit = current()

        assert [row.item_id for row in rows] == [item_id]
        child = rows[0].child_id
        read = {"record": "holding", "ids": [str(item_id)], "groups": "R", "children": {child}}
        assert read in unit.reads
        assert child in unit.children


def test_the_list_is_a_spreadsheet_that_runs_nothing(client, world, noon, as_seed):
    with as_seed():
        world.hillside.name = "=cmd|' /C calc'!A0"
        world.hillside.save()
    asked(world, noon, new_id())
    sign_in(client, world.jo)
    with clock.fixed(noon + timedelta(days=9)):
        text = client.get(home(world) + "/silent.csv").content.decode("utf-8-sig")

    heading, row = csv.reader(io.StringIO(text))
    assert dict(zip(heading, row, strict=True))["School"] == "'=cmd|' /C calc'!A0"
    assert "Dr Lena Fox" in row
    assert "01632 960 000" in row


@pytest.mark.parametrize("name", ["", "/silent", "/silent.csv", "/stuck", "/stuck.csv"])
def test_nobody_else_finds_these_pages(client, world, elsewhere, noon, name):
    for who in (elsewhere, world.amira, world.priya, world.lena):
        sign_in(client, who)
        assert client.get(home(world) + name).status_code == 404


def test_operator_has_the_home_without_what_is_about_children(client, world, as_seed, noon):
    with as_seed():
        oli = person("Oli Operator")
        member(oli, world.area, Role.OPERATOR)
    asked(world, noon, new_id())
    sign_in(client, oli)

    page = client.get(home(world))
    assert page.status_code == 200
    assert "Past their day" not in page.content.decode()
    assert client.get(home(world) + "/silent").status_code == 404


def a_notice(world, as_seed, **changed) -> Notice:
    """Make a message that has failed for good."""
    now = clock.real_now()
    given = {
        "kind": messages.ANSWERED.name,
        "recipient_person": world.amira,
        "channel": "email",
        "state": "failed",
        "is_weekly": False,
        "code_word": "amber kite",
        "link_path": "/",
        "language": "en",
        "area_id": world.area.pk,
        "created_at": now,
        "due_at": now,
        "attempts": 3,
        "last_error": "refused_550",
    }
    with as_seed():
        return Notice.objects.create(**given | changed)


def test_stuck_says_who_what_since_when_and_why_in_words(client, world, as_seed):
    a_notice(world, as_seed)
    sign_in(client, world.jo)

    page = client.get(home(world) + "/stuck").content.decode()

    for words in (
        "Amira Khan",
        str(messages.ANSWERED.subject),
        "mail server says that it will never take it",
        "Tried 3 times",
        "Send again",
    ):
        assert words in page
    assert "refused_550" not in page
    assert "amber kite" not in page


def test_without_an_address_the_next_thing_is_to_ring(client, world, as_seed):
    with as_seed():
        NamedContact.objects.create(
            side="school", position="lead", organisation=world.hillside, person=world.amira,
            name="Amira Khan", phone="01632 960 111", from_on=LONG_AGO,
        )  # fmt: skip
    a_notice(world, as_seed, last_error="no_address")
    sign_in(client, world.jo)

    page = client.get(home(world) + "/stuck").content.decode()

    assert "There is no mail address" in page
    assert 'href="tel:01632960111"' in page
    assert "Send again" not in page


def test_a_family_is_not_named_and_whoever_has_the_request_is_rung(client, world, noon, as_seed):
    item_id = sent(world, noon)
    with connection.cursor() as cursor, as_seed():
        cursor.execute("select child_id from referrals_item where id = %s", [item_id])
        (child,) = cursor.fetchone()
    a_notice(
        world, as_seed, recipient_person=None, recipient_contact_id=new_id(), child_id=child,
        about_id=item_id, last_error="no_address",
    )  # fmt: skip
    sign_in(client, world.jo)

    page = client.get(home(world) + "/stuck").content.decode()

    assert "A family" in page
    assert "Ring Priya Nair" in page
    assert "Ellie" not in page


def test_send_again_puts_it_back_into_the_queue_and_says_so(client, world, as_seed):
    notice = a_notice(world, as_seed)
    sign_in(client, world.jo)

    answer = client.post(f"{home(world)}/stuck/{notice.pk}/again", follow=True)

    with as_seed(), connection.cursor() as cursor:
        notice.refresh_from_db()
        cursor.execute(
            "select count(*) from procrastinate_jobs where args->>'notice_id' = %s",
            [str(notice.pk)],
        )
        assert cursor.fetchone() == (1,)
    assert (notice.state, notice.sent_at) == ("queued", None)
    # Made just now, it is nobody's trouble any more; an old one would say that it is being sent.
    assert "No message is stuck" in answer.content.decode()


def test_only_what_is_stuck_in_ones_own_area_is_sent_again(client, world, elsewhere, as_seed):
    stuck, arrived = (
        a_notice(world, as_seed),
        a_notice(world, as_seed, state="sent", sent_at=clock.real_now(), last_error=""),
    )
    sign_in(client, world.jo)
    assert client.post(f"{home(world)}/stuck/{arrived.pk}/again").status_code == 404
    sign_in(client, elsewhere)
    assert client.post(f"{home(world)}/stuck/{stuck.pk}/again").status_code == 404
    sign_in(client, world.lena)
    assert client.post(f"{home(world)}/stuck/{stuck.pk}/again").status_code == 404

    with as_seed():
        stuck.refresh_from_db()
    assert stuck.state == "failed"


def test_pages_take_few_statements(client, world, noon, as_seed, django_assert_max_num_queries):
    for _ in range(5):
        asked(world, noon, new_id())
        a_notice(world, as_seed)
    sign_in(client, world.jo)

    with clock.fixed(noon + timedelta(days=9)):
        for name in ("", "/silent", "/stuck"):
            with django_assert_max_num_queries(20):
                assert client.get(home(world) + name).status_code == 200
