"""The family's pages: each sees what is theirs, acts on it, and no one else reads their words."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from schoolslink.access.family import open_page
from schoolslink.access.tests.arrange import enter_family, sign_in
from schoolslink.access.unit import acting
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands.decide import Answering, decide
from schoolslink.referrals.commands.family import make_sheets
from schoolslink.referrals.models import FamilyMessage, FamilyPulse
from schoolslink.referrals.queries import open_item
from schoolslink.referrals.queries.own import own_page
from schoolslink.referrals.rules import Move, Side
from schoolslink.referrals.tests.arrange import KNOWN, acting_as, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheets(world, noon):
    item_id = sent(world, noon, called="Ellie")
    with acting(acting_as(world.nadia)) as nadia:
        made = make_sheets(actor=nadia, item_id=item_id, at=noon)
    return item_id, {sheet.relationship: sheet for sheet in made}


def browser(sheet) -> Client:
    """Return a browser in which this sheet's code was typed in."""
    client = Client()
    enter_family(client, open_page(sheet.code, machine="192.0.2.7"))
    client.cookies["language"] = "en-gb"
    return client


def words(page) -> str:
    return page.content.decode()


def test_young_person_sees_who_has_it_and_by_when(sheets, noon):
    _, made = sheets

    with clock.fixed(noon):
        page = words(browser(made["self"]).get("/my-request"))

    assert "Priya" in page
    assert "Thursday 5 March" in page
    assert KNOWN["concern"] not in page


def test_carer_whom_the_young_person_shuts_out_reads_no_more(world, noon, as_seed):
    item_id = sent(world, noon, called="Ellie", birth_date="2009-01-10")
    with acting(acting_as(world.nadia)) as nadia:
        made = {s.relationship: s for s in make_sheets(actor=nadia, item_id=item_id, at=noon)}
    mother = browser(made["carer"])
    before = mother.get("/my-request").status_code
    browser(made["self"]).post("/my-request/choose", {"form_key": new_id(), "told": ["school"]})
    pages = [mother.get("/my-request"), mother.post("/my-request/own", {"words": "Tell me."})]

    assert (before, [page.status_code for page in pages]) == (200, [404, 404])


def test_mother_reads_the_same_truth_in_polish(sheets, noon):
    _, made = sheets
    client = browser(made["carer"])
    client.cookies["language"] = "pl"

    with clock.fixed(noon):
        page = words(client.get("/my-request"))

    assert 'lang="pl"' in page
    assert "Priya" in page


def test_family_question_gives_the_holder_a_day_and_stays_from_the_school(
    sheets,
    world,
    noon,
    as_seed,
):
    item_id, made = sheets
    with clock.fixed(noon):
        answer = browser(made["self"]).post(
            "/my-request/ask",
            {"words": "Can I bring a friend?", "version": "2", "form_key": str(new_id())},
        )

    assert answer.status_code == 302
    with acting(acting_as(world.priya)) as priya:
        opened = open_item(priya, item_id)
        assert (opened.holds.duty, opened.holds.due_on.isoformat()) == ("look_again", "2026-03-05")
        assert FamilyMessage.objects.filter(item_id=item_id).count() == 1
    with acting(acting_as(world.nadia)):
        assert FamilyMessage.objects.filter(item_id=item_id).count() == 0


def test_carer_never_reads_what_the_young_person_wrote(sheets, noon):
    _, made = sheets
    with clock.fixed(noon):
        browser(made["self"]).post(
            "/my-request/own", {"words": "I like drawing.", "form_key": str(new_id())}
        )
        mine, hers = (words(browser(made[w]).get("/my-request")) for w in ("self", "carer"))

    assert "I like drawing." in mine
    assert "I like drawing." not in hers


def test_decision_reaches_the_young_person_in_the_services_words(sheets, world, noon):
    item_id, made = sheets
    with acting(acting_as(world.priya)) as priya:
        decide(
            actor=priya, item_id=item_id, version=2, at=noon,
            answer=Answering(
                Move.NOT_ACCEPT, reason="below_level", who_tells=Side.SCHOOL,
                next_step="The school counsellor, on Monday. 01632 960 222",
            ),
        )  # fmt: skip

    with clock.fixed(noon):
        came = browser(made["self"]).get("/my-request", follow=True)

    assert "The school counsellor, on Monday." in words(came)
    main = came.content.decode().split("<main")[1].split("</main>")[0]
    assert re.findall('href="tel:([0-9]+)"', main) == ["01632960222", "111", "999"]


def test_decision_counts_as_told_when_each_has_opened_their_page(sheets, world, noon):
    item_id, made = sheets
    with acting(acting_as(world.priya)) as priya:
        answer = Answering(Move.ACCEPT, level="getting_help", words="We can help.")
        decide(actor=priya, item_id=item_id, version=2, at=noon, answer=answer)

    states = []
    for whose in ("self", "carer"):
        with clock.fixed(noon):
            browser(made[whose]).get("/my-request")
        with acting(acting_as(world.priya)) as priya:
            states.append(open_item(priya, item_id).item.state)

    assert states == ["accepted", "waiting"]


