"""Who decides may stop it and choose who is told, also where nobody said who should hear the answer."""

from datetime import date

import pytest
from django.test import Client

from schoolslink.access.family import open_page
from schoolslink.access.tests.arrange import enter_family
from schoolslink.access.unit import acting
from schoolslink.directory.models import School
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands.additions import add_answers
from schoolslink.referrals.commands.family import make_sheets
from schoolslink.referrals.commands.request import send_request
from schoolslink.referrals.models import Carer, Item, Referral, SharingChoice
from schoolslink.referrals.rules.agreement import GILLICK, CompetenceNote
from schoolslink.referrals.tests.arrange import acting_as, begun

pytestmark = pytest.mark.django_db

JUDGED = CompetenceNote(
    frozenset(question for question, _ in GILLICK), "Nadia Stone, SENCO", date(2026, 3, 3), "this"
)
FIFTEEN, SIXTEEN, SEVENTEEN = "2010-05-04", "2010-01-10", "2009-01-10"


def pages_of(item_id, world, noon) -> dict[str, Client]:
    """Return a browser at each of the family's own pages, as far as they have no code yet."""
    with acting(acting_as(world.nadia)) as nadia:
        sheets = make_sheets(actor=nadia, item_id=item_id, at=noon)
    browsers = {}
    for sheet in (one for one in sheets if one.code):
        browser = browsers[sheet.relationship] = Client()
        enter_family(browser, open_page(sheet.code, machine="192.0.2.7"))
        browser.cookies["language"] = "en-gb"
    return browsers


def sent_without_tell(world, noon, *, note=None, **more):
    item_id = begun(world, noon, called="Ellie", tell="", **more)
    with acting(acting_as(world.nadia)) as nadia:
        send_request(actor=nadia, item_id=item_id, version=1, at=noon, note=note)
    return item_id


@pytest.mark.parametrize(
    ("born", "note", "college", "decides"),
    [
        (FIFTEEN, None, False, "carer"),
        (FIFTEEN, JUDGED, False, "self"),
        (SIXTEEN, None, False, "self"),
        (SEVENTEEN, None, False, "self"),
        ("", None, True, "self"),
    ],
    ids=["15", "15 and judged able", "16", "17", "college, age not known"],
)
def test_who_decides_does_not_hang_on_who_should_hear_the_answer(
    world,
    noon,
    as_seed,
    born,
    note,
    college,
    decides,
):
    if college:
        with as_seed():
            School.objects.filter(pk=world.northgate.pk).update(phase="16 plus")
    item_id = sent_without_tell(world, noon, note=note, birth_date=born)
    browsers = pages_of(item_id, world, noon)
    stop = {"words": "Enough.", "version": "2", "form_key": str(new_id())}

    with clock.fixed(noon):
        read = {who: one.get("/my-request").content.decode() for who, one in browsers.items()}
        other = "carer" if decides == "self" else "self"
        refused = browsers[other].post("/my-request/stop", stop).status_code
        chosen = browsers[decides].post("/my-request/choose", {"form_key": new_id(), "told": []})
        stopped = browsers[decides].post("/my-request/stop", stop)

    offers = {who for who, page in read.items() if "I want to stop" in page}
    chooses = {who for who, page in read.items() if "/my-request/choose" in page}
    assert offers == chooses == {decides}
    assert (refused, chosen.status_code, stopped.status_code) == (200, 302, 302)
    if decides == "self":
        assert "Your parents or carers are told." not in read["self"]


@pytest.mark.parametrize(
    ("right", "decides"), [("yes", True), ("no", False), ("not_known", False), ("", False)]
)
def test_a_carer_decides_only_with_parental_responsibility(world, noon, right, decides):
    item_id = sent_without_tell(
        world, noon, carer_name="", carer_pr="", carer_agrees="",
        second_carer_name="Pat W.", second_carer_pr=right,
    )  # fmt: skip
    carer = pages_of(item_id, world, noon)["carer"]
    stop = {"words": "Enough.", "version": str(version_of(item_id, world)), "form_key": new_id()}
    with clock.fixed(noon):
        page = carer.get("/my-request").content.decode()
        carer.post("/my-request/choose", {"form_key": new_id(), "told": ["school"]})
        carer.post("/my-request/stop", stop)

    assert ("I want to stop" in page, "/my-request/choose" in page) == (decides, decides)
    assert ("To decide, you need the legal right. Ask the school." in page) is not decides
    with acting(acting_as(world.nadia)):
        assert (Item.objects.get(pk=item_id).state == "withdrawn") is decides
        assert SharingChoice.objects.filter(whom="gp").exists() is decides


def version_of(item_id, world) -> int:
    with acting(acting_as(world.nadia)):
        return Item.objects.get(pk=item_id).version


def test_a_carer_of_seventeen_year_old_is_not_shut_out_by_silence(world, noon):
    item_id = sent_without_tell(world, noon, birth_date=SEVENTEEN)

    with clock.fixed(noon):
        page = pages_of(item_id, world, noon)["carer"].get("/my-request")

    assert page.status_code == 200
    assert "Your child decides about this." in page.content.decode()


def test_an_age_that_follows_later_gives_the_young_person_the_decision(world, noon):
    item_id = sent_without_tell(world, noon, birth_date="")
    with acting(acting_as(world.nadia)) as nadia:
        before = Referral.objects.get(item_id=item_id).decided_by
        add_answers(
            actor=nadia, item_id=item_id, version=2, answers={"birth_date": SEVENTEEN}, at=noon
        )
        after = Referral.objects.get(item_id=item_id).decided_by

    assert (before, after) == ("carer", "presumed")


def test_a_choice_of_the_family_changes_what_is_told_and_not_who_decides(world, noon):
    item_id = sent_without_tell(world, noon, birth_date=SEVENTEEN)
    browsers = pages_of(item_id, world, noon)
    told = {"form_key": new_id(), "told": ["school", "carer"]}
    with clock.fixed(noon):
        browsers["self"].post("/my-request/choose", told)

    with acting(acting_as(world.nadia)):
        assert Referral.objects.get(item_id=item_id).decided_by == "presumed"
        chosen = SharingChoice.objects.order_by("at", "id").values_list("whom", "chosen_by")
        assert dict(chosen) == {"school": "self", "carer": "self", "gp": "self"}
        assert Carer.objects.count() == 2