def test_page_is_shown_though_somebody_moves_the_request_just_then(
    sheets, world, noon, monkeypatch
):
    item_id, made = sheets
    with acting(acting_as(world.priya)) as priya:
        answer = Answering(Move.ACCEPT, level="getting_help", words="We can help.")
        decide(actor=priya, item_id=item_id, version=2, at=noon, answer=answer)
    ellie = browser(made["self"])

    def of_just_before(actor):
        own = own_page(actor)
        own.item.version -= 1
        return own

    with clock.fixed(noon):
        browser(made["carer"]).get("/my-request")
        with monkeypatch.context() as meanwhile:
            meanwhile.setattr("schoolslink.referrals.views.family.own_page", of_just_before)
            page = ellie.get("/my-request")
        with acting(acting_as(world.priya)) as priya:
            before = open_item(priya, item_id)
        ellie.get("/my-request")
    with acting(acting_as(world.priya)) as priya:
        after = open_item(priya, item_id)

    assert "We can help." in words(page)
    # Nothing is half counted: her next look is the one that counts.
    assert [duty.whom for duty in before.told if not duty.told_at] == ["school", "self"]
    assert (before.item.state, after.item.state) == ("accepted", "waiting")
    assert [duty.whom for duty in after.told if not duty.told_at] == ["school"]


@pytest.mark.parametrize(
    ("born", "who_decides", "who_does_not"),
    [("2010-05-04", "carer", "self"), ("2009-05-04", "self", "carer")],
)
def test_whoever_decides_can_stop_and_the_other_is_not_offered_it(
    world,
    noon,
    born,
    who_decides,
    who_does_not,
):
    item_id = sent(world, noon, called="Ellie", birth_date=born)
    with acting(acting_as(world.nadia)) as nadia:
        made = make_sheets(actor=nadia, item_id=item_id, at=noon)
    made = {sheet.relationship: sheet for sheet in made}
    stop = {"words": "We changed our minds.", "version": "2", "form_key": str(new_id())}

    with clock.fixed(noon):
        page = words(browser(made[who_does_not]).get("/my-request"))
        refused = browser(made[who_does_not]).post("/my-request/stop", stop)
        done = browser(made[who_decides]).post("/my-request/stop", stop)

    assert "/my-request/stop" not in page
    assert refused.status_code == 200
    assert done.status_code == 302


def test_making_the_sheets_again_leaves_every_code_that_is_in_use(sheets, client, world):
    item_id, made = sheets
    pages = {who: browser(made[who]) for who in made}
    sign_in(client, world.nadia)

    again = client.post(f"/asked/{item_id}/sheets").content.decode()

    assert "Has a code already" in again
    assert "Your code:" not in again
    assert [page.get("/my-request").status_code for page in pages.values()] == [200, 200]


def test_new_code_for_one_closes_what_the_old_one_opened_and_is_made_once(sheets, client, world):
    item_id, made = sheets
    pages = {who: browser(made[who]) for who in made}
    sign_in(client, world.nadia)
    asked = {"anew": str(made["self"].member_id), "form_key": str(new_id())}

    first, reloaded = [
        client.post(f"/asked/{item_id}/sheets", asked).content.decode() for _ in range(2)
    ]

    assert first.count("Your code:") == 1
    assert "Your code:" not in reloaded
    code = re.search(r'<strong class="sl-code">(.*?)</strong>', first)[1]
    assert open_page(code, machine="192.0.2.7")
    status = {who: page.get("/my-request").status_code for who, page in pages.items()}
    assert status == {"self": 302, "carer": 200}


def test_another_schools_lead_makes_no_sheets(sheets, client, world):
    item_id, _ = sheets
    sign_in(client, world.amira)

    assert client.post(f"/asked/{item_id}/sheets").status_code == 404


def test_three_taps_are_kept_once_and_thanked_for_and_only_the_team_reads_them(
    sheets,
    world,
    noon,
):
    _, made = sheets
    client = browser(made["self"])
    taps = {"clear": ["who", "rights"], "form_key": str(new_id())}

    with clock.fixed(noon):
        asked = words(client.get("/my-request"))
        first = client.post("/my-request/pulse", taps)
        client.post("/my-request/pulse", taps)
        thanked = words(client.get(first.url))

    for tap in ("I know who has my request", "I know what happens next", "I know my rights"):
        assert tap in asked
    assert "Thank you." not in asked
    assert "Thank you." in thanked
    with acting(acting_as(world.priya)):
        pulse = FamilyPulse.objects.get()
        assert (pulse.knows_who, pulse.knows_next, pulse.knows_rights) == (True, False, True)
    for other in (world.nadia, world.jo, world.lena):
        with acting(acting_as(other)):
            assert not FamilyPulse.objects.exists()


def test_a_carer_is_not_asked_for_the_young_persons_taps(sheets, noon):
    _, made = sheets
    client = browser(made["carer"])

    with clock.fixed(noon):
        page = words(client.get("/my-request"))
        refused = client.post("/my-request/pulse", {"clear": ["who"], "form_key": str(new_id())})

    assert "I know who has my request" not in page
    assert "You cannot do this now." in words(refused)


@pytest.mark.parametrize("whose", ["self", "carer"])
def test_a_page_asks_the_database_at_most_twenty_times(sheets, noon, whose):
    _, made = sheets
    reader = browser(made[whose])

    with clock.fixed(noon), CaptureQueriesContext(connection) as asked:
        assert reader.get("/my-request").status_code == 200

    frame = ("SAVEPOINT", "RELEASE", "set constraints", "select set_config")
    assert len([query for query in asked if not query["sql"].startswith(frame)]) <= 20
